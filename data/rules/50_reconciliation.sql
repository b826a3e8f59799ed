-- title: Sums that do and do not agree
-- rule: Every printed total against its lines, every repeated figure against the figure it refers to, gross figures against the net of their own table, and the plan against its target, one row each, with the difference (printed less recomputed), whether it is within the tolerance, and the likely reason where it is not.
-- rule: The tolerance counts in the table's own unit: thousands of pounds, or pounds.
-- rule: The reporting date changes nothing here: what is printed stays printed.
-- source: Efficiency and cost tables of the ODI plans 2009/10 and 2010/11, Delivering Excellence (2008) and the homelessness report (2009)
-- thresholds: reconciliation, rounding

CREATE MACRO reconciliation_at(reporting_date) AS TABLE
WITH
    checked AS (
        SELECT
            'total_of_lines' AS check_kind, subject_kind, line_id AS subject_id, plan_id, table_id, title, period, measure,
            printed_amount, recomputed, unit, line_count, 0 AS printed_to, inputs, reason_kind, likely_reason,
            source_ref, quote
        FROM total_check_at(reporting_date)
        UNION ALL BY NAME
        SELECT
            check_kind, 'efficiency_line' AS subject_kind, line_id AS subject_id, plan_id, table_id, title, period, measure,
            printed_amount, recomputed, '£000' AS unit, 1 AS line_count, printed_to, inputs, reason_kind, likely_reason,
            source_ref, quote
        FROM figure_check_at(reporting_date)
    ),
    tolerance AS (SELECT scope, scope_id, amber_within FROM threshold WHERE rule = 'reconciliation'),
    measured AS (
        SELECT
            checked.*,
            coalesce(printed_amount, 0) - recomputed AS difference,
            greatest(coalesce(of_plan.amber_within, of_all.amber_within, 0), printed_to) AS allowed,
            CASE
                WHEN of_plan.scope_id IS NOT NULL THEN 'plan/' || of_plan.scope_id || '/reconciliation'
                WHEN of_all.scope_id IS NOT NULL THEN 'default/all/reconciliation'
            END AS threshold_id
        FROM checked
        LEFT JOIN tolerance AS of_plan ON of_plan.scope = 'plan' AND of_plan.scope_id = checked.plan_id
        LEFT JOIN tolerance AS of_all ON of_all.scope = 'default' AND of_all.scope_id = 'all'
    ),
    judged AS (
        SELECT
            *,
            abs(difference) <= allowed AS agrees,
            coalesce(money_in_words(printed_amount, unit), 'Nothing') AS printed_words,
            money_in_words(abs(difference), unit) AS difference_words,
            CASE WHEN difference > 0 THEN ' more than ' ELSE ' less than ' END
                || CASE check_kind
                    WHEN 'total_of_lines' THEN 'its ' || count_in_words(line_count, 'line')
                    WHEN 'repeats' THEN 'the figure it refers to'
                    WHEN 'gross_against_net' THEN 'the net figure of the table it comes from'
                    ELSE 'its target'
                END AS against_words
        FROM measured
    )
SELECT
    check_kind || ':' || subject_id || ':' || period || ':' || measure AS check_id,
    check_kind, subject_kind, subject_id, plan_id, table_id, title, period, measure,
    CAST(printed_amount AS DOUBLE) AS printed_amount,
    CAST(recomputed AS DOUBLE) AS recomputed,
    CAST(difference AS DOUBLE) AS difference,
    unit,
    line_count,
    agrees,
    CASE WHEN agrees THEN 'Agrees' WHEN agrees IS NULL THEN 'Cannot be checked' ELSE 'Differs' END AS word,
    CASE WHEN NOT agrees THEN reason_kind END AS reason_kind,
    CASE WHEN NOT agrees THEN likely_reason END AS likely_reason,
    CASE
        WHEN agrees IS NULL THEN 'No lines are held under it to sum.'
        WHEN difference = 0 THEN printed_words || ' is printed; '
            || CASE check_kind
                WHEN 'total_of_lines' THEN 'the sum of its ' || count_in_words(line_count, 'line') || ' is the same.'
                WHEN 'plan_against_target' THEN 'the target is the same.'
                ELSE 'the figure it refers to is the same.'
            END
        WHEN agrees THEN printed_words || ' is printed, '
            || difference_words || against_words || ', which is within the tolerance or the rounding of the text.'
        ELSE printed_words || ' is printed, ' || difference_words || against_words
            || ' (' || money_in_words(recomputed, unit) || '). '
            || CASE reason_kind WHEN 'not_explained' THEN 'The papers do not explain it.'
                ELSE 'Likely reason: ' || likely_reason || '.' END
    END AS reason,
    inputs || CASE check_kind WHEN 'total_of_lines' THEN ' = ' || amount_in_words(recomputed) ELSE '' END AS inputs,
    source_ref,
    quote,
    'reconciliation' AS rule,
    threshold_id
FROM judged;

CREATE VIEW reconciliation AS SELECT * FROM reconciliation_at(default_reporting_date());
