-- Where a walk along the golden thread can begin: the vision, other plans, the boards that watch something, and the
-- priorities, as the filters leave them; what is chosen already is always among them. At most 200.
-- Parameters: $priority_ids (list); $plan_id, $board_id ('' for all); $kind, $id (what is chosen).
WITH
final AS (
    SELECT
        t.kind, t.id, t.is_vision,
        CASE t.kind WHEN 'priority' THEN concat_ws(': ', t.plan_title, t.title) ELSE t.title END AS label,
        t.kind = $kind AND t.id = $id AS is_chosen
    FROM threaded AS t
    WHERE (t.kind = $kind AND t.id = $id)
        OR (t.kind = 'plan' AND ($plan_id = '' OR t.id = $plan_id OR t.is_vision))
        OR (t.kind = 'priority' AND t.id IN (SELECT unnest($priority_ids)))
        OR (
            t.kind = 'board' AND ($board_id = '' OR t.id = $board_id)
            AND t.id IN (
                SELECT id FROM hangs_on WHERE kind = 'board' UNION SELECT on_id FROM hangs_on WHERE on_kind = 'board'
            )
        )
)
SELECT kind, id, label, is_vision, count(*) OVER () AS total_rows FROM final
ORDER BY is_chosen DESC, is_vision DESC, list_position(['plan', 'board', 'priority'], kind), label, id
LIMIT 200
