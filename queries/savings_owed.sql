-- What each board, department, division, officer or section of a table owes in each year, table by table; years are never added.
-- Where a line names no officer, those its earlier edition names are given, with that edition.
-- A line under no section is its own. Lines that repeat another table of their plan are left out, so nothing counts twice.
-- Parameters: $grouping (board, department, division, officer or section); $plan_id, $board_id, $lead ('' for all).
WITH
asked AS (
    SELECT
        l.line_id, l.plan_id, l.table_id,
        CASE $grouping
            WHEN 'board' THEN board.title WHEN 'department' THEN l.department WHEN 'division' THEN l.division
            WHEN 'officer' THEN l.officer ELSE coalesce(l.section, l.title)
        END AS grouped
    FROM efficiency_line l
    LEFT JOIN board USING (board_id)
    LEFT JOIN efficiency_line earlier ON earlier.line_id = l.refers_to
    WHERE l.line_kind = 'line' AND earlier.plan_id IS DISTINCT FROM l.plan_id
        AND grouped IS NOT NULL
        AND ($plan_id = '' OR l.plan_id = $plan_id)
        AND ($board_id = '' OR l.board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(coalesce(l.officer, earlier.officer), '; '), $lead))
),
-- For speed: the tables that hold the first 100 groups are found, and only their groups are put together
groups AS MATERIALIZED (
    SELECT plan_id, table_id, grouped, measure
    FROM asked JOIN efficiency_amount a USING (line_id)
    WHERE measure IN ('plan', 'cumulative')
    GROUP BY ALL
),
in_all AS (SELECT count(*) AS total_rows FROM groups),
held AS MATERIALIZED (
    SELECT plan_id, table_id
    FROM groups
    GROUP BY plan_id, table_id
    QUALIFY sum(count(*)) OVER (ORDER BY plan_id DESC, table_id) - count(*) < 100
),
named AS MATERIALIZED (
    SELECT
        l.*, plan.title AS plan_title, split_part(l.source_ref, ', ', 2) AS printed_in, asked.grouped,
        earlier.officer AS earlier_officer, earlier_plan.title AS earlier_plan_title
    FROM asked
    SEMI JOIN held ON held.plan_id = asked.plan_id AND held.table_id = asked.table_id
    JOIN efficiency_line l USING (line_id)
    JOIN plan ON plan.plan_id = l.plan_id
    LEFT JOIN efficiency_line earlier ON earlier.line_id = l.refers_to
    LEFT JOIN plan earlier_plan ON earlier_plan.plan_id = earlier.plan_id
),
yearly AS (
    SELECT
        plan_id, plan_title, table_id, measure, grouped, period, sum(amount_gbp_000) AS amount,
        CASE WHEN count(DISTINCT value_status) = 1 THEN any_value(value_status) ELSE 'blank' END AS status
    FROM named JOIN efficiency_amount a USING (line_id)
    WHERE measure IN ('plan', 'cumulative')
    GROUP BY ALL
),
shared AS (
    SELECT *, sum(amount) OVER (PARTITION BY plan_id, table_id, measure, period) AS whole FROM yearly
),
counted AS (
    SELECT
        plan_id, table_id, grouped, count(*) AS lines, min(printed_in) AS printed_in,
        concat_ws('; ',
            string_agg(DISTINCT officer, '; ' ORDER BY officer),
            string_agg(DISTINCT earlier_officer, '; ' ORDER BY earlier_officer) FILTER (WHERE officer IS NULL)
                || ' (' || min(earlier_plan_title) FILTER (WHERE officer IS NULL AND earlier_officer IS NOT NULL) || ')',
            CASE count(*) FILTER (WHERE officer IS NULL AND earlier_officer IS NULL)
                WHEN 0 THEN NULL WHEN count(*) THEN 'no officer printed'
                ELSE count(*) FILTER (WHERE officer IS NULL AND earlier_officer IS NULL) || ' with no officer printed'
            END
        ) AS officers,
        arg_min(source_ref, row_number) AS source_ref, arg_min(quote, row_number) AS quote
    FROM named GROUP BY ALL
),
final AS (
    SELECT
        grouped, plan_title, printed_in, measure, lines, officers, source_ref, quote, CAST(NULL AS VARCHAR) AS note,
        list({'period': period, 'amount': CAST(amount AS DOUBLE), 'status': status} ORDER BY period) AS years,
        arg_max(CAST(amount AS DOUBLE), period) AS latest,
        max(period) FILTER (WHERE amount IS NOT NULL) AS latest_period,
        arg_max(100 * CAST(amount AS DOUBLE) / nullif(CAST(whole AS DOUBLE), 0), period) AS share_pct,
        plan_id, table_id
    FROM shared JOIN counted USING (plan_id, table_id, grouped)
    GROUP BY ALL
)
SELECT final.*, in_all.total_rows FROM final CROSS JOIN in_all
ORDER BY plan_id DESC, table_id, latest DESC NULLS LAST, grouped LIMIT 100
