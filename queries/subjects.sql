-- What a form can speak of: things of one kind, by the words of their titles; the home area and the latest first.
-- Parameters: $kind; $words ('' for all; else each of them is in the title or the key).
WITH
every AS (
    SELECT 'indicator' AS kind, indicator_id AS key, concat(title, ' (' || code || ')') AS label, 1 AS place FROM indicator
    UNION ALL
    SELECT 'milestone', milestone_id, concat_ws(' · ', ref, m.title, p.title, due_text), 1
    FROM milestone AS m LEFT JOIN plan AS p USING (plan_id)
    UNION ALL SELECT 'plan', plan_id, title, 1 FROM plan
    UNION ALL SELECT 'board', board_id, title, 1 FROM board
    UNION ALL
    SELECT 'priority', priority_id, concat_ws(' ', r.number, r.title) || ' (' || p.title || ')', 1
    FROM priority AS r JOIN plan AS p USING (plan_id)
    UNION ALL SELECT 'efficiency_line', line_id, concat_ws(' · ', title, division, section), 1 FROM efficiency_line
    UNION ALL SELECT 'cost_line', line_id, title, 1 FROM cost_line
    UNION ALL SELECT 'survey', survey_id, title, 1 FROM survey
    UNION ALL SELECT 'area', area_id, name, CASE WHEN is_home THEN 0 ELSE 1 END FROM area
    UNION ALL
    SELECT 'meeting', meeting_id, title, -date_diff('day', DATE '1970-01-01', held_on) FROM meeting
),
matching AS (
    SELECT key, any_value(label) AS label, min(place) AS place
    FROM every
    WHERE kind = $kind
        AND list_bool_and(list_transform(
            string_split(lower(trim($words)), ' '), lambda word: contains(lower(concat_ws(' ', label, key)), word)
        ))
    GROUP BY key
),
final AS (
    SELECT key, label, count(*) OVER () AS total_rows FROM matching ORDER BY place, label, key LIMIT 200
)
SELECT * FROM final
