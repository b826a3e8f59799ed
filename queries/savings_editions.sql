-- The lines of two editions of a savings table beside each other, a row a line: what changed most comes first.
-- Parameters: $reporting_date; $plan_id ('' for all; else either edition); $row_limit.
WITH
-- For speed: words are looked up of the lines shown alone
shown AS MATERIALIZED (
    SELECT place, count(*) OVER () AS total_rows
    FROM edition_told_at($reporting_date)
    WHERE $plan_id = '' OR $plan_id IN (plan_id, earlier_plan_id)
    ORDER BY word = 'Unchanged', moved DESC, subject_id
    LIMIT $row_limit
),
final AS (SELECT told.*, shown.total_rows FROM edition_told_at($reporting_date) AS told JOIN shown USING (place))
SELECT * FROM final ORDER BY word = 'Unchanged', moved DESC, subject_id
