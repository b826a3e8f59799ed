-- What has been said about one thing by a date, latest first.
-- Parameters: $subject_kind, $subject_id; $reporting_date.
SELECT as_at, author_role, text, action, owner, due_text, source_ref, quote, note
FROM commentary
WHERE subject_kind = $subject_kind AND subject_id = $subject_id AND as_at <= $reporting_date
ORDER BY as_at DESC, commentary_id
