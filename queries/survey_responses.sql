-- How many were asked and how many answered, way by way, with the rate as printed and worked out again.
-- Parameters: $survey_id; $reporting_date.
WITH
peers AS (SELECT rate_pct FROM survey_response WHERE survey_id = $survey_id AND mode = 'comparator'),
final AS (
    SELECT
        r.mode, r.sent, r.completed, r.sent - r.completed AS not_returned, r.printed_rate, r.rate_pct,
        k.against AS recomputed_pct, k.word, k.reason, k.inputs, k.rule,
        r.rate_pct - (SELECT rate_pct FROM peers) AS gap_to_peers, (SELECT rate_pct FROM peers) AS peer_rate_pct,
        c.earlier_value AS earlier_rate_pct, c.change, c.word AS change_word, r.source_ref, r.quote, r.note
    FROM survey_response r
    LEFT JOIN survey_check_at($reporting_date) k ON k.survey_id = r.survey_id AND k.group_name = r.mode
        AND k.check_kind = 'response_rate'
    LEFT JOIN survey_change_at($reporting_date) c ON c.survey_id = r.survey_id AND c.group_name = r.mode
        AND c.measure = 'rate_pct'
    WHERE r.survey_id = $survey_id
)
SELECT * FROM final ORDER BY list_position(['electronic', 'paper', 'total', 'comparator'], mode)
