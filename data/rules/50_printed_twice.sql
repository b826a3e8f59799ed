-- title: Figures stated twice, and the plan against its target
-- rule: A figure in the text, or carried into another table, must be the figure it refers to; a figure in the text may be rounded as far as it is printed (£1.8m stands for anything that rounds to it).
-- rule: A figure carried from before a table's own deduction is gross where that table also prints a net.
-- rule: A plan is the total of the one table that no other table of the plan takes up; it is set against the plan's total target for the same last year.
-- rule: Where two figures differ a reason is looked for: it is the sum of the lines where the other total is not; another line, or another column; one unit of rounding; one digit.
-- source: ODI plans 2009/10 and 2010/11: sections on achieving efficiencies, and their efficiency tables
-- thresholds: rounding

CREATE MACRO figure_check_at(reporting_date) AS TABLE
WITH
    reference AS (
        SELECT
            *,
            CASE
                WHEN line_kind = 'claim' AND regexp_matches(printed, '[0-9] ?m') THEN
                    500 / pow(10, length(regexp_extract(printed, '[.]([0-9]+)', 1)))
                ELSE 0
            END AS printed_to,
            abs(amount - coalesce(cited_amount, 0)) > printed_to AS differs
        FROM efficiency_reference_at(reporting_date)
        WHERE plan_id = cited_plan_id AND amount IS NOT NULL
    ),
    cell AS (
        SELECT line_id, plan_id, table_id, parent_line_id, refers_to, line_kind, title, period, measure, a.source_ref,
            a.quote, amount_gbp_000 AS amount
        FROM efficiency_line AS l JOIN efficiency_amount AS a USING (line_id)
    ),
    -- Reasons why a repeated figure may differ.
    differing AS (SELECT * FROM reference WHERE differs),
    other_line AS (
        SELECT differing.line_id, differing.period, differing.measure, min(cell.title) AS title
        FROM differing JOIN cell
            ON cell.plan_id = differing.cited_plan_id AND cell.table_id = differing.cited_table_id
            AND cell.period = differing.period AND cell.measure = differing.cited_measure
            AND cell.line_id <> differing.refers_to AND cell.amount = differing.amount
        GROUP BY ALL
    ),
    other_period AS (
        SELECT differing.line_id, differing.period, differing.measure, min(cell.measure || ' ' || cell.period) AS words
        FROM differing JOIN cell ON cell.line_id = differing.refers_to AND cell.amount = differing.amount
        GROUP BY ALL
    ),
    lines_sum AS (
        SELECT total_id, period, measure, sum(amount) AS amount
        FROM total_addend_at(reporting_date) WHERE subject_kind = 'efficiency_line' GROUP BY ALL
    ),
    rounding AS (
        SELECT coalesce(max(amber_within), 0) AS units
        FROM threshold WHERE rule = 'rounding' AND scope = 'default' AND scope_id = 'all'
    ),
    repeats AS (
        SELECT
            'repeats' AS check_kind, reference.*, reference.cited_amount AS against,
            'line ' || cited_row_number || ' of ' || cited_table_id || ', "' || cited_title || '", '
                || replace(cited_measure, '_', ' ') || ' ' || reference.period || ': '
                || coalesce(amount_in_words(reference.cited_amount), 'nothing') AS inputs,
            CASE
                WHEN NOT differs THEN NULL
                WHEN abs(reference.amount - reference.cited_amount) <= rounding.units THEN 'rounding'
                WHEN lines_sum.amount = reference.amount THEN 'sum_of_lines'
                WHEN other_period.line_id IS NOT NULL THEN 'another_column'
                WHEN other_line.line_id IS NOT NULL THEN 'another_line'
                WHEN length(amount_in_words(reference.amount)) = length(amount_in_words(reference.cited_amount))
                    AND hamming(amount_in_words(reference.amount), amount_in_words(reference.cited_amount)) = 1
                    THEN 'one_digit'
                ELSE 'not_explained'
            END AS reason_kind,
            CASE reason_kind
                WHEN 'rounding' THEN 'rounding of one unit'
                WHEN 'sum_of_lines' THEN 'it is the sum of all the lines, which the printed total is not'
                WHEN 'another_column' THEN 'it is the figure of another column: ' || replace(other_period.words, '_', ' ')
                WHEN 'another_line' THEN 'it is the figure of another line: "' || other_line.title || '"'
                WHEN 'one_digit' THEN 'one digit differs, perhaps a misprint'
                WHEN 'not_explained' THEN 'not explained'
            END AS likely_reason
        FROM reference
        CROSS JOIN rounding
        LEFT JOIN other_line USING (line_id, period, measure)
        LEFT JOIN other_period USING (line_id, period, measure)
        LEFT JOIN lines_sum
            ON lines_sum.total_id = reference.refers_to AND lines_sum.period = reference.period
            AND lines_sum.measure = reference.cited_measure
    ),
    -- A figure carried from before the deduction that its own table prints.
    deduction AS (
        SELECT parent_line_id, period, measure, sum(amount) AS amount, min(title) AS title
        FROM cell WHERE amount < 0 GROUP BY ALL
    ),
    gross AS (
        SELECT
            'gross_against_net' AS check_kind, reference.*, net.amount AS against,
            amount_in_words(reference.cited_amount) || ' - ' || amount_in_words(-deduction.amount) || ' ("'
                || deduction.title || '") = ' || amount_in_words(net.amount) || ' ("' || net.title || '")' AS inputs,
            'gross_against_net' AS reason_kind,
            'gross against net: "' || deduction.title || '" is taken off in the table it comes from, not here'
                AS likely_reason
        FROM reference
        JOIN deduction
            ON deduction.parent_line_id = reference.cited_parent_line_id AND deduction.period = reference.period
            AND deduction.measure = reference.cited_measure
        JOIN cell AS net
            ON net.line_id = reference.cited_parent_line_id AND net.period = reference.period
            AND net.measure = reference.cited_measure
        WHERE reference.line_kind <> 'claim' AND reference.amount = reference.cited_amount
    ),
    -- The plan as a whole: a total of a table that no other table takes up.
    taken_up AS (SELECT DISTINCT plan_id, cited_table_id AS table_id FROM reference WHERE line_kind <> 'claim'),
    whole AS (
        SELECT cell.* FROM cell LEFT JOIN taken_up USING (plan_id, table_id)
        WHERE line_kind = 'total' AND parent_line_id IS NULL AND amount IS NOT NULL AND taken_up.table_id IS NULL
    ),
    against_target AS (
        SELECT plan_total.*, target.amount AS against,
            'target ' || amount_in_words(target.amount) || ' for ' || target.period || ', ' || target.source_ref AS inputs
        FROM whole AS plan_total JOIN whole AS target
            ON target.plan_id = plan_total.plan_id AND right(target.period, 7) = right(plan_total.period, 7)
        WHERE plan_total.measure = 'plan' AND target.measure = 'target'
    )
SELECT check_kind, line_id, plan_id, table_id, title, line_kind, period, measure, amount AS printed_amount,
    against AS recomputed, printed_to, inputs, reason_kind, likely_reason, refers_to, source_ref, quote
FROM repeats
UNION ALL BY NAME
SELECT check_kind, line_id, plan_id, table_id, title, line_kind, period, measure, amount AS printed_amount,
    against AS recomputed, 0 AS printed_to, inputs, reason_kind, likely_reason, refers_to, source_ref, quote
FROM gross
UNION ALL BY NAME
SELECT 'plan_against_target' AS check_kind, line_id, plan_id, table_id, title, line_kind, period, measure,
    amount AS printed_amount, against AS recomputed, 0 AS printed_to, inputs,
    CASE WHEN amount <> against THEN 'not_explained' END AS reason_kind,
    CASE WHEN amount <> against THEN 'not explained' END AS likely_reason, refers_to, source_ref, quote
FROM against_target;

CREATE VIEW figure_check AS SELECT * FROM figure_check_at(default_reporting_date());
