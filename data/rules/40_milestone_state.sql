-- title: What state a milestone is in
-- rule: On the reporting date a milestone is achieved (on time, late, or on a day not printed), partly achieved, in progress, due soon, overdue, past due and not reported, carried forward, discontinued, printed as complete, without a date to judge, or not yet due.
-- rule: Only what was reported by that date counts.
-- rule: Silence is not lateness.
-- rule: Overdue is said only of what was last reported as unfinished; where nothing is reported the word is "past due, not reported".
-- rule: Silence never undoes an earlier report that something was done, dropped or carried forward.
-- rule: A date has passed from the day after it.
-- rule: On the day itself the milestone is due now, and counts as due soon.
-- rule: What is done is measured against the date its own plan printed; what is not yet done, against the latest date given for it, in a report or in the plan's next edition.
-- rule: How far the date has moved in all stands beside it.
-- rule: A milestone that the next edition goes on with is judged there, so that nothing counts twice.
-- rule: The first date is looked for backwards along the editions, but no further than a milestone reported achieved: going on with something done is not slippage.
-- rule: The date of a start is not a deadline for finishing: once it has passed unreported the milestone "should have started"; work reported under way is never late for it.
-- rule: Ongoing work, impossible dates and no date at all are never late.
-- rule: Dropped silently: the plan has ended, or has a later edition, and nothing was reported of the milestone and nothing in the later edition continues it.
-- source: ODI plans 2009/10 and 2010/11, Appendix 1; Homelessness Strategy 2008-2013, delivery plan; The words for the states are the dashboard's own.
-- thresholds: milestone_due_soon

-- A plan is known from the earliest of its first day, the issue of its paper, and the first report taken from that paper.
CREATE VIEW plan_known AS
WITH
    first_report AS (
        SELECT split_part(source_ref, ', ', 1) AS document_id, min(as_at) AS as_at FROM milestone_update GROUP BY ALL
    )
SELECT
    plan.plan_id,
    coalesce(least(plan.starts_on, source.issued_on, first_report.as_at), DATE '0001-01-01') AS known_on
FROM plan
LEFT JOIN source USING (document_id)
LEFT JOIN first_report USING (document_id);

-- Each milestone with the day its own edition gives it, where it prints one.
CREATE VIEW milestone_dated AS
SELECT *, CASE WHEN due_precision IN ('day', 'month', 'range') THEN due_on END AS edition_due_on FROM milestone;

