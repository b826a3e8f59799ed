-- What a programme's paper says it will cost in posts and money, claim by claim, as printed.
-- Parameters: $plan_id.
WITH
final AS (
    SELECT
        title, any_value(recurrence) AS recurrence, min(row_number) AS row_number, any_value(table_id) AS table_id,
        CAST(sum(quantity) FILTER (WHERE measure = 'posts') AS DOUBLE) AS posts,
        any_value(printed) FILTER (WHERE measure = 'posts') AS posts_printed,
        CAST(sum(amount_gbp) FILTER (WHERE measure = 'cost') AS DOUBLE) AS cost_gbp,
        any_value(printed) FILTER (WHERE measure = 'cost') AS cost_printed,
        any_value(value_status) FILTER (WHERE measure = 'cost') AS cost_status,
        string_agg(DISTINCT note, ' ' ORDER BY note) AS note, any_value(source_ref) AS source_ref, any_value(quote) AS quote
    FROM cost_line WHERE plan_id = $plan_id AND line_kind = 'claim'
    GROUP BY line_id, title
)
SELECT
    title, posts, posts_printed, cost_gbp, cost_printed, cost_status, recurrence,
    count(*) OVER () AS total_rows, source_ref, quote, note
FROM final
ORDER BY table_id, row_number
LIMIT 60
