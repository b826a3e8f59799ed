-- title: Is it an efficiency? The Government's three tests
-- rule: A saving counts if it is net of the cost of making it, ongoing for two full years after the first, and cash-releasing.
-- rule: Each is answered yes, no or cannot tell, from what the paper says only.
-- rule: Net: no where the table takes a deduction off afterwards, or the figure is carried from before one; otherwise the papers do not say what the saving costs.
-- rule: Targets, deductions and claims in the text are not tested.
-- rule: Ongoing: yes where both following years are printed and at least as high as the first, no where either is printed lower.
-- rule: Cash-releasing: as the paper says, else cannot tell.
-- source: Government definition of efficiency, printed at the end of the ODI plans 2009/10 and 2010/11
-- thresholds: none

-- What the paper answers by itself, whatever the date.
CREATE MACRO efficiency_answer_at(reporting_date) AS TABLE
WITH
    saving AS (
        SELECT
            efficiency_line.*,
            TRY_CAST(left(period, 4) AS INTEGER) AS first_year,
            period, measure, amount_gbp_000 AS amount,
            measure IN ('plan', 'cumulative') AND regexp_full_match(period, '[0-9]{4}/[0-9]{2}') AS is_yearly
        FROM efficiency_line JOIN efficiency_amount USING (line_id)
        WHERE line_kind = 'line' AND measure <> 'target'
    ),
    subject AS (
        SELECT line_id, min(first_year) FILTER (WHERE is_yearly AND amount > 0) AS starts_in
        FROM saving GROUP BY line_id HAVING max(amount) >= 0
    ),
    yearly AS (
        SELECT
            line_id, starts_in,
            max(amount) FILTER (WHERE first_year = starts_in) AS first_amount,
            max(amount) FILTER (WHERE first_year = starts_in + 1) AS second_amount,
            max(amount) FILTER (WHERE first_year = starts_in + 2) AS third_amount,
            string_agg(period || ': ' || coalesce(amount_in_words(amount), 'nothing'), '; ' ORDER BY period)
                FILTER (WHERE is_yearly) AS inputs
        FROM saving JOIN subject USING (line_id)
        WHERE is_yearly
        GROUP BY line_id, starts_in
    ),
    -- Lines whose table takes a deduction off after them, or that carry a figure from before one.
    deduction AS (
        SELECT plan_id, table_id, min(title) AS title FROM saving WHERE amount < 0 GROUP BY plan_id, table_id
    ),
    gross AS (SELECT DISTINCT line_id, inputs FROM figure_check_at(reporting_date) WHERE check_kind = 'gross_against_net'),
    answered AS (
        SELECT
            line.line_id, line.plan_id, line.table_id, line.title, line.officer, line.source_ref, line.quote,
            CASE WHEN deduction.title IS NOT NULL OR gross.line_id IS NOT NULL THEN 'no' ELSE 'cannot_tell' END AS net,
            CASE
                WHEN gross.line_id IS NOT NULL THEN 'It is carried from before a deduction: ' || gross.inputs || '.'
                WHEN deduction.title IS NOT NULL
                    THEN 'It is printed before its table takes off "' || deduction.title || '".'
                ELSE 'The paper does not say whether the cost of making the saving is taken off.'
            END AS net_why,
            CASE
                WHEN second_amount < first_amount OR third_amount < first_amount THEN 'no'
                WHEN second_amount >= first_amount AND third_amount >= first_amount THEN 'yes'
                ELSE 'cannot_tell'
            END AS ongoing,
            CASE
                WHEN yearly.starts_in IS NULL THEN 'No year by year figures are printed.'
                WHEN ongoing = 'no' THEN 'A later year is printed lower than the first, ' || yearly.starts_in || '/'
                    || right(CAST(yearly.starts_in + 1 AS VARCHAR), 2) || '.'
                WHEN ongoing = 'yes' THEN 'Both years after the first are printed, no lower than it.'
                ELSE 'Of the two years after the first, '
                    || CASE WHEN second_amount IS NULL AND third_amount IS NULL THEN 'neither' ELSE 'only one' END
                    || ' is printed.'
            END AS ongoing_why,
            CASE line.cashable WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'cannot_tell' END AS cash_releasing,
            CASE line.cashable
                WHEN true THEN 'The paper calls it cashable.'
                WHEN false THEN 'The paper calls it non-cashable.'
                ELSE 'The paper does not say whether it releases cash.'
            END AS cash_releasing_why,
            yearly.inputs
        FROM subject
        JOIN efficiency_line AS line USING (line_id)
        LEFT JOIN yearly USING (line_id)
        LEFT JOIN deduction ON deduction.plan_id = line.plan_id AND deduction.table_id = line.table_id
        LEFT JOIN gross ON gross.line_id = line.line_id
    )
FROM answered;

CREATE VIEW efficiency_answer AS SELECT * FROM efficiency_answer_at(default_reporting_date());

CREATE MACRO efficiency_test_at(reporting_date) AS TABLE
WITH
    timing AS (
        SELECT
            line_id,
            bool_or(claimed_before_milestone) AS claimed_before_milestone,
            min(days_left) FILTER (WHERE claimed_before_milestone) AS days_left
        FROM efficiency_timing_at(reporting_date) GROUP BY line_id
    ),
    answered AS (
        SELECT
            answer.*, coalesce(timing.claimed_before_milestone, false) AS claimed_before_milestone, timing.days_left
        FROM efficiency_answer_at(reporting_date) AS answer LEFT JOIN timing USING (line_id)
    )
SELECT
    * EXCLUDE (inputs, source_ref, quote),
    CASE
        WHEN 'no' IN (net, ongoing, cash_releasing) THEN 'Fails a test'
        WHEN 'cannot_tell' IN (net, ongoing, cash_releasing) THEN 'Cannot tell'
        ELSE 'Passes all three'
    END AS word,
    'Net: ' || replace(net, '_', ' ') || '. ' || net_why || ' Ongoing: ' || replace(ongoing, '_', ' ') || '. '
        || ongoing_why || ' Cash-releasing: ' || replace(cash_releasing, '_', ' ') || '. ' || cash_releasing_why
        || CASE WHEN claimed_before_milestone
            THEN ' A milestone it depends on leaves ' || count_in_words(greatest(days_left, 0), 'day')
                || ' of the year it is claimed for.'
            ELSE '' END AS reason,
    inputs,
    source_ref,
    quote,
    'efficiency_test' AS rule
FROM answered;

CREATE VIEW efficiency_test AS SELECT * FROM efficiency_test_at(default_reporting_date());
