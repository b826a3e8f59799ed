-- The programmes of a plan with what they became in the plans that continue it, one row a pair. A programme nothing goes
-- on with has a row of its own; a priority of the later plans that goes on with no programme begins a line of its own.
-- Parameters: $reporting_date; $plan_id; $priority_ids (list): of any priority of a line; $lead ('' for all): likewise.
WITH RECURSIVE
step AS MATERIALIZED (SELECT kind, older_id, newer_id, note FROM continued WHERE known_on <= CAST($reporting_date AS DATE)),
later_plan AS (  -- the plans that continue it, the next first; twenty steps end a circle
    SELECT plan_id, 0 AS steps FROM plan WHERE plan_id = $plan_id
    UNION
    SELECT step.newer_id, later_plan.steps + 1
    FROM later_plan JOIN step ON step.older_id = later_plan.plan_id AND step.kind = 'plan'
    WHERE later_plan.steps < 20
),
root AS (
    SELECT priority_id AS root_id, plan_id = $plan_id AS is_programme
    FROM priority JOIN later_plan USING (plan_id)
    WHERE later_plan.steps = 0 OR priority_id NOT IN (SELECT newer_id FROM step WHERE kind = 'priority')
),
line AS MATERIALIZED (
    SELECT root_id, is_programme, root_id AS priority_id, 0 AS generation, CAST(NULL AS VARCHAR) AS matched
    FROM root
    UNION
    SELECT line.root_id, line.is_programme, step.newer_id, line.generation + 1, step.note
    FROM line JOIN step ON step.older_id = line.priority_id AND step.kind = 'priority'
    WHERE line.generation < 20
),
chosen AS (
    SELECT line.root_id
    FROM line JOIN priority p USING (priority_id)
    GROUP BY line.root_id
    HAVING bool_or(
        line.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(concat_ws('; ', p.sro, p.lead), '; '), $lead))
    )
),
verdict AS (
    SELECT
        priority_id, count(*) AS milestone_count, count(*) FILTER (WHERE is_done) AS done_count,
        count(*) FILTER (WHERE state = 'overdue') AS overdue_count,
        count(*) FILTER (WHERE state = 'past_due_not_reported') AS silent_count
    FROM milestone_verdict_at($reporting_date)
    WHERE place IN (
        SELECT place FROM belonging
        WHERE under IN (SELECT place FROM thing WHERE kind = 'priority' AND id IN (SELECT priority_id FROM line))
    )
    GROUP BY priority_id
),
successor AS (  -- of a programme its successors; of a newcomer itself as well
    SELECT line.root_id, line.generation, line.matched, p.priority_id, p.number, p.title, plan.title AS plan_title, verdict.*
        EXCLUDE (priority_id)
    FROM line
    JOIN priority p USING (priority_id)
    JOIN plan USING (plan_id)
    LEFT JOIN verdict ON verdict.priority_id = line.priority_id
    WHERE NOT line.is_programme OR line.generation > 0
),
final AS (
    SELECT
        root.root_id, root.is_programme, p.kind, p.number, p.title, p.lead,
        s.priority_id AS successor_id, s.plan_title AS successor_plan, s.number AS successor_number,
        s.title AS successor_title, coalesce(s.generation, 0) AS generation, s.matched,
        coalesce(sum(s.milestone_count) OVER of_root, 0) AS milestone_count,
        coalesce(sum(s.done_count) OVER of_root, 0) AS done_count,
        coalesce(sum(s.overdue_count) OVER of_root, 0) AS overdue_count,
        coalesce(sum(s.silent_count) OVER of_root, 0) AS silent_count,
        count(DISTINCT root.root_id) FILTER (WHERE root.is_programme) OVER () AS programme_count,
        count(DISTINCT root.root_id) FILTER (WHERE root.is_programme AND s.priority_id IS NOT NULL) OVER ()
            AS continued_count,
        count(*) OVER () AS total_rows, p.source_ref, p.quote, p.note
    FROM root
    JOIN chosen USING (root_id)
    JOIN priority p ON p.priority_id = root.root_id
    LEFT JOIN successor s ON s.root_id = root.root_id
    WINDOW of_root AS (PARTITION BY root.root_id)
)
SELECT * FROM final
ORDER BY is_programme DESC, kind DESC, number NULLS LAST, root_id, generation, successor_id
LIMIT 200
