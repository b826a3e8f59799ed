-- Each priority the filters leave, with how many of its measures and milestones are in each state; the plan and its
-- order of printing first.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $row_limit.
WITH
left_by_filters AS (
    SELECT p.*, thing.place, plan.title AS plan_title, plan.starts_on AS plan_starts_on
    FROM priority p
    JOIN plan USING (plan_id)
    JOIN thing ON thing.kind = 'priority' AND thing.id = p.priority_id
    WHERE p.priority_id IN (SELECT unnest($priority_ids))
),
chosen AS (
    FROM left_by_filters
    WHERE $lead = '' OR priority_id IN (SELECT priority_id FROM answers_under WHERE lead = $lead)
),
-- For speed: only what is shown is counted through
shown AS MATERIALIZED (
    FROM chosen
    ORDER BY plan_starts_on DESC NULLS LAST, plan_id, kind DESC, number NULLS LAST, priority_id
    LIMIT $row_limit
),
counted AS (SELECT count(*) AS total_rows FROM chosen),
held AS MATERIALIZED (
    SELECT priority_id, kind, place FROM belonging SEMI JOIN shown ON shown.place = under
),
indicators AS (
    SELECT held.priority_id, is_measure, state
    FROM held JOIN indicator_told_at($reporting_date) USING (place)
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
        SELECT held.priority_id, state, count(*) AS n
        FROM held JOIN milestone_verdict_at($reporting_date) USING (place)
        WHERE $lead = '' OR list_contains(string_split(owner, '; '), $lead)
        GROUP BY ALL
    )
    GROUP BY priority_id
),
savings AS (
    SELECT priority_id, count(*) AS savings_count
    FROM held JOIN efficiency_told_at($reporting_date) USING (place)
    WHERE $lead = '' OR list_contains(string_split(officer, '; '), $lead)
    GROUP BY priority_id
),
findings AS (
    SELECT held.priority_id, count(DISTINCT f.finding_key) AS finding_count
    FROM held JOIN finding_at($reporting_date) f ON f.about_place = held.place
    GROUP BY held.priority_id
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
