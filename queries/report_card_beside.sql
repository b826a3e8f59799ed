-- What stands beside each of these measures: its objective, its results and targets, what the plan's text says of the
-- same, and the actions meant to move it with their state on the reporting date.
-- Parameters: $reporting_date; $indicator_ids (list; at most 200 are asked for).
SELECT indicator_id, i.objective, i.objective_title, b.results, b.targets, b.in_text, b.actions
FROM indicator i JOIN measure_beside_at($reporting_date) b USING (indicator_id)
WHERE indicator_id IN (SELECT unnest($indicator_ids))
ORDER BY indicator_id LIMIT 200
