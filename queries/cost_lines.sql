-- What a plan's cost tables print, with each printed total against the sum of its lines. At most 200.
-- Parameters: $plan_id; $reporting_date.
WITH
checked AS (
    SELECT subject_id, period, measure, recomputed, difference, agrees, reason
    FROM reconciliation_at($reporting_date) WHERE subject_kind = 'cost_line' AND check_kind = 'total_of_lines'
),
final AS (
    SELECT
        c.table_id, c.line_id, c.title, c.line_kind, c.period, CAST(c.amount_gbp AS DOUBLE) AS amount_gbp, c.recurrence,
        c.printed, CAST(k.recomputed AS DOUBLE) AS recomputed, CAST(k.difference AS DOUBLE) AS difference, k.agrees,
        k.reason, c.source_ref, c.quote, c.note, c.row_number
    FROM cost_line c
    LEFT JOIN checked k ON k.subject_id = c.line_id AND k.period = c.period AND k.measure = c.measure
    WHERE c.plan_id = $plan_id AND c.measure = 'cost'
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY table_id DESC, period, row_number, line_id LIMIT 200
