-- title: The figures of a benchmark
-- rule: Every figure that at least two areas of a group have published for the same period, with the group's quartiles, its mean and median with the home area and without it, the averages as printed, and whether these agree with the figures with or without the home area, to the precision printed.
-- rule: Of each measure and group the four latest periods by the reporting date are compared; an earlier reporting date shows earlier ones.
-- source: The dashboard's own; the groups and printed averages are those of the papers. A printed average belongs to a group when its area's key is the group's, or begins it.
-- thresholds: the four latest periods

CREATE MACRO benchmark_figure_at(reporting_date) AS TABLE
WITH
-- Inputs
member AS (
    SELECT g.group_id, min(g.title) OVER (PARTITION BY g.group_id) AS group_title,
        min(g.as_at) OVER (PARTITION BY g.group_id) AS as_at, g.area_id, a.name AS area, a.is_home
    FROM area_group g
    JOIN area a USING (area_id)
),
known AS (
    SELECT indicator_id, area_id, period, period_end, kind, basis, CAST(value AS DOUBLE) AS value, value_text,
        denominator
    FROM indicator_value
    WHERE value IS NOT NULL AND value_status NOT IN ('suppressed', 'unrepresentative') AND period <> 'not printed'
        AND basis IN ('published', 'restated') AND kind <> 'target'
        AND (period_end IS NULL OR period_end <= CAST(reporting_date AS DATE))
),
-- Of many periods and areas together there would be millions of comparisons that nobody asks for
recent AS (
    SELECT m.group_id, k.indicator_id, k.period
    FROM known k
    JOIN member m USING (area_id)
    WHERE k.kind = 'actual' AND k.basis = 'published'
    GROUP BY m.group_id, k.indicator_id, k.period
    HAVING count(*) >= 2
    QUALIFY row_number() OVER (
        PARTITION BY m.group_id, k.indicator_id ORDER BY max(k.period_end) DESC NULLS LAST, k.period DESC
    ) <= 4
),
compared AS (
    SELECT m.*, k.indicator_id, k.period, k.period_end, k.value, k.denominator, i.polarity, i.unit,
        i.decimals
    FROM known k
    JOIN member m USING (area_id)
    JOIN indicator i USING (indicator_id)
    SEMI JOIN recent r ON r.group_id = m.group_id AND r.indicator_id = k.indicator_id AND r.period = k.period
    WHERE k.kind = 'actual' AND k.basis = 'published'
),
-- The group's figures, with the home area and without it
summary AS (
    SELECT
        group_id, indicator_id, period, count(*) AS n, bool_or(is_home) AS has_home,
        quantile_cont(value, [0.25, 0.5, 0.75]) AS quartiles, avg(value) AS mean,
        avg(value) FILTER (NOT is_home) AS mean_without_home,
        quantile_cont(value, 0.5) FILTER (NOT is_home) AS median_without_home,
        CASE any_value(polarity) WHEN 'lower' THEN min(value) WHEN 'higher' THEN max(value) END AS best
    FROM compared
    GROUP BY group_id, indicator_id, period
    HAVING count(*) >= 2
),
-- The averages as printed, and to what precision
printed AS (
    SELECT
        g.group_id, k.indicator_id, k.period,
        max(k.value) FILTER (k.kind = 'printed_mean') AS printed_mean,
        max(k.value) FILTER (k.kind = 'printed_median') AS printed_median,
        max(k.slack) FILTER (k.kind = 'printed_mean') AS mean_slack,
        max(k.slack) FILTER (k.kind = 'printed_median') AS median_slack
    FROM (
        SELECT *, 0.5 * power(10, -length(regexp_extract(value_text, '[.]([0-9]+)', 1))) * (1 + 1e-9) AS slack
        FROM known WHERE kind IN ('printed_mean', 'printed_median') AND basis = 'published'
    ) k
    JOIN (SELECT DISTINCT group_id FROM area_group) g
        ON g.group_id = k.area_id OR starts_with(g.group_id, k.area_id || '-')
    GROUP BY g.group_id, k.indicator_id, k.period
),
restated AS (
    SELECT indicator_id, area_id, arg_max({'value': value, 'period': period}, {'a': period_end, 'b': period}) AS restated
    FROM known WHERE kind = 'actual' AND basis = 'restated'
    GROUP BY indicator_id, area_id
),
checked AS (
    SELECT
        s.*, p.printed_mean, p.printed_median,
        abs(s.mean - p.printed_mean) <= p.mean_slack AS mean_with,
        abs(s.mean_without_home - p.printed_mean) <= p.mean_slack AS mean_without,
        abs(s.quartiles[2] - p.printed_median) <= p.median_slack AS median_with,
        abs(s.median_without_home - p.printed_median) <= p.median_slack AS median_without,
        -- one of the two agrees and the other does not: the mean is asked first
        CASE
            WHEN mean_with <> mean_without THEN mean_with
            WHEN median_with <> median_without THEN median_with
        END AS printed_includes_home
    FROM summary s
    LEFT JOIN printed p USING (group_id, indicator_id, period)
),
final AS (
    SELECT
        c.*, s.* EXCLUDE (group_id, indicator_id, period), r.restated,
        rank() OVER (
            PARTITION BY c.group_id, c.indicator_id, c.period
            ORDER BY CASE c.polarity WHEN 'lower' THEN c.value ELSE -c.value END
        ) AS rank,
        rank() OVER (PARTITION BY c.group_id, c.indicator_id, c.period ORDER BY c.value DESC) AS rank_from_highest,
        CASE WHEN coalesce(printed_includes_home, false) THEN s.quartiles[2]
            ELSE coalesce(s.median_without_home, s.quartiles[2]) END AS comparator,
        CASE c.polarity WHEN 'higher' THEN -1 ELSE 1 END AS worse
    FROM compared c
    JOIN checked s USING (group_id, indicator_id, period)
    LEFT JOIN restated r USING (indicator_id, area_id)
)
SELECT * FROM final;
