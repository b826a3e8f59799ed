-- The figures scattered in a plan's text, one row a series, beside the indicator of the table that means the same, and
-- what was found where the two contradict each other; those first. At most 200.
-- Parameters: $reporting_date; $plan_id; $priority_ids (list); $with_none (those under no priority too).
WITH
chosen AS (
    SELECT * FROM indicator
    WHERE plan_id = $plan_id AND series = 'prose'
        AND (priority_id IN (SELECT unnest($priority_ids)) OR ($with_none AND priority_id IS NULL))
),
named AS (SELECT text_id, table_id FROM same_series WHERE text_id IN (SELECT indicator_id FROM chosen)),
shown AS (
    SELECT v.*
    FROM indicator_value v
    JOIN area a USING (area_id)
    WHERE v.indicator_id IN (SELECT indicator_id FROM chosen)
        OR (a.is_home AND v.indicator_id IN (SELECT table_id FROM named))
),
figures AS (
    SELECT
        v.indicator_id,
        list({'period': v.period, 'kind': v.kind, 'value': v.value, 'text': v.value_text, 'status': v.value_status}
            ORDER BY v.period_end NULLS FIRST, v.kind) AS figures
    FROM shown v
    GROUP BY v.indicator_id
),
contradictions AS (
    SELECT subject_id, string_agg(explanation, ' ' ORDER BY finding_key) AS explanation
    FROM finding_at($reporting_date) WHERE rule = 'series_contradict' GROUP BY subject_id
),
final AS (
    SELECT
        c.indicator_id, c.title, c.unit, c.decimals, p.title AS priority_title, f.figures, t.indicator_id AS table_id,
        t.title AS table_title, t.unit AS table_unit, t.decimals AS table_decimals, tf.figures AS table_figures,
        -- A contradiction is found of the table's indicator; it is told where the two have the same unit.
        CASE WHEN t.unit = c.unit THEN x.explanation END AS contradiction, c.source_ref, c.quote, c.note, c.row_number
    FROM chosen c
    LEFT JOIN figures f USING (indicator_id)
    LEFT JOIN priority p USING (priority_id)
    LEFT JOIN (named s JOIN indicator t ON t.indicator_id = s.table_id AND t.series = 'table')
        ON s.text_id = c.indicator_id
    LEFT JOIN figures tf ON tf.indicator_id = t.indicator_id
    LEFT JOIN contradictions x ON x.subject_id = t.indicator_id
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY contradiction IS NULL, table_id IS NULL, row_number, indicator_id
LIMIT 200
