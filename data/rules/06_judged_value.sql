-- title: Which figures are judged
-- rule: Each indicator is judged on one series of results: one basis, and one sort of period. Results and targets are matched on the same basis, so a rolling average, a figure for one year and a restated figure are never mixed, nor are months with years. A result for a period that ends after the reporting date is not known yet. A withheld figure is not read.
-- source: The dashboard's own, after the bases the papers print
-- thresholds: none

-- Rows: the targets and the known results of every live indicator, for the home area and for any other area that holds
-- both. `in_series` marks the results of the series judged; other results on its basis are kept for the baseline.
CREATE MACRO basis_order(basis) AS coalesce(list_position(
    ['table', 'rolling', 'published', 'prose', 'national', 'derived', 'restated', 'in_year'], basis), 99);
-- These measure something else; the other bases only say where a figure is printed.
CREATE MACRO measures_apart(basis) AS basis IN ('rolling', 'in_year', 'restated');

CREATE MACRO judged_value_at(reporting_date) AS TABLE
WITH
live AS (SELECT indicator_id FROM indicator WHERE state = 'live'),
subject AS (
    SELECT indicator_id, area_id FROM live CROSS JOIN area WHERE is_home
    UNION
    SELECT indicator_id, area_id FROM indicator_value SEMI JOIN live USING (indicator_id)
    GROUP BY indicator_id, area_id HAVING bool_or(kind = 'actual') AND bool_or(kind = 'target')
),
has_rolling AS (SELECT DISTINCT indicator_id, area_id FROM indicator_value WHERE basis = 'rolling'),
known AS MATERIALIZED (
    SELECT
        v.indicator_id, v.area_id, v.kind, v.basis, v.period, v.period_end,
        period_form(v.period, v.period_end, v.basis) AS form,
        v.value_status, v.value_text, v.is_baseline, v.value_low, v.value_high,
        CASE WHEN v.value_status <> 'suppressed' THEN v.value END AS figure
    FROM indicator_value v
    SEMI JOIN subject USING (indicator_id, area_id)
    LEFT JOIN has_rolling r USING (indicator_id, area_id)
    WHERE (v.kind = 'target'
            OR (v.kind = 'actual' AND (v.period_end IS NULL OR v.period_end <= CAST(reporting_date AS DATE))))
        -- a year's own figure is never judged where the series is a rolling average
        AND NOT (v.basis = 'in_year' AND r.indicator_id IS NOT NULL)
),
series AS (
    SELECT
        indicator_id, area_id, kind, basis, form,
        max(period_end) AS last_end, count(figure) > 0 AS has_figure
    FROM known GROUP BY indicator_id, area_id, kind, basis, form
),
target_basis AS (
    SELECT indicator_id, area_id, basis, list(form) AS forms
    FROM series WHERE kind = 'target' GROUP BY indicator_id, area_id, basis
),
-- The series of results: the basis of the targets if there is a result on it, else the table's, else what there is;
-- then the sort of period of the targets; then the latest.
chosen_result AS (
    SELECT a.indicator_id, a.area_id, a.basis, a.form
    FROM series a
    LEFT JOIN target_basis t USING (indicator_id, area_id, basis)
    WHERE a.kind = 'actual'
    QUALIFY row_number() OVER (
        PARTITION BY a.indicator_id, a.area_id
        ORDER BY
            a.has_figure DESC, t.basis IS NOT NULL DESC, basis_order(a.basis),
            coalesce(list_contains(t.forms, a.form), false) DESC, a.last_end DESC NULLS LAST, a.form
    ) = 1
),
-- The series of targets: the basis of the results if it has targets, else one that may be compared with it; of the same
-- sort of period if there is one.
chosen_target AS (
    SELECT t.indicator_id, t.area_id, t.basis, t.form
    FROM series t
    LEFT JOIN chosen_result c USING (indicator_id, area_id)
    WHERE t.kind = 'target'
        AND (c.basis IS NULL OR c.basis = t.basis OR NOT (measures_apart(c.basis) OR measures_apart(t.basis)))
    QUALIFY rank() OVER (
        PARTITION BY t.indicator_id, t.area_id
        ORDER BY
            coalesce(t.basis = c.basis, false) DESC, basis_order(t.basis), coalesce(t.form = c.form, false) DESC
    ) = 1
),
final AS (
    SELECT k.*, k.form IS NOT DISTINCT FROM c.form AS in_series
    FROM known k
    JOIN chosen_result c USING (indicator_id, area_id, basis)
    WHERE k.kind = 'actual' AND (k.is_baseline OR k.form IS NOT DISTINCT FROM c.form)
    UNION ALL
    SELECT k.*, true
    FROM known k
    JOIN chosen_target c ON c.indicator_id = k.indicator_id AND c.area_id = k.area_id AND c.basis = k.basis
        AND c.form IS NOT DISTINCT FROM k.form
    WHERE k.kind = 'target'
)
SELECT * FROM final;