CREATE MACRO milestone_state_at(reporting_date) AS TABLE
WITH RECURSIVE
    asked AS (SELECT CAST(reporting_date AS DATE) AS asked_on),
    dated AS (FROM milestone_dated),
    -- What was reported by the reporting date.
    report AS (SELECT milestone_update.* FROM milestone_update, asked WHERE as_at <= asked_on),
    last_report AS (
        SELECT
            milestone_id,
            arg_max(status, as_at) AS latest_status,
            arg_max(status, as_at) FILTER (WHERE status <> 'not_reported') AS said_status,
            max(as_at) AS latest_as_at,
            max(as_at) FILTER (WHERE status <> 'not_reported') AS said_as_at,
            arg_max(achieved_on, as_at) FILTER (WHERE achieved_on IS NOT NULL) AS achieved_on,
            arg_max(revised_due_on, as_at) FILTER (WHERE revised_due_on IS NOT NULL) AS revised_due_on
        FROM report
        GROUP BY milestone_id
    ),
    reported AS (
        SELECT
            *,
            CASE
                WHEN latest_status = 'not_reported' AND said_status IN ('achieved', 'discontinued', 'carried_forward')
                    THEN said_status
                WHEN latest_status <> 'not_reported' THEN latest_status
            END AS status  -- empty where the last word is silence
        FROM last_report
    ),
    -- Editions: which milestone goes on with which, as known on the day, unless the older one is done.
    step AS (
        SELECT link.to_id AS older_id, link.from_id AS newer_id, plan_known.known_on
        FROM link
        JOIN milestone AS newer ON newer.milestone_id = link.from_id
        JOIN plan_known ON plan_known.plan_id = newer.plan_id
        JOIN asked ON plan_known.known_on <= asked_on
        LEFT JOIN reported AS older ON older.milestone_id = link.to_id
        WHERE link.relation = 'continues' AND link.from_kind = 'milestone' AND link.to_kind = 'milestone'
            AND link.from_id <> link.to_id AND older.status IS DISTINCT FROM 'achieved'
    ),
    chain AS (  -- every pair along the editions; twenty steps end a circle
        SELECT older_id, newer_id, known_on, 1 AS steps FROM step
        UNION
        SELECT chain.older_id, step.newer_id, step.known_on, chain.steps + 1
        FROM chain JOIN step ON step.older_id = chain.newer_id
        WHERE chain.steps < 20 AND chain.older_id <> step.newer_id
    ),
    -- Every other date given: by a report, by a later edition or a report on that, by an earlier one.
    revision AS (SELECT milestone_id, revised_due_on, as_at FROM report WHERE revised_due_on IS NOT NULL),
    edition AS (
        SELECT milestone_id, edition_due_on FROM dated
        WHERE milestone_id IN (SELECT milestone_id FROM revision)
            OR milestone_id IN (SELECT older_id FROM chain) OR milestone_id IN (SELECT newer_id FROM chain)
    ),
    given AS (
        SELECT milestone_id, edition_due_on AS due_on, DATE '0001-01-01' AS given_on, true AS in_plan
        FROM edition WHERE edition_due_on IS NOT NULL
        UNION ALL
        SELECT milestone_id, revised_due_on, as_at, false FROM revision
    ),
    word_on_date AS (
        SELECT milestone_id, due_on, given_on, 0 AS steps FROM given
        UNION ALL
        SELECT chain.older_id, given.due_on, greatest(given.given_on, chain.known_on), chain.steps
        FROM chain JOIN given ON given.milestone_id = chain.newer_id
    ),
    latest AS (
        SELECT milestone_id, due_on AS latest_due_on
        FROM word_on_date
        QUALIFY row_number() OVER (PARTITION BY milestone_id ORDER BY given_on DESC, steps DESC, due_on DESC) = 1
    ),
    earlier_date AS (
        SELECT milestone_id, due_on, in_plan FROM given
        UNION ALL
        SELECT chain.newer_id, given.due_on, given.in_plan
        FROM chain JOIN given ON given.milestone_id = chain.older_id
        UNION ALL
        SELECT milestone_id, latest_due_on, false FROM latest
    ),
    moved AS (
        SELECT
            milestone_id,
            min(due_on) FILTER (WHERE in_plan) AS first_due_on,
            greatest(count(DISTINCT due_on) - 1, 0) AS rebaselined_count
        FROM earlier_date
        GROUP BY milestone_id
    ),
    gone_on AS (SELECT DISTINCT older_id AS milestone_id FROM step),
    closed_plan AS (
        SELECT plan_id FROM plan, asked WHERE ends_on <= asked_on
        UNION
        SELECT link.to_id FROM link JOIN plan_known ON plan_known.plan_id = link.from_id JOIN asked ON known_on <= asked_on
        WHERE link.relation = 'continues' AND link.from_kind = 'plan' AND link.to_kind = 'plan'
    ),
    due_soon AS (SELECT scope, scope_id, amber_within FROM threshold WHERE rule = 'milestone_due_soon'),
    -- One row a milestone, with all that decides.
    known AS (
        SELECT
            dated.*,
            asked.asked_on,
            reported.* EXCLUDE (milestone_id),
            coalesce(moved.first_due_on, dated.edition_due_on, latest.latest_due_on) AS original_due_on,
            coalesce(latest.latest_due_on, dated.edition_due_on) AS current_due_on,
            coalesce(moved.rebaselined_count, 0) AS rebaselined_count,
            gone_on.milestone_id IS NOT NULL AS is_continued,
            closed_plan.plan_id IS NOT NULL AS plan_is_closed,
            coalesce(of_priority.amber_within, of_plan.amber_within, of_all.amber_within, 0) AS soon_days,
            CASE
                WHEN of_priority.scope_id IS NOT NULL THEN 'priority/' || of_priority.scope_id || '/milestone_due_soon'
                WHEN of_plan.scope_id IS NOT NULL THEN 'plan/' || of_plan.scope_id || '/milestone_due_soon'
                WHEN of_all.scope_id IS NOT NULL THEN 'default/all/milestone_due_soon'
            END AS threshold_id
        FROM dated
        CROSS JOIN asked
        LEFT JOIN reported USING (milestone_id)
        LEFT JOIN latest USING (milestone_id)
        LEFT JOIN moved USING (milestone_id)
        LEFT JOIN gone_on USING (milestone_id)
        LEFT JOIN closed_plan ON closed_plan.plan_id = dated.plan_id
        LEFT JOIN due_soon AS of_priority ON of_priority.scope = 'priority' AND of_priority.scope_id = dated.priority_id
        LEFT JOIN due_soon AS of_plan ON of_plan.scope = 'plan' AND of_plan.scope_id = dated.plan_id
        LEFT JOIN due_soon AS of_all ON of_all.scope = 'default' AND of_all.scope_id = 'all'
    ),
    judged AS (
        SELECT
            *,
            coalesce(edition_due_on, current_due_on) AS promised_on,
            CASE
                WHEN status = 'achieved' AND (achieved_on IS NULL OR promised_on IS NULL) THEN 'achieved_undated'
                WHEN status = 'achieved' AND achieved_on <= promised_on THEN 'achieved_on_time'
                WHEN status = 'achieved' THEN 'achieved_late'
                WHEN status = 'discontinued' THEN 'discontinued'
                WHEN status IS NULL AND due_precision = 'complete' THEN 'complete'
                WHEN is_continued AND (status IS NULL OR status = 'carried_forward') THEN 'carried_forward'
                WHEN status = 'carried_forward' AND (revised_due_on IS NULL OR current_due_on >= asked_on)
                    THEN 'carried_forward'
                WHEN status IN ('in_progress', 'partly') AND date_role = 'finish' AND NOT is_continued
                    AND current_due_on < asked_on THEN 'overdue'
                WHEN status IN ('in_progress', 'partly') THEN status
                WHEN current_due_on IS NULL THEN 'not_datable'
                WHEN current_due_on < asked_on THEN 'past_due_not_reported'
                WHEN current_due_on <= asked_on + CAST(soon_days AS INTEGER) THEN 'due_soon'
                ELSE 'not_due'
            END AS state
        FROM known
    )
