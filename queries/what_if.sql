-- Which verdicts would move if another tolerance were in force; the same rules judge with it.
-- Parameters: $reporting_date; $amber_within; $unit ('percent' or 'points').
WITH
judged AS (
    SELECT
        *,
        coalesce(measured_from(polarity, value, target, target_low, target_high), target) AS base
    FROM indicator_verdict_at($reporting_date)
    WHERE verdict <> 'not_assessed'
),
final AS (
    SELECT
        indicator_id, title, unit, decimals, value, period, target, verdict AS verdict_now,
        target_status(gap, tolerance_amount($amber_within, $unit, base), value, base) AS verdict_then
    FROM judged
)
SELECT * FROM final ORDER BY verdict_now = verdict_then, title
