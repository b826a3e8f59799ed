-- The golden thread of a priority, a board or a plan: every tie of the papers that has it or something of it at one
-- end; up first. At most 200.
-- Parameters: $priority_ids (list); $board_id, $plan_id ('' for none).
WITH
final AS (SELECT * FROM thread_of($priority_ids, $board_id, $plan_id))
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY
    list_position(['up', 'within', 'down', 'before', 'after'], place), through_plan, relation, from_id, to_id
LIMIT 200
