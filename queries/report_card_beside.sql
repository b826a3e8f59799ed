-- What stands beside each of these measures: its objective, its results and targets, what the plan's text says of the
-- same, and the actions meant to move it with their state on the reporting date.
-- Parameters: $reporting_date; $indicator_ids (list; at most 200 are asked for).
WITH
measures AS MATERIALIZED (SELECT * FROM indicator WHERE indicator_id IN (SELECT unnest($indicator_ids))),
same AS MATERIALIZED (SELECT s.* FROM same_series s SEMI JOIN measures ON measures.indicator_id = s.table_id),
-- For speed: values and verdicts are looked up of what is asked for alone
printed AS MATERIALIZED (
    SELECT v.*, CASE WHEN NOT a.is_home THEN a.name END AS elsewhere
    FROM (
        SELECT * FROM indicator_value
        SEMI JOIN (SELECT indicator_id FROM measures UNION ALL SELECT text_id FROM same) AS wanted USING (indicator_id)
    ) AS v
    JOIN area a USING (area_id)
    WHERE v.kind IN ('actual', 'target') AND v.basis <> 'in_year'
),
paths AS (
    SELECT
        indicator_id,
        list({'period': period, 'value': value, 'text': value_text, 'status': value_status}
            ORDER BY period_end NULLS FIRST) FILTER (kind = 'actual') AS results,
        list({'period': period, 'value': value, 'text': value_text, 'status': value_status}
            ORDER BY period_end NULLS FIRST) FILTER (kind = 'target') AS targets
    FROM printed SEMI JOIN measures USING (indicator_id)
    WHERE elsewhere IS NULL
    GROUP BY indicator_id
),
texts AS (
    SELECT
        s.table_id AS indicator_id,
        list({
            'area': v.elsewhere, 'period': v.period, 'kind': v.kind, 'value': v.value, 'text': v.value_text,
            'status': v.value_status, 'unit': t.unit, 'decimals': t.decimals
        } ORDER BY v.elsewhere IS NOT NULL, v.period_end NULLS FIRST, v.kind) AS in_text
    FROM same s
    JOIN indicator t ON t.indicator_id = s.text_id
    JOIN printed v ON v.indicator_id = s.text_id
    GROUP BY s.table_id
),
links AS MATERIALIZED (
    SELECT from_id AS milestone_id, to_id AS indicator_id, basis
    FROM link SEMI JOIN measures ON measures.indicator_id = link.to_id
    WHERE from_kind = 'milestone' AND relation = 'moves' AND to_kind = 'indicator'
),
moving AS (
    SELECT
        l.indicator_id,
        list({
            'ref': m.ref, 'title': m.title, 'state': v.state, 'due_on': m.due_on, 'precision': m.due_precision,
            'text': m.due_text, 'basis': l.basis
        } ORDER BY v.current_due_on NULLS LAST, m.milestone_id) AS actions
    FROM links l
    JOIN milestone m USING (milestone_id)
    JOIN (FROM milestone_verdict_at($reporting_date) SEMI JOIN links USING (milestone_id)) AS v USING (milestone_id)
    GROUP BY l.indicator_id
),
final AS (
    SELECT
        m.indicator_id, m.objective, m.objective_title, coalesce(p.results, []) AS results,
        coalesce(p.targets, []) AS targets, coalesce(t.in_text, []) AS in_text, coalesce(a.actions, []) AS actions
    FROM measures m
    LEFT JOIN paths p USING (indicator_id)
    LEFT JOIN texts t USING (indicator_id)
    LEFT JOIN moving a USING (indicator_id)
)
SELECT * FROM final ORDER BY indicator_id LIMIT 200
