-- The index of one survey against each threshold it is held to, the nearest first.
-- Parameters: $survey_id; $reporting_date.
WITH
final AS (
    SELECT
        t.group_name AS threshold_name, k.value AS index_score, k.against AS threshold, k.gap, abs(k.gap) AS gap_size,
        k.holds, k.word, k.reason, k.inputs, k.rule, i.scale_max, c.change, c.word AS change_word, i.source_ref, i.quote,
        i.note
    FROM survey_check_at($reporting_date) k
    JOIN survey_shown i ON i.survey_id = k.survey_id AND i.group_kind = k.group_kind AND i.group_name = k.group_name
        AND i.factor = k.factor AND i.measure = 'index'
    JOIN survey_shown t ON t.survey_id = k.survey_id AND t.group_kind = 'accreditation' AND t.measure = 'threshold'
        AND t.value = k.against
    LEFT JOIN survey_change_at($reporting_date) c ON c.survey_id = k.survey_id AND c.group_kind = k.group_kind
        AND c.group_name = k.group_name AND c.factor = k.factor AND c.measure = 'index'
    WHERE k.survey_id = $survey_id AND k.check_kind = 'index_against_threshold' AND k.group_kind = 'council'
)
SELECT * FROM final ORDER BY holds, gap_size, threshold_name LIMIT 20
