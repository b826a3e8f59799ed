-- The measures the filters leave, with what may be said of each on the reporting date; off target first, then furthest
-- to go, as a share of the next target.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT place, indicator_id, row_number, share_to_go, state
    FROM indicator_told_at($reporting_date)
    WHERE series = 'table' AND verdict IS NOT NULL AND priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
),
-- For speed: words are fetched of the rows shown alone
shown AS MATERIALIZED (
    SELECT place, count(*) OVER (PARTITION BY state) AS of_state
    FROM left_over
    QUALIFY row_number() OVER (
        PARTITION BY state ORDER BY share_to_go DESC NULLS LAST, row_number, indicator_id
    ) <= $row_limit
),
final AS (
    SELECT
        v.indicator_id, v.title, v.code, v.unit, v.decimals, v.polarity, v.period, v.value, v.next_target_period,
        v.next_target, v.gap_to_next, v.moved, v.previous_value, v.target, v.verdict, v.word, v.reason, v.inputs, v.rule,
        v.threshold_id, v.forecast_reason, v.forecast_word, v.state, v.owner, v.path, v.finding, v.commentary, v.asked,
        v.plan_title, v.priority_title, v.source_ref, v.quote, v.note, shown.of_state, v.share_to_go, v.row_number
    FROM shown JOIN indicator_told_at($reporting_date) v USING (place)
)
SELECT * FROM final ORDER BY (state = 'off_target') DESC, share_to_go DESC NULLS LAST, row_number, indicator_id
