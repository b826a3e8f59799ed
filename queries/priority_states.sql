-- How many measures and milestones of a priority, a board or a plan are in each state.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS MATERIALIZED (SELECT kind, id FROM belongs_to($priority_ids, $board_id, $plan_id)),
-- For speed: verdicts and owners are looked up of what belongs alone
indicators AS MATERIALIZED (SELECT id AS indicator_id FROM held WHERE kind = 'indicator'),
home_verdicts AS (
    SELECT v.* FROM indicator_verdict_at($reporting_date) v
    JOIN area a ON a.area_id = v.area_id AND a.is_home
    SEMI JOIN indicators USING (indicator_id)
),
owners AS (FROM indicator_owner SEMI JOIN indicators USING (indicator_id)),
measures AS (
    SELECT
        'measure' AS kind, measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state,
        coalesce(v.verdict, 'not_assessed') <> 'not_assessed' AS assessed, o.owner
    FROM indicator i
    SEMI JOIN indicators USING (indicator_id)
    LEFT JOIN home_verdicts v USING (indicator_id)
    LEFT JOIN owners o USING (indicator_id)
    WHERE i.series IN ('table', 'measure')
),
milestones AS (
    SELECT 'milestone' AS kind, v.state, true AS assessed, v.owner
    FROM milestone_verdict_at($reporting_date) v
    SEMI JOIN (SELECT id AS milestone_id FROM held WHERE kind = 'milestone') AS m USING (milestone_id)
),
final AS (
    SELECT kind, state, assessed, count(*) AS row_count
    FROM (FROM measures UNION ALL FROM milestones)
    WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
    GROUP BY ALL
)
SELECT * FROM final ORDER BY kind, state
