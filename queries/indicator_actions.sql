-- The actions meant to move one indicator, with their state on the reporting date, soonest due first. At most 200.
-- Parameters: $indicator_id; $reporting_date.
SELECT
    v.milestone_id, m.ref, v.title, v.state, v.word, v.reason, m.due_on, m.due_precision, m.due_text, m.lead, l.basis,
    l.source_ref, l.quote, l.note, count(*) OVER () AS total_rows
FROM milestone_verdict_at($reporting_date) v
JOIN milestone m USING (milestone_id)
JOIN link l ON l.from_kind = 'milestone' AND l.from_id = v.milestone_id
WHERE l.relation = 'moves' AND l.to_kind = 'indicator' AND l.to_id = $indicator_id
ORDER BY v.current_due_on NULLS LAST, v.milestone_id
LIMIT 200
