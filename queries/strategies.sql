-- The plans that print a table of measures, the latest first, each with the cost among other areas that is held for it:
-- of its benchmarks in money the latest period and, of the groups that compare it, the largest.
-- Parameters: $reporting_date.
WITH
measured AS (
    SELECT plan_id, list(title ORDER BY row_number) FILTER (state = 'live') AS measures
    FROM indicator WHERE series = 'table' AND plan_id IS NOT NULL GROUP BY plan_id
),
owned AS (
    SELECT plan_id, list(priority_id ORDER BY priority_id) AS priorities FROM priority GROUP BY plan_id
),
priced AS (
    SELECT i.plan_id, r.indicator_id AS cost_id, r.group_id AS cost_group_id, r.period AS cost_period
    FROM benchmark_rank_at($reporting_date) r
    JOIN indicator i USING (indicator_id)
    WHERE r.is_home AND i.series = 'benchmark' AND starts_with(i.unit, '£')
    QUALIFY row_number() OVER (PARTITION BY i.plan_id ORDER BY r.period_end DESC, r.n DESC, cost_id, cost_group_id) = 1
),
final AS (
    SELECT p.plan_id, p.title, p.starts_on, m.measures, o.priorities, c.cost_id, c.cost_group_id, c.cost_period
    FROM measured m
    JOIN plan p USING (plan_id)
    LEFT JOIN owned o USING (plan_id)
    LEFT JOIN priced c USING (plan_id)
)
SELECT * FROM final ORDER BY starts_on DESC NULLS LAST, plan_id
