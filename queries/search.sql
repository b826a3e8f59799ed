-- Whatever bears the words, by kind: every one of them begins a word of its title, code, owner or setting.
-- Parameters: $words (list, folded as in words.py); $reporting_date (of the findings); $row_limit (of each kind; of_kind
-- counts all). `choice` is what the page that shows it calls it; `filter_label` its priority among the filters.
WITH
priorities AS (
    SELECT
        p.priority_id, concat_ws(' ', p.number, p.title) AS title, p.theme, p.lead, p.sro, plan.title AS plan_title,
        plan.title || ': ' || concat_ws(' ', p.number, p.title) AS choice,
        concat_ws(' ', p.number, p.title) || ' (' || plan.title || ')' AS filter_label
    FROM priority p JOIN plan USING (plan_id)
),
leads AS (
    SELECT trim(unnest(string_split(named, ';'))) AS lead
    FROM (
        SELECT lead AS named FROM milestone
        UNION ALL SELECT lead FROM priority
        UNION ALL SELECT sro FROM priority
        UNION ALL SELECT lead FROM indicator
        UNION ALL SELECT officer FROM efficiency_line
    )
    WHERE named IS NOT NULL
),
every AS (
    SELECT
        'priority' AS kind, priority_id AS key, title, plan_title AS setting, choice, filter_label, plan_title,
        concat_ws(' ', theme, lead, sro) AS more
    FROM priorities
    UNION ALL
    -- only a board that watches something is a choice of the filters
    SELECT
        'board', board_id, title, NULL,
        CASE WHEN board_id IN (
            SELECT from_id FROM link WHERE from_kind = 'board' AND relation = 'monitors'
            UNION SELECT board_id FROM efficiency_line WHERE board_id IS NOT NULL
        ) THEN title END,
        NULL, NULL, also_printed_as
    FROM board
    UNION ALL
    SELECT 'person', lead, lead, count(*) || ' named beside', lead, NULL, NULL, NULL FROM leads GROUP BY lead
    UNION ALL
    -- those of a strategy's table have a page of their own, by their titles; the others stand under their priority
    SELECT
        CASE WHEN i.series = 'table' AND i.state = 'live' THEN 'measure' ELSE 'figure' END, indicator_id,
        concat_ws(' ', i.code, i.title), coalesce(p.choice, plan.title),
        CASE WHEN i.series = 'table' AND i.state = 'live' THEN i.title ELSE p.choice END,
        p.filter_label, plan.title, concat_ws(' ', i.name_printed, i.lead, i.objective_title)
    FROM indicator i
    LEFT JOIN priorities p USING (priority_id)
    LEFT JOIN plan ON plan.plan_id = i.plan_id
    UNION ALL
    SELECT
        'milestone', milestone_id, concat_ws(' ', m.ref, m.title), coalesce(p.choice, plan.title), p.choice,
        p.filter_label, plan.title, concat_ws(' ', m.lead, m.delivered_by, m.outcome, m.due_text)
    FROM milestone m
    LEFT JOIN priorities p USING (priority_id)
    LEFT JOIN plan ON plan.plan_id = m.plan_id
    UNION ALL
    SELECT
        'savings line', line_id, l.title, concat_ws(' · ', plan.title, coalesce(l.division, l.section)), board.title,
        NULL, plan.title, concat_ws(' ', l.section, l.department, l.officer, board.title)
    FROM efficiency_line l
    LEFT JOIN plan USING (plan_id)
    LEFT JOIN board USING (board_id)
    WHERE l.line_kind IN ('line', 'claim')
    UNION ALL
    SELECT 'survey factor', factor, f.title, s.title, f.title, NULL, NULL, NULL
    FROM survey_factor f JOIN survey s USING (survey_id)
    UNION ALL
    SELECT 'finding', finding_key, title, explanation, rule, NULL, NULL, concat_ws(' ', printed, replace(rule, '_', ' '))
    FROM finding_at($reporting_date)
    UNION ALL
    SELECT 'meeting', meeting_id, title, NULL, title, NULL, NULL, NULL FROM meeting
    UNION ALL
    SELECT 'document', document_id, title, NULL, title, NULL, NULL, concat_ws(' ', publisher, covers) FROM source
),
plain AS (
    SELECT
        * EXCLUDE (more),
        lower(strip_accents(title)) AS in_title,
        lower(strip_accents(concat_ws(' ', title, setting, more))) AS in_all
    FROM every
),
folded AS (
    SELECT
        * EXCLUDE (in_title, in_all),
        ' ' || regexp_replace(regexp_replace(regexp_replace(
            in_title, '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g') AS in_title,
        ' ' || regexp_replace(regexp_replace(regexp_replace(
            in_all, '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g') AS in_all
    FROM plain
),
matching AS (
    SELECT
        kind, key, title, setting, choice, filter_label, plan_title,
        list_bool_and(list_transform($words, lambda word: contains(in_title, ' ' || word))) AS by_title
    FROM folded
    WHERE list_bool_and(list_transform($words, lambda word: contains(in_all, ' ' || word)))
),
final AS (
    SELECT *, count(*) OVER (PARTITION BY kind) AS of_kind
    FROM matching
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY by_title DESC, title, key) <= $row_limit
)
SELECT * FROM final
ORDER BY
    list_position(
        ['measure', 'figure', 'priority', 'board', 'person', 'milestone', 'savings line', 'survey factor', 'finding',
        'meeting', 'document'], kind
    ),
    by_title DESC, title, key
