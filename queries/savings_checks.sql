-- Every printed sum and every repeated figure, against what it should be; those that differ first.
-- Parameters: $reporting_date; $plan_id, $board_id ('' for all).
WITH
-- For speed: words are looked up of the figures shown alone
shown AS MATERIALIZED (
    SELECT place, count(*) OVER () AS all_rows, count(*) OVER (PARTITION BY agrees IS TRUE) AS total_rows
    FROM check_told_at($reporting_date)
    WHERE ($plan_id = '' OR plan_id = $plan_id) AND ($board_id = '' OR board_id = $board_id)
    QUALIFY row_number() OVER (PARTITION BY agrees IS TRUE ORDER BY place) <= CASE WHEN agrees THEN 200 ELSE 60 END
),
final AS (
    SELECT told.*, shown.all_rows, shown.total_rows
    FROM check_told_at($reporting_date) AS told JOIN shown USING (place)
)
SELECT * FROM final ORDER BY place
