-- How much of a savings plan rests on something a board should know of, and what would be left without it.
-- Parameters: $reporting_date; $plan_id ('' for the plan furthest from its target).
WITH
bridge AS (FROM efficiency_bridge_at($reporting_date)),
asked AS (
    SELECT total_id, period FROM bridge
    WHERE $plan_id = '' OR plan_id = $plan_id
    ORDER BY abs(gap) DESC, total_id LIMIT 1
),
marked AS (
    UNPIVOT (
        SELECT
            any_value(planned) AS planned, any_value(target) AS target, sum(inflation) AS inflation,
            sum(before_milestone) AS before_milestone, sum(not_cashable) AS not_cashable,
            sum(before_deduction) AS before_deduction
        FROM bridge JOIN asked USING (total_id, period)
        HAVING count(*) > 0
    )
    ON inflation, before_milestone, not_cashable, before_deduction INTO NAME mark VALUE amount
),
final AS (
    SELECT mark, amount, 100 * amount / nullif(planned, 0) AS share_pct, planned - amount AS left_without,
        target - planned + amount AS short_without
    FROM marked WHERE amount > 0
)
SELECT * FROM final ORDER BY amount DESC
