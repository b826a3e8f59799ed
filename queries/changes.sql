-- What differs between two dates of one version: each indicator and milestone whose state or figure does, and whatever
-- is new or gone. Both dates are held against the version's own: what differs from that on neither has not changed.
-- Parameters: $since, $reporting_date; $row_limit (total_rows counts all).
WITH
pairs AS (
    SELECT
        kind, key,
        CASE WHEN earlier.kind IS NULL THEN later.now_title ELSE earlier.title END AS title_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_title ELSE later.title END AS title_after,
        coalesce(earlier.is_there, later.now_is_there) AS is_before, coalesce(later.is_there, earlier.now_is_there) AS is_after,
        CASE WHEN earlier.kind IS NULL THEN later.now_word ELSE earlier.word END AS state_before,
        CASE WHEN later.kind IS NULL THEN earlier.now_word ELSE later.word END AS state_after,
        coalesce(earlier.figure, later.now_figure) AS figure_before, coalesce(later.figure, earlier.now_figure) AS figure_after
    FROM stood_apart_at($since) AS earlier FULL JOIN stood_apart_at($reporting_date) AS later USING (kind, key)
),
told AS (
    SELECT
        kind, key, coalesce(title_after, title_before) AS title,
        unnest([
            CASE WHEN is_before AND is_after AND state_before <> state_after
                THEN {'what': 'State', 'before': state_before, 'after': state_after} END,
            CASE WHEN is_before AND is_after AND figure_before <> figure_after
                THEN {'what': 'Figure or date', 'before': figure_before, 'after': figure_after} END,
            CASE WHEN is_after AND NOT is_before THEN {'what': 'New', 'before': '', 'after': state_after} END,
            CASE WHEN is_before AND NOT is_after
                THEN {'what': 'No longer there', 'before': state_before, 'after': ''} END
        ]) AS change
    FROM pairs
),
found AS (SELECT kind, key, title, change.* FROM told WHERE change IS NOT NULL),
counted AS (SELECT count(*) AS total_rows FROM found)
SELECT found.*, counted.total_rows FROM found CROSS JOIN counted ORDER BY kind, what, title, key LIMIT $row_limit
