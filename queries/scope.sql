-- Which priorities the filters leave.
-- Parameters: $plan_id, $board_id, $theme, $priority_id ('' for all).
WITH
monitored AS (
    SELECT to_kind, to_id FROM link
    WHERE $board_id <> '' AND from_kind = 'board' AND from_id = $board_id AND relation = 'monitors'
),
final AS (
    SELECT p.priority_id, p.plan_id
    FROM priority p
    WHERE ($plan_id = '' OR p.plan_id = $plan_id)
        AND ($theme = '' OR p.theme = $theme)
        AND ($priority_id = '' OR p.priority_id = $priority_id)
        AND (
            $board_id = ''
            OR EXISTS (FROM monitored m WHERE m.to_kind = 'priority' AND m.to_id = p.priority_id)
            OR EXISTS (FROM monitored m WHERE m.to_kind = 'plan' AND m.to_id = p.plan_id)
        )
)
SELECT * FROM final ORDER BY priority_id
