-- The milestones the filters leave: what is still ahead, soonest first; then what is overdue, then silent, then the rest.
-- Parameters: $reporting_date; $priority_ids (list); $lead, $month (a month's first day) ('' for all); $states (list; none
-- for all); $row_limit.
WITH
left_over AS (
    SELECT v.place, v.milestone_id, v.state, v.current_due_on, coalesce(v.is_ahead, false) AS is_ahead
    FROM milestone_verdict_at($reporting_date) v
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
        AND (len($states) = 0 OR list_contains(CAST($states AS VARCHAR[]), v.state))
        AND ($month = '' OR v.due_month = TRY_CAST($month AS DATE))
),
-- For speed: words are fetched of the rows shown alone
shown AS MATERIALIZED (
    SELECT place, is_ahead
    FROM left_over
    ORDER BY
        is_ahead DESC, state = 'overdue' DESC, state = 'past_due_not_reported' DESC, current_due_on NULLS LAST,
        milestone_id
    LIMIT $row_limit
),
counted AS (SELECT count(*) AS total_rows FROM left_over),
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.inputs, v.rule, v.due_on, v.due_precision, v.due_text,
        v.current_due_on, v.days_late, v.days_to_due, v.slipped_days, v.plan_title, v.priority_number,
        v.priority_title, v.owner, counted.total_rows, shown.is_ahead, v.source_ref, v.quote, v.note
    FROM shown
    JOIN milestone_verdict_at($reporting_date) v USING (place)
    CROSS JOIN counted
)
SELECT * FROM final
ORDER BY
    is_ahead DESC, state = 'overdue' DESC, state = 'past_due_not_reported' DESC, current_due_on NULLS LAST, milestone_id