SELECT
    *,
    CASE
        WHEN state = 'achieved_late' THEN achieved_on - promised_on
        WHEN state IN ('overdue', 'past_due_not_reported') THEN asked_on - current_due_on
    END AS days_late,
    CASE WHEN state = 'carried_forward' AND current_due_on > edition_due_on THEN current_due_on - edition_due_on
    END AS days_carried,
    state IN ('partly', 'in_progress', 'due_soon', 'not_due') AND NOT is_continued
        AND current_due_on >= asked_on AS is_ahead,
    CASE WHEN is_ahead THEN current_due_on - asked_on END AS days_to_due,
    coalesce(is_ahead AND days_to_due <= soon_days, false) AS falls_due_soon,
    current_due_on - original_due_on AS slipped_days,
    plan_is_closed AND status IS NULL AND NOT is_continued AND state <> 'complete' AS dropped_silently,
    state LIKE 'achieved%' OR state = 'complete' AS is_done,
    -- The month it counts in; empty where it counts in none.
    CASE WHEN NOT is_continued AND state NOT IN ('carried_forward', 'discontinued', 'complete')
        THEN CAST(date_trunc('month', current_due_on) AS DATE) END AS due_month,
    CASE
        WHEN date_role = 'finish' AND edition_due_on > starts_on THEN
            100.0 * greatest(0, least(asked_on - starts_on, edition_due_on - starts_on))
            / (edition_due_on - starts_on)
    END AS expected_progress_pct
FROM judged;
