-- The plans that are programmes of change, whose priorities are programmes or enablers of them; the latest first.
SELECT DISTINCT plan_id, plan.title, plan.starts_on
FROM plan JOIN priority p USING (plan_id)
WHERE p.kind IN ('programme', 'enabler')
ORDER BY plan.starts_on DESC NULLS LAST, plan_id
