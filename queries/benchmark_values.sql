-- One indicator across the areas of a group: the figures compared, highest first, then what is printed beside them.
-- Parameters: $indicator_id; $group_id.
WITH
members AS (
    SELECT area_id, title AS group_title, as_at FROM area_group WHERE group_id = $group_id
),
of_members AS (
    SELECT v.*, a.name AS area, a.is_home, m.group_title
    FROM indicator_value v
    JOIN members m USING (area_id)
    JOIN area a USING (area_id)
    WHERE v.indicator_id = $indicator_id AND v.kind = 'actual'
),
compared AS (
    SELECT
        *, 'compared' AS role,
        rank() OVER (ORDER BY value DESC) AS place_from_highest,
        count(*) OVER () AS compared_count,
        quantile_cont(CAST(value AS DOUBLE), 0.5) OVER () AS compared_median
    FROM of_members WHERE basis = 'published'
),
beside AS (
    SELECT *, basis AS role, NULL, NULL, NULL FROM of_members WHERE basis <> 'published'
),
averages AS (
    SELECT v.*, a.name AS area, a.is_home, NULL AS group_title, v.kind AS role, NULL, NULL, NULL
    FROM indicator_value v
    JOIN area a USING (area_id)
    WHERE v.indicator_id = $indicator_id AND v.kind IN ('printed_mean', 'printed_median')
),
final AS (
    SELECT * FROM compared UNION ALL SELECT * FROM beside UNION ALL SELECT * FROM averages
)
SELECT * FROM final ORDER BY role, value DESC, area
