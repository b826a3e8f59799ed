-- title: The measure of a series (XmR chart)
-- rule: The results of an indicator, an area and a basis in order of time: their mean, the mean of their moving ranges, and where each point stands to the mean, to the one before it and to its neighbours; beside them the target in force.
-- rule: It is worked out for the home area, and for any other area that has targets of its own.
-- rule: Where a recalculation is recorded, all of this begins anew with the period it names: each stretch has its own mean, moving ranges and limits, and the step from one stretch to the next is no moving range.
-- source: XmR charts after Wheeler; see "Signals in a series"
-- thresholds: 5 results or more; moving ranges of 3.267 x their mean or more are left out once

CREATE MACRO spc_series_at(reporting_date) AS TABLE
WITH
-- Inputs
subject AS (
    SELECT indicator_id, area_id FROM indicator CROSS JOIN area WHERE is_home
    UNION
    SELECT indicator_id, area_id FROM indicator_value WHERE kind = 'target'
),
known AS (
    SELECT
        indicator_id, area_id, basis, period, period_end, value, value_status,
        period_form(period, period_end, basis) AS form,
        coalesce(regexp_matches(qualifier, '(?i)cumulative|year to date|\bytd\b'), false) AS is_cumulative
    FROM indicator_value
    SEMI JOIN subject USING (indicator_id, area_id)
    WHERE kind = 'actual' AND period_end <= CAST(reporting_date AS DATE) AND value IS NOT NULL
        AND value_status NOT IN ('suppressed', 'unrepresentative')
),
series AS (
    SELECT indicator_id, area_id, basis, form
    FROM known
    GROUP BY indicator_id, area_id, basis, form
    HAVING count(*) >= 5
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id, area_id, basis ORDER BY count(*) DESC, max(period_end) DESC, form
    ) = 1
),
cumulative AS (SELECT DISTINCT indicator_id, area_id, basis FROM known WHERE is_cumulative),
-- Stretches: from the first point to the last, or from one recalculation to the next
placed AS (
    SELECT
        k.* EXCLUDE (value_status, is_cumulative),
        r.period AS recalculated_from, r.period_end AS recalculated_end, r.reason AS recalculation_reason,
        r.decided_on, r.decided_by, r.source_ref AS recalculation_ref,
        dense_rank() OVER (
            PARTITION BY k.indicator_id, k.area_id, k.basis ORDER BY r.period_end NULLS FIRST
        ) AS stretch
    FROM known k
    JOIN series s USING (indicator_id, area_id, basis, form)
    ANTI JOIN cumulative c USING (indicator_id, area_id, basis)
    ASOF LEFT JOIN recalculation r
        ON r.indicator_id = k.indicator_id AND r.area_id = k.area_id AND k.period_end >= r.period_end
),
stretch AS (
    SELECT
        indicator_id, area_id, basis, stretch, count(*) AS n,
        CASE WHEN count(*) >= 5 THEN avg(value) END AS mean, 1e-9 * max(abs(value)) AS nothing
    FROM placed GROUP BY indicator_id, area_id, basis, stretch
),
-- Differences under a billionth of the stretch's largest figure are none
point AS (
    SELECT p.*, s.n, s.mean, s.nothing, p.value - lag(p.value) OVER in_time AS step
    FROM placed p
    JOIN stretch s USING (indicator_id, area_id, basis, stretch)
    WINDOW in_time AS (PARTITION BY p.indicator_id, p.area_id, p.basis, p.stretch ORDER BY p.period_end, p.period)
),
-- Limits
first_range AS (
    SELECT indicator_id, area_id, basis, stretch, avg(abs(step)) AS mean_range, any_value(nothing) AS nothing
    FROM point WHERE mean IS NOT NULL
    GROUP BY indicator_id, area_id, basis, stretch
),
screened AS (
    SELECT
        p.indicator_id, p.area_id, p.basis, p.stretch,
        avg(abs(p.step)) FILTER (abs(p.step) < 3.267 * f.mean_range - f.nothing) AS kept_range
    FROM point p
    JOIN first_range f USING (indicator_id, area_id, basis, stretch)
    GROUP BY p.indicator_id, p.area_id, p.basis, p.stretch
),
limited AS (
    SELECT
        p.*,
        CASE WHEN s.kept_range > p.nothing THEN s.kept_range END AS mean_moving_range,
        CASE WHEN p.value > p.mean + p.nothing THEN 1 WHEN p.value < p.mean - p.nothing THEN -1 ELSE 0 END AS side,
        CASE WHEN p.step > p.nothing THEN 1 WHEN p.step < -p.nothing THEN -1 ELSE 0 END AS turn,
        abs(p.value - p.mean) > 1.7733 * mean_moving_range + p.nothing AS is_beyond,
        abs(p.value - p.mean) > 2.66 * mean_moving_range + p.nothing AS is_outside
    FROM point p
    LEFT JOIN screened s USING (indicator_id, area_id, basis, stretch)
),
-- Signals: a run or trend is seen at its last point, and marks all of its points
seen AS (
    SELECT
        *,
        abs(sum(side) OVER last_seven) = 7 AS ends_run,
        sum(turn) OVER last_six = 6 AS ends_rise,
        sum(turn) OVER last_six = -6 AS ends_fall,
        sum(CASE WHEN is_beyond AND side = 1 THEN 1 ELSE 0 END) OVER near_by AS high_near,
        sum(CASE WHEN is_beyond AND side = -1 THEN 1 ELSE 0 END) OVER near_by AS low_near
    FROM limited
    WINDOW
        last_seven AS (PARTITION BY indicator_id, area_id, basis, stretch ORDER BY period_end, period
            ROWS BETWEEN 6 PRECEDING AND CURRENT ROW),
        last_six AS (PARTITION BY indicator_id, area_id, basis, stretch ORDER BY period_end, period
            ROWS BETWEEN 5 PRECEDING AND CURRENT ROW),
        near_by AS (PARTITION BY indicator_id, area_id, basis, stretch ORDER BY period_end, period
            ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING)
),
marked AS (
    SELECT
        *,
        bool_or(ends_run) OVER next_seven AS in_run,
        bool_or(ends_rise) OVER next_seven AS in_rise,
        bool_or(ends_fall) OVER next_seven AS in_fall,
        is_beyond AND CASE side WHEN 1 THEN high_near WHEN -1 THEN low_near END >= 2 AS in_pair
    FROM seen
    WINDOW next_seven AS (PARTITION BY indicator_id, area_id, basis, stretch ORDER BY period_end, period
        ROWS BETWEEN CURRENT ROW AND 6 FOLLOWING)
),
-- The target in force, of the same basis and sort of period, as the span within which it is met
target AS (
    SELECT
        t.indicator_id, t.area_id, t.basis, t.period AS target_period, t.period_end AS target_end, t.value AS target,
        CASE i.polarity WHEN 'higher' THEN t.value WHEN 'lower' THEN CAST('-infinity' AS DOUBLE) ELSE t.value_low END
            AS met_from,
        CASE i.polarity WHEN 'lower' THEN t.value WHEN 'higher' THEN CAST('infinity' AS DOUBLE) ELSE t.value_high END
            AS met_to
    FROM indicator_value t
    JOIN indicator i USING (indicator_id)
    JOIN series s ON s.indicator_id = t.indicator_id AND s.area_id = t.area_id AND s.basis = t.basis
        AND s.form = period_form(t.period, t.period_end, t.basis)
    WHERE t.kind = 'target' AND i.polarity <> 'neutral' AND t.value_status <> 'suppressed'
        AND CASE WHEN i.polarity = 'range' THEN t.value_low IS NOT NULL AND t.value_high IS NOT NULL
            ELSE t.value IS NOT NULL END
    QUALIFY row_number() OVER (
        PARTITION BY t.indicator_id, t.area_id, t.basis
        ORDER BY t.period_end >= CAST(reporting_date AS DATE) DESC,
            abs(date_diff('day', CAST(reporting_date AS DATE), t.period_end)), t.period
    ) = 1
),
final AS (
    SELECT
        m.* EXCLUDE (form, turn, is_beyond, ends_run, ends_rise, ends_fall, high_near, low_near),
        m.turn, t.* EXCLUDE (indicator_id, area_id, basis)
    FROM marked m
    LEFT JOIN target t USING (indicator_id, area_id, basis)
)
SELECT * FROM final;
