-- The measures the filters leave, with what may be said of each on the reporting date; off target first, then furthest
-- to go, as a share of the next target.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit (of each state; of_state counts all).
WITH
left_over AS (
    SELECT indicator_id, row_number, share_to_go, state
    FROM measure_told_at($reporting_date)
    WHERE priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
),
-- For speed: words are fetched of the rows shown alone
shown AS MATERIALIZED (
    SELECT indicator_id, count(*) OVER (PARTITION BY state) AS of_state
    FROM left_over
    QUALIFY row_number() OVER (
        PARTITION BY state ORDER BY share_to_go DESC NULLS LAST, row_number, indicator_id
    ) <= $row_limit
),
final AS (SELECT told.*, shown.of_state FROM shown JOIN measure_told_at($reporting_date) AS told USING (indicator_id))
SELECT * FROM final ORDER BY (state = 'off_target') DESC, share_to_go DESC NULLS LAST, row_number, indicator_id
