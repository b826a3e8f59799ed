-- What was found about these things, and what was said of them or is asked for; those of neither are left out.
-- Parameters: $reporting_date; $subject_kind; $subject_ids (list).
SELECT subject_id, finding, commentary, asked
FROM beside_at($reporting_date)
WHERE subject_kind = $subject_kind AND subject_id IN (SELECT unnest($subject_ids))
