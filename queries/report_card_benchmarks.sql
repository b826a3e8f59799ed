-- Figures of a priority, a board or a plan that can be set beside other areas': what was published, where it stands,
-- and what it was restated to. The latest of each, at most 20.
-- Parameters: $reporting_date; $places (list), of all that belongs to it.
WITH
held AS (
    SELECT indicator_id, title, unit, decimals, source_ref, quote, note
    FROM indicator_told_at($reporting_date)
    WHERE place IN (SELECT unnest($places))
),
final AS (
    SELECT
        i.indicator_id, i.title, i.unit, i.decimals, r.area, r.period, r.value, r.rank_from_highest, r.n, r.median,
        r.restated_value, r.restated_period, r.group_title, r.reason, i.source_ref, i.quote, i.note
    FROM benchmark_rank_at($reporting_date) r JOIN held i USING (indicator_id)
    WHERE r.is_home
    QUALIFY row_number() OVER (PARTITION BY r.indicator_id, r.group_id ORDER BY r.period_end DESC) = 1
)
SELECT *, count(*) OVER () AS total_rows FROM final ORDER BY title, indicator_id, group_title LIMIT 20
