-- The milestones of a priority, a board or a plan, with their state on the reporting date, soonest due first. At most
-- 200.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.current_due_on, m.due_on, m.due_precision, m.due_text,
        plan.title AS plan_title, p.title AS priority_title, coalesce(m.lead, p.sro, p.lead) AS owner,
        m.source_ref, m.quote, m.note
    FROM milestone_verdict_at($reporting_date) v
    JOIN milestone m USING (milestone_id)
    SEMI JOIN (FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'milestone') AS held
        ON held.id = v.milestone_id
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE $lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead)
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY current_due_on NULLS LAST, milestone_id LIMIT 200
