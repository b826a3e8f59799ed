-- The way from the sources of a savings plan to its target, the largest source first; of many sources the smallest are one row.
-- Parameters: $reporting_date; $plan_id ('' for the plan furthest from its target).
WITH
bridge AS (FROM efficiency_bridge_at($reporting_date)),
asked AS (
    SELECT total_id, period FROM bridge
    WHERE $plan_id = '' OR plan_id = $plan_id
    ORDER BY abs(gap) DESC, total_id LIMIT 1
),
placed AS (
    SELECT bridge.*, plan.title AS plan_title, step_kind = 'source' AND step > 15 AS is_small
    FROM bridge JOIN asked USING (total_id, period) JOIN plan USING (plan_id)
),
final AS (
    SELECT * EXCLUDE (is_small), 1 AS lines FROM placed WHERE NOT is_small
    UNION ALL BY NAME
    SELECT
        any_value(plan_id) AS plan_id, any_value(plan_title) AS plan_title, any_value(period) AS period,
        'source' AS step_kind, 'Smaller sources together' AS title, min(step) AS step, sum(amount) AS amount,
        min(starts_at) AS starts_at, max(ends_at) AS ends_at, any_value(planned) AS planned, any_value(target) AS target,
        any_value(gap) AS gap, false AS is_wholly_marked, any_value(source_ref) AS source_ref, count(*) AS lines
    FROM placed WHERE is_small HAVING count(*) > 0
)
SELECT * FROM final ORDER BY step
