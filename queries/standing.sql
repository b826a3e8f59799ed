-- How everything stands on a date: each indicator, milestone and finding with its state and the figure that may move.
-- Parameters: $reporting_date.
SELECT
    kind, key, title, word AS state,
    nullif(stood_figure(value, unit, decimals, period, period_end, due_on), '') AS figure
FROM stood_at($reporting_date)
ORDER BY kind, key
