-- What differs between two dates of one version: each indicator and milestone whose state or figure does, and whatever
-- is new or gone.
-- Parameters: $since, $reporting_date; $row_limit (total_rows counts all).
WITH
-- For speed: figures and dates are put in words where they differ alone
indicators AS (
    SELECT
        'indicator' AS kind, concat(indicator_id, '/', area_id) AS key, coalesce(later.title, earlier.title) AS title,
        earlier.title IS NOT NULL AS is_before, later.title IS NOT NULL AS is_after,
        earlier.word AS state_before, later.word AS state_after,
        figure_text(earlier.value, earlier.unit, earlier.decimals) || ' '
            || in_period(earlier.period, earlier.period_end) AS figure_before,
        figure_text(later.value, later.unit, later.decimals) || ' ' || in_period(later.period, later.period_end)
            AS figure_after
    FROM indicator_verdict_at($since) AS earlier
    FULL JOIN indicator_verdict_at($reporting_date) AS later USING (indicator_id, area_id)
    WHERE earlier.word IS DISTINCT FROM later.word OR earlier.value IS DISTINCT FROM later.value
        OR earlier.period IS DISTINCT FROM later.period OR earlier.period_end IS DISTINCT FROM later.period_end
),
milestones AS (
    SELECT
        'milestone', milestone_id, coalesce(later.title, earlier.title), earlier.title IS NOT NULL,
        later.title IS NOT NULL, earlier.word, later.word, date_in_words(earlier.current_due_on),
        date_in_words(later.current_due_on)
    FROM milestone_verdict_at($since) AS earlier
    FULL JOIN milestone_verdict_at($reporting_date) AS later USING (milestone_id)
    WHERE earlier.word IS DISTINCT FROM later.word OR earlier.current_due_on IS DISTINCT FROM later.current_due_on
),
findings AS (
    SELECT
        'finding', finding_key, coalesce(later.title, earlier.title), earlier.rule IS NOT NULL, later.rule IS NOT NULL,
        'found', 'found', NULL, NULL
    FROM finding_at($since) AS earlier
    FULL JOIN finding_at($reporting_date) AS later USING (finding_key)
    WHERE earlier.rule IS NULL OR later.rule IS NULL
),
differing AS MATERIALIZED (FROM indicators UNION ALL FROM milestones UNION ALL FROM findings),
told AS (
    SELECT kind, key, title, 'State' AS what, coalesce(state_before, '') AS before, coalesce(state_after, '') AS after
    FROM differing WHERE is_before AND is_after AND before <> after
    UNION ALL
    SELECT kind, key, title, 'Figure or date', coalesce(figure_before, '') AS before, coalesce(figure_after, '') AS after
    FROM differing WHERE is_before AND is_after AND before <> after
    UNION ALL
    SELECT kind, key, title, 'New', '', state_after FROM differing WHERE NOT is_before
    UNION ALL
    SELECT kind, key, title, 'No longer there', state_before, '' FROM differing WHERE NOT is_after
),
counted AS (SELECT count(*) AS total_rows FROM told)
SELECT told.*, counted.total_rows FROM told CROSS JOIN counted ORDER BY kind, what, title, key LIMIT $row_limit
