-- Every figure printed of the latest survey: scores, differences, thresholds and responses.
WITH
latest AS (SELECT survey_id FROM survey ORDER BY taken_on DESC LIMIT 1),
final AS (
    SELECT
        group_name AS who, replace(factor, '-', ' ') AS what, measure, value, printed, basis, value_status,
        source_ref, quote, note, 1 AS part
    FROM survey_shown JOIN latest USING (survey_id)
    UNION ALL
    SELECT
        mode, 'response', 'rate_pct', rate_pct, printed_rate,
        concat(completed, ' of ', sent, ' surveys'), 'stated', source_ref, quote, note, 0
    FROM survey_response JOIN latest USING (survey_id)
)
SELECT * FROM final ORDER BY part, measure, who, what
