-- title: Signals in a series (XmR chart)
-- rule: From 5 dated results on, a series has a mean and limits that tell its ordinary ups and downs from a signal; 5 to 11 results give trial limits, 12 or more full ones. A series with too little variation, its moving ranges all 0, gets none. A figure withheld or marked as not representative is left out, and so is any series said to be cumulative. One sort of period is read, the commonest: months are not mixed with years. A period without a figure is not filled in: the points on either side of it follow each other.
-- rule: A point is a signal when it lies outside the limits; when it belongs to 7 consecutive points on one side of the mean (a point on the mean breaks the run); when it is one of 2 in any 3 consecutive points that lie beyond two thirds of the way to a limit, on one side; or when it belongs to a trend, 7 consecutive points each higher, or each lower, than the one before, so 6 rises or falls (a tie breaks it).
-- rule: A signal is an improvement or a concern by its direction and which way is better. The direction is the side of the mean, or of the trend where that is the only signal. Where neither way is better it is a signal and no more.
-- rule: Where a recalculation is recorded for a series, mean, moving ranges and limits are worked out anew from the period it names, for the results from there on; no run, trend, pair or moving range reaches across it. It applies to every view of the series, whenever it was decided, and its reason stands beside the chart. A stretch of fewer than 5 results has no limits yet. It is for a process known to have changed, for good, and not for making a concern go away: the stretch before keeps its own limits and signals.
-- rule: Against the target in force, the first stated one due on the reporting date or later, else the last: the process will consistently pass when both limits are as good as the target, fail when neither reaches it, and hit and miss between; of a series with recalculations, by the limits of the point's own stretch.
-- source: XmR charts after Wheeler, with the signals and the recalculation after a step change of the NHS "Making Data Count" guidance (NHSRplotthedots: rebase); here the third point of a 2 in 3 may lie anywhere, and a point outside the limits counts among the 2.
-- thresholds: limits = mean +- 2.66 x mean moving range; moving ranges of 3.267 x their mean or more are left out once; 2 of 3 beyond 1.7733 x mean moving range; runs and trends of 7

