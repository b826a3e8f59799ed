-- What belongs to no priority and stands under no board, so that nothing is lost: indicators, milestones, savings
-- lines.
-- Parameters: $plan_id, $lead ('' for all); $row_limit, of each kind.
WITH
loose AS (
    SELECT
        'indicator' AS kind, indicator_id AS id, title, series AS sort, row_number, plan_id, lead AS owner, source_ref, quote,
        note
    FROM indicator WHERE priority_id IS NULL
    UNION ALL
    SELECT 'milestone', milestone_id, title, ref, NULL, plan_id, lead, source_ref, quote, note
    FROM milestone WHERE priority_id IS NULL
    UNION ALL
    SELECT 'efficiency_line', line_id, title, table_id, row_number, plan_id, officer, source_ref, quote, note
    FROM efficiency_line l
    ANTI JOIN (FROM belonging WHERE kind = 'efficiency_line') AS b ON b.id = l.line_id
    WHERE board_id IS NULL
),
final AS (
    SELECT loose.*, plan.title AS plan_title, count(*) OVER (PARTITION BY kind) AS total_rows
    FROM loose LEFT JOIN plan USING (plan_id)
    WHERE ($plan_id = '' OR loose.plan_id = $plan_id)
        AND ($lead = '' OR list_contains(string_split(loose.owner, '; '), $lead))
)
SELECT * FROM final
QUALIFY row_number() OVER (PARTITION BY kind ORDER BY plan_id, sort, row_number, id) <= $row_limit
ORDER BY kind, plan_id, sort, row_number, id
