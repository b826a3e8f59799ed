-- The measures the filters leave, with what may be said of each on the reporting date; off target first, then furthest
-- to go, as a share of the next target.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT
        v.indicator_id, v.area_id, i.row_number, v.gap_to_next / greatest(abs(v.next_target), 1) AS share_to_go,
        measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state
    FROM indicator_verdict_at($reporting_date) v
    JOIN indicator i USING (indicator_id)
    JOIN area a ON a.area_id = v.area_id AND a.is_home
    LEFT JOIN indicator_owner o USING (indicator_id)
    WHERE i.series = 'table' AND i.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(o.owner, '; '), $lead))
),
-- For speed: words are fetched of the rows shown alone
shown AS MATERIALIZED (
    SELECT
        indicator_id, area_id, share_to_go, state, count(*) OVER (PARTITION BY state) AS of_state
    FROM left_over
    QUALIFY row_number() OVER (
        PARTITION BY state ORDER BY share_to_go DESC NULLS LAST, row_number, indicator_id
    ) <= $row_limit
),
paths AS (
    SELECT v.indicator_id, list(v.value ORDER BY v.period_end NULLS FIRST) AS path
    FROM indicator_value v
    SEMI JOIN shown USING (indicator_id, area_id)
    WHERE v.kind = 'actual' AND v.value IS NOT NULL
    GROUP BY v.indicator_id
),
final AS (
    SELECT
        v.indicator_id, v.title, v.unit, v.polarity, v.decimals, v.period, v.value, v.target, v.threshold_id,
        v.verdict, v.next_target_period, v.next_target, v.gap_to_next, v.previous_value, v.moved,
        v.forecast_word, v.word, v.reason, v.inputs, v.forecast_reason, v.rule,
        i.code, i.series, i.row_number, plan.title AS plan_title, p.title AS priority_title,
        o.owner, paths.path, f.finding, c.commentary, c.asked, i.source_ref, i.quote, i.note,
        shown.state, shown.share_to_go, shown.of_state
    FROM shown
    JOIN indicator_verdict_at($reporting_date) v USING (indicator_id, area_id)
    JOIN indicator i USING (indicator_id)
    LEFT JOIN plan ON plan.plan_id = i.plan_id
    LEFT JOIN priority p ON p.priority_id = i.priority_id
    LEFT JOIN indicator_owner o USING (indicator_id)
    LEFT JOIN finding_beside_at($reporting_date) f ON f.subject_kind = 'indicator' AND f.subject_id = v.indicator_id
    LEFT JOIN commentary_beside_at($reporting_date) c ON c.subject_kind = 'indicator' AND c.subject_id = v.indicator_id
    LEFT JOIN paths USING (indicator_id)
)
SELECT * FROM final ORDER BY (state = 'off_target') DESC, share_to_go DESC NULLS LAST, row_number, indicator_id