CREATE MACRO spc_point_at(reporting_date) AS TABLE
WITH
judged AS (
    SELECT
        m.*, i.unit, i.polarity, i.decimals,
        m.mean - 2.66 * mean_moving_range AS lower_limit, m.mean + 2.66 * mean_moving_range AS upper_limit,
        mean_moving_range IS NOT NULL AND in_run AS run7,
        mean_moving_range IS NOT NULL AND (in_rise OR in_fall) AS trend7,
        coalesce(is_outside, false) AS outside, coalesce(in_pair, false) AS two_of_three,
        CASE
            WHEN outside OR run7 OR two_of_three THEN side
            -- a turning point counts with the trend it ends
            WHEN trend7 THEN CASE WHEN in_rise AND in_fall THEN turn WHEN in_rise THEN 1 ELSE -1 END
        END AS heading
    FROM spc_series_at(reporting_date) m
    JOIN indicator i USING (indicator_id)
),
assured AS (
    SELECT
        *,
        CASE WHEN mean_moving_range IS NULL THEN NULL
            WHEN n < 12 THEN 'trial' ELSE 'full' END AS limits,
        heading IS NOT NULL AS signal,
        CASE heading WHEN 1 THEN 'up' WHEN -1 THEN 'down' END AS direction,
        CASE
            WHEN polarity NOT IN ('higher', 'lower') OR mean_moving_range IS NULL THEN NULL
            WHEN heading IS NULL THEN 'common_cause'
            WHEN (heading = 1) = (polarity = 'higher') THEN 'improvement'
            ELSE 'concern'
        END AS reading,
        CASE
            WHEN mean_moving_range IS NULL OR target_period IS NULL THEN NULL
            WHEN lower_limit >= met_from - nothing AND upper_limit <= met_to + nothing THEN 'will_pass'
            WHEN upper_limit < met_from - nothing OR lower_limit > met_to + nothing THEN 'will_fail'
            ELSE 'hit_and_miss'
        END AS assurance
    FROM judged
),
written AS (
    SELECT
        *,
        figure_text(value, unit, decimals) || ' ' || in_period(period, period_end) AS point_words,
        period_text(recalculated_from, recalculated_end) AS recalculated_words,
        worked_out_text(mean, unit, decimals) AS mean_words,
        worked_out_text(lower_limit, unit, decimals) AS lower_words,
        worked_out_text(upper_limit, unit, decimals) AS upper_words,
        'the ' || period_text(target_period, target_end) || ' target of ' || target_text(polarity, target, met_from, met_to, unit, decimals)
            AS target_words,
        CASE heading WHEN 1 THEN 'above' ELSE 'below' END AS side_words
    FROM assured
),
final AS (
    SELECT
        indicator_id, area_id, basis, period, period_end, value, n, mean, lower_limit, upper_limit,
        mean_moving_range, abs(step) AS moving_range, 3.267 * mean_moving_range AS moving_range_limit, limits,
        outside, trend7, two_of_three, run7, signal, direction, reading,
        target, target_period, assurance,
        CASE assurance
            WHEN 'will_pass' THEN 'As it runs it will consistently meet ' || target_words || ': both its limits, '
                || lower_words || ' and ' || upper_words || ', are as good.'
            WHEN 'will_fail' THEN 'As it runs it will consistently miss ' || target_words || ': its limits, '
                || lower_words || ' and ' || upper_words || ', do not reach it.'
            WHEN 'hit_and_miss' THEN 'As it runs it will hit and miss ' || target_words || ', which lies between its limits, '
                || lower_words || ' and ' || upper_words || '.'
        END AS assurance_reason,
        stretch, recalculated_from,
        'Limits worked out anew from ' || recalculated_words || ': ' || rtrim(trim(recalculation_reason), '.') || '.'
            || coalesce(' Decided ' || nullif(concat_ws(' ',
                'by ' || decided_by, 'on ' || date_in_words(decided_on)), '') || '.', '') AS recalculation,
        recalculation_ref,
        concat(point_words, CASE
            WHEN mean IS NULL THEN ': no limits yet, from ' || count_in_words(n, 'result')
                || CASE WHEN recalculated_from IS NULL THEN '.' ELSE ' since they are worked out anew.' END
            WHEN mean_moving_range IS NULL THEN ': no limits, as the series varies too little.'
            WHEN NOT signal THEN ' is within the ordinary ups and downs of the series, ' || lower_words || ' to '
                || upper_words || '.'
            ELSE concat(' is a signal', CASE reading WHEN 'improvement' THEN ' of improvement' WHEN 'concern' THEN
                ' for concern' END, ': ', concat_ws('; ',
                CASE WHEN outside THEN side_words || ' the limit of '
                    || CASE heading WHEN 1 THEN upper_words ELSE lower_words END END,
                CASE WHEN run7 THEN 'one of 7 or more in a row ' || side_words || ' the mean of ' || mean_words END,
                CASE WHEN two_of_three THEN 'one of 2 in 3 far ' || side_words || ' the mean of ' || mean_words END,
                CASE WHEN trend7 THEN 'part of a steady ' || CASE WHEN in_rise AND in_fall THEN 'rise and fall'
                    WHEN in_rise THEN 'rise' ELSE 'fall' END || ' of 7 or more' END), '.')
        END, CASE WHEN limits = 'trial' THEN ' Trial limits, from ' || n || ' points.' END) AS reason,
        coalesce('mean ' || mean_words, 'no mean') || ' of ' || n || ' points'
            || coalesce(' from ' || recalculated_words || ' on', '') || '; mean moving range '
            || coalesce(worked_out_text(mean_moving_range, '', decimals) || '; limits mean +- 2.66 x that = ' || lower_words
            || ' and ' || upper_words, 'too small for limits') AS inputs,
        'xmr' AS rule
    FROM written
)
SELECT * FROM final;

CREATE VIEW spc_point AS SELECT * FROM spc_point_at(default_reporting_date());
