-- What was found about one thing.
-- Parameters: $reporting_date; $subject_id.
SELECT title, severity, explanation, status, nullif(split_part(finding_key, ':', 3), '') AS period
FROM finding_at($reporting_date) WHERE subject_id = $subject_id
ORDER BY list_position(['high', 'medium', 'low'], severity), title
