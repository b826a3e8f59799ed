-- The golden thread of a priority, a board or a plan: every tie of the papers that has it or something of it at one
-- end; up first.
-- Parameters: $places (list), of all that belongs to it, of the remarks on it and of its board; $plan_places (list);
-- $row_limit.
WITH
-- For speed: words and titles are looked up of the ties shown alone
listed AS MATERIALIZED (
    SELECT place, direction, through_plan, count(*) OVER () AS total_rows
    FROM thread_of($places, $plan_places)
    ORDER BY
        list_position(['up', 'within', 'down', 'before', 'after'], direction), through_plan, relation, from_id, to_id
    LIMIT $row_limit
),
final AS (
    SELECT tie.* EXCLUDE (place), listed.direction AS place, listed.through_plan, listed.total_rows
    FROM tie
    JOIN listed USING (place)
)
SELECT * FROM final
ORDER BY
    list_position(['up', 'within', 'down', 'before', 'after'], place), through_plan, relation, from_id, to_id
