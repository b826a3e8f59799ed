-- What became of each measure and milestone since a meeting: the state it came into, or `moved` for a date or a figure
-- that changed in the same state. The owner is that of overview_milestones.sql; for measures it is not asked here.
-- Parameters: $since (date); $reporting_date.
WITH
milestones AS (
    SELECT
        'milestone' AS kind, m.milestone_id AS key, m.priority_id, coalesce(m.lead, p.sro, p.lead) AS owner, now.state,
        before.state AS before, now.current_due_on IS DISTINCT FROM before.current_due_on AS moved
    FROM milestone_verdict_at($reporting_date) now
    JOIN milestone_verdict_at($since) before USING (milestone_id)
    JOIN milestone m USING (milestone_id)
    LEFT JOIN priority p ON p.priority_id = m.priority_id
),
measures AS (
    SELECT
        'measure' AS kind, now.indicator_id AS key, i.priority_id, NULL AS owner,
        measure_state(now.verdict, now.not_assessed_reason, now.already_at_next) AS state,
        measure_state(before.verdict, before.not_assessed_reason, before.already_at_next) AS before,
        now.value IS DISTINCT FROM before.value AS moved
    FROM indicator_verdict_at($reporting_date) now
    JOIN indicator_verdict_at($since) before USING (indicator_id, area_id)
    JOIN indicator i USING (indicator_id)
    JOIN area a ON a.area_id = now.area_id AND a.is_home
    WHERE i.series = 'table'
),
final AS (FROM milestones UNION ALL FROM measures)
SELECT kind, key, priority_id, owner, CASE WHEN state IS DISTINCT FROM before THEN state ELSE 'moved' END AS became
FROM final
WHERE moved OR state IS DISTINCT FROM before
ORDER BY kind, became, key
