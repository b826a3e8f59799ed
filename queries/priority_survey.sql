-- The survey's figures for the factors that the remarks on a priority answer, or that bear the name of its part. At
-- most 200.
-- Parameters: $priority_ids (list); $board_id, $plan_id ('' for none).
WITH
parts AS (
    SELECT DISTINCT split_part(id, ', ', 2) AS part
    FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'survey_section'
),
factors AS (
    SELECT part AS factor FROM parts
    UNION
    SELECT l.to_id FROM link l
    JOIN commentary c ON c.commentary_id = l.from_id
    JOIN parts ON parts.part = c.subject_id AND c.subject_kind = 'survey_section'
    WHERE l.from_kind = 'commentary' AND l.relation = 'answers'
),
final AS (
    SELECT
        s.group_name AS who, f.title AS what, s.measure, s.printed, s.basis, s.value_status, s.suppressed_why,
        s.source_ref, s.quote, s.note
    FROM survey_shown s
    JOIN survey_factor f ON f.factor = s.factor AND f.survey_id = s.survey_id
    SEMI JOIN factors ON factors.factor = s.factor
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY what, measure DESC, who LIMIT 200
