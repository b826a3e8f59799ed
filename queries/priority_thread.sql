-- The golden thread of a priority, a board or a plan: every tie of the papers that has it or something of it at one
-- end; up first. At most 200.
-- Parameters: $priority_ids (list); $board_id, $plan_id ('' for none).
WITH
-- For speed: words and titles are looked up of the ties shown alone
listed AS MATERIALIZED (
    SELECT from_kind, from_id, relation, to_kind, to_id, place, through_plan, count(*) OVER () AS total_rows
    FROM thread_of($priority_ids, $board_id, $plan_id)
    ORDER BY
        list_position(['up', 'within', 'down', 'before', 'after'], place), through_plan, relation, from_id, to_id
    LIMIT 200
),
titled AS MATERIALIZED (
    SELECT kind, id, title FROM thing
    SEMI JOIN (SELECT from_kind AS kind, from_id AS id FROM listed UNION SELECT to_kind, to_id FROM listed) AS at_an_end
        USING (kind, id)
),
final AS (
    SELECT link.*, listed.place, listed.through_plan, listed.total_rows, f.title AS from_title, t.title AS to_title
    FROM link
    JOIN listed USING (from_kind, from_id, relation, to_kind, to_id)
    LEFT JOIN titled f ON f.kind = link.from_kind AND f.id = link.from_id
    LEFT JOIN titled t ON t.kind = link.to_kind AND t.id = link.to_id
)
SELECT * FROM final
ORDER BY
    list_position(['up', 'within', 'down', 'before', 'after'], place), through_plan, relation, from_id, to_id
