-- What has been said by the reporting date of a priority, a board or a plan, of what belongs to it, or in the part of
-- the staff survey that bears its theme's name, with the factor of the survey that an action answers.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $row_limit.
WITH
final AS (
    SELECT
        commentary_id, as_at, of_survey, about, author_role, text, action, owner, due_text, answers, source_ref, quote, note
    FROM remark
    WHERE about_place IN (SELECT unnest($places)) AND as_at <= $reporting_date
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY of_survey, as_at DESC, action IS NULL DESC, commentary_id
LIMIT $row_limit
