-- title: Where each milestone stands, in words
-- rule: One row a milestone: its dates, its state on the reporting date (see "What state a milestone is in"), the days, and a sentence that says why.
-- rule: Where a milestone has both a first and a last day and is not done, the share of its time that has gone by is said: what progress to expect.
-- rule: Pile-up: how many milestones fall due in each month, by the latest date given; a milestone carried forward is counted where it now stands, a discontinued one nowhere.
-- rule: Load: each lead's milestones by state; a milestone with several leads counts for each of them.
-- source: ODI plans 2009/10 and 2010/11, Appendix 1; Homelessness Strategy 2008-2013, delivery plan.
-- thresholds: milestone_due_soon

CREATE MACRO milestone_verdict_at(reporting_date) AS TABLE
WITH
    stated AS (
        SELECT
            state.*, coalesce(state.lead, priority.sro, priority.lead) AS owner, plan.title AS plan_title,
            priority.number AS priority_number, priority.title AS priority_title
        FROM milestone_state_at(reporting_date) AS state
        LEFT JOIN plan ON plan.plan_id = state.plan_id
        LEFT JOIN priority ON priority.priority_id = state.priority_id
    ),
    phrased AS (
        SELECT
            *,
            CASE date_role WHEN 'start' THEN 'to start by ' ELSE 'due ' END || date_in_words(current_due_on) AS due_words,
            CASE
                WHEN slipped_days > 0 AND slipped_days IS DISTINCT FROM days_carried
                    THEN ' First due ' || date_in_words(original_due_on) || ': moved by '
                        || count_in_words(slipped_days, 'day') || '.'
                ELSE ''
            END AS slip_words,
            CASE
                WHEN state IN ('in_progress', 'partly', 'not_due', 'due_soon') AND expected_progress_pct > 0
                    AND expected_progress_pct < 100
                    THEN ' It began on ' || date_in_words(starts_on) || ': ' || CAST(round(expected_progress_pct) AS INTEGER)
                        || '% of its time has gone.'
                ELSE ''
            END AS progress_words,
            CASE status WHEN 'partly' THEN 'partly achieved' ELSE replace(status, '_', ' ') END AS status_words,
            CASE
                WHEN latest_as_at IS NULL THEN 'no report is held by ' || date_in_words(asked_on)
                WHEN said_as_at IS NULL THEN 'the report as at ' || date_in_words(latest_as_at) || ' says nothing of it'
                ELSE 'last reported ' || replace(said_status, '_', ' ') || ' as at ' || date_in_words(said_as_at)
                    || ', nothing since'
            END AS silence_words
        FROM stated
    )
