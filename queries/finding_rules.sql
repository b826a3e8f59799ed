-- The checks that found something.
-- Parameters: $reporting_date; $plan_id ('' for all).
SELECT rule, count(*) AS findings
FROM finding_at($reporting_date)
WHERE $plan_id = '' OR plan_id = $plan_id
GROUP BY rule
ORDER BY rule
