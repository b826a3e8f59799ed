-- The factors a survey scores, one row each, with the council's score where one is printed, else the words in its place.
-- Parameters: $survey_id; $reporting_date.
WITH
chosen AS (SELECT survey_id, provider FROM survey WHERE survey_id = $survey_id),
council AS (
    SELECT s.* FROM survey_shown s JOIN chosen USING (survey_id)
    WHERE s.group_kind = 'council' AND s.factor <> 'overall'
),
scored AS (
    SELECT factor, value, printed, value_status, scale_min, scale_max, suppressed_why, source_ref, quote, note
    FROM council WHERE measure = 'score'
    QUALIFY row_number() OVER (PARTITION BY factor ORDER BY group_name) = 1
),
claimed AS (
    SELECT factor, printed, source_ref, quote, note FROM council WHERE measure = 'rank'
    QUALIFY row_number() OVER (PARTITION BY factor ORDER BY group_name) = 1
),
-- A survey run again asks about the factors of its publisher, wherever they were first named.
named AS (
    SELECT f.factor, f.title, f.named_by, f.source_ref, f.quote, f.note
    FROM survey_factor f
    JOIN survey s USING (survey_id)
    JOIN chosen c ON c.survey_id = s.survey_id OR c.provider = s.provider
),
listed AS (
    SELECT * FROM named
    UNION ALL
    SELECT factor, replace(factor, '-', ' '), NULL, min(source_ref), NULL, NULL
    FROM council ANTI JOIN named USING (factor) GROUP BY factor
),
against AS (
    SELECT
        k.factor,
        any_value(k.against) FILTER (k.check_kind = 'score_against_neutral') AS neutral,
        any_value(k.gap) FILTER (k.check_kind = 'score_against_neutral') AS neutral_gap,
        any_value(k.word) FILTER (k.check_kind = 'score_against_neutral') AS neutral_word,
        any_value(k.against) FILTER (k.check_kind = 'score_against_comparator') AS peers,
        any_value(k.gap) FILTER (k.check_kind = 'score_against_comparator') AS peers_gap,
        any_value(k.word) FILTER (k.check_kind = 'score_against_comparator') AS peers_word,
        string_agg(k.reason, ' ' ORDER BY k.check_kind DESC) AS reason
    FROM survey_check_at($reporting_date) k
    WHERE k.survey_id = $survey_id AND k.group_kind = 'council'
        AND k.check_kind IN ('score_against_neutral', 'score_against_comparator')
    GROUP BY k.factor
),
peer AS (
    SELECT s.factor, s.group_name AS peers_name, s.value_status AS peers_status, s.note AS peers_note, s.source_ref,
        s.quote
    FROM survey_shown s JOIN chosen USING (survey_id)
    WHERE s.group_kind = 'comparator' AND s.measure = 'score'
    QUALIFY row_number() OVER (PARTITION BY s.factor ORDER BY s.group_name) = 1
),
change AS (
    SELECT factor, earlier_value, change, word AS change_word
    FROM survey_change_at($reporting_date)
    WHERE survey_id = $survey_id AND group_kind = 'council' AND measure = 'score'
),
-- The threshold holds for the scale, also where no score is printed beside it.
neutral AS (
    SELECT min(s.value) AS neutral FROM survey_shown s JOIN chosen USING (survey_id)
    WHERE s.group_kind = 'comparator' AND s.measure = 'threshold'
),
final AS (
    SELECT
        l.factor, l.title, l.named_by, s.value AS score, s.value_status, s.scale_min, s.scale_max, s.suppressed_why,
        concat_ws('; ', s.printed, c.printed) AS printed, coalesce(a.neutral, neutral.neutral) AS neutral,
        a.neutral_gap, a.neutral_word, a.peers, a.peers_gap, a.peers_word, a.reason, p.peers_name, p.peers_status, p.peers_note,
        g.earlier_value, g.change, g.change_word,
        count(s.value) OVER () AS scored_count,
        coalesce(s.source_ref, c.source_ref, l.source_ref) AS source_ref, coalesce(s.quote, c.quote, l.quote) AS quote,
        coalesce(s.note, c.note) AS note, l.note AS factor_note, count(*) OVER () AS total_rows
    FROM listed l
    LEFT JOIN scored s USING (factor)
    LEFT JOIN claimed c USING (factor)
    LEFT JOIN against a USING (factor)
    LEFT JOIN peer p USING (factor)
    LEFT JOIN change g USING (factor)
    CROSS JOIN neutral
)
SELECT * FROM final ORDER BY score NULLS LAST, printed = '', title LIMIT 200
