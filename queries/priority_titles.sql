-- What each priority the filters leave is called, in the order of priority_list. At most 200.
-- Parameters: $priority_ids (list); $lead ('' for all).
WITH
final AS (
    SELECT
        p.priority_id, p.plan_id, plan.title AS plan_title, plan.starts_on AS plan_starts_on, p.number, p.title, p.kind,
        p.theme, coalesce(p.sro, p.lead) AS owner
    FROM priority p JOIN plan USING (plan_id)
    WHERE p.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR p.priority_id IN (SELECT priority_id FROM answers_under WHERE lead = $lead))
)
SELECT *, count(*) OVER () AS total_rows
FROM final
ORDER BY plan_starts_on DESC NULLS LAST, plan_id, kind DESC, number NULLS LAST, priority_id
LIMIT 200
