-- title: The golden thread
-- rule: A priority hangs on its plan and on what it supports; a plan on what it supports and on the boards that watch it; a measure or a milestone on the priority it is printed under; a milestone also on the measure it is meant to move; a savings line on the milestone it waits for and on the board it is printed under.
-- rule: A board hangs on the priority of the vision that it watches; of anything else it watches, that hangs on the board.
-- rule: To be printed in a plan is no tie: what stands under no priority, milestone, measure or board hangs on nothing.
-- rule: A thing reaches a priority of the vision, or the vision only as a whole, when a way up leads there; otherwise it ends short of it, or hangs on nothing at all.
-- source: The ties the papers state, and those matched by us and marked so (dataset link); what is printed under what
-- thresholds: none

-- The kinds of things on the thread, each with a number (`node`) to walk it by and who answers for it; remarks and the survey are not part of it.
CREATE MACRO threaded_at(reporting_date) AS TABLE
WITH every AS (
    SELECT 'plan' AS kind, plan_id AS id, title, plan_id, NULL AS priority_id, status AS sort, NULL AS owner, NULL AS row_number,
        source_ref, quote, note
    FROM plan
    UNION ALL
    SELECT 'board', board_id, title, NULL, NULL, NULL, NULL, NULL, source_ref, quote, note FROM board
    UNION ALL
    SELECT 'priority', priority_id, concat_ws(' ', number, title), plan_id, priority_id, kind, coalesce(sro, lead), NULL,
        source_ref, quote, note
    FROM priority
    UNION ALL
    SELECT 'indicator', indicator_id, concat(i.title, ' (' || code || ')'), i.plan_id, priority_id, series,
        coalesce(i.lead, sro, p.lead), row_number, i.source_ref, i.quote, i.note
    FROM indicator AS i LEFT JOIN priority AS p USING (priority_id)
    UNION ALL
    SELECT 'milestone', milestone_id, m.title, m.plan_id, priority_id, ref, coalesce(m.lead, sro, p.lead), NULL,
        m.source_ref, m.quote, m.note
    FROM milestone AS m LEFT JOIN priority AS p USING (priority_id)
    UNION ALL
    SELECT 'efficiency_line', line_id, title, plan_id, NULL, line_kind, officer, row_number, source_ref, quote, note
    FROM efficiency_line
)
SELECT
    every.*, row_number() OVER (ORDER BY every.kind, id) AS node, plan.title AS plan_title, coalesce(every.kind = 'plan' AND plan.status = 'vision', false) AS is_vision,
    coalesce(every.kind = 'priority' AND plan.status = 'vision', false) AS is_aim
FROM every LEFT JOIN plan USING (plan_id);

CREATE VIEW threaded AS SELECT * FROM threaded_at(default_reporting_date());

-- Each thing and what it hangs on, one step up.
CREATE MACRO hangs_on_at(reporting_date) AS TABLE
WITH
under AS (
    SELECT 'priority' AS kind, priority_id AS id, 'plan' AS on_kind, plan_id AS on_id, source_ref, quote, note FROM priority
    UNION ALL
    SELECT 'indicator', indicator_id, 'priority', priority_id, source_ref, quote, note FROM indicator
    UNION ALL
    SELECT 'milestone', milestone_id, 'priority', priority_id, source_ref, quote, note FROM milestone
    UNION ALL
    SELECT 'efficiency_line', line_id, 'board', board_id, source_ref, quote, note FROM efficiency_line
),
tied AS (
    SELECT
        link.*,
        relation = 'monitors'
            AND NOT coalesce(above.is_vision OR above.is_aim, false) AS is_downward
    FROM link
    LEFT JOIN threaded_at(reporting_date) AS above ON above.kind = link.to_kind AND above.id = link.to_id
    WHERE relation IN ('supports', 'monitors', 'moves', 'depends_on')
),
every AS (
    SELECT kind, id, on_kind, on_id, 'under' AS relation, 'stated' AS basis, source_ref, quote, note
    FROM under WHERE on_id IS NOT NULL
    UNION ALL
    SELECT from_kind, from_id, to_kind, to_id, CASE relation WHEN 'monitors' THEN 'watches' ELSE relation END, basis,
        source_ref, quote, note
    FROM tied WHERE NOT is_downward
    UNION ALL
    SELECT to_kind, to_id, from_kind, from_id, 'watched_by', basis, source_ref, quote, note
    FROM tied WHERE is_downward
)
SELECT every.*, below.node, above.node AS on_node
FROM every
JOIN threaded_at(reporting_date) AS below ON below.kind = every.kind AND below.id = every.id
JOIN threaded_at(reporting_date) AS above ON above.kind = every.on_kind AND above.id = every.on_id;

CREATE VIEW hangs_on AS SELECT * FROM hangs_on_at(default_reporting_date());

-- How far up each thing's way leads, and how much hangs on it.
CREATE MACRO thread_place_at(reporting_date) AS TABLE
WITH RECURSIVE
ties AS MATERIALIZED (FROM hangs_on_at(reporting_date)),
things AS MATERIALIZED (FROM threaded_at(reporting_date)),
aimed AS (
    SELECT node FROM things WHERE is_aim
    UNION
    SELECT ties.node FROM ties JOIN aimed ON aimed.node = on_node
),
whole AS (
    SELECT node FROM things WHERE is_vision
    UNION
    SELECT ties.node FROM ties JOIN whole ON whole.node = on_node
),
above AS (
    SELECT node, count(DISTINCT on_node) AS up_count, bool_or(relation = 'moves') AS moves_measure FROM ties GROUP BY ALL
),
below AS (SELECT on_node AS node, count(DISTINCT node) AS down_count FROM ties GROUP BY on_node)
SELECT
    things.kind, things.id, things.plan_id, things.owner, things.row_number, coalesce(up_count, 0) AS up_count, coalesce(down_count, 0) AS down_count,
    coalesce(moves_measure, false) AS moves_measure,
    CASE
        WHEN is_vision OR is_aim THEN 'vision'
        WHEN aimed.node IS NOT NULL THEN 'aim'
        WHEN whole.node IS NOT NULL THEN 'whole'
        WHEN up_count > 0 THEN 'short'
        ELSE 'nothing'
    END AS reach
FROM things
LEFT JOIN aimed USING (node)
LEFT JOIN whole USING (node)
LEFT JOIN above USING (node)
LEFT JOIN below USING (node);

CREATE VIEW thread_place AS SELECT * FROM thread_place_at(default_reporting_date());
