-- Whatever bears the words, by kind: every one of them begins a word of its title, code, owner or setting.
-- Parameters: $words (list, folded as in words.py); $reporting_date (of the findings); $row_limit (of each kind; of_kind
-- counts all). `choice` is what the page that shows it calls it; `filter_label` its priority among the filters.
WITH
-- For speed: things are found, counted and ranked by the numbers of data/rules/96_sought.sql, and looked up at the end.
-- Each word typed is one bit of `bears` and of `titled`.
typed AS (SELECT unnest($words) AS typed, unnest(range(len($words))) AS place),
texts AS (
    SELECT text, bit_or(1 << place) AS bears
    FROM (SELECT unnest(texts) AS text, place FROM sought_word JOIN typed ON starts_with(word, typed))
    GROUP BY text
),
borne AS (
    SELECT number, bears, CASE WHEN is_title THEN bears ELSE 0 END AS titled FROM sought_in JOIN texts USING (text)
    UNION ALL
    SELECT unnest(numbers), 1 << place, CASE WHEN is_title THEN 1 << place ELSE 0 END
    FROM sought_finding_word_at($reporting_date) JOIN typed ON starts_with(word, typed)
),
matching AS (
    SELECT number, sought_kind_of(number) AS kind, bit_or(titled) = (1 << len($words)) - 1 AS by_title
    FROM borne
    GROUP BY number
    HAVING bit_or(bears) = (1 << len($words)) - 1
),
ranked AS (
    SELECT *, count(*) OVER (PARTITION BY kind) AS of_kind
    FROM matching
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY by_title DESC, number) <= $row_limit
),
listed AS MATERIALIZED (
    SELECT number, kind, key, by_title, of_kind FROM ranked JOIN sought USING (number)
    UNION ALL
    SELECT number, kind, key, by_title, of_kind FROM ranked JOIN sought_finding_at($reporting_date) USING (number)
),
indicators AS MATERIALIZED (
    SELECT i.* FROM indicator i SEMI JOIN (FROM listed WHERE kind IN ('measure', 'figure')) AS l ON indicator_id = key
),
milestones AS MATERIALIZED (
    SELECT m.* FROM milestone m SEMI JOIN (FROM listed WHERE kind = 'milestone') AS l ON milestone_id = key
),
priorities AS MATERIALIZED (  -- those listed, and those that what is listed stands under
    SELECT
        priority_id, concat_ws(' ', p.number, p.title) AS name, plan.title AS plan_title,
        plan.title || ': ' || name AS choice, name || ' (' || plan.title || ')' AS filter_label
    FROM priority p JOIN plan USING (plan_id)
    WHERE priority_id IN (
        SELECT key FROM listed WHERE kind = 'priority'
        UNION ALL SELECT priority_id FROM indicators
        UNION ALL SELECT priority_id FROM milestones
    )
),
looked_up AS (
    SELECT 'priority' AS kind, priority_id AS key, name AS title, plan_title AS setting, choice, filter_label, plan_title
    FROM priorities
    UNION ALL
    -- only a board that watches something is a choice of the filters
    SELECT
        'board', board_id, title, NULL,
        CASE WHEN board_id IN (SELECT key FROM filter_choice WHERE filter = 'board') THEN title END, NULL, NULL
    FROM board
    UNION ALL
    SELECT 'person', lead, lead, count(*) || ' named beside', lead, NULL, NULL
    FROM named_lead SEMI JOIN (FROM listed WHERE kind = 'person') AS l ON lead = key
    GROUP BY lead
    UNION ALL
    SELECT
        sought_kind(series, state), indicator_id, concat_ws(' ', code, i.title), coalesce(p.choice, plan.title),
        CASE WHEN sought_kind(series, state) = 'measure' THEN i.title ELSE p.choice END, p.filter_label, plan.title
    FROM indicators i
    LEFT JOIN priorities p USING (priority_id)
    LEFT JOIN plan ON plan.plan_id = i.plan_id
    UNION ALL
    SELECT
        'milestone', milestone_id, concat_ws(' ', ref, m.title), coalesce(p.choice, plan.title), p.choice, p.filter_label,
        plan.title
    FROM milestones m
    LEFT JOIN priorities p USING (priority_id)
    LEFT JOIN plan ON plan.plan_id = m.plan_id
    UNION ALL
    SELECT
        'savings line', line_id, l.title, concat_ws(' · ', plan.title, coalesce(l.division, l.section)), board.title,
        NULL, plan.title
    FROM (
        SELECT e.* FROM efficiency_line e SEMI JOIN (FROM listed WHERE kind = 'savings line') AS s ON line_id = key
    ) AS l
    LEFT JOIN plan USING (plan_id)
    LEFT JOIN board USING (board_id)
    UNION ALL
    SELECT 'survey factor', factor, f.title, s.title, f.title, NULL, NULL
    FROM survey_factor f JOIN survey s USING (survey_id)
    UNION ALL
    SELECT DISTINCT ON (finding_key) 'finding', finding_key, title, explanation, rule, NULL, NULL
    FROM finding_at($reporting_date) SEMI JOIN (FROM listed WHERE kind = 'finding') AS l ON finding_key = key
    UNION ALL
    SELECT 'meeting', meeting_id, title, NULL, title, NULL, NULL FROM meeting
    UNION ALL
    SELECT 'document', document_id, title, NULL, title, NULL, NULL FROM source
)
SELECT kind, key, title, setting, choice, filter_label, plan_title, by_title, of_kind
FROM listed JOIN looked_up USING (kind, key)
ORDER BY number // 100000000, by_title DESC, number
