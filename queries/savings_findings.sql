-- Findings about savings, gravest first: a plan short of its target, then the largest differences.
-- Parameters: $reporting_date; $plan_id, $board_id ('' for all).
WITH
final AS (
    SELECT
        f.finding_key, f.rule, f.severity, f.title, f.printed, f.recomputed, f.difference, f.unit, f.explanation,
        plan.title AS plan_title, f.status, f.note, f.source_ref, f.quote
    FROM finding_at($reporting_date) f
    LEFT JOIN plan USING (plan_id)
    LEFT JOIN efficiency_line l ON l.line_id = f.subject_id
    WHERE f.subject_kind = 'efficiency_line' AND ($plan_id = '' OR f.plan_id = $plan_id)
        AND ($board_id = '' OR l.board_id = $board_id)
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY
    list_position(['high', 'medium', 'low'], severity), rule <> 'plan_short_of_target', abs(difference) DESC NULLS LAST, finding_key
LIMIT 30
