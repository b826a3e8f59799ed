-- What was promised after a survey and before the next one, each beside the factor it answers; those that answer none
-- stand last.
-- Parameters: $survey_id; $reporting_date; $lead ('' for all).
WITH
between_surveys AS (
    SELECT taken_on, coalesce(lead(taken_on) OVER (ORDER BY taken_on), DATE 'infinity') AS next_on
    FROM (SELECT DISTINCT taken_on FROM survey)
    QUALIFY taken_on IN (SELECT taken_on FROM survey WHERE survey_id = $survey_id)
),
promised AS (
    SELECT c.* FROM commentary c CROSS JOIN between_surveys
    WHERE c.subject_kind IN ('survey', 'survey_section', 'survey_factor') AND c.action IS NOT NULL
        AND c.as_at <= CAST($reporting_date AS DATE) AND c.as_at >= taken_on AND c.as_at < next_on
        AND ($lead = '' OR list_contains(string_split(c.owner, '; '), $lead))
),
answered AS (
    SELECT
        p.commentary_id, f.title AS factor_title, l.basis AS tie, replace(p.subject_id, '-', ' ') AS section, p.text,
        p.action, p.owner, p.due_text, p.due_on, p.as_at, p.author_role, p.source_ref, p.quote, p.note,
        min(p.commentary_id) OVER (PARTITION BY f.title) AS first_answer
    FROM promised p
    LEFT JOIN link l ON l.from_kind = 'commentary' AND l.from_id = p.commentary_id AND l.relation = 'answers'
        AND l.to_kind = 'survey_factor'
    LEFT JOIN survey_factor f ON f.factor = l.to_id
),
-- Not as windows: DuckDB 1.5 now and then fails over count(DISTINCT ...) OVER ().
counted AS (
    SELECT
        count(DISTINCT commentary_id) AS action_count,
        count(DISTINCT commentary_id) FILTER (factor_title IS NOT NULL) AS answering_count, count(*) AS total_rows
    FROM answered
),
final AS (SELECT * FROM answered CROSS JOIN counted)
SELECT * FROM final ORDER BY factor_title IS NULL, first_answer, factor_title, section, commentary_id LIMIT 200
