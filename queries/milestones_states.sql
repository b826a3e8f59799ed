-- How many milestones the filters leave in each state on the reporting date.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all).
SELECT v.state, count(*) AS milestone_count
FROM milestone_verdict_at($reporting_date) v
WHERE v.priority_id IN (SELECT unnest($priority_ids))
    AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
GROUP BY v.state
ORDER BY milestone_count DESC, v.state
