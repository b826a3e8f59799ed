-- The staff surveys taken by a date, latest first, each with the one before it and what may be said of it as a whole.
-- Parameters: $reporting_date.
WITH
held AS (
    SELECT * FROM survey WHERE taken_on IS NULL OR taken_on <= CAST($reporting_date AS DATE)
),
-- For speed: groups and claims are gathered of the surveys shown alone
shown AS MATERIALIZED (
    SELECT *, count(*) OVER () AS total_rows FROM held ORDER BY taken_on DESC NULLS LAST, survey_id LIMIT 200
),
groups AS (
    SELECT
        survey_id, count(DISTINCT (group_kind, group_name)) AS group_count,
        count(DISTINCT (group_kind, group_name)) FILTER (n IS NOT NULL OR suppressed) AS sized_count,
        count(DISTINCT (group_kind, group_name)) FILTER (suppressed) AS withheld_count
    FROM survey_shown SEMI JOIN shown USING (survey_id)
    WHERE group_kind IN ('division', 'department', 'role')
    GROUP BY survey_id
),
claims AS (
    SELECT survey_id, string_agg(reason, ' ' ORDER BY check_id) AS contradiction
    FROM survey_check_at($reporting_date) SEMI JOIN shown USING (survey_id)
    WHERE check_kind = 'contradictory_claims' AND NOT holds
    GROUP BY survey_id
),
final AS (
    SELECT
        s.survey_id, s.title, s.taken_on, s.taken_text, s.provider,
        (
            SELECT arg_max(e.title, (e.taken_on, e.survey_id)) FROM held e WHERE e.taken_on < s.taken_on
        ) AS earlier_title,
        coalesce(g.group_count, 0) AS group_count, coalesce(g.sized_count, 0) AS sized_count,
        coalesce(g.withheld_count, 0) AS withheld_count, c.contradiction,
        s.source_ref, s.quote, s.note, s.total_rows
    FROM shown s
    LEFT JOIN groups g USING (survey_id)
    LEFT JOIN claims c USING (survey_id)
)
SELECT * FROM final ORDER BY taken_on DESC NULLS LAST, survey_id
