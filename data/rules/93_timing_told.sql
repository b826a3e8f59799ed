-- Each saving beside a milestone that has to come first, and how much of the first year it is claimed for that leaves.
CREATE MACRO timing_told_at(reporting_date) AS TABLE
WITH
tied AS (
    SELECT link.from_id AS line_id, link.to_id AS milestone_id, link.basis, link.note
    FROM link
    WHERE relation = 'depends_on' AND from_kind = 'efficiency_line' AND to_kind = 'milestone'
),
claimed AS (  -- the first year a saving is claimed for
    SELECT
        line_id, min(period) AS period,
        arg_min(CAST(amount_gbp_000 AS DOUBLE), period) AS amount
    FROM efficiency_amount
    WHERE measure IN ('plan', 'cumulative') AND amount_gbp_000 > 0
    GROUP BY line_id
),
timing AS (
    SELECT line_id, milestone_id, period, any_value(days_left) AS days_left,
        bool_or(claimed_before_milestone) AS claimed_before_milestone
    FROM efficiency_timing_at(reporting_date) GROUP BY ALL
)
SELECT
    l.line_id, l.plan_id, l.title, l.section, l.line_kind, plan.title AS plan_title, claimed.period, claimed.amount,
    v.milestone_id, v.priority_id, v.title AS milestone_title, v.word AS milestone_word, v.current_due_on, v.due_on,
    v.due_precision, v.due_text, v.date_role, timing.days_left, timing.claimed_before_milestone, tied.basis, v.owner,
    CASE
        WHEN timing.claimed_before_milestone THEN 'late'
        WHEN timing.days_left IS NOT NULL THEN 'before'
        WHEN claimed.amount IS NULL THEN 'no_amount'
        WHEN v.state LIKE 'achieved%' THEN 'achieved'
        ELSE 'not_datable'
    END AS standing,
    v.source_ref, v.quote, tied.note
FROM tied
JOIN efficiency_line l USING (line_id)
JOIN plan USING (plan_id)
JOIN milestone_verdict_at(reporting_date) AS v USING (milestone_id)
LEFT JOIN claimed ON claimed.line_id = l.line_id
LEFT JOIN timing
    ON timing.line_id = l.line_id AND timing.milestone_id = v.milestone_id AND timing.period = claimed.period
WHERE l.line_kind <> 'claim';

CREATE VIEW timing_told AS SELECT * FROM timing_told_at(default_reporting_date());
