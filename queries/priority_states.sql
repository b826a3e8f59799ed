-- How many measures and milestones of a priority, a board or a plan are in each state.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $lead ('' for all).
WITH
stands AS (
    SELECT 'measure' AS kind, state, coalesce(verdict, 'not_assessed') <> 'not_assessed' AS assessed, owner
    FROM indicator_told_at($reporting_date)
    WHERE is_measure AND place IN (SELECT unnest($places))
    UNION ALL
    SELECT 'milestone', state, true, owner
    FROM milestone_verdict_at($reporting_date)
    WHERE place IN (SELECT unnest($places))
),
final AS (
    SELECT kind, state, assessed, count(*) AS row_count
    FROM stands
    WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
    GROUP BY ALL
)
SELECT * FROM final ORDER BY kind, state
