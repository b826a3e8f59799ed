-- The lines of the savings plan that is held against its target, and the target's own, as printed.
-- Parameters: $row_limit.
WITH
held AS (SELECT plan_id, table_id FROM reconciliation WHERE check_kind = 'plan_against_target'),
final AS (
    SELECT
        l.line_id, l.title, l.section, l.line_kind, a.period, a.measure, a.amount_gbp_000, a.printed, l.row_number, l.table_id,
        a.source_ref, a.quote, a.note,
        count(*) OVER () AS total_rows
    FROM efficiency_line l
    JOIN efficiency_amount a USING (line_id)
    JOIN held ON held.plan_id = l.plan_id AND (held.table_id = l.table_id OR (a.measure = 'target' AND l.table_id <> 'text'))
)
SELECT * FROM final ORDER BY measure, table_id, row_number LIMIT $row_limit
