-- title: Findings about money
-- rule: A finding is written for every printed total that differs from its lines (high, or low where one unit of rounding explains it), every repeated figure that differs, every gross figure where a net is printed, a plan short of its target, a saving that changed between two editions, a saving claimed for a year whose milestone falls at the year's end, and a saving the paper itself calls non-cashable or prints lower in a later year.
-- source: See "Sums that do and do not agree", "The same saving in two editions of the plan" and "Is it an efficiency?"
-- thresholds: reconciliation, rounding, saving_before_milestone

-- How many columns a line has in one period: with one, the period alone names the figure.
CREATE VIEW line_columns AS
SELECT line_id, period, count(DISTINCT measure) AS measures FROM efficiency_amount GROUP BY line_id, period
UNION ALL
SELECT line_id, period, count(DISTINCT measure) FROM cost_line GROUP BY line_id, period;

-- What is found whatever the date.
CREATE MACRO finding_sum_at(reporting_date) AS TABLE
WITH
    sums AS (
        SELECT
            CASE check_kind
                WHEN 'total_of_lines' THEN 'total_differs'
                WHEN 'repeats' THEN 'figure_differs'
                WHEN 'plan_against_target' THEN 'plan_short_of_target'
                ELSE check_kind
            END AS rule,
            CASE
                WHEN reason_kind = 'rounding' THEN 'low'
                WHEN check_kind IN ('total_of_lines', 'plan_against_target') THEN 'high'
                ELSE 'medium'
            END AS severity,
            CASE subject_kind WHEN 'cost_line' THEN 'cost_line' ELSE 'efficiency_amount' END AS dataset,
            subject_kind, subject_id, reconciliation.period,
            CASE WHEN cell.measures > 1 THEN measure END AS measure,
            plan_id,
            CASE check_kind
                WHEN 'total_of_lines' THEN 'Total differs from its lines'
                WHEN 'repeats' THEN 'Figure differs from the one it repeats'
                WHEN 'gross_against_net' THEN 'Gross figure where a net is printed'
                ELSE 'Plan falls short of its target'
            END || ': ' || title || ', ' || reconciliation.period AS title,
            printed_amount AS printed, recomputed, difference, unit, NULL AS printed_text, reason AS explanation,
            source_ref, quote
        FROM reconciliation_at(reporting_date) AS reconciliation
        JOIN line_columns AS cell ON cell.line_id = subject_id AND cell.period = reconciliation.period
        WHERE NOT agrees AND (check_kind <> 'plan_against_target' OR difference < 0)
    ),
    changed AS (
        SELECT
            'saving_changed' AS rule, 'medium' AS severity, 'efficiency_amount' AS dataset,
            'efficiency_line' AS subject_kind, drift.line_id AS subject_id, drift.period,
            CASE WHEN cell.measures > 1 THEN measure END AS measure, plan_id,
            'Saving changed between editions: ' || title || ', ' || drift.period AS title,
            later_amount AS printed, earlier_amount AS recomputed, change AS difference, unit, NULL AS printed_text,
            reason AS explanation, source_ref, quote
        FROM efficiency_drift_at(reporting_date) AS drift
        JOIN line_columns AS cell ON cell.line_id = drift.line_id AND cell.period = drift.period
        WHERE changed
    ),
    failed AS (
        SELECT
            *, unnest(['not_cash_releasing', 'not_ongoing']) AS rule,
            unnest([cash_releasing, ongoing]) AS answer, unnest([cash_releasing_why, ongoing_why]) AS why
        FROM efficiency_answer_at(reporting_date)
    ),
    tests AS (
        SELECT
            rule, 'low' AS severity, 'efficiency_line' AS dataset, 'efficiency_line' AS subject_kind,
            line_id AS subject_id, NULL AS period, NULL AS measure, plan_id,
            CASE rule WHEN 'not_ongoing' THEN 'Saving not ongoing: ' ELSE 'Saving not cash-releasing: ' END
                || title AS title,
            NULL AS printed, NULL AS recomputed, NULL AS difference, NULL AS unit, inputs AS printed_text,
            why || ' The Government counts only '
                || CASE rule WHEN 'not_ongoing' THEN 'gains that last two full years after the first.'
                    ELSE 'gains that release cash.' END AS explanation,
            source_ref, quote
        FROM failed WHERE answer = 'no'
    )
SELECT * FROM sums
UNION ALL BY NAME SELECT * FROM changed
UNION ALL BY NAME SELECT * FROM tests;

CREATE VIEW finding_sum AS SELECT * FROM finding_sum_at(default_reporting_date());

CREATE MACRO finding_money_at(reporting_date) AS TABLE
WITH
    waiting AS (
        SELECT
            'saving_before_milestone' AS rule, 'medium' AS severity, 'efficiency_amount' AS dataset,
            'efficiency_line' AS subject_kind, line_id AS subject_id, timing.period,
            CASE WHEN any_value(cell.measures) > 1 THEN measure END AS measure, plan_id,
            'Saving claimed before its milestone: ' || title || ', ' || timing.period AS title,
            CAST(any_value(amount) AS DOUBLE) AS printed, NULL AS recomputed, NULL AS difference, '£000' AS unit,
            NULL AS printed_text,
            money_in_words(any_value(amount), '£000') || ' is claimed for ' || timing.period || ', but it waits for '
                || string_agg(
                    '"' || milestone_title || '", ' || CASE date_role WHEN 'start' THEN 'to start by ' ELSE 'due ' END
                        || date_in_words(current_due_on) || ' ('
                        || CASE
                            WHEN days_left = 0 THEN 'the last day of the year)'
                            WHEN days_left > 0 THEN count_in_words(days_left, 'day') || ' before the year ends)'
                            ELSE count_in_words(-days_left, 'day') || ' after the year ends)'
                        END,
                    '; ' ORDER BY current_due_on, milestone_id
                ) || '.' AS explanation,
            any_value(source_ref) AS source_ref, any_value(quote) AS quote
        FROM efficiency_timing_at(reporting_date) AS timing
        JOIN line_columns AS cell USING (line_id, period)
        WHERE claimed_before_milestone
        GROUP BY line_id, timing.period, measure, plan_id, title
    )
SELECT * FROM finding_sum_at(reporting_date)
UNION ALL BY NAME SELECT * FROM waiting;

CREATE VIEW finding_money AS SELECT * FROM finding_money_at(default_reporting_date());
