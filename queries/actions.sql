-- The milestones of a plan as a delivery plan prints them.
-- Parameters: $plan_id; $priority_ids (list); $lead ('' for all).
SELECT
    m.milestone_id, m.ref, p.number AS priority_number, p.title AS priority_title, m.title, m.due_text, m.due_on,
    m.due_precision, m.date_role, m.lead, m.delivered_by, m.resources, m.outcome, m.baseline_text,
    m.source_ref, m.quote, m.note
FROM milestone m
LEFT JOIN priority p USING (priority_id)
WHERE m.plan_id = $plan_id AND m.priority_id IN (SELECT unnest($priority_ids))
    AND ($lead = '' OR list_contains(string_split(m.lead, '; '), $lead))
ORDER BY m.milestone_id
