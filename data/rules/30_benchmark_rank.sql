-- title: Benchmarks
-- rule: Where at least two areas of a group have published a figure for the same period they are ranked, 1 being the best; those that tie share a rank. Where neither way is better, or a range is wanted, 1 is the highest and no more than that. From 4 areas on each has its quarter, 1 being the best, by quartiles read off the straight line between the ranked figures; a figure on the line belongs to the better quarter.
-- rule: The home area is left out of the median and mean it is compared with, unless the published average is found to include it; both are given. Gaps are signed so that more than 0 is worse, or higher where neither way is better. An area's own restated figure stands beside the published one and changes no rank.
-- rule: Where a figure is in pounds per head and its population is printed with it (as its denominator), the gaps are given in money too: the gap times the population. Otherwise there is no figure in money.
-- rule: No difference is called significant: no figure comes with an interval.
-- source: The dashboard's own; the groups and printed averages are those of the papers.
-- thresholds: ranks from 2 areas, quarters from 4

CREATE MACRO benchmark_rank_at(reporting_date) AS TABLE
WITH
quartered AS (
    SELECT
        *,
        CASE
            WHEN n < 4 THEN NULL
            WHEN polarity = 'lower' THEN 1 + CAST(is_above(value, quartiles[1]) AS INTEGER)
                + CAST(is_above(value, quartiles[2]) AS INTEGER) + CAST(is_above(value, quartiles[3]) AS INTEGER)
            ELSE 1 + CAST(is_above(quartiles[3], value) AS INTEGER) + CAST(is_above(quartiles[2], value) AS INTEGER)
                + CAST(is_above(quartiles[1], value) AS INTEGER)
        END AS quartile,
        (value - comparator) * worse AS gap_to_median,
        abs(value - best) AS gap_to_best,
        CASE polarity WHEN 'lower' THEN 'lowest being best' WHEN 'higher' THEN 'highest being best'
            ELSE 'highest first, neither way being better' END AS order_words,
        count(*) OVER (PARTITION BY group_id, indicator_id, period, rank) > 1 AS is_shared
    FROM benchmark_figure_at(reporting_date)
),
final AS (
    SELECT
        group_id, group_title, as_at, indicator_id, period, period_end, area_id, area, is_home, value, polarity, n,
        rank, rank_from_highest, quartile,
        quartiles[1] AS lower_quartile, quartiles[2] AS median, quartiles[3] AS upper_quartile,
        mean, mean_without_home, median_without_home, comparator AS comparator_median, best,
        gap_to_median, gap_to_best,
        CASE WHEN unit = '£ per head' THEN denominator END AS population,
        gap_to_median * population AS gap_to_median_gbp, gap_to_best * population AS gap_to_best_gbp,
        printed_mean, printed_median, printed_includes_home,
        restated.value AS restated_value, restated.period AS restated_period,
        CAST(NULL AS BOOLEAN) AS significant,
        concat(
            area, ', ', figure_text(value, unit, decimals), ' ', in_period(period, period_end), ', ranks ',
            CASE WHEN is_shared THEN 'joint ' END, rank, ' of ', n, ', ', order_words,
            ', in quarter ' || quartile || ' of 4', '; ',
            CASE WHEN is_near(value, comparator) THEN 'at'
                ELSE difference_text(value - comparator, unit, decimals)
                    || CASE WHEN value > comparator THEN ' above' ELSE ' below' END END,
            ' the median of ', worked_out_text(comparator, unit, decimals),
            CASE WHEN printed_includes_home THEN ', the home area counted in as in the printed average'
                WHEN has_home THEN ', the home area left out' END, '.',
            ' Restated since: ' || figure_text(restated.value, unit, decimals) || ' in ' || restated.period || '.',
            ' No interval is printed, so no difference is called significant.'
        ) AS reason,
        concat_ws('; ',
            n || ' figures',
            'quartiles ' || worked_out_text(quartiles[1], '', decimals) || ', ' || worked_out_text(quartiles[2], '', decimals)
                || ', ' || worked_out_text(quartiles[3], '', decimals),
            'median without home ' || worked_out_text(median_without_home, '', decimals),
            'mean ' || worked_out_text(mean, '', decimals) || ', without home '
                || worked_out_text(mean_without_home, '', decimals),
            'printed mean ' || number_text(printed_mean, decimals),
            'printed median ' || number_text(printed_median, decimals)
        ) AS inputs,
        'benchmark_rank' AS rule
    FROM quartered
)
SELECT * FROM final;

CREATE VIEW benchmark_rank AS SELECT * FROM benchmark_rank_at(default_reporting_date());
