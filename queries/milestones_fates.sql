-- What became of the milestones of the plans that have ended or have a later edition, counted.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all).
WITH
told AS (
    SELECT f.fate, f.fate_word, f.plan_id, plan.title AS plan_title
    FROM milestone_fate_at($reporting_date) f
    JOIN milestone m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE m.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead))
),
whole AS (
    SELECT count(DISTINCT plan_id) AS plan_count, min(plan_title) AS plan_title, count(*) AS milestone_total FROM told
),
final AS (
    SELECT
        fate, any_value(fate_word) AS fate_word, count(*) AS milestone_count, any_value(whole.plan_count) AS plan_count,
        any_value(whole.plan_title) AS plan_title, any_value(whole.milestone_total) AS milestone_total
    FROM told, whole
    GROUP BY fate
)
SELECT * FROM final
ORDER BY list_position(
    ['achieved', 'partly', 'in_progress', 'carried_forward', 'discontinued', 'no_longer_mentioned'], fate
)
