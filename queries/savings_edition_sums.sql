-- How the lines of an earlier edition became those of the later, year by year: what was lowered, raised, dropped and new.
-- Parameters: $reporting_date; $plan_id ('' for all; else either edition).
WITH
edition AS (
    SELECT * FROM efficiency_edition_at($reporting_date) WHERE $plan_id = '' OR $plan_id IN (plan_id, earlier_plan_id)
),
only_earlier AS (  -- years the later table does not print
    SELECT paired.*, period, sum(amount_gbp_000) AS earlier_sum
    FROM (SELECT DISTINCT plan_id, table_id, earlier_plan_id, earlier_table_id FROM edition) paired
    JOIN efficiency_line l
        ON l.plan_id = paired.earlier_plan_id AND l.table_id = paired.earlier_table_id AND l.line_kind = 'line'
    JOIN efficiency_amount a USING (line_id)
    WHERE NOT EXISTS (
        FROM edition
        WHERE edition.plan_id = paired.plan_id AND edition.table_id = paired.table_id AND edition.period = a.period
    )
    GROUP BY ALL
),
summed AS (
    SELECT
        plan_id, table_id, earlier_plan_id, earlier_table_id, period, measure,
        coalesce(sum(earlier_amount), 0) AS earlier_sum,
        coalesce(sum(moved_by) FILTER (WHERE word = 'Raised'), 0) AS raised,
        coalesce(sum(moved_by) FILTER (WHERE word = 'Lowered'), 0) AS lowered,
        coalesce(sum(moved_by) FILTER (WHERE word IN ('No figure now', 'Line gone')), 0) AS dropped,
        coalesce(sum(moved_by) FILTER (WHERE word IN ('New line', 'No figure before')), 0) AS added,
        coalesce(sum(later_amount), 0) AS later_sum,
        count(*) FILTER (WHERE word <> 'Unchanged') AS changed_lines,
        count(*) AS lines
    FROM edition GROUP BY ALL
    UNION ALL BY NAME
    SELECT plan_id, table_id, earlier_plan_id, earlier_table_id, period, CAST(earlier_sum AS DOUBLE) AS earlier_sum
    FROM only_earlier
),
final AS (
    SELECT summed.*, plan.title AS plan_title, earlier_plan.title AS earlier_plan_title
    FROM summed JOIN plan USING (plan_id)
    JOIN plan earlier_plan ON earlier_plan.plan_id = summed.earlier_plan_id
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY plan_id DESC, table_id, period LIMIT 20
