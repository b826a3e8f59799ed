-- title: What became of a plan's milestones
-- rule: Asked only of a plan that has ended or has a later edition: one row a milestone, in one of six ways, so that the counts sum to the plan's milestones.
-- rule: Achieved, partly achieved, under way and discontinued are what was last reported of it.
-- rule: Carried forward: so reported, or nothing is reported but a milestone of the later edition goes on with it.
-- rule: No longer mentioned: neither reported on nor continued. It is silence, and says neither that the thing was done nor that it was dropped.
-- rule: What became of a milestone stands apart from lateness: one reported partly achieved may be overdue too.
-- source: ODI plans 2009/10 and 2010/11; The words are the dashboard's own.
-- thresholds: none

CREATE MACRO milestone_fate_at(reporting_date) AS TABLE
WITH
    closed AS (
        SELECT
            *,
            CASE
                WHEN is_done THEN 'achieved'
                WHEN state = 'discontinued' THEN 'discontinued'
                WHEN status IN ('partly', 'in_progress') THEN status
                WHEN state = 'carried_forward' OR status = 'carried_forward' THEN 'carried_forward'
                ELSE 'no_longer_mentioned'
            END AS fate
        FROM milestone_state_at(reporting_date)
        WHERE plan_is_closed
    )
SELECT
    milestone_id, plan_id, priority_id, fate,
    CASE fate
        WHEN 'achieved' THEN 'Achieved'
        WHEN 'partly' THEN 'Partly achieved'
        WHEN 'in_progress' THEN 'Under way'
        WHEN 'carried_forward' THEN 'Carried forward'
        WHEN 'discontinued' THEN 'Discontinued'
        ELSE 'No longer mentioned'
    END AS fate_word,
    latest_as_at, is_continued,
    'milestone_fate' AS rule
FROM closed;

CREATE VIEW milestone_fate AS SELECT * FROM milestone_fate_at(default_reporting_date());
