-- title: Findings about the staff survey
-- rule: A finding is written for a response rate that its numbers do not make, a total that the ways of answering do not add up to, and two factors that are both called lowest or both highest.
-- source: ODI plan 2010/11, section 2.3
-- thresholds: none

CREATE MACRO finding_survey_at(reporting_date) AS TABLE
SELECT
    CASE check_kind
        WHEN 'response_rate' THEN 'rate_differs' WHEN 'response_total' THEN 'survey_total_differs' ELSE check_kind
    END AS rule,
    'medium' AS severity,
    CASE check_kind WHEN 'contradictory_claims' THEN 'survey_score' ELSE 'survey_response' END AS dataset,
    'survey' AS subject_kind,
    survey_id AS subject_id,
    CASE
        WHEN check_kind = 'response_rate' THEN group_name
        WHEN check_kind = 'contradictory_claims' AND group_kind <> 'council' THEN measure || ' ' || group_name
        ELSE measure
    END AS period,
    CASE check_kind
        WHEN 'response_rate' THEN 'Response rate differs from its numbers: ' || survey_title || ', ' || group_name
        WHEN 'response_total' THEN 'Survey total differs from its parts: ' || survey_title || ', ' || measure
        ELSE 'Contradictory claims: ' || amount_in_words(value) || ' factors each called ' || measure
    END AS title,
    value AS printed, against AS recomputed, value - against AS difference, unit, reason AS explanation, source_ref, quote
FROM survey_check_at(reporting_date)
WHERE check_kind IN ('response_rate', 'response_total', 'contradictory_claims') AND NOT holds;

CREATE VIEW finding_survey AS SELECT * FROM finding_survey_at(default_reporting_date());
