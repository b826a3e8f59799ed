-- What became of the measures and milestones the filters leave since a meeting, counted: the state they came into, or
-- `moved` for a date or a figure that changed in the same state.
-- Parameters: $since (date); $reporting_date; $priority_ids (list); $lead ('' for all).
WITH
pairs AS (
    SELECT
        kind, coalesce(earlier.id, later.id) AS id, coalesce(earlier.area_id, later.area_id) AS area_id,
        coalesce(earlier.is_there, later.now_is_there) AND coalesce(later.is_there, earlier.now_is_there) AS is_both,
        CASE WHEN earlier.kind IS NULL THEN later.now_state ELSE earlier.state END AS before,
        CASE WHEN later.kind IS NULL THEN earlier.now_state ELSE later.state END AS state,
        CASE WHEN earlier.kind IS NULL THEN later.now_value ELSE earlier.value END AS value_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_value ELSE later.value END AS value,
        CASE WHEN earlier.kind IS NULL THEN later.now_due_on ELSE earlier.due_on END AS due_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_due_on ELSE later.due_on END AS due_on
    FROM stood_apart_at($since) AS earlier FULL JOIN stood_apart_at($reporting_date) AS later USING (kind, key)
),
changed AS (
    SELECT kind, id, area_id, CASE WHEN state IS DISTINCT FROM before THEN state ELSE 'moved' END AS became
    FROM pairs
    WHERE is_both AND (
        state IS DISTINCT FROM before OR value IS DISTINCT FROM value_before OR due_on IS DISTINCT FROM due_before
    )
),
left_over AS (
    SELECT 'milestone' AS kind, became
    FROM (FROM changed WHERE kind = 'milestone') AS c
    JOIN milestone_verdict_at($reporting_date) v ON v.milestone_id = c.id
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
    UNION ALL
    SELECT 'measure', became
    FROM (FROM changed WHERE kind = 'indicator') AS c
    JOIN area ON area.area_id = c.area_id AND is_home
    JOIN indicator_told_at($reporting_date) i ON i.indicator_id = c.id AND i.series = 'table'
    WHERE i.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(i.owner, '; '), $lead))
),
final AS (SELECT kind, became, count(*) AS number FROM left_over GROUP BY kind, became)
SELECT * FROM final ORDER BY kind, became
