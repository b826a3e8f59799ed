-- Each priority the filters leave, with how many of its measures and milestones are in each state; the plan and its
-- order of printing first. At most 200.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all).
WITH
left_by_filters AS (
    SELECT p.*, plan.title AS plan_title, plan.starts_on AS plan_starts_on
    FROM priority p JOIN plan USING (plan_id)
    WHERE p.priority_id IN (SELECT unnest($priority_ids))
),
-- Under which of them the lead answers for something
answered_for AS (
    SELECT priority_id
    FROM indicator_told_at($reporting_date)
    WHERE $lead <> '' AND series IS NOT NULL AND list_contains(string_split(owner, '; '), $lead)
    UNION
    SELECT priority_id
    FROM milestone_verdict_at($reporting_date)
    WHERE $lead <> '' AND list_contains(string_split(owner, '; '), $lead)
    UNION
    SELECT b.priority_id
    FROM belonging b JOIN efficiency_line l ON l.line_id = b.id
    WHERE $lead <> '' AND b.kind = 'efficiency_line' AND list_contains(string_split(l.officer, '; '), $lead)
),
chosen AS (
    FROM left_by_filters p
    WHERE $lead = '' OR list_contains(string_split(concat_ws('; ', p.sro, p.lead), '; '), $lead)
        OR p.priority_id IN (SELECT priority_id FROM answered_for)
),
-- For speed: only what is shown is counted through
shown AS MATERIALIZED (
    FROM chosen
    ORDER BY plan_starts_on DESC NULLS LAST, plan_id, kind DESC, number NULLS LAST, priority_id
    LIMIT 200
),
counted AS (SELECT count(*) AS total_rows FROM chosen),
indicators AS (
    SELECT priority_id, is_measure, state
    FROM indicator_told_at($reporting_date) SEMI JOIN shown USING (priority_id)
    WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
),
measures AS (
    SELECT priority_id, list({'state': state, 'count': n} ORDER BY state) AS states, CAST(sum(n) AS BIGINT) AS measure_count
    FROM (SELECT priority_id, state, count(*) AS n FROM indicators WHERE is_measure GROUP BY ALL)
    GROUP BY priority_id
),
figures AS (
    SELECT priority_id, count(*) AS figure_count FROM indicators WHERE NOT is_measure GROUP BY priority_id
),
milestones AS (
    SELECT priority_id, list({'state': state, 'count': n} ORDER BY state) AS states, CAST(sum(n) AS BIGINT) AS milestone_count
    FROM (
        SELECT priority_id, state, count(*) AS n
        FROM milestone_verdict_at($reporting_date) SEMI JOIN shown USING (priority_id)
        WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
        GROUP BY ALL
    )
    GROUP BY priority_id
),
savings AS (
    SELECT priority_id, count(*) AS savings_count
    FROM belonging b
    SEMI JOIN shown USING (priority_id)
    JOIN efficiency_line l ON l.line_id = b.id
    WHERE b.kind = 'efficiency_line' AND ($lead = '' OR list_contains(string_split(l.officer, '; '), $lead))
    GROUP BY priority_id
),
findings AS (
    SELECT b.priority_id, count(DISTINCT f.finding_key) AS finding_count
    FROM finding_at($reporting_date) f
    JOIN belonging b ON b.kind = f.subject_kind AND b.id = f.subject_id
    SEMI JOIN shown ON shown.priority_id = b.priority_id
    GROUP BY b.priority_id
),
final AS (
    SELECT
        p.priority_id, p.plan_id, p.plan_title, p.plan_starts_on, p.number, p.theme, p.title, p.kind,
        coalesce(p.sro, p.lead) AS owner,
        coalesce(m.states, []) AS measure_states, coalesce(m.measure_count, 0) AS measure_count,
        coalesce(g.figure_count, 0) AS figure_count,
        coalesce(s.states, []) AS milestone_states, coalesce(s.milestone_count, 0) AS milestone_count,
        coalesce(e.savings_count, 0) AS savings_count, coalesce(f.finding_count, 0) AS finding_count,
        counted.total_rows, p.source_ref, p.quote, p.note
    FROM shown p
    CROSS JOIN counted
    LEFT JOIN measures m USING (priority_id)
    LEFT JOIN figures g USING (priority_id)
    LEFT JOIN milestones s USING (priority_id)
    LEFT JOIN savings e USING (priority_id)
    LEFT JOIN findings f USING (priority_id)
)
SELECT * FROM final
ORDER BY plan_starts_on DESC NULLS LAST, plan_id, kind DESC, number NULLS LAST, priority_id
