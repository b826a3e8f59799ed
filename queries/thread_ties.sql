-- The way up and the way down from one thing on the golden thread: each tie met, with the thing it leads to. What is
-- near comes first; at most 200 things of a kind either way, of which there are of_kind, and at most 2,000 ties.
-- Parameters: $kind, $id; $reporting_date.
WITH RECURSIVE
above AS MATERIALIZED (
    SELECT on_kind AS kind, on_id AS id FROM hangs_on WHERE kind = $kind AND id = $id
    UNION
    SELECT ties.on_kind, ties.on_id FROM hangs_on AS ties JOIN above USING (kind, id)
),
below AS MATERIALIZED (
    SELECT kind, id FROM hangs_on WHERE on_kind = $kind AND on_id = $id
    UNION
    SELECT ties.kind, ties.id FROM hangs_on AS ties JOIN below ON below.kind = on_kind AND below.id = on_id
),
begins AS (SELECT $kind AS kind, $id AS id),
upward AS MATERIALIZED (FROM begins UNION FROM above),
downward AS MATERIALIZED (FROM begins UNION FROM below),
-- Each step as it is walked: from what is nearer to the thing chosen, to what is farther.
steps AS (
    SELECT 'up' AS way, kind AS near_kind, id AS near_id, on_kind AS far_kind, on_id AS far_id
    FROM hangs_on SEMI JOIN upward USING (kind, id)
    UNION ALL
    SELECT 'down', on_kind, on_id, kind, id
    FROM hangs_on SEMI JOIN downward ON downward.kind = on_kind AND downward.id = on_id
),
met AS (
    SELECT way, far_kind AS kind, far_id AS id, bool_or(near_kind = $kind AND near_id = $id) AS is_near
    FROM steps WHERE NOT (far_kind = $kind AND far_id = $id) GROUP BY ALL
),
-- For speed: of each kind the first are kept as they come by, and words are fetched of these alone
first_of_kind AS (
    SELECT way, kind, count(*) AS of_kind, min_by({'id': id, 'is_near': is_near}, {'a': NOT is_near, 'b': id}, 200) AS met
    FROM met
    GROUP BY way, kind
),
shown AS MATERIALIZED (
    SELECT way, kind, of_kind, met.id AS id, met.is_near AS is_near
    FROM (SELECT way, kind, of_kind, unnest(met) AS met FROM first_of_kind)
),
told AS (
    SELECT 'up' AS way, kind AS near_kind, id AS near_id, on_kind AS far_kind, on_id AS far_id, ties.* EXCLUDE (kind, id, on_kind, on_id)
    FROM hangs_on AS ties
    SEMI JOIN upward USING (kind, id)
    SEMI JOIN (FROM shown WHERE way = 'up') AS far ON far.kind = on_kind AND far.id = on_id
    UNION ALL
    SELECT 'down', on_kind, on_id, kind, id, ties.* EXCLUDE (kind, id, on_kind, on_id)
    FROM hangs_on AS ties
    SEMI JOIN downward ON downward.kind = on_kind AND downward.id = on_id
    SEMI JOIN (FROM shown WHERE way = 'down') AS far USING (kind, id)
),
verdicts AS (
    SELECT 'milestone' AS kind, milestone_id AS id, state, word FROM milestone_verdict_at($reporting_date)
    UNION ALL
    SELECT 'indicator', i.indicator_id, measure_state(v.verdict, v.not_assessed_reason, v.already_at_next), NULL
    FROM indicator i LEFT JOIN (
        SELECT v.* FROM indicator_verdict_at($reporting_date) v JOIN area a ON a.area_id = v.area_id AND a.is_home
    ) AS v USING (indicator_id)
    WHERE i.series IN ('table', 'measure')
),
final AS (
    SELECT
        told.way, near_kind, near_id, far_kind, far_id, thing.title AS far_title, thing.sort AS far_sort, thing.plan_title AS far_plan,
        thing.is_vision, thing.is_aim, shown.is_near, shown.of_kind, verdicts.state, verdicts.word, relation, basis,
        told.source_ref, told.quote, told.note
    FROM told
    JOIN shown ON shown.way = told.way AND shown.kind = far_kind AND shown.id = far_id
    LEFT JOIN shown AS nearer ON nearer.way = told.way AND nearer.kind = near_kind AND nearer.id = near_id
    JOIN threaded AS thing ON thing.kind = far_kind AND thing.id = far_id
    LEFT JOIN verdicts ON verdicts.kind = far_kind AND verdicts.id = far_id
    WHERE (near_kind = $kind AND near_id = $id) OR nearer.id IS NOT NULL
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY
    way DESC, is_near DESC,
    list_position(['plan', 'board', 'priority', 'indicator', 'milestone', 'efficiency_line'], far_kind),
    far_id, near_id, relation
LIMIT 2000
