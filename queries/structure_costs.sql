-- The posts and cost of a proposed management structure, as printed and with the sums the table does not print.
-- Parameters: $plan_id.
WITH
of_structure AS (
    SELECT * FROM cost_line
    WHERE plan_id = $plan_id
        AND table_id IN (SELECT table_id FROM cost_line WHERE plan_id = $plan_id AND measure = 'staffing_now')
),
line AS (
    SELECT
        line_id, any_value(title) AS title, any_value(line_kind) AS line_kind, any_value(row_number) AS row_number,
        any_value(table_id) AS table_id,
        sum(quantity) FILTER (WHERE measure = 'staffing_now') AS posts_now,
        any_value(printed) FILTER (WHERE measure = 'staffing_now') AS posts_now_printed,
        sum(quantity) FILTER (WHERE measure = 'staffing_change') AS posts_change,
        any_value(printed) FILTER (WHERE measure = 'staffing_change') AS posts_change_printed,
        sum(amount_gbp) FILTER (WHERE measure = 'cost') AS cost_gbp,
        any_value(printed) FILTER (WHERE measure = 'cost') AS cost_printed,
        string_agg(DISTINCT note, ' ' ORDER BY note) AS note, any_value(source_ref) AS source_ref, any_value(quote) AS quote
    FROM of_structure GROUP BY line_id
),
summed AS (  -- what the lines under a total come to
    SELECT
        'sum of the lines' AS title, 'sum' AS line_kind, max(row_number) + 1 AS row_number, table_id,
        sum(posts_now) AS posts_now, sum(posts_change) AS posts_change, sum(cost_gbp) AS cost_gbp
    FROM line WHERE line_kind = 'line' GROUP BY table_id
),
final AS (
    SELECT * FROM line
    UNION ALL BY NAME
    SELECT * FROM summed
)
SELECT
    title, line_kind, CAST(posts_now AS DOUBLE) AS posts_now, posts_now_printed,
    CAST(posts_change AS DOUBLE) AS posts_change, posts_change_printed,
    CASE WHEN coalesce(posts_now, posts_change) IS NOT NULL
        THEN CAST(coalesce(posts_now, 0) + coalesce(posts_change, 0) AS DOUBLE) END AS posts_after,
    CAST(cost_gbp AS DOUBLE) AS cost_gbp, cost_printed, count(*) OVER () AS total_rows, source_ref, quote, note
FROM final
ORDER BY table_id, line_kind = 'sum', row_number
LIMIT 60
