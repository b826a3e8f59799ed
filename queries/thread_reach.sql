-- How far up the golden thread each kind of thing reaches, and on how many nothing hangs
-- (milestones and savings lines apart: there a thread may end).
-- Parameters: $plan_id, $lead ('' for all).
WITH
final AS (
    SELECT
        p.kind, count(*) AS thing_count,
        count(*) FILTER (reach IN ('vision', 'aim')) AS aim_count,
        count(*) FILTER (reach = 'whole') AS whole_count,
        count(*) FILTER (reach = 'short') AS short_count,
        count(*) FILTER (reach = 'nothing') AS nothing_count,
        count(*) FILTER (down_count = 0 AND kind NOT IN ('milestone', 'efficiency_line')) AS bare_count,
        count(*) FILTER (kind = 'milestone' AND NOT moves_measure) AS unmeasured_count
    FROM thread_place AS p
    WHERE ($plan_id = '' OR plan_id = $plan_id) AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
    GROUP BY p.kind
)
SELECT * FROM final
ORDER BY list_position(['plan', 'board', 'priority', 'indicator', 'milestone', 'efficiency_line'], kind)
