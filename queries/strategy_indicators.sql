-- The indicators of a plan's main table, one row each, with baselines and targets gathered from their values.
-- Parameters: $plan_id ('' for every plan, the latest first); $priority_ids (list).
WITH
chosen AS (
    SELECT indicator.*, plan.starts_on
    FROM indicator JOIN plan USING (plan_id)
    WHERE ($plan_id = '' OR plan_id = $plan_id)
        AND series = 'table' AND priority_id IN (SELECT unnest($priority_ids))
),
home_values AS (
    SELECT v.* FROM indicator_value v
    JOIN chosen USING (indicator_id)
    JOIN area a ON a.area_id = v.area_id AND a.is_home
),
actuals AS (
    SELECT
        indicator_id,
        arg_max(period, period_end) FILTER (value IS NOT NULL) AS latest_period,
        arg_max(value, period_end) FILTER (value IS NOT NULL) AS latest_dated_value,
        any_value(value) FILTER (value IS NOT NULL AND period_end IS NULL) AS undated_value,
        arg_min(period, period_end) FILTER (value IS NOT NULL) AS first_period,
        arg_min(value, period_end) FILTER (value IS NOT NULL) AS first_value,
        count(value) AS actual_count,
        string_agg(DISTINCT value_status, ', ') AS actual_statuses
    FROM home_values WHERE kind = 'actual' GROUP BY indicator_id
),
targets AS (
    SELECT
        indicator_id,
        list({'period': period, 'value': value, 'text': value_text, 'status': value_status} ORDER BY period_end)
            AS targets,
        list(value ORDER BY period_end) FILTER (value IS NOT NULL) AS target_path
    FROM home_values WHERE kind = 'target' AND basis <> 'in_year' GROUP BY indicator_id
),
final AS (
    SELECT
        c.indicator_id, c.priority_id, p.number AS priority_number, p.title AS priority_title,
        c.objective, c.title, c.name_printed, c.code, c.unit, c.polarity, c.decimals,
        c.in_laa, c.in_corporate_plan, c.lead, c.state, c.source_ref, c.quote, c.note,
        CASE WHEN a.actual_count > 1 THEN a.first_period END AS first_period,
        CASE WHEN a.actual_count > 1 THEN a.first_value END AS first_value,
        a.latest_period, coalesce(a.latest_dated_value, a.undated_value) AS latest_value,
        coalesce(a.actual_statuses, 'blank') AS actual_statuses,
        coalesce(t.targets, []) AS targets,
        list_concat(
            CASE WHEN a.actual_count > 1 THEN [a.first_value] ELSE [] END,
            CASE WHEN a.actual_count > 0 THEN [coalesce(a.latest_dated_value, a.undated_value)] ELSE [] END,
            coalesce(t.target_path, [])
        ) AS path,
        c.row_number, c.plan_id, c.starts_on, h.name AS area
    FROM chosen c
    LEFT JOIN priority p USING (priority_id)
    LEFT JOIN actuals a USING (indicator_id)
    LEFT JOIN targets t USING (indicator_id)
    CROSS JOIN (SELECT name FROM area WHERE is_home) h
)
SELECT * FROM final ORDER BY starts_on DESC NULLS LAST, plan_id, row_number
