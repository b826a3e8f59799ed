-- title: Findings about milestones
-- rule: A finding is written for a date that is no day of the calendar, a date before its plan begins (low where it is a start) or after it ends, and two milestones of one plan under different priorities that seem to be one: due the same day, with the same title or three long words of it in common.
-- rule: One finding a plan counts the milestones past due and not reported when the plan ended, and one those dropped silently.
-- rule: Dates are kept as printed, never mended.
-- source: ODI plans 2009/10 and 2010/11, Appendix 1; Homelessness Strategy 2008-2013, delivery plan
-- thresholds: none

-- What is found whatever the date.
CREATE MACRO finding_printed_date_at(reporting_date) AS TABLE
WITH
    of_plan AS (
        SELECT dated.*, plan.starts_on AS plan_starts_on, plan.ends_on AS plan_ends_on
        FROM milestone_dated AS dated JOIN plan USING (plan_id)
    ),
    dates AS (
        SELECT
            CASE
                WHEN due_precision = 'invalid' THEN 'invalid_date'
                WHEN edition_due_on < plan_starts_on THEN 'due_before_plan'
                WHEN edition_due_on > plan_ends_on THEN 'due_after_plan'
            END AS rule,
            CASE
                WHEN rule = 'due_after_plan' OR rule = 'due_before_plan' AND date_role = 'start' THEN 'low' ELSE 'medium'
            END AS severity,
            'milestone' AS dataset, 'milestone' AS subject_kind, milestone_id AS subject_id, plan_id, priority_id,
            CASE rule
                WHEN 'invalid_date' THEN 'Impossible date: '
                WHEN 'due_before_plan' THEN 'Due before its plan begins: '
                ELSE 'Due after its plan ends: '
            END || title AS title,
            CAST(CASE rule
                WHEN 'due_before_plan' THEN edition_due_on - plan_starts_on
                WHEN 'due_after_plan' THEN edition_due_on - plan_ends_on
            END AS DOUBLE) AS difference,
            CASE WHEN rule <> 'invalid_date' THEN 'days' END AS unit,
            due_text AS printed_text,
            CASE rule
                WHEN 'invalid_date' THEN '"' || coalesce(due_text, '')
                    || '" is no day of the calendar; it is kept as printed, and the milestone cannot be judged.'
                WHEN 'due_before_plan' THEN 'Printed "' || coalesce(due_text, '') || '", '
                    || count_in_words(plan_starts_on - edition_due_on, 'day') || ' before its plan begins on '
                    || date_in_words(plan_starts_on) || '.'
                ELSE 'Printed "' || coalesce(due_text, '') || '", '
                    || count_in_words(edition_due_on - plan_ends_on, 'day') || ' after its plan ends on '
                    || date_in_words(plan_ends_on) || '.'
            END AS explanation,
            source_ref, quote
        FROM of_plan
        WHERE due_precision = 'invalid' OR edition_due_on < plan_starts_on OR edition_due_on > plan_ends_on
    ),
    -- Two that seem to be one: by title, or by any three long words of it (their first six letters).
    placed AS (
        SELECT milestone_id, plan_id, priority_id, edition_due_on, lower(title) AS lower_title
        FROM milestone_dated WHERE edition_due_on IS NOT NULL AND priority_id IS NOT NULL
    ),
    every_word AS (
        SELECT DISTINCT milestone_id, plan_id, priority_id, edition_due_on, left(long_word, 6) AS stem
        FROM (SELECT *, unnest(regexp_extract_all(lower_title, '[a-z]{6,}')) AS long_word FROM placed)
    ),
    shared_stem AS (
        SELECT plan_id, edition_due_on, stem FROM every_word GROUP BY ALL HAVING count(DISTINCT priority_id) > 1
    ),
    word AS (SELECT every_word.* FROM every_word JOIN shared_stem USING (plan_id, edition_due_on, stem)),
    likeness AS (
        SELECT milestone_id, plan_id, priority_id, edition_due_on, lower_title AS likeness FROM placed
        UNION ALL
        SELECT a.milestone_id, a.plan_id, a.priority_id, a.edition_due_on, a.stem || ' ' || b.stem || ' ' || c.stem
        FROM word AS a
        JOIN word AS b ON b.milestone_id = a.milestone_id AND b.stem > a.stem
        JOIN word AS c ON c.milestone_id = a.milestone_id AND c.stem > b.stem
    ),
    alike AS (
        SELECT min(milestone_id) AS milestone_id, count(DISTINCT milestone_id) AS how_many, max(milestone_id) AS last_id
        FROM likeness
        GROUP BY plan_id, edition_due_on, likeness
        HAVING count(DISTINCT priority_id) > 1
        QUALIFY row_number() OVER (PARTITION BY min(milestone_id) ORDER BY how_many DESC, last_id) = 1
    ),
    twice AS (
        SELECT
            'duplicate_milestone' AS rule, 'low' AS severity, 'milestone' AS dataset, 'milestone' AS subject_kind,
            one.milestone_id AS subject_id, one.plan_id, one.priority_id,
            'Milestone printed twice: ' || one.title AS title,
            CAST(how_many AS DOUBLE) AS difference, 'milestones' AS unit, one.due_text AS printed_text,
            '"' || one.title || '" and "' || other.title || '"'
                || CASE WHEN how_many > 2 THEN ' and ' || how_many - 2 || ' more' ELSE '' END
                || ' stand under different priorities (' || one.milestone_id || ', ' || other.milestone_id
                || ') and are both due ' || date_in_words(one.edition_due_on) || '.' AS explanation,
            one.source_ref, one.quote
        FROM alike
        JOIN milestone_dated AS one USING (milestone_id)
        JOIN milestone_dated AS other ON other.milestone_id = alike.last_id
    )
