-- Who carries how many: the milestones of each lead by state. Where none is named beside a milestone, the officer of its
-- priority stands for it; one with several leads counts for each of them.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $states (list; none for all).
WITH
carried AS (
    SELECT
        coalesce(v.lead, p.sro, p.lead, '') AS leads, v.lead IS NOT NULL AS is_named, count(*) AS milestone_count,
        count(*) FILTER (WHERE is_ahead) AS ahead_count,
        count(*) FILTER (WHERE falls_due_soon) AS due_soon_count,
        count(*) FILTER (WHERE state = 'overdue') AS overdue_count,
        count(*) FILTER (WHERE state = 'past_due_not_reported') AS silent_count,
        count(*) FILTER (WHERE is_done) AS done_count,
        min(current_due_on) FILTER (WHERE is_ahead) AS next_due_on
    FROM milestone_verdict_at($reporting_date) v
    LEFT JOIN priority p USING (priority_id)
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND (len($states) = 0 OR list_contains(CAST($states AS VARCHAR[]), v.state))
    GROUP BY ALL
),
-- For speed: names are taken apart once for all milestones that print the same
named AS (SELECT trim(unnest(string_split(leads, ';'))) AS owner, carried.* FROM carried),
final AS (
    SELECT
        nullif(owner, '') AS owner, CAST(sum(milestone_count) AS BIGINT) AS milestone_count,
        CAST(coalesce(sum(milestone_count) FILTER (WHERE is_named), 0) AS BIGINT) AS named_count,
        CAST(sum(ahead_count) AS BIGINT) AS ahead_count, CAST(sum(due_soon_count) AS BIGINT) AS due_soon_count,
        CAST(sum(overdue_count) AS BIGINT) AS overdue_count, CAST(sum(silent_count) AS BIGINT) AS silent_count,
        CAST(sum(done_count) AS BIGINT) AS done_count, min(next_due_on) AS next_due_on
    FROM named
    WHERE $lead = '' OR owner = $lead
    GROUP BY owner
)
SELECT *, max(milestone_count) OVER () AS most, count(*) OVER () AS total_rows
FROM final ORDER BY milestone_count DESC, owner LIMIT 200
