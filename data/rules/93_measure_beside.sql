-- What stands beside a measure on a report card: its results and targets at home, what its plan's text says of the same,
-- and the actions meant to move it with their state. Kept, for a card asks it of each measure.
CREATE MACRO measure_beside_at(reporting_date) AS TABLE
WITH
printed AS (
    SELECT v.*, CASE WHEN NOT area.is_home THEN area.name END AS elsewhere
    FROM indicator_value v JOIN area USING (area_id)
    WHERE v.kind IN ('actual', 'target') AND v.basis <> 'in_year'
),
paths AS (
    SELECT
        indicator_id,
        list({'period': period, 'value': value, 'text': value_text, 'status': value_status}
            ORDER BY period_end NULLS FIRST) FILTER (kind = 'actual') AS results,
        list({'period': period, 'value': value, 'text': value_text, 'status': value_status}
            ORDER BY period_end NULLS FIRST) FILTER (kind = 'target') AS targets
    FROM printed
    WHERE elsewhere IS NULL
    GROUP BY indicator_id
),
texts AS (
    SELECT
        same.table_id AS indicator_id,
        list({
            'area': v.elsewhere, 'period': v.period, 'kind': v.kind, 'value': v.value, 'text': v.value_text,
            'status': v.value_status, 'unit': i.unit, 'decimals': i.decimals
        } ORDER BY v.elsewhere IS NOT NULL, v.period_end NULLS FIRST, v.kind) AS in_text
    FROM same_series_at(reporting_date) AS same
    JOIN indicator i ON i.indicator_id = same.text_id
    JOIN printed v ON v.indicator_id = same.text_id
    GROUP BY same.table_id
),
moving AS (
    SELECT
        link.to_id AS indicator_id,
        list({
            'ref': v.ref, 'title': v.title, 'state': v.state, 'due_on': v.due_on, 'precision': v.due_precision,
            'text': v.due_text, 'basis': link.basis
        } ORDER BY v.current_due_on NULLS LAST, v.milestone_id) AS actions
    FROM link JOIN milestone_verdict_at(reporting_date) AS v ON v.milestone_id = link.from_id
    WHERE link.from_kind = 'milestone' AND link.relation = 'moves' AND link.to_kind = 'indicator'
    GROUP BY link.to_id
)
SELECT
    indicator_id, coalesce(results, []) AS results, coalesce(targets, []) AS targets, coalesce(in_text, []) AS in_text,
    coalesce(actions, []) AS actions
FROM (FROM indicator WHERE series IN ('table', 'measure')) AS measure
LEFT JOIN paths USING (indicator_id)
LEFT JOIN texts USING (indicator_id)
LEFT JOIN moving USING (indicator_id);

CREATE VIEW measure_beside AS SELECT * FROM measure_beside_at(default_reporting_date());
