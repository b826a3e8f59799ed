-- The milestones of a priority, a board or a plan, with their state on the reporting date, soonest due first.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $lead ('' for all); $row_limit.
WITH
-- For speed: words are looked up of the milestones shown alone
listed AS MATERIALIZED (
    SELECT place, count(*) OVER () AS total_rows
    FROM milestone_verdict_at($reporting_date)
    WHERE place IN (SELECT unnest($places)) AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
    ORDER BY current_due_on NULLS LAST, milestone_id LIMIT $row_limit
),
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.current_due_on, v.due_on, v.due_precision, v.due_text,
        v.plan_title, v.priority_title, v.owner, v.source_ref, v.quote, v.note, listed.total_rows
    FROM milestone_verdict_at($reporting_date) v
    JOIN listed USING (place)
)
SELECT * FROM final ORDER BY current_due_on NULLS LAST, milestone_id
