-- The printed totals of a plan's cost tables against their lines.
-- Parameters: $reporting_date; $plan_id.
SELECT title, printed_amount, recomputed, difference, unit, word, reason, inputs, source_ref
FROM reconciliation_at($reporting_date)
WHERE plan_id = $plan_id AND subject_kind = 'cost_line'
ORDER BY agrees, check_id
LIMIT 60
