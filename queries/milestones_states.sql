-- How many milestones the filters leave in each state on the reporting date.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all).
SELECT v.state, count(*) AS milestone_count
FROM milestone_verdict_at($reporting_date) v
JOIN milestone m USING (milestone_id)
LEFT JOIN priority p ON p.priority_id = m.priority_id
WHERE m.priority_id IN (SELECT unnest($priority_ids))
    AND ($lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead))
GROUP BY v.state
ORDER BY milestone_count DESC, v.state
