-- The milestones the filters leave, with their state on the reporting date, soonest due first.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.inputs, v.rule, v.current_due_on, m.due_on,
        m.due_precision, m.due_text, v.days_late, v.days_to_due, plan.title AS plan_title, p.title AS priority_title,
        coalesce(m.lead, p.sro, p.lead) AS owner, m.source_ref, m.quote, m.note,
        count(*) OVER (PARTITION BY v.state) AS of_state
    FROM milestone_verdict_at($reporting_date) v
    JOIN milestone m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE m.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead))
),
final AS (
    SELECT *
    FROM left_over
    QUALIFY row_number() OVER (PARTITION BY state ORDER BY current_due_on NULLS LAST, milestone_id) <= $row_limit
)
SELECT * FROM final ORDER BY current_due_on NULLS LAST, milestone_id
