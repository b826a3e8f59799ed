-- The survey's figures for the factors that the remarks on a priority answer, or that bear the name of its part.
-- Parameters: $places (list), of all that belongs to it; $row_limit.
WITH
parts AS (
    SELECT DISTINCT title AS part FROM thing WHERE kind = 'survey_section' AND place IN (SELECT unnest($places))
),
factors AS (
    SELECT part AS factor FROM parts
    UNION
    SELECT tie.to_id
    FROM remark JOIN tie ON tie.from_place = remark.place
    WHERE remark.about_place IN (SELECT unnest($places)) AND remark.of_survey AND tie.relation = 'answers'
),
final AS (
    SELECT
        s.group_name AS who, f.title AS what, s.measure, s.printed, s.basis, s.value_status, s.suppressed_why,
        s.source_ref, s.quote, s.note
    FROM survey_shown s
    JOIN survey_factor f ON f.factor = s.factor AND f.survey_id = s.survey_id
    SEMI JOIN factors ON factors.factor = s.factor
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY what, measure DESC, who LIMIT $row_limit
