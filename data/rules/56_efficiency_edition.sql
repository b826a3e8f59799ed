-- title: Two editions of a savings table, line by line
-- rule: Where most lines of a table refer to lines of one table of an earlier plan, the two tables are laid beside each other: lines in both (raised, lowered, unchanged, no figure now), lines only in the later one (new), lines only in the earlier one (gone), for each year that both print.
-- rule: What a line moves the sum by is its amount in the later edition less that in the earlier one; a line with no figure counts as nothing in that sum, and only there.
-- rule: The reporting date changes nothing here.
-- source: ODI plan 2009/10, Appendix 2, divisional table; ODI plan 2010/11, Appendix 2, divisional table
-- thresholds: reconciliation

CREATE MACRO efficiency_edition_at(reporting_date) AS TABLE
WITH
    pair AS (
        SELECT drift.*, later.table_id, earlier.table_id AS earlier_table_id
        FROM efficiency_drift_at(reporting_date) AS drift
        JOIN efficiency_line AS later USING (line_id)
        JOIN efficiency_line AS earlier ON earlier.line_id = drift.earlier_line_id
        WHERE later.line_kind = 'line'
    ),
    line_count AS (
        SELECT plan_id, table_id, count(*) AS lines FROM efficiency_line WHERE line_kind = 'line' GROUP BY ALL
    ),
    paired_table AS (
        SELECT plan_id, table_id, earlier_plan_id, earlier_table_id
        FROM pair JOIN line_count USING (plan_id, table_id)
        GROUP BY ALL HAVING count(DISTINCT line_id) > any_value(lines) / 2
    ),
    cell AS (
        SELECT line.line_id, line.plan_id, line.table_id, line.title, line.refers_to, period, measure, amount_gbp_000 AS amount,
            amount.source_ref, amount.quote
        FROM efficiency_line AS line JOIN efficiency_amount AS amount USING (line_id)
        WHERE line_kind = 'line'
    ),
    shared AS (  -- the years and columns both tables print
        SELECT DISTINCT paired_table.*, later.period, later.measure
        FROM paired_table
        JOIN cell AS later USING (plan_id, table_id)
        JOIN cell AS earlier
            ON earlier.plan_id = paired_table.earlier_plan_id AND earlier.table_id = paired_table.earlier_table_id AND earlier.period = later.period
            AND earlier.measure = later.measure
    ),
    laid AS (
        SELECT pair.line_id, pair.plan_id, pair.table_id, pair.earlier_line_id, pair.earlier_plan_id,
            pair.earlier_table_id, pair.title, period, measure, pair.earlier_amount, pair.later_amount, pair.word,
            pair.reason, pair.source_ref, pair.quote
        FROM pair JOIN shared USING (plan_id, table_id, earlier_plan_id, earlier_table_id, period, measure)
        UNION ALL BY NAME
        SELECT cell.line_id, shared.plan_id, shared.table_id, shared.earlier_plan_id, shared.earlier_table_id,
            cell.title, period, measure, CAST(cell.amount AS DOUBLE) AS later_amount, 'New line' AS word,
            'It stands in the later edition only.' AS reason, cell.source_ref, cell.quote
        FROM shared JOIN cell USING (plan_id, table_id, period, measure)
        WHERE cell.amount IS NOT NULL
            AND NOT EXISTS (
                FROM pair
                WHERE pair.line_id = cell.line_id AND pair.earlier_plan_id = shared.earlier_plan_id
                    AND pair.earlier_table_id = shared.earlier_table_id
            )
        UNION ALL BY NAME
        SELECT shared.plan_id, shared.table_id, cell.line_id AS earlier_line_id, shared.earlier_plan_id,
            shared.earlier_table_id, cell.title, shared.period, shared.measure,
            CAST(cell.amount AS DOUBLE) AS earlier_amount, 'Line gone' AS word,
            'It stands in the earlier edition only.' AS reason, cell.source_ref, cell.quote
        FROM shared JOIN cell
            ON cell.plan_id = shared.earlier_plan_id AND cell.table_id = shared.earlier_table_id AND cell.period = shared.period AND cell.measure = shared.measure
        WHERE cell.amount IS NOT NULL
            AND NOT EXISTS (
                FROM pair
                WHERE pair.earlier_line_id = cell.line_id AND pair.plan_id = shared.plan_id
                    AND pair.table_id = shared.table_id
            )
    )
SELECT
    coalesce(laid.line_id, laid.earlier_line_id) AS subject_id, laid.*,
    coalesce(later_amount, 0) - coalesce(earlier_amount, 0) AS moved_by,
    '£000' AS unit,
    'efficiency_edition' AS rule
FROM laid;

CREATE VIEW efficiency_edition AS SELECT * FROM efficiency_edition_at(default_reporting_date());
