-- The milestones the filters leave, with their state on the reporting date, soonest due first.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT v.milestone_id, v.state, v.current_due_on
    FROM milestone_verdict_at($reporting_date) v
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
),
-- For speed: of each state the first are kept as they come by, and words are fetched of these alone
first_of_state AS MATERIALIZED (
    SELECT state, count(*) AS of_state,
        min_by(milestone_id, {'a': coalesce(current_due_on, DATE 'infinity'), 'b': milestone_id}, $row_limit) AS ids
    FROM left_over
    GROUP BY state
),
shown AS MATERIALIZED (SELECT unnest(ids) AS milestone_id, of_state FROM first_of_state),
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.inputs, v.rule, v.current_due_on, m.due_on,
        m.due_precision, m.due_text, v.days_late, v.days_to_due, plan.title AS plan_title, p.title AS priority_title,
        v.owner, m.source_ref, m.quote, m.note, shown.of_state
    FROM shown
    JOIN milestone_verdict_at($reporting_date) v USING (milestone_id)
    JOIN milestone m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
)
SELECT * FROM final ORDER BY current_due_on NULLS LAST, milestone_id
