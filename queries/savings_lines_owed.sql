-- The lines of the savings tables with their amount in each year, who answers, and the two parts of the council they belong to.
-- A line that names no officer takes the one its earlier edition names.
-- Parameters: $grouping (board, department, division, officer or section: lines that print one); $plan_id, $board_id, $lead ('' for all).
WITH
asked AS (
    SELECT
        l.line_id, l.plan_id, l.table_id,
        CASE $grouping
            WHEN 'board' THEN l.board_id WHEN 'department' THEN l.department WHEN 'division' THEN l.division
            WHEN 'officer' THEN l.officer ELSE coalesce(l.section, l.title)
        END AS grouped
    FROM efficiency_line l
    LEFT JOIN efficiency_line earlier ON earlier.line_id = l.refers_to
    WHERE l.line_kind = 'line' AND earlier.plan_id IS DISTINCT FROM l.plan_id
        AND grouped IS NOT NULL
        AND ($plan_id = '' OR l.plan_id = $plan_id)
        AND ($board_id = '' OR l.board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(coalesce(l.officer, earlier.officer), '; '), $lead))
),
claimed AS MATERIALIZED (
    SELECT line_id, measure, arg_max(CAST(amount_gbp_000 AS DOUBLE), period) AS latest
    FROM efficiency_amount SEMI JOIN asked USING (line_id)
    WHERE measure IN ('plan', 'cumulative')
    GROUP BY line_id, measure
),
counted AS (SELECT count(*) AS total_rows FROM claimed),
-- For speed: the tables that hold the first 200 lines are found, and only their lines are put in order and told
held AS (
    SELECT plan_id, table_id, sum(count(*)) OVER (ORDER BY plan_id DESC, table_id) - count(*) AS before
    FROM asked JOIN claimed USING (line_id)
    GROUP BY plan_id, table_id
),
near AS (
    SELECT asked.*, claimed.measure, claimed.latest
    FROM asked
    JOIN claimed USING (line_id)
    JOIN held ON held.plan_id = asked.plan_id AND held.table_id = asked.table_id AND held.before < 200
),
shown AS MATERIALIZED (
    SELECT *, sum(latest) OVER (PARTITION BY plan_id, table_id, grouped) AS of_group
    FROM near
    ORDER BY plan_id DESC, table_id, of_group DESC NULLS LAST, grouped, latest DESC NULLS LAST, line_id
    LIMIT 200
),
yearly AS (
    SELECT
        line_id, measure,
        list({'period': period, 'amount': CAST(amount_gbp_000 AS DOUBLE), 'status': value_status} ORDER BY period) AS years
    FROM efficiency_amount SEMI JOIN shown USING (line_id, measure)
    GROUP BY line_id, measure
),
final AS (
    SELECT
        line_id, board.title AS board, l.department, l.division, l.title, plan.title AS plan_title,
        split_part(l.source_ref, ', ', 2) AS printed_in, measure,
        coalesce(l.officer, earlier.officer || ' (' || earlier_plan.title || ')') AS owner,
        yearly.years, shown.latest, counted.total_rows, l.source_ref, l.quote, l.note, shown.plan_id, shown.table_id,
        shown.of_group, shown.grouped
    FROM shown
    JOIN yearly USING (line_id, measure)
    JOIN efficiency_line l USING (line_id)
    JOIN plan ON plan.plan_id = l.plan_id
    LEFT JOIN board ON board.board_id = l.board_id
    LEFT JOIN efficiency_line earlier ON earlier.line_id = l.refers_to
    LEFT JOIN plan earlier_plan ON earlier_plan.plan_id = earlier.plan_id
    CROSS JOIN counted
)
SELECT * FROM final
ORDER BY plan_id DESC, table_id, of_group DESC NULLS LAST, grouped, latest DESC NULLS LAST, line_id
