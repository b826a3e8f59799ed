-- What is printed beside a comparison: the group's averages, and figures of its areas restated since.
-- Parameters: $indicator_id; $group_id; $period; $reporting_date.
WITH
members AS (SELECT area_id FROM area_group WHERE group_id = $group_id),
final AS (
    SELECT
        CASE WHEN v.kind = 'actual' THEN v.basis ELSE v.kind END AS role, a.name AS area, a.is_home, v.period,
        v.value, v.value_text, v.value_status, v.qualifier, v.source_ref, v.quote, v.note,
        count(*) OVER () AS total_rows
    FROM indicator_value v
    JOIN area a USING (area_id)
    WHERE v.indicator_id = $indicator_id
        AND (v.period_end IS NULL OR v.period_end <= CAST($reporting_date AS DATE))
        AND (
            (
                v.kind IN ('printed_mean', 'printed_median') AND v.period = $period
                AND (v.area_id = $group_id OR starts_with($group_id, v.area_id || '-'))
            )
            OR (v.kind = 'actual' AND v.basis = 'restated' AND v.area_id IN (SELECT area_id FROM members))
        )
)
SELECT * FROM final ORDER BY role, is_home DESC, area, period LIMIT 200
