-- The savings spoken of since a programme: its own claims, then those of the plans that continue it that wait for a
-- milestone, or that state again the figure of one that does; with what was found about each.
-- Parameters: $reporting_date; $plan_id; $priority_ids (list): of the milestones waited for.
WITH RECURSIVE
later_plan AS (  -- the plans that continue it; twenty steps end a circle
    SELECT plan_id, 0 AS steps FROM plan WHERE plan_id = $plan_id
    UNION
    SELECT link.from_id, later_plan.steps + 1
    FROM later_plan
    JOIN link ON link.to_id = later_plan.plan_id AND link.relation = 'continues' AND link.from_kind = 'plan'
    JOIN plan_known ON plan_known.plan_id = link.from_id AND plan_known.known_on <= CAST($reporting_date AS DATE)
    WHERE later_plan.steps < 20
),
waits AS (
    SELECT link.from_id AS line_id, m.priority_id
    FROM link JOIN milestone m ON m.milestone_id = link.to_id
    WHERE link.relation = 'depends_on' AND link.from_kind = 'efficiency_line' AND link.to_kind = 'milestone'
),
told AS (
    SELECT line_id, min(priority_id) AS priority_id FROM waits GROUP BY line_id
    UNION
    SELECT l.line_id, min(waits.priority_id)
    FROM efficiency_line l JOIN waits ON waits.line_id = l.refers_to
    WHERE l.line_id NOT IN (SELECT line_id FROM waits)
    GROUP BY l.line_id
),
found AS (  -- a finding names its line, its period and, where several columns share that, its measure
    SELECT subject_id AS line_id, finding_key, explanation
    FROM finding_at($reporting_date) WHERE subject_kind = 'efficiency_line'
),
amount AS (SELECT *, line_id || ':' || period AS cell FROM efficiency_amount WHERE printed IS NOT NULL),
said AS (
    SELECT amount.line_id, amount.period, amount.measure, string_agg(explanation, ' ' ORDER BY finding_key) AS explanation
    FROM amount
    JOIN found ON found.line_id = amount.line_id
        AND split_part(finding_key, ':', 1) || ':' || cell IN (finding_key, replace(finding_key, ':' || measure, ''))
    GROUP BY ALL
),
final AS (
    SELECT
        any_value(plan.title) AS plan_title, any_value(later_plan.steps) AS steps, any_value(p.number) AS priority_number,
        any_value(p.title) AS priority_title, any_value(coalesce(l.section || ': ', '') || l.title) AS title,
        any_value(l.line_kind) AS line_kind, a.measure,
        list({'period': a.period, 'printed': a.printed, 'gbp_000': CAST(a.amount_gbp_000 AS DOUBLE)} ORDER BY a.period)
            AS amounts,
        string_agg(said.explanation, ' ' ORDER BY a.period) AS found, count(*) OVER () AS total_rows,
        any_value(l.table_id) AS table_id, any_value(l.row_number) AS row_number,
        any_value(a.source_ref) AS source_ref, any_value(a.quote) AS quote, string_agg(DISTINCT a.note, ' ' ORDER BY a.note) AS note
    FROM efficiency_line l
    JOIN later_plan USING (plan_id)
    JOIN plan USING (plan_id)
    JOIN amount a USING (line_id)
    LEFT JOIN told USING (line_id)
    LEFT JOIN priority p ON p.priority_id = told.priority_id
    LEFT JOIN said ON said.line_id = a.line_id AND said.period = a.period AND said.measure = a.measure
    WHERE later_plan.steps = 0 OR told.priority_id IN (SELECT unnest($priority_ids))
    GROUP BY l.line_id, a.measure
)
SELECT * FROM final ORDER BY steps, priority_number NULLS FIRST, table_id, row_number, measure LIMIT 60
