-- Who carries how many: the milestones of each lead by state. Where none is named beside a milestone, the officer of its
-- priority stands for it; one with several leads counts for each of them.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $states (list; none for all).
WITH
carried AS (
    SELECT
        trim(unnest(string_split(coalesce(m.lead, p.sro, p.lead, ''), ';'))) AS owner, m.lead IS NOT NULL AS is_named,
        v.*
    FROM milestone_verdict_at($reporting_date) v
    JOIN milestone m USING (milestone_id)
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE m.priority_id IN (SELECT unnest($priority_ids))
        AND (len($states) = 0 OR list_contains(CAST($states AS VARCHAR[]), v.state))
),
final AS (
    SELECT
        nullif(owner, '') AS owner, count(*) AS milestone_count, count(*) FILTER (WHERE is_named) AS named_count,
        count(*) FILTER (WHERE is_ahead) AS ahead_count,
        count(*) FILTER (WHERE falls_due_soon) AS due_soon_count,
        count(*) FILTER (WHERE state = 'overdue') AS overdue_count,
        count(*) FILTER (WHERE state = 'past_due_not_reported') AS silent_count,
        count(*) FILTER (WHERE is_done) AS done_count,
        min(current_due_on) FILTER (WHERE is_ahead) AS next_due_on
    FROM carried
    WHERE $lead = '' OR owner = $lead
    GROUP BY owner
)
SELECT *, max(milestone_count) OVER () AS most, count(*) OVER () AS total_rows
FROM final ORDER BY milestone_count DESC, owner LIMIT 200
