-- Each indicator with all that is said of it for the home area: kept as one, for to look each part up where it stands took
-- longer than all the rest. Where no verdict can be given, its reason says so.
CREATE MACRO indicator_told_at(reporting_date) AS TABLE
WITH
home AS (SELECT area_id FROM area WHERE is_home),
verdict AS (FROM indicator_verdict_at(reporting_date) SEMI JOIN home USING (area_id)),
paths AS (
    SELECT indicator_id, list(value ORDER BY period_end NULLS FIRST) AS path
    FROM indicator_value SEMI JOIN home USING (area_id)
    WHERE kind = 'actual' AND value IS NOT NULL
    GROUP BY indicator_id
),
-- Where nothing is held for the home area: what is, of whichever place.
elsewhere AS (
    SELECT v.indicator_id, any_value(v.value_text) AS printed, any_value(area.name) AS area
    FROM indicator_value v JOIN area USING (area_id)
    WHERE NOT area.is_home
    GROUP BY v.indicator_id
    HAVING count(*) = 1
)
SELECT
    i.indicator_id, i.title, i.unit, i.polarity, i.decimals, v.period, v.value, v.target_period, v.target, v.threshold_id,
    v.verdict, v.next_target_period, v.next_target, v.gap_to_next, v.previous_value, v.moved,
    v.forecast_word, v.word, v.inputs, v.forecast_reason, v.rule,
    CASE
        WHEN v.reason IS NULL THEN 'A measure still to be developed: the plan names it and no figure of it.'
        WHEN v.value IS NULL AND e.area IS NOT NULL
            THEN 'No figure is held for the council; printed for ' || e.area || ': “' || e.printed || '”.'
        ELSE v.reason
    END AS reason,
    i.code, i.series, i.series IN ('table', 'measure') AS is_measure, i.objective, i.row_number, i.plan_id, i.priority_id,
    plan.title AS plan_title, p.title AS priority_title,
    o.owner, paths.path, b.finding, b.commentary, b.asked, i.source_ref, i.quote, i.note,
    measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state,
    v.gap_to_next / greatest(abs(v.next_target), 1) AS share_to_go,
    thing.place
FROM indicator AS i
JOIN thing_at(reporting_date) AS thing ON thing.kind = 'indicator' AND thing.id = i.indicator_id
LEFT JOIN verdict AS v USING (indicator_id)
LEFT JOIN elsewhere AS e USING (indicator_id)
LEFT JOIN paths USING (indicator_id)
LEFT JOIN plan ON plan.plan_id = i.plan_id
LEFT JOIN priority AS p ON p.priority_id = i.priority_id
LEFT JOIN indicator_owner_at(reporting_date) AS o ON o.indicator_id = i.indicator_id
LEFT JOIN beside_at(reporting_date) AS b ON b.subject_kind = 'indicator' AND b.subject_id = i.indicator_id
ORDER BY thing.place;

CREATE VIEW indicator_told AS SELECT * FROM indicator_told_at(default_reporting_date());
