-- Each board that watches something, with how many of the measures and milestones it watches are in each state. What
-- several boards watch counts for each of them.
-- Parameters: $reporting_date; $board_id, $plan_id, $lead ('' for all); $priority_ids (list; an empty one for all);
-- $row_limit.
WITH
belong AS (
    SELECT DISTINCT place FROM belonging WHERE len($priority_ids) > 0 AND priority_id IN (SELECT unnest($priority_ids))
),
within AS MATERIALIZED (
    SELECT w.board_id, w.kind, w.place
    FROM watched w
    LEFT JOIN belong USING (place)
    WHERE ($board_id = '' OR w.board_id = $board_id) AND ($plan_id = '' OR w.plan_id = $plan_id)
        AND (len($priority_ids) = 0 OR belong.place IS NOT NULL)
),
measures AS (
    SELECT board_id, list({'state': state, 'count': n} ORDER BY state) AS states, CAST(sum(n) AS BIGINT) AS measure_count
    FROM (
        SELECT w.board_id, v.state, count(*) AS n
        FROM within w
        JOIN indicator_told_at($reporting_date) v ON v.place = w.place AND v.is_measure
        WHERE $lead = '' OR list_contains(string_split(v.owner, '; '), $lead)
        GROUP BY ALL
    )
    GROUP BY board_id
),
milestones AS (
    SELECT board_id, list({'state': state, 'count': n} ORDER BY state) AS states, CAST(sum(n) AS BIGINT) AS milestone_count
    FROM (
        SELECT w.board_id, v.state, count(*) AS n
        FROM within w
        JOIN milestone_verdict_at($reporting_date) v ON v.place = w.place
        WHERE $lead = '' OR list_contains(string_split(v.owner, '; '), $lead)
        GROUP BY ALL
    )
    GROUP BY board_id
),
others AS (
    SELECT
        board_id, count(*) FILTER (what = 'figure') AS figure_count, count(*) FILTER (what = 'priority') AS priority_count,
        count(*) FILTER (what = 'saving') AS savings_count
    FROM (
        SELECT w.board_id, 'figure' AS what
        FROM within w JOIN indicator_told_at($reporting_date) i ON i.place = w.place
        WHERE NOT i.is_measure
        UNION ALL
        SELECT w.board_id, 'saving'
        FROM within w JOIN efficiency_told_at($reporting_date) l ON l.place = w.place
        WHERE $lead = '' OR list_contains(string_split(l.officer, '; '), $lead)
        UNION ALL
        SELECT board_id, kind FROM within
    )
    GROUP BY board_id
),
final AS (
    SELECT
        b.board_id, b.title, o.priority_count,
        coalesce(m.states, []) AS measure_states, coalesce(m.measure_count, 0) AS measure_count, o.figure_count,
        coalesce(s.states, []) AS milestone_states, coalesce(s.milestone_count, 0) AS milestone_count,
        o.savings_count, b.source_ref, b.quote, b.note
    FROM board b
    JOIN others o USING (board_id)
    LEFT JOIN measures m USING (board_id)
    LEFT JOIN milestones s USING (board_id)
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY title, board_id LIMIT $row_limit
