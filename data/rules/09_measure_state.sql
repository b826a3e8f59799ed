-- How a measure stands, for counting: its verdict; without one, whether it is at its next target, on its way, or why not.
CREATE MACRO measure_state(verdict, not_assessed_reason, already_at_next) AS CASE
    WHEN verdict IS NULL THEN 'to_be_developed'
    WHEN verdict <> 'not_assessed' THEN verdict
    WHEN not_assessed_reason = 'no_result_yet' AND already_at_next THEN 'at_next_target'
    WHEN not_assessed_reason = 'no_result_yet' THEN 'to_go'
    WHEN not_assessed_reason IN ('to_be_agreed', 'tbs', 'no_target') THEN 'no_target'
    WHEN not_assessed_reason = 'neutral_polarity' THEN 'neutral'
    ELSE 'no_value'
END;
