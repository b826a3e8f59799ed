-- What was found about a priority, a board or a plan and what belongs to it, the gravest first.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $row_limit.
WITH
final AS (
    SELECT f.finding_key, f.rule, f.severity, f.title, f.explanation, f.status, f.source_ref, f.quote, f.note
    FROM finding_at($reporting_date) f
    WHERE f.about_place IN (SELECT unnest($places))
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY list_position(['high', 'medium', 'low'], severity), rule, finding_key
LIMIT $row_limit
