-- Where the papers do not hold together: each rule that fails, the gravest first.
-- Parameters: $reporting_date; $plan_id, $dataset, $severity, $status, $rule ('' for all); $row_limit.
WITH
final AS (
    SELECT
        f.*, plan.title AS plan_title,
        list_position(['high', 'medium', 'low'], f.severity) AS gravity,
        count(*) OVER () AS total_rows
    FROM finding_at($reporting_date) f
    LEFT JOIN plan USING (plan_id)
    WHERE ($plan_id = '' OR f.plan_id = $plan_id)
        AND ($dataset = '' OR f.dataset = $dataset)
        AND ($severity = '' OR f.severity = $severity)
        AND ($status = '' OR f.status = $status)
        AND ($rule = '' OR f.rule = $rule)
)
SELECT * FROM final ORDER BY gravity, rule, finding_key LIMIT $row_limit
