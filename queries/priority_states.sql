-- How many measures and milestones of a priority, a board or a plan are in each state.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS MATERIALIZED (SELECT kind, id FROM belongs_to($priority_ids, $board_id, $plan_id)),
stands AS (
    SELECT 'measure' AS kind, state, coalesce(verdict, 'not_assessed') <> 'not_assessed' AS assessed, owner
    FROM indicator_told_at($reporting_date)
    SEMI JOIN (SELECT id AS indicator_id FROM held WHERE kind = 'indicator') AS i USING (indicator_id)
    WHERE is_measure
    UNION ALL
    SELECT 'milestone', state, true, owner
    FROM milestone_verdict_at($reporting_date)
    SEMI JOIN (SELECT id AS milestone_id FROM held WHERE kind = 'milestone') AS m USING (milestone_id)
),
final AS (
    SELECT kind, state, assessed, count(*) AS row_count
    FROM stands
    WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
    GROUP BY ALL
)
SELECT * FROM final ORDER BY kind, state
