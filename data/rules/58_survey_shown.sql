-- title: Survey groups too small to show
-- rule: A group known to be smaller than the minimum size is withheld, with its figures and its words, on screen and in every download.
-- rule: Where only one group of a set is withheld and the sizes of the set make up a known total, its figures could be worked out by subtraction; the smallest of the others is then withheld too.
-- rule: Where no size is printed none can be judged, and the figure is shown.
-- source: The dashboard's own rule; the staff survey report (ODI plan 2010/11, section 2.3) prints no group sizes
-- thresholds: minimum_group_size (else the setting of that name)

CREATE MACRO survey_shown_at(reporting_date) AS TABLE
WITH
    group_size AS (
        SELECT survey_id, group_kind, group_name, min(n) AS group_n FROM survey_score GROUP BY ALL
    ),
    limits AS (SELECT scope_id, amber_within FROM threshold WHERE rule = 'minimum_group_size' AND scope = 'survey'),
    setting_limit AS (SELECT TRY_CAST(value AS DOUBLE) AS least FROM setting WHERE name = 'minimum_group_size'),
    sized AS (
        SELECT
            survey_score.*,
            coalesce(survey_score.n, group_size.group_n) AS known_n,
            coalesce(of_survey.amber_within, of_all.amber_within, setting_limit.least, 0) AS minimum_n,
            survey_score.group_kind NOT IN ('comparator', 'accreditation') AND known_n < minimum_n AS is_too_small,
            CASE
                WHEN of_survey.scope_id IS NOT NULL THEN 'survey/' || of_survey.scope_id || '/minimum_group_size'
                WHEN of_all.scope_id IS NOT NULL THEN 'survey/all/minimum_group_size'
            END AS threshold_id
        FROM survey_score
        JOIN group_size USING (survey_id, group_kind, group_name)
        LEFT JOIN limits AS of_survey ON of_survey.scope_id = survey_score.survey_id
        LEFT JOIN limits AS of_all ON of_all.scope_id = 'all'
        LEFT JOIN setting_limit ON true
    ),
    -- Sets whose sizes make up a known total: the council's own row, else all who answered.
    council AS (
        SELECT survey_id, factor, measure, min(known_n) AS total_n FROM sized WHERE group_kind = 'council' GROUP BY ALL
    ),
    answered AS (SELECT survey_id, completed AS total_n FROM survey_response WHERE mode = 'total'),
    revealing AS (
        SELECT sized.survey_id, sized.group_kind, sized.factor, sized.measure
        FROM sized
        LEFT JOIN council USING (survey_id, factor, measure)
        LEFT JOIN answered ON answered.survey_id = sized.survey_id
        WHERE sized.group_kind NOT IN ('council', 'comparator', 'accreditation')
        GROUP BY sized.survey_id, sized.group_kind, sized.factor, sized.measure
        HAVING count(*) FILTER (WHERE is_too_small) = 1
            AND count(known_n) = count(*)
            AND sum(known_n) IN (min(council.total_n), min(answered.total_n))
    ),
    second AS (
        SELECT survey_id, group_kind, group_name, factor, measure
        FROM sized JOIN revealing USING (survey_id, group_kind, factor, measure)
        WHERE NOT is_too_small
        QUALIFY row_number() OVER (
            PARTITION BY survey_id, group_kind, factor, measure ORDER BY known_n, group_name
        ) = 1
    ),
    judged AS (
        SELECT
            sized.*,
            coalesce(is_too_small, false) OR second.group_name IS NOT NULL AS suppressed,
            CASE
                WHEN is_too_small THEN 'Withheld: the group has fewer than ' || amount_in_words(minimum_n) || ' people.'
                WHEN second.group_name IS NOT NULL
                    THEN 'Withheld: with it, a group too small to show could be worked out by subtraction.'
            END AS suppressed_why
        FROM sized LEFT JOIN second USING (survey_id, group_kind, group_name, factor, measure)
    )
SELECT
    survey_id, group_kind, group_name, factor, measure,
    CASE WHEN NOT suppressed THEN value END AS value,
    CASE WHEN NOT suppressed THEN printed END AS printed,
    value_status,
    CASE WHEN NOT suppressed THEN n END AS n,
    scale_min, scale_max, basis, comparator, source_ref,
    CASE WHEN NOT suppressed THEN quote END AS quote,
    CASE WHEN NOT suppressed THEN note END AS note,
    suppressed, suppressed_why, threshold_id
FROM judged;

CREATE VIEW survey_shown AS SELECT * FROM survey_shown_at(default_reporting_date());
