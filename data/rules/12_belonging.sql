-- title: What belongs to a priority, and what a board watches
-- rule: An indicator or a milestone belongs to the priority it is printed under. A savings line belongs to the priority of a milestone it depends on. A remark belongs to the priority of what it is about.
-- rule: A part of the staff survey belongs to the priorities of the theme that bears its name, in the plan of the document that prints it.
-- rule: A board watches what the papers say it monitors (a plan, with everything in it; a priority, with all that belongs to it; a measure; a milestone) and the savings lines printed under its name.
-- rule: What belongs to no priority and stands under no board is listed by itself, so that nothing is lost between them.
-- rule: The golden thread of a priority is every tie of the papers that has it, its plan, or something that belongs to it at one end. Up is what it supports and who watches it; down is what supports it; before and after are other editions of the same.
-- source: The ties the papers state, and those matched by us and marked so (dataset link)

-- A part of a survey is named by the document that prints it, and "load" where it was uploaded.
CREATE MACRO survey_part(source_ref, section) AS
    CASE WHEN source_ref LIKE 'load:%' THEN 'load' ELSE split_part(source_ref, ', ', 1) END || ', ' || section;

-- What a plan, board or priority can have: kept, as is what follows, for many questions start from them. What stands in one
-- plan and priority lies together; `place` is a number to look a thing up by, far quicker than a text.
CREATE MACRO thing_at(reporting_date) AS TABLE
WITH every AS (
    SELECT 'plan' AS kind, plan_id AS id, title, plan_id, NULL AS priority_id FROM plan
    UNION ALL SELECT 'board', board_id, title, NULL, NULL FROM board
    UNION ALL SELECT 'priority', priority_id, concat_ws(' ', number, title), plan_id, priority_id FROM priority
    UNION ALL SELECT 'milestone', milestone_id, title, plan_id, priority_id FROM milestone
    UNION ALL SELECT 'indicator', indicator_id, title, plan_id, priority_id FROM indicator
    UNION ALL SELECT 'efficiency_line', line_id, title, plan_id, NULL FROM efficiency_line
    -- A cost line prints a row a period.
    UNION ALL SELECT 'cost_line', line_id, any_value(title), any_value(plan_id), NULL FROM cost_line GROUP BY line_id
    UNION ALL SELECT 'survey_factor', factor, title, NULL, NULL FROM survey_factor
    UNION ALL
    SELECT DISTINCT 'survey_section', survey_part(source_ref, subject_id), subject_id, NULL, NULL
    FROM commentary WHERE subject_kind = 'survey_section'
    UNION ALL SELECT 'commentary', commentary_id, coalesce(action, text), NULL, NULL FROM commentary
)
SELECT
    *, row_number() OVER (
        ORDER BY kind NOT IN ('plan', 'board', 'priority'), plan_id NULLS LAST, priority_id NULLS LAST, kind, id
    ) AS place
FROM every
ORDER BY place;

CREATE VIEW thing AS SELECT * FROM thing_at(default_reporting_date());

-- Each remark, what it is about, and the factor of the survey that its action answers.
CREATE MACRO remark_at(reporting_date) AS TABLE
WITH
    about AS (
        SELECT
            *, subject_kind AS kind,
            CASE WHEN subject_kind = 'survey_section' THEN survey_part(source_ref, subject_id) ELSE subject_id END AS id
        FROM commentary
    ),
    answered AS (
        SELECT link.from_id AS commentary_id, string_agg(f.title, '; ' ORDER BY f.title) AS answers
        FROM link JOIN survey_factor f ON f.factor = link.to_id
        WHERE link.from_kind = 'commentary' AND link.relation = 'answers' AND link.to_kind = 'survey_factor'
        GROUP BY link.from_id
    )
SELECT
    commentary_id, about.kind, about.id, about.kind = 'survey_section' AS of_survey,
    coalesce(thing.title, about.subject_id) AS about, as_at, author_role, text, action, owner, due_text, answers, source_ref,
    quote, note, own.place, thing.place AS about_place
