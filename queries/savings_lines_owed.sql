-- The lines of the savings tables with their amount in each year, who answers, and the two parts of the council they belong to.
-- A line that names no officer takes the one its earlier edition names.
-- Parameters: $grouping (board, department, division, officer or section: lines that print one); $plan_id, $board_id, $lead ('' for all).
WITH
asked AS (
    SELECT
        l.*, board.title AS board, plan.title AS plan_title, earlier_plan.title AS earlier_plan_title,
        earlier.officer AS earlier_officer, split_part(l.source_ref, ', ', 2) AS printed_in,
        CASE $grouping
            WHEN 'board' THEN l.board_id WHEN 'department' THEN l.department WHEN 'division' THEN l.division
            WHEN 'officer' THEN l.officer ELSE coalesce(l.section, l.title)
        END AS grouped
    FROM efficiency_line l
    JOIN plan USING (plan_id)
    LEFT JOIN board USING (board_id)
    LEFT JOIN efficiency_line earlier ON earlier.line_id = l.refers_to
    LEFT JOIN plan earlier_plan ON earlier_plan.plan_id = earlier.plan_id AND earlier.plan_id <> l.plan_id
    WHERE l.line_kind = 'line' AND earlier.plan_id IS DISTINCT FROM l.plan_id
        AND grouped IS NOT NULL
        AND ($plan_id = '' OR l.plan_id = $plan_id)
        AND ($board_id = '' OR l.board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(coalesce(l.officer, earlier.officer), '; '), $lead))
),
final AS (
    SELECT
        asked.line_id, board, department, division, title, plan_title, printed_in, measure,
        coalesce(officer, earlier_officer || ' (' || earlier_plan_title || ')') AS owner,
        list({'period': period, 'amount': CAST(amount_gbp_000 AS DOUBLE), 'status': value_status} ORDER BY period) AS years,
        arg_max(CAST(amount_gbp_000 AS DOUBLE), period) AS latest,
        any_value(asked.source_ref) AS source_ref, any_value(asked.quote) AS quote, any_value(asked.note) AS note,
        any_value(asked.plan_id) AS plan_id, any_value(table_id) AS table_id,
        any_value(grouped) AS grouped
    FROM asked JOIN efficiency_amount a USING (line_id)
    WHERE measure IN ('plan', 'cumulative')
    GROUP BY asked.line_id, board, department, division, title, plan_title, printed_in, measure, owner
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY
    plan_id DESC, table_id, sum(latest) OVER (PARTITION BY plan_id, table_id, grouped) DESC NULLS LAST, grouped,
    latest DESC NULLS LAST, line_id
LIMIT 200
