-- The actions meant to move one indicator, with their state on the reporting date, soonest due first. At most 200.
-- Parameters: $indicator_id; $reporting_date.
SELECT
    v.milestone_id, v.ref, v.title, v.state, v.word, v.reason, v.due_on, v.due_precision, v.due_text, v.lead, l.basis,
    l.source_ref, l.quote, l.note, count(*) OVER () AS total_rows
FROM milestone_verdict_at($reporting_date) v
JOIN link l ON l.from_kind = 'milestone' AND l.from_id = v.milestone_id
WHERE l.relation = 'moves' AND l.to_kind = 'indicator' AND l.to_id = $indicator_id
ORDER BY v.current_due_on NULLS LAST, v.milestone_id
LIMIT 200
