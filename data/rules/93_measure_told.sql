-- Each measure of a strategy's table with all that is said of it, for the home area: kept as one, for to look each part
-- up where it stands took longer than all the rest.
CREATE MACRO measure_told_at(reporting_date) AS TABLE
WITH
paths AS (
    SELECT v.indicator_id, v.area_id, list(v.value ORDER BY v.period_end NULLS FIRST) AS path
    FROM indicator_value v
    SEMI JOIN (FROM indicator WHERE series = 'table') AS i USING (indicator_id)
    WHERE v.kind = 'actual' AND v.value IS NOT NULL
    GROUP BY v.indicator_id, v.area_id
)
SELECT
    v.indicator_id, v.title, v.unit, v.polarity, v.decimals, v.period, v.value, v.target, v.threshold_id,
    v.verdict, v.next_target_period, v.next_target, v.gap_to_next, v.previous_value, v.moved,
    v.forecast_word, v.word, v.reason, v.inputs, v.forecast_reason, v.rule,
    i.code, i.series, i.row_number, i.priority_id, plan.title AS plan_title, p.title AS priority_title,
    o.owner, paths.path, f.finding, c.commentary, c.asked, i.source_ref, i.quote, i.note,
    measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state,
    v.gap_to_next / greatest(abs(v.next_target), 1) AS share_to_go
FROM indicator_verdict_at(reporting_date) AS v
JOIN indicator AS i USING (indicator_id)
JOIN area AS a ON a.area_id = v.area_id AND a.is_home
LEFT JOIN plan ON plan.plan_id = i.plan_id
LEFT JOIN priority AS p ON p.priority_id = i.priority_id
LEFT JOIN indicator_owner_at(reporting_date) AS o ON o.indicator_id = i.indicator_id
LEFT JOIN finding_beside_at(reporting_date) AS f ON f.subject_kind = 'indicator' AND f.subject_id = v.indicator_id
LEFT JOIN commentary_beside_at(reporting_date) AS c
    ON c.subject_kind = 'indicator' AND c.subject_id = v.indicator_id
LEFT JOIN paths ON paths.indicator_id = v.indicator_id AND paths.area_id = v.area_id
WHERE i.series = 'table';

CREATE VIEW measure_told AS SELECT * FROM measure_told_at(default_reporting_date());
