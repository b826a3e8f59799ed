-- One indicator across the areas of a group, as judged: the figures compared, then what is printed beside them.
-- Parameters: $indicator_id; $group_id; $period; $reporting_date.
WITH
ranked AS (
    SELECT * FROM benchmark_rank_at($reporting_date)
    WHERE indicator_id = $indicator_id AND group_id = $group_id AND period = $period
),
members AS (
    SELECT DISTINCT area_id FROM area_group WHERE group_id = $group_id
),
printed AS (
    SELECT
        v.*, a.name AS area, a.is_home, i.title AS measure, i.unit, i.decimals,
        CASE WHEN v.kind <> 'actual' THEN v.kind WHEN v.basis = 'published' THEN 'compared' ELSE v.basis END AS role
    FROM indicator_value v
    JOIN area a USING (area_id)
    JOIN indicator i USING (indicator_id)
    LEFT JOIN members m USING (area_id)
    WHERE v.indicator_id = $indicator_id AND (m.area_id IS NOT NULL OR v.kind <> 'actual')
        AND (v.period = $period OR v.basis = 'restated')
),
final AS (
    SELECT
        p.*, r.group_title, r.rank_from_highest AS place_from_highest, r.n AS compared_count,
        r.median AS compared_median, r.reason, r.inputs, r.rule
    FROM printed p
    LEFT JOIN ranked r ON r.area_id = CASE p.role WHEN 'compared' THEN p.area_id END AND r.period = p.period
    WHERE p.role <> 'compared' OR r.area_id IS NOT NULL
)
SELECT * FROM final ORDER BY role, value DESC, area
