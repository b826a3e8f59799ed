-- title: The same saving in two editions of the plan
-- rule: Where a line of one plan refers to a line of an earlier plan, the two amounts for the same year are set side by side.
-- rule: A saving that changed, or lost its figure, between the two is said so; the papers seldom say why.
-- rule: The reporting date changes nothing here.
-- source: ODI plan 2009/10, Appendix 2, divisional table; ODI plan 2010/11, section 2.4 and Appendix 2
-- thresholds: reconciliation

CREATE MACRO efficiency_drift_at(reporting_date) AS TABLE
WITH
    pair AS (
        SELECT
            later.line_id, later.plan_id, later.refers_to AS earlier_line_id, later.cited_plan_id AS earlier_plan_id,
            later.title, later.cited_title AS earlier_title, later.period, later.measure,
            later.cited_amount AS earlier_amount, later.amount AS later_amount,
            later.amount - later.cited_amount AS change,
            plan.title AS plan_title, earlier_plan.title AS earlier_plan_title,
            coalesce(tolerance.amber_within, 0) AS allowed,
            later.source_ref, later.quote
        FROM efficiency_reference_at(reporting_date) AS later
        JOIN plan ON plan.plan_id = later.plan_id
        JOIN plan AS earlier_plan ON earlier_plan.plan_id = later.cited_plan_id
        LEFT JOIN threshold AS tolerance
            ON tolerance.rule = 'reconciliation' AND tolerance.scope = 'default' AND tolerance.scope_id = 'all'
        WHERE later.plan_id <> later.cited_plan_id
    )
SELECT
    line_id, plan_id, earlier_line_id, earlier_plan_id, title, earlier_title, period, measure,
    CAST(earlier_amount AS DOUBLE) AS earlier_amount,
    CAST(later_amount AS DOUBLE) AS later_amount,
    CAST(change AS DOUBLE) AS change,
    '£000' AS unit,
    coalesce(abs(change) > allowed, true) AS changed,
    CASE
        WHEN later_amount IS NULL THEN 'No figure now'
        WHEN earlier_amount IS NULL THEN 'No figure before'
        WHEN NOT changed THEN 'Unchanged'
        WHEN change > 0 THEN 'Raised'
        ELSE 'Lowered'
    END AS word,
    earlier_plan_title || ' prints ' || coalesce(money_in_words(earlier_amount, '£000'), 'no figure') || ' for ' || period
        || ', ' || plan_title || ' '
        || CASE
            WHEN later_amount IS NULL THEN 'prints no figure'
            WHEN NOT changed THEN 'the same'
            ELSE coalesce(
                money_in_words(later_amount, '£000') || ': '
                    || money_in_words(abs(change), '£000') || CASE WHEN change > 0 THEN ' more' ELSE ' less' END,
                money_in_words(later_amount, '£000')
            )
        END || '.' AS reason,
    coalesce(amount_in_words(later_amount), 'nothing') || ' - ' || coalesce(amount_in_words(earlier_amount), 'nothing')
        || coalesce(' = ' || amount_in_words(change), '') AS inputs,
    source_ref,
    quote,
    'efficiency_drift' AS rule
FROM pair;

CREATE VIEW efficiency_drift AS SELECT * FROM efficiency_drift_at(default_reporting_date());