FROM about
JOIN thing_at(reporting_date) AS own ON own.kind = 'commentary' AND own.id = commentary_id
LEFT JOIN thing_at(reporting_date) AS thing ON thing.kind = about.kind AND thing.id = about.id
LEFT JOIN answered USING (commentary_id);

CREATE VIEW remark AS SELECT * FROM remark_at(default_reporting_date());

-- `under` is the priority's place.
CREATE MACRO belonging_at(reporting_date) AS TABLE
WITH
    printed AS (SELECT kind, id, priority_id FROM thing_at(reporting_date) WHERE priority_id IS NOT NULL),
    saving AS (
        SELECT DISTINCT 'efficiency_line' AS kind, from_id AS id, milestone.priority_id
        FROM link JOIN milestone ON milestone.milestone_id = link.to_id
        WHERE from_kind = 'efficiency_line' AND relation = 'depends_on' AND to_kind = 'milestone'
            AND milestone.priority_id IS NOT NULL
    ),
    survey_part AS (
        SELECT DISTINCT
            'survey_section' AS kind, part.document || ', ' || part.section AS id, priority.priority_id
        FROM (
            SELECT id, split_part(id, ', ', 1) AS document, split_part(id, ', ', 2) AS section
            FROM thing_at(reporting_date) WHERE kind = 'survey_section'
        ) AS part
        JOIN plan ON part.document IN (plan.document_id, 'load')
        JOIN priority
            ON priority.plan_id = plan.plan_id AND ends_with(replace(lower(priority.theme), ' ', '-'), part.section)
    ),
    found AS (SELECT * FROM printed UNION ALL SELECT * FROM saving UNION ALL SELECT * FROM survey_part)
SELECT found.*, thing.place, above.place AS under
FROM found
JOIN thing_at(reporting_date) AS thing ON thing.kind = found.kind AND thing.id = found.id
JOIN thing_at(reporting_date) AS above ON above.kind = 'priority' AND above.id = found.priority_id
ORDER BY under, thing.place;

CREATE VIEW belonging AS SELECT * FROM belonging_at(default_reporting_date());

-- `watcher` is the board's place.
CREATE MACRO watched_at(reporting_date) AS TABLE
WITH
    monitored AS (SELECT from_id AS board_id, to_kind, to_id FROM link WHERE from_kind = 'board' AND relation = 'monitors'),
    -- A plan's priorities are watched with it.
    monitored_priority AS (
        SELECT monitored.board_id, priority.priority_id
        FROM monitored JOIN priority ON to_kind = 'priority' AND to_id = priority.priority_id
        UNION
        SELECT monitored.board_id, priority.priority_id
        FROM monitored JOIN priority ON to_kind = 'plan' AND to_id = priority.plan_id
    ),
    found AS (
        SELECT board_id, to_kind AS kind, to_id AS id FROM monitored
        UNION
        SELECT board_id, kind, id FROM monitored_priority JOIN belonging_at(reporting_date) USING (priority_id)
        UNION
        SELECT board_id, kind, id
        FROM monitored JOIN thing_at(reporting_date) AS thing ON monitored.to_kind = 'plan' AND thing.plan_id = monitored.to_id
        WHERE kind IN ('indicator', 'milestone')
        UNION
        SELECT board_id, 'efficiency_line', line_id FROM efficiency_line WHERE board_id IS NOT NULL
    )
SELECT found.*, thing.plan_id, thing.place, above.place AS watcher
FROM found
LEFT JOIN thing_at(reporting_date) AS thing USING (kind, id)
LEFT JOIN thing_at(reporting_date) AS above ON above.kind = 'board' AND above.id = found.board_id
ORDER BY watcher, thing.place;

CREATE VIEW watched AS SELECT * FROM watched_at(default_reporting_date());

