-- The actions meant to move one indicator, with their state on the reporting date, soonest due first. At most 200.
-- Parameters: $indicator_id; $reporting_date.
WITH
moves AS MATERIALIZED (
    SELECT from_place, basis, source_ref, quote, note
    FROM tie
    WHERE relation = 'moves' AND from_kind = 'milestone'
        AND to_place IN (SELECT place FROM indicator_told WHERE indicator_id = $indicator_id)
)
SELECT
    v.milestone_id, v.ref, v.title, v.state, v.word, v.reason, v.due_on, v.due_precision, v.due_text, v.lead, m.basis,
    m.source_ref, m.quote, m.note, count(*) OVER () AS total_rows
FROM milestone_verdict_at($reporting_date) v
JOIN moves m ON m.from_place = v.place
ORDER BY v.current_due_on NULLS LAST, v.milestone_id
LIMIT 200
