-- Each saving beside the milestones that have to come first, those leaving least of the year it is claimed for first.
-- Parameters: $reporting_date; $plan_id ('' for all); $priority_ids (list; of the milestone); $lead ('' for all).
WITH
final AS (
    SELECT *
    FROM timing_told_at($reporting_date)
    WHERE ($plan_id = '' OR plan_id = $plan_id)
        AND priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY days_left NULLS LAST, amount DESC NULLS LAST, line_id, current_due_on, milestone_id
LIMIT 100
