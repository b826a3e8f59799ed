-- What has been said by the reporting date of a priority, a board or a plan, of what belongs to it, or in the part of
-- the staff survey that bears its theme's name, with the factor of the survey that an action answers. At most 200.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id ('' for none).
WITH
-- For speed: titles and answers are fetched of the rows shown alone
left_over AS (
    SELECT c.commentary_id, c.as_at, c.action, r.kind, r.id, r.kind = 'survey_section' AS of_survey
    FROM commentary c
    JOIN remark r USING (commentary_id)
    SEMI JOIN (FROM belongs_to($priority_ids, $board_id, $plan_id)) AS held ON held.kind = r.kind AND held.id = r.id
    WHERE c.as_at <= $reporting_date
),
shown AS MATERIALIZED (
    SELECT commentary_id, kind, id, of_survey, count(*) OVER () AS total_rows FROM left_over
    ORDER BY of_survey, as_at DESC, action IS NULL DESC, commentary_id
    LIMIT 200
),
answered AS (
    SELECT l.from_id AS commentary_id, string_agg(f.title, '; ' ORDER BY f.title) AS answers
    FROM link l JOIN survey_factor f ON f.factor = l.to_id
    SEMI JOIN shown ON shown.commentary_id = l.from_id
    WHERE l.from_kind = 'commentary' AND l.relation = 'answers' AND l.to_kind = 'survey_factor'
    GROUP BY l.from_id
),
titled AS (FROM thing SEMI JOIN shown USING (kind, id)),
final AS (
    SELECT
        c.commentary_id, c.as_at, shown.of_survey, coalesce(t.title, c.subject_id) AS about, c.author_role,
        c.text, c.action, c.owner, c.due_text, a.answers, c.source_ref, c.quote, c.note, shown.total_rows
    FROM commentary c
    JOIN shown USING (commentary_id)
    LEFT JOIN titled t ON t.kind = shown.kind AND t.id = shown.id
    LEFT JOIN answered a USING (commentary_id)
)
SELECT * FROM final ORDER BY of_survey, as_at DESC, action IS NULL DESC, commentary_id
