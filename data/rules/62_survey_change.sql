-- title: What moved between two staff surveys
-- rule: Each figure of a survey is set against the same group's figure in the last survey taken before it: the same factor and measure, on the same scale, and for a difference against the same basis; otherwise they are not compared.
-- rule: A figure withheld in either survey gives no change.
-- rule: No change is called significant: no figure comes with an interval.
-- source: The dashboard's own; the survey is meant to be run each year (ODI plan 2010/11, section 2.3)
-- thresholds: minimum_group_size

CREATE MACRO survey_change_at(reporting_date) AS TABLE
WITH
    held AS (SELECT survey_id, title, taken_on FROM survey WHERE taken_on <= CAST(reporting_date AS DATE)),
    pair AS (
        SELECT
            later.survey_id,
            arg_max(earlier.survey_id, {'on': earlier.taken_on, 'id': earlier.survey_id}) AS earlier_id,
            arg_max(earlier.title, {'on': earlier.taken_on, 'id': earlier.survey_id}) AS earlier_title
        FROM held AS later JOIN held AS earlier ON earlier.taken_on < later.taken_on
        GROUP BY later.survey_id
    ),
    figure AS (
        SELECT survey_id, group_kind, group_name, factor, measure, value, scale_min, scale_max, basis, suppressed
        FROM survey_shown
        WHERE measure IN ('score', 'index', 'engagement_pct', 'difference_pct') AND group_kind <> 'accreditation'
        UNION ALL
        SELECT survey_id, 'response', mode, 'overall', 'rate_pct', rate_pct, 0, 100, NULL, false FROM survey_response
    ),
    paired AS (
        SELECT
            pair.*, later.group_kind, later.group_name, later.factor, later.measure, later.value,
            earlier.value AS earlier_value,
            later.suppressed OR coalesce(earlier.suppressed, false) AS suppressed,
            (later.scale_min, later.scale_max, later.basis)
                IS NOT DISTINCT FROM (earlier.scale_min, earlier.scale_max, earlier.basis) AS is_alike
        FROM pair
        JOIN figure AS later ON later.survey_id = pair.survey_id
        LEFT JOIN figure AS earlier ON earlier.survey_id = pair.earlier_id AND earlier.group_kind = later.group_kind
            AND earlier.group_name = later.group_name AND earlier.factor = later.factor
            AND earlier.measure = later.measure
    ),
    judged AS (
        SELECT
            *,
            CASE WHEN is_alike THEN value - earlier_value END AS change,
            CASE WHEN measure LIKE '%pct' THEN '%' ELSE '' END AS unit,
            CASE
                WHEN suppressed THEN 'Withheld'
                WHEN value IS NULL THEN 'No figure'
                WHEN earlier_value IS NULL THEN 'No earlier figure'
                WHEN NOT is_alike THEN 'Measured otherwise'
                WHEN is_near(value, earlier_value) THEN 'Unchanged'
                WHEN value > earlier_value THEN 'Up'
                ELSE 'Down'
            END AS word
        FROM paired
    )
SELECT
    *,
    CASE word
        WHEN 'Unchanged' THEN figure_text(value, unit, 0) || ', as in ' || earlier_title || '.'
        WHEN 'Up' THEN figure_text(value, unit, 0) || ', up from ' || figure_text(earlier_value, unit, 0)
            || ' in ' || earlier_title || '. No interval is printed, so the change is not called significant.'
        WHEN 'Down' THEN figure_text(value, unit, 0) || ', down from ' || figure_text(earlier_value, unit, 0)
            || ' in ' || earlier_title || '. No interval is printed, so the change is not called significant.'
        WHEN 'Measured otherwise' THEN 'In ' || earlier_title || ' it was measured on another scale or against another basis.'
        ELSE word || ' (' || earlier_title || ').'
    END AS reason,
    CASE WHEN change IS NOT NULL THEN number_text(value, 0) || ' - ' || number_text(earlier_value, 0) END AS inputs,
    'survey_change' AS rule
FROM judged;

CREATE VIEW survey_change AS SELECT * FROM survey_change_at(default_reporting_date());