SELECT
    milestone_id, plan_id, plan_title, priority_id, priority_number, priority_title, ref, title, lead, owner,
    due_on, due_text, due_precision, date_role,
    original_due_on, edition_due_on, current_due_on,
    state, days_late, days_carried, days_to_due, falls_due_soon, slipped_days, rebaselined_count, dropped_silently,
    plan_is_closed, is_continued, is_done, is_ahead, due_month,
    expected_progress_pct, achieved_on, said_status AS last_said, said_as_at AS last_said_as_at,
    CASE state
        WHEN 'achieved_on_time' THEN 'Achieved on time'
        WHEN 'achieved_late' THEN 'Achieved late'
        WHEN 'achieved_undated' THEN 'Achieved, date not printed'
        WHEN 'partly' THEN 'Partly achieved'
        WHEN 'in_progress' THEN 'In progress'
        WHEN 'due_soon' THEN CASE date_role WHEN 'start' THEN 'Should start soon' ELSE 'Due soon' END
        WHEN 'overdue' THEN 'Overdue'
        WHEN 'past_due_not_reported'
            THEN CASE date_role WHEN 'start' THEN 'Should have started, not reported' ELSE 'Past due, not reported' END
        WHEN 'carried_forward' THEN 'Carried forward'
        WHEN 'discontinued' THEN 'Discontinued'
        WHEN 'complete' THEN 'Printed as complete'
        WHEN 'not_due' THEN 'Not due yet'
        ELSE CASE due_precision
            WHEN 'ongoing' THEN 'Ongoing' WHEN 'invalid' THEN 'Impossible date' ELSE 'No date to judge'
        END
    END AS word,
    CASE state
        WHEN 'achieved_on_time'
            THEN 'Achieved on ' || date_in_words(achieved_on) || ', due ' || date_in_words(promised_on) || '.'
        WHEN 'achieved_late'
            THEN 'Achieved on ' || date_in_words(achieved_on) || ', ' || count_in_words(days_late, 'day')
                || ' after ' || date_in_words(promised_on) || ', the date its plan printed.'
        WHEN 'achieved_undated'
            THEN 'Reported achieved as at ' || date_in_words(said_as_at)
                || CASE WHEN achieved_on IS NULL THEN '; the day is not printed, so on time or late cannot be said.'
                    ELSE ' (' || date_in_words(achieved_on) || '); no due date is printed to compare.' END
        WHEN 'overdue'
            THEN 'Reported ' || status_words || ' as at ' || date_in_words(said_as_at) || ', and '
                || count_in_words(days_late, 'day') || ' past ' || date_in_words(current_due_on) || '.'
                || CASE WHEN said_as_at <= current_due_on THEN ' That report was made before it fell due; none since.'
                    ELSE '' END
        WHEN 'past_due_not_reported'
            THEN CASE date_role WHEN 'start' THEN 'Should have started by ' ELSE 'Fell due on ' END
                || date_in_words(current_due_on) || ', ' || count_in_words(days_late, 'day') || ' ago; '
                || silence_words || '. Whether it is late is not known.'
        WHEN 'carried_forward'
            THEN CASE
                WHEN days_carried IS NOT NULL
                    THEN 'Carried forward by ' || count_in_words(days_carried, 'day') || ', from '
                        || date_in_words(edition_due_on) || ' to ' || date_in_words(current_due_on) || '.'
                WHEN revised_due_on IS NULL AND NOT is_continued THEN 'Carried forward; no new date is printed.'
                ELSE 'Carried forward; its date is not later than before.'
            END
        WHEN 'discontinued' THEN 'Reported discontinued as at ' || date_in_words(said_as_at) || '.'
        WHEN 'complete' THEN 'The plan prints "Complete" in place of a date.'
        WHEN 'not_datable' THEN CASE due_precision
            WHEN 'ongoing' THEN 'Printed as ongoing: it has no date to be late for.'
            WHEN 'invalid' THEN 'The printed date (' || coalesce(due_text, 'empty') || ') is no day of the calendar.'
            ELSE 'No date is printed to judge it by.'
        END
        WHEN 'due_soon'
            THEN upper(left(due_words, 1)) || substr(due_words, 2) || ', '
                || CASE WHEN days_to_due = 0 THEN 'the reporting date itself'
                    ELSE 'in ' || count_in_words(days_to_due, 'day') END
                || '; ' || silence_words || '.'
        WHEN 'not_due' THEN upper(left(due_words, 1)) || substr(due_words, 2) || ', more than '
            || count_in_words(soon_days, 'day') || ' ahead.'
        ELSE 'Reported ' || status_words || ' as at ' || date_in_words(said_as_at)
            || CASE
                WHEN is_continued THEN '; the next edition goes on with it, ' || due_words || '.'
                WHEN is_ahead THEN '; ' || due_words || '.'
                WHEN current_due_on IS NOT NULL THEN '; it was to start by ' || date_in_words(current_due_on) || '.'
                ELSE '; no date to be late for.'
            END
    END || progress_words || slip_words AS reason,
    'first due ' || coalesce(date_in_words(original_due_on), 'not dated')
        || '; its plan: ' || coalesce(date_in_words(edition_due_on), due_precision)
        || '; latest: ' || coalesce(date_in_words(current_due_on), 'none')
        || '; last report: ' || coalesce(latest_status || ' as at ' || date_in_words(latest_as_at), 'none')
        || '; judged on ' || date_in_words(asked_on) AS inputs,
    'milestone_state' AS rule,
    threshold_id,
    source_ref,
    quote,
    note,
    place
FROM phrased
JOIN (SELECT id AS milestone_id, place FROM thing_at(reporting_date) WHERE kind = 'milestone') AS thing USING (milestone_id)
ORDER BY place;

CREATE VIEW milestone_verdict AS SELECT * FROM milestone_verdict_at(default_reporting_date());

CREATE MACRO milestone_pile_up_at(reporting_date) AS TABLE
SELECT
    due_month,
    count(*) AS due_count,
    count(*) FILTER (WHERE NOT is_done) AS open_count,
    due_month >= date_trunc('month', asked_on) AS is_ahead
FROM milestone_state_at(reporting_date)
WHERE due_month IS NOT NULL
GROUP BY due_month, asked_on
ORDER BY due_month;

CREATE VIEW milestone_pile_up AS SELECT * FROM milestone_pile_up_at(default_reporting_date());

CREATE MACRO milestone_load_at(reporting_date) AS TABLE
WITH
    shared AS (
        SELECT trim(unnest(string_split(coalesce(lead, ''), ';'))) AS one_lead, state, is_done, current_due_on, is_ahead
        FROM milestone_state_at(reporting_date)
    )
SELECT
    nullif(one_lead, '') AS lead,
    count(*) AS milestone_count,
    count(*) FILTER (WHERE is_done) AS achieved_count,
    count(*) FILTER (WHERE state IN ('in_progress', 'partly')) AS under_way_count,
    count(*) FILTER (WHERE state = 'due_soon') AS due_soon_count,
    count(*) FILTER (WHERE state = 'not_due') AS not_due_count,
    count(*) FILTER (WHERE state = 'overdue') AS overdue_count,
    count(*) FILTER (WHERE state = 'past_due_not_reported') AS past_due_not_reported_count,
    count(*) FILTER (WHERE state = 'carried_forward') AS carried_forward_count,
    count(*) FILTER (WHERE state = 'discontinued') AS discontinued_count,
    count(*) FILTER (WHERE state = 'not_datable') AS not_datable_count,
    min(current_due_on) FILTER (WHERE is_ahead) AS next_due_on
FROM shared
GROUP BY one_lead
ORDER BY milestone_count DESC, lead;

CREATE VIEW milestone_load AS SELECT * FROM milestone_load_at(default_reporting_date());
