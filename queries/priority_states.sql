-- How many measures and milestones of a priority, a board or a plan are in each state.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS (SELECT kind, id FROM belongs_to($priority_ids, $board_id, $plan_id)),
owned AS (
    SELECT l.to_id AS indicator_id, string_agg(DISTINCT m.lead, '; ') AS leads
    FROM link l JOIN milestone m ON m.milestone_id = l.from_id
    WHERE l.from_kind = 'milestone' AND l.relation = 'moves'
    GROUP BY l.to_id
),
home_verdicts AS (
    SELECT v.* FROM indicator_verdict_at($reporting_date) v JOIN area a ON a.area_id = v.area_id AND a.is_home
),
measures AS (
    SELECT
        'measure' AS kind, measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state,
        coalesce(v.verdict, 'not_assessed') <> 'not_assessed' AS assessed, coalesce(i.lead, o.leads, p.sro, p.lead) AS owner
    FROM indicator i
    JOIN held ON held.kind = 'indicator' AND held.id = i.indicator_id
    LEFT JOIN home_verdicts v USING (indicator_id)
    LEFT JOIN priority p ON p.priority_id = i.priority_id
    LEFT JOIN owned o USING (indicator_id)
    WHERE i.series IN ('table', 'measure')
),
milestones AS (
    SELECT 'milestone' AS kind, v.state, true AS assessed, coalesce(v.lead, p.sro, p.lead) AS owner
    FROM milestone_verdict_at($reporting_date) v
    JOIN held ON held.kind = 'milestone' AND held.id = v.milestone_id
    LEFT JOIN priority p ON p.priority_id = v.priority_id
),
final AS (
    SELECT kind, state, assessed, count(*) AS row_count
    FROM (FROM measures UNION ALL FROM milestones)
    WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
    GROUP BY ALL
)
SELECT * FROM final ORDER BY kind, state
