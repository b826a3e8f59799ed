-- Findings to decide on, gravest first, by the words of their titles.
-- Parameters: $reporting_date; $words ('' for all; else each of them is in the title, the explanation or the key).
WITH
matching AS (
    SELECT finding_key AS key, concat_ws(' · ', title, explanation) AS label, status, severity
    FROM finding_at($reporting_date)
    WHERE list_bool_and(list_transform(
        string_split(lower(trim($words)), ' '),
        lambda word: contains(lower(concat_ws(' ', title, explanation, finding_key)), word)
    ))
),
final AS (
    SELECT key, label, status, count(*) OVER () AS total_rows
    FROM matching
    ORDER BY list_position(['high', 'medium', 'low'], severity), key
    LIMIT 200
)
SELECT * FROM final