SELECT * FROM dates
UNION ALL BY NAME SELECT * FROM twice;

CREATE VIEW finding_printed_date AS SELECT * FROM finding_printed_date_at(default_reporting_date());

CREATE MACRO finding_milestone_at(reporting_date) AS TABLE
WITH
    of_plan AS (
        SELECT stated.*, plan.ends_on AS plan_ends_on
        FROM milestone_state_at(reporting_date) AS stated JOIN plan USING (plan_id)
    ),
    -- Counted by plan.
    silent AS (
        SELECT plan_id, 'past_due_not_reported' AS rule, milestone_id, asked_on
        FROM of_plan WHERE state = 'past_due_not_reported' AND plan_ends_on <= asked_on
        UNION ALL
        SELECT plan_id, 'dropped_silently', milestone_id, asked_on FROM of_plan WHERE dropped_silently
    ),
    counted AS (
        SELECT plan_id, rule, count(*) AS how_many, min(asked_on) AS asked_on FROM silent GROUP BY plan_id, rule
    ),
    by_plan AS (
        SELECT
            rule, CASE rule WHEN 'dropped_silently' THEN 'medium' ELSE 'low' END AS severity, 'milestone' AS dataset,
            'plan' AS subject_kind, plan_id AS subject_id, plan_id,
            CASE rule WHEN 'dropped_silently' THEN 'Dropped silently: ' ELSE 'Past due and not reported: ' END
                || count_in_words(how_many, 'milestone') || ' of ' || plan.title AS title,
            CAST(how_many AS DOUBLE) AS difference, 'milestones' AS unit,
            CASE rule
                WHEN 'dropped_silently' THEN 'Of ' || plan.title || ', ' || count_in_words(how_many, 'milestone')
                    || CASE WHEN how_many = 1 THEN ' is' ELSE ' are' END
                    || ' neither reported on by ' || date_in_words(asked_on) || ' nor continued in a later edition.'
                ELSE plan.title || ' ended on ' || date_in_words(plan.ends_on) || ' with '
                    || count_in_words(how_many, 'milestone') || ' past due of which nothing is reported.'
            END AS explanation,
            plan.source_ref, plan.quote
        FROM counted JOIN plan USING (plan_id)
    )
SELECT * FROM finding_printed_date_at(reporting_date)
UNION ALL BY NAME SELECT * FROM by_plan;

CREATE VIEW finding_milestone AS SELECT * FROM finding_milestone_at(default_reporting_date());
