-- Every value the home area has of one indicator, in order of time, with its evidence.
-- Parameters: $indicator_id.
WITH
-- For speed: by itself this is read off the index
of_it AS MATERIALIZED (FROM indicator_value WHERE indicator_id = $indicator_id)
SELECT
    v.period, v.period_end, v.kind, v.basis, a.name AS area, v.value, v.value_text, v.value_status,
    v.is_baseline, v.numerator, v.denominator, v.qualifier, v.source_ref, v.quote, v.note
FROM of_it v
JOIN area a ON a.area_id = v.area_id AND a.is_home
ORDER BY v.period_end NULLS FIRST, v.kind, v.basis
