-- title: What an indicator is judged by
-- rule: For each indicator: the latest result heard of, the one before it and the one a year before; the latest baseline; the target of the result's own period, or one read off the straight line between the targets on either side; the next target to be met; the first and the last target; and a forecast at the plan's last day, a straight line laid through the results by least squares, given from 4 dated results on while the plan runs beyond the latest; where a recalculation is recorded (see "Signals in a series"), from the results since.
-- source: The dashboard's own; least squares as in any textbook of statistics
-- thresholds: indicator_status: that of the indicator, else of its priority, its plan, the default; forecast from 4 results; its range is +- 2 x s x sqrt(1 + 1/n + (x0 - mean x)^2 / Sxx), where s^2 = (Syy - Sxy^2 / Sxx) / (n - 2), x in days and x0 the plan's last day

CREATE MACRO indicator_standing_at(reporting_date) AS TABLE
WITH
-- Inputs
held AS MATERIALIZED (
    SELECT *, figure IS NOT NULL AND value_status <> 'unrepresentative' AS sound FROM judged_value_at(reporting_date)
),
subject AS (
    SELECT
        i.indicator_id, s.area_id, i.plan_id, i.priority_id, i.title, i.unit, i.polarity, i.decimals, p.ends_on,
        a.name AS area
    FROM indicator i
    JOIN (
        SELECT indicator_id, area_id FROM held
        UNION
        SELECT indicator_id, area_id FROM indicator CROSS JOIN area WHERE is_home
    ) s USING (indicator_id)
    JOIN area a USING (area_id)
    LEFT JOIN plan p USING (plan_id)
    WHERE i.state = 'live'
),
tolerance AS (
    SELECT
        scope, scope_id,
        {'within': amber_within, 'unit': unit, 'id': scope || '/' || scope_id || '/' || rule} AS tolerance
    FROM threshold WHERE rule = 'indicator_status' AND unit IN ('percent', 'points')
),
-- Results: the latest heard of, those it is compared with, the baseline
result AS (
    SELECT * FROM held
    WHERE kind = 'actual' AND in_series
        AND (figure IS NOT NULL OR value_status IN ('suppressed', 'unrepresentative'))
),
latest AS (
    SELECT * FROM result
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id, area_id ORDER BY period_end DESC NULLS LAST, period DESC
    ) = 1
),
earlier AS (
    SELECT
        r.indicator_id, r.area_id,
        arg_max({'period': r.period, 'period_end': r.period_end, 'value': r.figure}, {'a': r.period_end, 'b': r.period})
            AS previous,
        arg_max(r.figure, r.period) FILTER (r.period_end = a_year_before(l.period_end)) AS year_before_value
    FROM result r
    JOIN latest l USING (indicator_id, area_id)
    WHERE r.sound AND l.sound AND r.period_end < l.period_end
    GROUP BY r.indicator_id, r.area_id
),
baseline AS (
    SELECT indicator_id, area_id, {'period': period, 'period_end': period_end, 'value': figure} AS baseline
    FROM held
    WHERE kind = 'actual' AND is_baseline AND sound
    QUALIFY row_number() OVER (
        PARTITION BY indicator_id, area_id ORDER BY period_end DESC NULLS LAST, period DESC
    ) = 1
),
wordy AS (
    -- what is printed where no figure is: "more than halved", "8 to 13%", "N/A"
    SELECT indicator_id, area_id, max(value_text) AS words
    FROM held WHERE kind = 'actual' AND figure IS NULL AND value_status <> 'suppressed'
    GROUP BY indicator_id, area_id
),
-- Targets: of the result's own period, on either side of it, the next to be met, the first and the last
target AS (
    SELECT
        h.*, l.period_end AS result_end, l.form AS result_form, s.ends_on,
        {'period': h.period, 'period_end': h.period_end, 'value': h.figure, 'low': h.value_low, 'high': h.value_high}
            AS aim,
        {'a': h.period_end, 'b': h.period} AS place,
        h.period_end IS NOT NULL AS dated,
        CASE WHEN s.polarity = 'range' THEN h.value_low IS NOT NULL AND h.value_high IS NOT NULL
            ELSE h.figure IS NOT NULL END AS stated,
        -- a rolling average ends with the year whose target it is, whatever the period is called
        coalesce(
            h.period_end IS NOT NULL AND l.period_end IS NOT NULL
            AND (h.period = l.period OR (l.basis = 'rolling' AND h.period_end = l.period_end)), false
        ) AS own,
        NOT own AND coalesce(h.period_end >= l.period_end, true) AS to_come
    FROM held h
    JOIN subject s USING (indicator_id, area_id)
    LEFT JOIN latest l USING (indicator_id, area_id)
    WHERE h.kind = 'target'
),
aims AS (
    SELECT
        indicator_id, area_id,
        arg_min(aim, place) FILTER (stated AND own) AS own_aim,
        arg_max(aim, place) FILTER (stated AND period_end < result_end AND form = result_form) AS aim_before,
        arg_min(aim, place) FILTER (stated AND period_end > result_end AND form = result_form) AS aim_after,
        arg_min(aim, place) FILTER (stated AND dated AND to_come AND period_end >= CAST(reporting_date AS DATE)) AS next_aim,
        -- due by now and no result for it yet
        arg_max(aim, place) FILTER (stated AND dated AND to_come AND period_end <= CAST(reporting_date AS DATE)) AS awaited,
        arg_min(aim, place) FILTER (stated AND dated) AS first_aim,
        arg_max(aim, place) FILTER (stated AND dated AND period_end <= ends_on) AS last_aim,
        count(*) FILTER (stated AND dated AND to_come) > 0 AS stated_later,
        count(*) FILTER (stated) > 0 AS any_stated,
        -- which kind of nothing: that of the result's own period, else of the first one to come
        arg_min({'status': value_status, 'text': value_text, 'own': own}, {'a': NOT own, 'b': place})
            FILTER (NOT stated AND (own OR to_come)) AS unset
    FROM target
    GROUP BY indicator_id, area_id
),
-- What was measured before the last recalculation is not the same, and forecasts nothing
anew AS (
    SELECT indicator_id, area_id, max(period_end) AS since
    FROM recalculation WHERE period_end <= CAST(reporting_date AS DATE)
    GROUP BY indicator_id, area_id
),
-- The forecast: days are counted from the plan's end, so x0 is 0 and the line's value there is its intercept
line AS (
    SELECT
        r.indicator_id, r.area_id, count(*) AS n, avg(x) AS mean_x, max(abs(r.figure)) AS largest,
        regr_intercept(r.figure, x) AS reached,
        regr_sxx(r.figure, x) AS sxx, regr_syy(r.figure, x) AS syy, regr_sxy(r.figure, x) AS sxy
    FROM (
        SELECT result.*, date_diff('day', ends_on, period_end) AS x
        FROM result
        JOIN (SELECT indicator_id, area_id, ends_on FROM subject) USING (indicator_id, area_id)
        LEFT JOIN anew USING (indicator_id, area_id)
        WHERE sound AND period_end IS NOT NULL AND ends_on IS NOT NULL AND period_end >= coalesce(since, period_end)
    ) r
    GROUP BY r.indicator_id, r.area_id
    HAVING count(*) >= 4 AND max(x) < 0 AND min(x) < max(x)
),
forecast AS (
    SELECT
        indicator_id, area_id, n AS forecast_points,
        CASE WHEN abs(reached) < 1e-9 * largest THEN 0 ELSE reached END AS forecast,
        2 * sqrt(greatest(syy - sxy * sxy / sxx, 0) / (n - 2)) * sqrt(1 + 1 / n + mean_x * mean_x / sxx)
            AS forecast_spread
    FROM line
),
final AS (
    SELECT
        s.*,
        l.period, l.period_end, l.figure AS value, l.value_status, coalesce(l.sound, false) AS sound, l.basis,
        e.previous, e.year_before_value, b.baseline, w.words,
        a.own_aim, a.next_aim, a.awaited, a.first_aim, a.last_aim, a.unset,
        coalesce(a.stated_later, false) AS stated_later, coalesce(a.any_stated, false) AS any_stated,
        -- a target said to be still open is not guessed at from its neighbours
        a.own_aim IS NULL AND a.aim_before IS NOT NULL AND a.aim_after IS NOT NULL
            AND NOT coalesce(a.unset.own AND a.unset.status NOT IN ('blank', 'dash'), false) AS interpolated,
        a.aim_before, a.aim_after,
        f.forecast, f.forecast_spread, f.forecast_points,
        coalesce(ti.tolerance, tr.tolerance, tp.tolerance, td.tolerance) AS tolerance
    FROM subject s
    LEFT JOIN latest l USING (indicator_id, area_id)
    LEFT JOIN earlier e USING (indicator_id, area_id)
    LEFT JOIN baseline b USING (indicator_id, area_id)
    LEFT JOIN wordy w USING (indicator_id, area_id)
    LEFT JOIN aims a USING (indicator_id, area_id)
    LEFT JOIN forecast f USING (indicator_id, area_id)
    LEFT JOIN tolerance ti ON ti.scope = 'indicator' AND ti.scope_id = s.indicator_id
    LEFT JOIN tolerance tr ON tr.scope = 'priority' AND tr.scope_id = s.priority_id
    LEFT JOIN tolerance tp ON tp.scope = 'plan' AND tp.scope_id = s.plan_id
    LEFT JOIN tolerance td ON td.scope = 'default' AND td.scope_id = 'all'
)
SELECT * FROM final;
