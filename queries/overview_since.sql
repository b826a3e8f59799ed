-- What became of the measures and milestones the filters leave since a meeting, counted: the state they came into, or
-- `moved` for a date or a figure that changed in the same state.
-- Parameters: $since (date); $reporting_date; $priority_ids (list); $lead ('' for all).
WITH
left_over AS MATERIALIZED (
    SELECT 'milestone' AS kind, milestone_id AS id
    FROM milestone_verdict_at($reporting_date)
    WHERE priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
    UNION ALL
    SELECT 'indicator', indicator_id
    FROM indicator_told_at($reporting_date)
    WHERE series = 'table' AND priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
),
-- For speed: of what stood otherwise on a day, only what is asked of is held against the other day
earlier AS (FROM stood_apart_at($since) SEMI JOIN left_over USING (kind, id)),
later AS (FROM stood_apart_at($reporting_date) SEMI JOIN left_over USING (kind, id)),
pairs AS (
    SELECT
        kind, coalesce(earlier.area_id, later.area_id) AS area_id,
        coalesce(earlier.is_there, later.now_is_there) AND coalesce(later.is_there, earlier.now_is_there) AS is_both,
        CASE WHEN earlier.kind IS NULL THEN later.now_state ELSE earlier.state END AS before,
        CASE WHEN later.kind IS NULL THEN earlier.now_state ELSE later.state END AS state,
        CASE WHEN earlier.kind IS NULL THEN later.now_value ELSE earlier.value END AS value_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_value ELSE later.value END AS value,
        CASE WHEN earlier.kind IS NULL THEN later.now_due_on ELSE earlier.due_on END AS due_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_due_on ELSE later.due_on END AS due_on
    FROM earlier FULL JOIN later USING (kind, key)
),
changed AS (
    SELECT
        CASE kind WHEN 'indicator' THEN 'measure' ELSE kind END AS kind,
        CASE WHEN state IS DISTINCT FROM before THEN state ELSE 'moved' END AS became
    FROM pairs
    WHERE is_both
        AND (area_id IS NULL OR area_id IN (SELECT area_id FROM area WHERE is_home))
        AND (state IS DISTINCT FROM before OR value IS DISTINCT FROM value_before OR due_on IS DISTINCT FROM due_before)
),
final AS (SELECT kind, became, count(*) AS number FROM changed GROUP BY kind, became)
SELECT * FROM final ORDER BY kind, became
