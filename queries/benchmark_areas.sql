-- One indicator across the areas of a group in one period, highest first, as judged; of very many, the 200 that stand
-- nearest the home area, and of these the 24 nearest are for a chart.
-- Parameters: $indicator_id; $group_id; $period; $reporting_date.
WITH
ranked AS (
    SELECT
        *, row_number() OVER (ORDER BY value DESC, area) AS position,
        string_agg(CASE WHEN gap_to_best = 0 THEN area END, ', ' ORDER BY area) OVER () AS best_area
    FROM benchmark_rank_at($reporting_date)
    WHERE indicator_id = $indicator_id AND group_id = $group_id AND period = $period
),
placed AS (
    SELECT
        *, row_number() OVER (
            ORDER BY abs(position - coalesce((SELECT position FROM ranked WHERE is_home LIMIT 1), 1)), position
        ) AS nearness
    FROM ranked
),
group_note AS (SELECT mode(note) AS group_note FROM area_group WHERE group_id = $group_id),
final AS (
    SELECT
        p.area_id, p.area, p.is_home, p.period, p.value, v.value_text, v.value_status, i.title, i.name_printed, i.unit,
        i.decimals, p.polarity, p.group_title, p.as_at, group_note.group_note, p.n, p.rank, p.rank_from_highest,
        p.quartile, p.median, p.mean, p.mean_without_home, p.median_without_home, p.comparator_median, p.best,
        p.best_area, p.gap_to_median, p.gap_to_best, p.population, p.gap_to_median_gbp, p.gap_to_best_gbp,
        p.printed_mean, p.printed_median, p.printed_includes_home, p.reason, p.inputs, p.rule, p.position,
        p.nearness <= 24 AS is_charted, v.source_ref, v.quote, v.note, count(*) OVER () AS total_rows
    FROM placed p
    JOIN indicator i USING (indicator_id)
    JOIN indicator_value v ON v.indicator_id = p.indicator_id AND v.area_id = p.area_id AND v.period = p.period
        AND v.kind = 'actual' AND v.basis = 'published'
    CROSS JOIN group_note
    ORDER BY p.nearness
    LIMIT 200
)
SELECT * FROM final ORDER BY position
