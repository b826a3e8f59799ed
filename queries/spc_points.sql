-- One indicator's series with its process limits and signals, where it is long enough to have any.
-- Parameters: $indicator_id; $reporting_date.
SELECT
    s.period, s.period_end, s.value, s.mean, s.lower_limit, s.upper_limit, s.target, s.limits, s.signal, s.reading,
    s.assurance, s.assurance_reason, s.stretch, s.recalculated_from, s.recalculation, s.recalculation_ref, s.reason, s.inputs,
    s.rule
FROM spc_point_at($reporting_date) s
JOIN area a ON a.area_id = s.area_id AND a.is_home
WHERE s.indicator_id = $indicator_id
ORDER BY s.basis, s.period_end
