-- The way up and the way down from one thing on the golden thread: each tie met, with the thing it leads to. What is
-- near comes first; at most 200 things of a kind either way, of which there are of_kind, and at most 2,000 ties.
-- Parameters: $kind, $id; $reporting_date.
WITH RECURSIVE
-- For speed: walked by the numbers of things, and words are fetched of those shown alone
begins AS MATERIALIZED (SELECT node FROM threaded WHERE kind = $kind AND id = $id),
step AS MATERIALIZED (SELECT node, on_node FROM hangs_on),
above AS MATERIALIZED (
    SELECT on_node AS node FROM step JOIN begins USING (node)
    UNION
    SELECT step.on_node FROM step JOIN above USING (node)
),
below AS MATERIALIZED (
    SELECT step.node FROM step JOIN begins ON begins.node = on_node
    UNION
    SELECT step.node FROM step JOIN below ON below.node = on_node
),
upward AS MATERIALIZED (FROM begins UNION FROM above),
downward AS MATERIALIZED (FROM begins UNION FROM below),
-- Each step as it is walked: from what is nearer to the thing chosen, to what is farther.
steps AS MATERIALIZED (
    SELECT 'up' AS way, node AS near, on_node AS far FROM step SEMI JOIN upward USING (node)
    UNION ALL
    SELECT 'down', on_node, node FROM step SEMI JOIN downward ON downward.node = on_node
),
met AS (
    SELECT way, far AS node, bool_or(near IN (SELECT node FROM begins)) AS is_near
    FROM steps WHERE far NOT IN (SELECT node FROM begins) GROUP BY ALL
),
-- Of each kind the first are kept as they come by: a thing's number follows its kind and key
first_of_kind AS (
    SELECT way, kind, count(*) AS of_kind,
        min_by({'node': node, 'is_near': is_near}, {'a': NOT is_near, 'b': node}, 200) AS met
    FROM met JOIN (SELECT node, kind FROM threaded) USING (node)
    GROUP BY way, kind
),
shown AS MATERIALIZED (
    SELECT way, of_kind, met.node AS node, met.is_near AS is_near
    FROM (SELECT way, of_kind, unnest(met) AS met FROM first_of_kind)
),
walked AS MATERIALIZED (
    SELECT DISTINCT steps.way, near, far, shown.is_near, shown.of_kind
    FROM steps
    JOIN shown ON shown.way = steps.way AND shown.node = far
    LEFT JOIN shown AS nearer ON nearer.way = steps.way AND nearer.node = near
    WHERE near IN (SELECT node FROM begins) OR nearer.node IS NOT NULL
),
told AS (
    SELECT w.*, t.kind AS near_kind, t.id AS near_id, t.on_kind AS far_kind, t.on_id AS far_id, relation, basis,
        source_ref, quote, note
    FROM hangs_on AS t JOIN (FROM walked WHERE way = 'up') AS w ON w.near = t.node AND w.far = t.on_node
    UNION ALL
    SELECT w.*, t.on_kind, t.on_id, t.kind, t.id, relation, basis, source_ref, quote, note
    FROM hangs_on AS t JOIN (FROM walked WHERE way = 'down') AS w ON w.far = t.node AND w.near = t.on_node
),
titled AS MATERIALIZED (
    SELECT node, kind, id, title, sort, plan_title, is_vision, is_aim FROM threaded SEMI JOIN shown USING (node)
),
verdicts AS (
    SELECT 'milestone' AS kind, milestone_id AS id, state, word
    FROM milestone_verdict_at($reporting_date)
    SEMI JOIN (SELECT id AS milestone_id FROM titled WHERE kind = 'milestone') USING (milestone_id)
    UNION ALL
    SELECT 'indicator', indicator_id, state, NULL
    FROM indicator_told_at($reporting_date)
    SEMI JOIN (SELECT id AS indicator_id FROM titled WHERE kind = 'indicator') USING (indicator_id)
    WHERE is_measure
),
final AS (
    SELECT
        told.way, near_kind, near_id, far_kind, far_id, thing.title AS far_title, thing.sort AS far_sort,
        thing.plan_title AS far_plan, thing.is_vision, thing.is_aim, told.is_near, told.of_kind, verdicts.state,
        verdicts.word, relation, basis, told.source_ref, told.quote, told.note
    FROM told
    JOIN titled AS thing ON thing.node = told.far
    LEFT JOIN verdicts ON verdicts.kind = far_kind AND verdicts.id = far_id
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY
    way DESC, is_near DESC,
    list_position(['plan', 'board', 'priority', 'indicator', 'milestone', 'efficiency_line'], far_kind),
    far_id, near_id, relation
LIMIT 2000
