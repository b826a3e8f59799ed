-- title: What the survey figures say, and whether they hold
-- rule: Response rates are recomputed from the numbers sent and completed, and must agree as far as they are printed; the ways of answering must add up to the total.
-- rule: The index must be over the accreditation threshold, not equal to it.
-- rule: Scores are set against neutral on the same scale, and against the comparator named.
-- rule: Differences of divisions are ordered only among those measured against the same thing.
-- rule: Two factors that are both called lowest, or both highest, contradict each other.
-- rule: Groups too small to show are withheld.
-- source: Staff survey of December 2009: ODI plan 2010/11, section 2.3
-- thresholds: minimum_group_size

CREATE MACRO survey_check_at(reporting_date) AS TABLE
WITH
    asked AS (SELECT CAST(reporting_date AS DATE) AS asked_on),
    held AS (SELECT survey_id, title AS survey_title FROM survey, asked WHERE taken_on IS NULL OR taken_on <= asked_on),
    factors AS (SELECT factor, title AS factor_title FROM survey_factor),
    score AS (
        SELECT
            shown.*,
            CASE factor WHEN 'overall' THEN 'the survey as a whole' ELSE coalesce(factor_title, factor) END AS factor_words
        FROM survey_shown AS shown JOIN held USING (survey_id) LEFT JOIN factors USING (factor)
    ),
    response AS (SELECT survey_response.* FROM survey_response JOIN held USING (survey_id)),
    -- Response rates.
    rate AS (
        SELECT
            'response_rate' AS check_kind, survey_id, 'response' AS group_kind, mode AS group_name, NULL AS factor,
            'rate_pct' AS measure, rate_pct AS value, 100.0 * completed / sent AS against, '%' AS unit,
            abs(against - value) <= 0.5 / pow(10, length(regexp_extract(printed_rate, '[.]([0-9]+)', 1))) + 1e-9
                AS holds,
            CASE WHEN holds THEN 'Agrees' ELSE 'Differs' END AS word,
            amount_in_words(completed) || ' of ' || amount_in_words(sent) || ' completed makes '
                || round(against, 2) || '%; ' || printed_rate || ' is printed.' AS reason,
            '100 x ' || completed || ' / ' || sent || ' = ' || round(against, 2) AS inputs, source_ref, quote
        FROM response WHERE sent > 0 AND completed IS NOT NULL AND rate_pct IS NOT NULL
    ),
    counted AS (
        SELECT *, unnest(['sent', 'completed']) AS measure, unnest([sent, completed]) AS people FROM response
    ),
    rate_total AS (
        SELECT
            'response_total' AS check_kind, total.survey_id, 'response' AS group_kind, 'total' AS group_name, NULL AS factor,
            total.measure, CAST(any_value(total.people) AS DOUBLE) AS value, CAST(sum(part.people) AS DOUBLE) AS against,
            'people' AS unit, value = against AS holds, CASE WHEN holds THEN 'Agrees' ELSE 'Differs' END AS word,
            string_agg(part.mode || ' ' || part.people, ' + ' ORDER BY part.mode) || ' makes '
                || sum(part.people) || '; ' || any_value(total.people) || ' is printed as the total '
                || total.measure || '.' AS reason,
            string_agg(CAST(part.people AS VARCHAR), ' + ' ORDER BY part.mode) || ' = ' || sum(part.people) AS inputs,
            any_value(total.source_ref) AS source_ref, any_value(total.quote) AS quote
        FROM counted AS total
        JOIN counted AS part ON part.survey_id = total.survey_id AND part.measure = total.measure
            AND part.mode NOT IN ('total', 'comparator')
        WHERE total.mode = 'total' AND total.people IS NOT NULL
        GROUP BY total.survey_id, total.measure
        HAVING count(part.people) = count(*)
    ),
    -- Scores against what they are measured by: a threshold of the same scale, or a comparator's score.
    reference AS (
        SELECT survey_id, 'index_against_threshold' AS check_kind, group_name, NULL AS factor, 'index' AS measure, value,
            scale_min, scale_max, value_status
        FROM score WHERE group_kind = 'accreditation' AND measure = 'threshold'
        UNION ALL
        SELECT survey_id, 'score_against_neutral', group_name, NULL, 'score', value, scale_min, scale_max, value_status
        FROM score WHERE group_kind = 'comparator' AND measure = 'threshold'
        UNION ALL
        SELECT survey_id, 'score_against_comparator', group_name, factor, 'score', value, scale_min, scale_max, value_status
        FROM score WHERE group_kind = 'comparator' AND measure = 'score'
    ),
    against_reference AS (
        SELECT
            reference.check_kind, score.survey_id, score.group_kind, score.group_name, score.factor, score.measure,
            score.value, CASE WHEN NOT suppressed THEN reference.value END AS against, 'points' AS unit,
            score.value > reference.value AS holds,
            CASE WHEN score.value > reference.value THEN 'Over' WHEN score.value = reference.value THEN 'Equal'
                WHEN score.value < reference.value THEN 'Under' ELSE 'No figure' END AS word,
            coalesce(
                suppressed_why,
                score.group_name || ', ' || factor_words || ': ' || amount_in_words(score.value) || ' against '
                    || amount_in_words(reference.value) || ' ('
                    || reference.group_name
                    || CASE reference.value_status WHEN 'derived' THEN ', derived' ELSE '' END || '), '
                    || amount_in_words(round(abs(score.value - reference.value), 3)) || ' points '
                    || CASE WHEN score.value < reference.value THEN 'under.' ELSE 'over.' END,
                score.group_name || ', ' || factor_words || ': no figure is printed, only "' || score.printed || '".'
            ) AS reason,
            amount_in_words(score.value) || ' - ' || amount_in_words(reference.value) AS inputs,
            source_ref, quote, n, basis, suppressed, threshold_id
        FROM score JOIN reference
            ON reference.survey_id = score.survey_id AND reference.measure = score.measure
            AND reference.scale_max IS NOT DISTINCT FROM score.scale_max
            AND (
                reference.check_kind <> 'score_against_neutral'
                OR reference.scale_min IS NOT DISTINCT FROM score.scale_min
            )
            AND (reference.factor IS NULL OR reference.factor = score.factor)
        WHERE score.group_kind NOT IN ('comparator', 'accreditation')
    ),
    difference AS (
        SELECT
            CASE measure WHEN 'difference_pct' THEN 'difference_from_basis' ELSE 'engagement' END AS check_kind,
            survey_id, group_kind, group_name, factor, measure, value, NULL AS against, '%' AS unit, NULL AS holds,
            CASE WHEN suppressed THEN 'Withheld' WHEN value IS NULL THEN 'No figure'
                WHEN measure = 'engagement_pct' THEN 'Stated' WHEN value > 0 THEN 'Higher' WHEN value < 0 THEN 'Lower'
                ELSE 'Equal' END AS word,
            coalesce(
                suppressed_why,
                group_name || ', ' || factor_words || ': ' || amount_in_words(value) || '%'
                    || coalesce(' against ' || basis, '') || ', printed as "' || printed || '".',
                group_name || ', ' || factor_words || ': no figure is printed, only "' || printed || '".'
            ) AS reason,
            printed AS inputs, source_ref, quote, n, basis, suppressed, threshold_id
        FROM score WHERE measure IN ('difference_pct', 'engagement_pct')
    ),
    -- Claims that cannot both be true.
    claim AS (
        SELECT *, unnest(['lowest', 'highest']) AS extreme FROM score WHERE measure = 'rank' AND NOT suppressed
    ),
    contradiction AS (
        SELECT
            'contradictory_claims' AS check_kind, survey_id, group_kind, group_name, NULL AS factor, extreme AS measure,
            CAST(count(DISTINCT factor) AS DOUBLE) AS value, 1.0 AS against, 'factors' AS unit,
            count(DISTINCT factor) <= 1 AS holds, CASE WHEN holds THEN 'Stands alone' ELSE 'Contradicts' END AS word,
            group_name || ': ' || string_agg(factor_words || ' ("' || printed || '")', ', ' ORDER BY source_ref, factor)
                || CASE WHEN holds THEN ' is the only one called ' ELSE ' are each called ' END || extreme || '.' AS reason,
            string_agg(factor, ', ' ORDER BY factor) AS inputs, min(source_ref) AS source_ref,
            arg_min(quote, source_ref) AS quote
        FROM claim WHERE contains(lower(printed), extreme)
        GROUP BY survey_id, group_kind, group_name, extreme
    ),
    checked AS (
        SELECT * FROM rate UNION ALL BY NAME SELECT * FROM rate_total UNION ALL BY NAME SELECT * FROM against_reference
        UNION ALL BY NAME SELECT * FROM difference UNION ALL BY NAME SELECT * FROM contradiction
    )
SELECT
    check_kind || ':' || survey_id || ':' || group_name || ':' || coalesce(factor || ':', '') || measure AS check_id,
    check_kind, survey_id, survey_title, group_kind, group_name, factor, measure, value, against,
    CASE WHEN check_kind = 'difference_from_basis' THEN value ELSE value - against END AS gap,
    unit, basis,
    CASE WHEN check_kind = 'difference_from_basis' AND value IS NOT NULL THEN
        row_number() OVER (PARTITION BY check_kind, survey_id, factor, basis ORDER BY value NULLS LAST, group_name)
    END AS place_in_basis,
    n, coalesce(suppressed, false) AS suppressed, holds, CASE WHEN suppressed THEN 'Withheld' ELSE word END AS word,
    reason, inputs, source_ref, quote, 'survey_check' AS rule, threshold_id
FROM checked JOIN held USING (survey_id);

CREATE VIEW survey_check AS SELECT * FROM survey_check_at(default_reporting_date());
