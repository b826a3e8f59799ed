-- How the lines of an earlier edition became those of the later, year by year: what was lowered, raised, dropped and new.
-- Parameters: $reporting_date; $plan_id ('' for all; else either edition).
SELECT *, count(*) OVER () AS total_rows
FROM edition_sum_at($reporting_date)
WHERE $plan_id = '' OR $plan_id IN (plan_id, earlier_plan_id)
ORDER BY plan_id DESC, table_id, period LIMIT 20
