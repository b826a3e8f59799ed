-- title: Savings claimed before the milestone that brings them
-- rule: A saving claimed for a year is marked where a milestone it depends on falls due in the last 60 days of that year, or after it; the days left to earn it are counted to 31 March.
-- rule: Milestones already achieved by the reporting date are not counted against it.
-- source: ODI plans 2009/10 and 2010/11: efficiency tables, and the milestones of Appendix 1
-- thresholds: saving_before_milestone (60 days where the threshold table has none)

CREATE MACRO efficiency_timing_at(reporting_date) AS TABLE
WITH
    claimed AS (
        SELECT
            line_id, plan_id, table_id, title, period, measure, amount_gbp_000 AS amount, a.source_ref, a.quote,
            make_date(CAST(left(period, 4) AS INTEGER) + 1, 3, 31) AS year_ends_on
        FROM efficiency_line AS l JOIN efficiency_amount AS a USING (line_id)
        WHERE line_kind <> 'claim' AND measure IN ('plan', 'cumulative') AND amount_gbp_000 > 0
            AND regexp_full_match(period, '[0-9]{4}/[0-9]{2}')
    ),
    awaited AS (
        SELECT
            link.from_id AS line_id, milestone.milestone_id, milestone.title AS milestone_title,
            milestone.current_due_on, milestone.date_role
        FROM link
        JOIN milestone_state_at(reporting_date) AS milestone ON milestone.milestone_id = link.to_id
        WHERE link.relation = 'depends_on' AND link.from_kind = 'efficiency_line' AND link.to_kind = 'milestone'
            AND milestone.state NOT LIKE 'achieved%' AND milestone.current_due_on IS NOT NULL
    ),
    tolerance AS (
        SELECT coalesce(max(amber_within), 60) AS late_days
        FROM threshold WHERE rule = 'saving_before_milestone' AND scope = 'default' AND scope_id = 'all'
    )
SELECT
    claimed.*, awaited.* EXCLUDE (line_id),
    year_ends_on - current_due_on AS days_left,
    days_left < late_days AS claimed_before_milestone
FROM claimed JOIN awaited USING (line_id) CROSS JOIN tolerance;

CREATE VIEW efficiency_timing AS SELECT * FROM efficiency_timing_at(default_reporting_date());
