-- The checks that found something, by the dataset they found it in.
-- Parameters: $reporting_date; $plan_id ('' for all).
SELECT dataset, rule, count(*) AS findings
FROM finding_at($reporting_date)
WHERE $plan_id = '' OR plan_id = $plan_id
GROUP BY dataset, rule
ORDER BY dataset, rule
