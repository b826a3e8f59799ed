-- How everything stands on a date: each indicator, milestone and finding with its state and the figure that may move.
-- Parameters: $reporting_date.
WITH
indicators AS (
    SELECT
        'indicator' AS kind, indicator_id || '/' || area_id AS key, title, word AS state,
        figure_text(value, unit, decimals) || ' ' || in_period(period, period_end) AS figure
    FROM indicator_verdict_at($reporting_date)
),
milestones AS (
    SELECT 'milestone', milestone_id, title, word, date_in_words(current_due_on)
    FROM milestone_verdict_at($reporting_date)
),
findings AS (
    SELECT 'finding', finding_key, title, 'found', NULL FROM finding_at($reporting_date)
)
SELECT * FROM indicators UNION ALL SELECT * FROM milestones UNION ALL SELECT * FROM findings ORDER BY kind, key