-- Each tie of the papers with what stands at its ends.
CREATE MACRO tie_at(reporting_date) AS TABLE
SELECT
    link.*, below.title AS from_title, above.title AS to_title, below.place AS from_place, above.place AS to_place,
    row_number() OVER (ORDER BY from_place, to_place, relation, from_kind, from_id, to_kind, to_id) AS place
FROM link
LEFT JOIN thing_at(reporting_date) AS below ON below.kind = link.from_kind AND below.id = link.from_id
LEFT JOIN thing_at(reporting_date) AS above ON above.kind = link.to_kind AND above.id = link.to_id
ORDER BY place;

CREATE VIEW tie AS SELECT * FROM tie_at(default_reporting_date());

-- All that belongs to these priorities; with a board, what it watches too (of the plan, if one is named); with a plan and
-- no board, all of the plan. Empty words name none. What is there by two of these is named twice: to join a quarter of a
-- million names in one took longer than what is asked of them.
CREATE MACRO belongs_to(priority_ids, board, plan_named) AS TABLE
SELECT kind, id, place
FROM belonging
WHERE under IN (SELECT place FROM thing WHERE kind = 'priority' AND id IN (SELECT unnest(priority_ids)))
UNION ALL
SELECT kind, id, place
FROM watched
WHERE watcher IN (SELECT place FROM thing WHERE kind = 'board' AND id = board)
    AND (plan_named = '' OR plan_id = plan_named)
UNION ALL
SELECT kind, id, place FROM thing WHERE plan_id = plan_named AND board = '';

-- All that, and what else the thread of it runs through: the remarks on it and the board itself ("near"), and the plans of
-- its priorities ("plan").
CREATE MACRO around_it(priority_ids, board, plan_named) AS TABLE
WITH held AS MATERIALIZED (SELECT DISTINCT place FROM belongs_to(priority_ids, board, plan_named) WHERE place IS NOT NULL)
SELECT place, 'held' AS what FROM held
UNION ALL
SELECT place, 'near' FROM remark SEMI JOIN held ON held.place = about_place
UNION ALL
SELECT place, 'near' FROM thing WHERE kind = 'board' AND id = board
UNION ALL
SELECT place, 'plan'
FROM thing
WHERE kind = 'plan' AND id IN (SELECT plan_id FROM priority WHERE priority_id IN (SELECT unnest(priority_ids)));

-- The ties that have one of these places at an end, with where the other end stands; what only the plan has is marked so.
CREATE MACRO thread_of(places, plan_places) AS TABLE
WITH
    near AS (
        SELECT unnest(places) AS place, false AS is_plan
        UNION ALL
        SELECT unnest(plan_places), true
    ),
    ends AS MATERIALIZED (SELECT place, bool_and(is_plan) AS is_plan FROM near GROUP BY place),
    numbered AS (
        SELECT place FROM tie WHERE from_place IN (SELECT place FROM ends)
        UNION
        SELECT place FROM tie WHERE to_place IN (SELECT place FROM ends)
    ),
    met AS (
        SELECT
            tie.place, from_end.place IS NOT NULL AS is_from, to_end.place IS NOT NULL AS is_to, relation, from_id, to_id,
            coalesce(from_end.is_plan, true) AND coalesce(to_end.is_plan, true) AS through_plan
        FROM tie
        JOIN numbered USING (place)
        LEFT JOIN ends AS from_end ON from_end.place = from_place
        LEFT JOIN ends AS to_end ON to_end.place = to_place
    )
SELECT
    * EXCLUDE (is_from, is_to),
    CASE
        WHEN relation = 'monitors' THEN CASE WHEN is_from THEN 'down' ELSE 'up' END
        WHEN (is_from AND is_to) OR relation IN ('answers', 'depends_on') THEN 'within'
        WHEN relation = 'continues' THEN CASE WHEN is_from THEN 'before' ELSE 'after' END
        WHEN is_from THEN 'up'
        ELSE 'down'
    END AS direction
FROM met;
