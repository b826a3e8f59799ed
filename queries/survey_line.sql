-- The latest survey in one line: its index, the threshold it is held against, its response and the response of peers.
WITH
latest AS (SELECT survey_id, title, taken_on FROM survey ORDER BY taken_on DESC LIMIT 1),
final AS (
    SELECT
        l.title, l.taken_on, i.value AS index_score, i.scale_max, t.value AS threshold, t.group_name AS threshold_name,
        r.rate_pct, r.completed, r.sent, c.rate_pct AS peer_rate_pct, i.source_ref, i.quote, i.note
    FROM latest l
    JOIN survey_shown i ON i.survey_id = l.survey_id AND i.measure = 'index' AND i.group_kind = 'council'
    LEFT JOIN survey_shown t ON t.survey_id = l.survey_id AND t.measure = 'threshold' AND t.group_kind = 'accreditation'
    LEFT JOIN survey_response r ON r.survey_id = l.survey_id AND r.mode = 'total'
    LEFT JOIN survey_response c ON c.survey_id = l.survey_id AND c.mode = 'comparator'
)
SELECT * FROM final
