-- The milestones the filters leave, with their state on the reporting date, soonest due first.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT v.place, v.milestone_id, v.state, v.current_due_on
    FROM milestone_verdict_at($reporting_date) v
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
),
-- For speed: of each state the first are kept as they come by, and words are fetched of these alone
first_of_state AS MATERIALIZED (
    SELECT state, count(*) AS of_state,
        min_by(place, {'a': coalesce(current_due_on, DATE 'infinity'), 'b': milestone_id}, $row_limit) AS places
    FROM left_over
    GROUP BY state
),
shown AS MATERIALIZED (SELECT unnest(places) AS place, of_state FROM first_of_state),
final AS (
    SELECT
        v.milestone_id, v.title, v.state, v.word, v.reason, v.inputs, v.rule, v.current_due_on, v.due_on,
        v.due_precision, v.due_text, v.days_late, v.days_to_due, v.plan_title, v.priority_title, v.owner,
        v.source_ref, v.quote, v.note, shown.of_state
    FROM shown
    JOIN milestone_verdict_at($reporting_date) v USING (place)
)
SELECT * FROM final ORDER BY current_due_on NULLS LAST, milestone_id
