-- The milestones of a priority, a board or a plan, with their state on the reporting date, soonest due first. At most
-- 200.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS MATERIALIZED (SELECT id FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'milestone'),
asked AS (
    SELECT id FROM held WHERE $lead = ''
    UNION ALL
    SELECT id
    FROM held
    JOIN milestone m ON m.milestone_id = held.id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE $lead <> '' AND list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead)
),
-- For speed: words are looked up of the milestones shown alone
listed AS MATERIALIZED (
    SELECT milestone_id, count(*) OVER () AS total_rows
    FROM milestone_verdict_at($reporting_date) v SEMI JOIN asked ON asked.id = v.milestone_id
    ORDER BY current_due_on NULLS LAST, milestone_id LIMIT 200
),
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.current_due_on, m.due_on, m.due_precision, m.due_text,
        plan.title AS plan_title, p.title AS priority_title, coalesce(m.lead, p.sro, p.lead) AS owner,
        m.source_ref, m.quote, m.note, listed.total_rows
    FROM milestone_verdict_at($reporting_date) v
    JOIN listed USING (milestone_id)
    JOIN milestone m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
)
SELECT * FROM final ORDER BY current_due_on NULLS LAST, milestone_id
