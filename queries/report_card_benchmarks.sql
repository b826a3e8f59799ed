-- Figures of a priority, a board or a plan that can be set beside other areas': what was published, where it stands,
-- and what it was restated to. The latest of each, at most 20.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id ('' for none).
WITH
latest AS (
    SELECT r.*
    FROM benchmark_rank_at($reporting_date) r
    SEMI JOIN (FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'indicator') AS held
        ON held.id = r.indicator_id
    WHERE r.is_home
    QUALIFY row_number() OVER (PARTITION BY r.indicator_id, r.group_id ORDER BY r.period_end DESC) = 1
),
final AS (
    SELECT
        l.indicator_id, i.title, i.unit, i.decimals, l.area, l.period, l.value, l.rank_from_highest, l.n, l.median,
        l.restated_value, l.restated_period, l.group_title, l.reason, i.source_ref, i.quote, i.note
    FROM latest l JOIN indicator i USING (indicator_id)
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY title, indicator_id, group_title LIMIT 20
