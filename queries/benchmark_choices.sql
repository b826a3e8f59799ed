-- What can be compared: each indicator, group and period for which areas are ranked; the home area's own first, latest
-- first.
-- Parameters: $reporting_date; $priority_ids (list); $everything (also what belongs to no priority); $lead ('' for all).
WITH
ranked AS (
    SELECT
        indicator_id, group_id, group_title, period, any_value(period_end) AS period_end, any_value(n) AS n,
        bool_or(is_home) AS has_home
    FROM benchmark_rank_at($reporting_date)
    GROUP BY indicator_id, group_id, group_title, period
),
final AS (
    SELECT
        concat_ws(' / ', r.indicator_id, r.group_id, r.period) AS key,
        concat_ws(' · ', i.title, r.group_title, r.period) AS label,
        r.indicator_id, r.group_id, r.period, r.n, r.has_home, r.period_end, count(*) OVER () AS total_rows
    FROM ranked r
    JOIN indicator i USING (indicator_id)
    LEFT JOIN priority p USING (priority_id)
    WHERE (i.priority_id IN (SELECT unnest($priority_ids)) OR ($everything AND i.priority_id IS NULL))
        AND ($lead = '' OR list_contains(string_split(coalesce(i.lead, p.sro, p.lead), '; '), $lead))
)
SELECT * FROM final ORDER BY has_home DESC, indicator_id, period_end DESC, group_id LIMIT 200
