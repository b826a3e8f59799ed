-- The priorities of a plan, in order.
-- Parameters: $plan_id.
SELECT priority_id, number, theme, title, kind, lead, sro, source_ref, quote, note
FROM priority WHERE plan_id = $plan_id ORDER BY priority_id
