-- What was found about these things, and what was said of them or is asked for; those of neither are left out.
-- Parameters: $reporting_date; $subject_kind; $subject_ids (list).
SELECT subject_id, f.finding, c.commentary, c.asked
FROM (FROM finding_beside_at($reporting_date) WHERE subject_kind = $subject_kind) AS f
FULL JOIN (FROM commentary_beside_at($reporting_date) WHERE subject_kind = $subject_kind) AS c USING (subject_id)
WHERE subject_id IN (SELECT unnest($subject_ids))
