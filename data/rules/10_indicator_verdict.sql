-- title: Indicator status
-- rule: The latest result is set against the target of the same period. It is met when the result is at least as good as the target, within tolerance when it misses by no more than the tolerance, otherwise off target.
-- rule: Where that period has no target but lies between two that have, the target is read off the straight line between them, and marked as interpolated.
-- rule: Without a target, a result or a direction it is not assessed, and the reason is said, with how far there is to go to the next target: the first one that is due on the reporting date or later and has no result yet.
-- rule: Towards or away compares the last two results; the same period a year before is compared too, and said where it is not the last but one. A target worse than the latest baseline is called easier.
-- rule: A second status sets the forecast at the plan's end against the plan's last target: on course, nearly (within the tolerance), or off course. Statuses are counted, never averaged.
-- source: The dashboard's own, by the polarity held for each indicator; the papers print targets but no tolerances.
-- thresholds: indicator_status: that of the indicator, else of its priority, its plan, the default; in percent of the target's size (of a range, of its end nearer the result) or in points

CREATE MACRO indicator_verdict_at(reporting_date) AS TABLE
WITH
-- Inputs: one row an indicator and area
standing AS (
    SELECT
        *,
        date_diff('day', aim_before.period_end, period_end)
            / date_diff('day', aim_before.period_end, aim_after.period_end) AS share
    FROM indicator_standing_at(reporting_date)
),
aimed AS (
    SELECT
        *,
        CASE WHEN interpolated THEN {
            'period': period, 'period_end': period_end,
            'value': aim_before.value + (aim_after.value - aim_before.value) * share,
            'low': aim_before.low + (aim_after.low - aim_before.low) * share,
            'high': aim_before.high + (aim_after.high - aim_before.high) * share
        } ELSE own_aim END AS aim,
        CASE unset.status
            WHEN 'to_be_agreed' THEN 'to_be_agreed'
            WHEN 'tbs' THEN 'tbs' WHEN 'to_be_established' THEN 'tbs' WHEN 'set_annually' THEN 'tbs'
        END AS still_open
    FROM standing
),
-- Measuring: `measure` is the target judged by, or else the next one
faced AS (SELECT *, coalesce(aim, next_aim) AS measure FROM aimed),
measured AS (
    SELECT
        *,
        measured_from(polarity, value, measure.value, measure.low, measure.high) AS base,
        measured_from(polarity, forecast, last_aim.value, last_aim.low, last_aim.high) AS forecast_base,
        CASE WHEN sound THEN still_to_go(polarity, value, aim.value, aim.low, aim.high) END AS gap,
        CASE WHEN sound THEN still_to_go(polarity, value, next_aim.value, next_aim.low, next_aim.high) END
            AS gap_to_next,
        still_to_go(polarity, forecast, last_aim.value, last_aim.low, last_aim.high) AS forecast_gap,
        CASE
            WHEN polarity = 'neutral' THEN 'neutral_polarity'
            WHEN value_status IS NULL THEN 'no_value'
            WHEN value_status = 'suppressed' THEN 'suppressed'
            WHEN NOT sound THEN 'unrepresentative'
            WHEN aim IS NOT NULL THEN NULL
            WHEN unset.own AND still_open IS NOT NULL THEN still_open
            WHEN stated_later THEN 'no_result_yet'
            ELSE coalesce(still_open, 'no_target')
        END AS not_assessed_reason
    FROM faced
),
allowed AS (
    SELECT
        *,
        tolerance_amount(tolerance.within, tolerance.unit, base) AS tolerance_amount,
        tolerance_amount(tolerance.within, tolerance.unit, forecast_base) AS forecast_tolerance
    FROM measured
),
judged AS (
    SELECT
        *,
        CASE WHEN not_assessed_reason IS NULL THEN target_status(gap, coalesce(tolerance_amount, 0), value, base)
            ELSE 'not_assessed' END AS verdict,
        moved(polarity, value, previous.value, measure.low, measure.high) AS moved,
        moved(polarity, value, year_before_value, measure.low, measure.high) AS moved_on_year,
        coalesce(still_to_go(polarity, first_aim.value, baseline.value, NULL, NULL) > 0, false)
            AS target_easier_than_baseline,
        coalesce(polarity IN ('higher', 'lower') AND is_near(first_aim.value, baseline.value), false)
            AS target_on_baseline,
        target_status(forecast_gap, coalesce(forecast_tolerance, 0), forecast, forecast_base) AS forecast_verdict
    FROM allowed
),
-- Saying why
written AS (
    SELECT
        *,
        coalesce(not_assessed_reason, verdict) AS outcome,
        figure_text(value, unit, decimals) AS value_words,
        figure_text(previous.value, unit, decimals) || ' in ' || period_text(previous.period, previous.period_end)
            AS previous_words,
        target_text(polarity, measure.value, measure.low, measure.high, unit, decimals) AS measure_words,
        target_text(polarity, next_aim.value, next_aim.low, next_aim.high, unit, decimals) AS next_words,
        target_text(polarity, last_aim.value, last_aim.low, last_aim.high, unit, decimals) AS last_words,
        difference_text(coalesce(gap, gap_to_next), unit, decimals) AS gap_words,
        difference_text(coalesce(tolerance_amount, 0), unit, decimals) AS tolerance_words
    FROM judged
),
phrased AS (
    SELECT
        *,
        {
            'result': value_words || ' ' || in_period(period, period_end),
            'aim': measure_words,
            'line': CASE WHEN interpolated THEN
                ', read off the line between the ' || aim_before.period || ' and ' || aim_after.period || ' targets'
                ELSE '' END,
            'next': 'the ' || period_text(next_aim.period, next_aim.period_end) || ' target of ' || next_words,
            'gap': gap_words || CASE WHEN value > base THEN ' above ' ELSE ' below ' END,
            'tolerance': tolerance_words,
            'previous': previous_words,
            'moved': moved,
            'there': gap_to_next <= 0,
            'period': period_text(period, period_end),
            'awaited': coalesce(period_text(awaited.period, awaited.period_end),
                period_text(next_aim.period, next_aim.period_end)),
            'latest': 'The latest is ' || value_words || ' ' || in_period(period, period_end) || coalesce(CASE moved
                WHEN 'towards' THEN ', better than ' WHEN 'away' THEN ', worse than ' WHEN 'unchanged' THEN ', the same as '
                END || previous_words, '') || '.',
            'none': concat('No figure is held for ', area, CASE WHEN value_words IS NULL THEN
                ': the paper prints “' || words || '”' END, '.'),
            'no_target': CASE
                WHEN still_open = 'to_be_agreed' THEN 'Targets are still to be agreed.'
                WHEN still_open = 'tbs' THEN concat('The target is still to be set', ': printed “' || unset.text || '”', '.')
                WHEN unset.status = 'words_only' THEN concat('The target is printed in words only: “', unset.text, '”.')
                WHEN first_aim IS NULL AND any_stated THEN 'The target carries no date.'
                WHEN any_stated THEN 'No target is set for ' || period_text(period, period_end) || '.'
                ELSE 'No target is set.' END,
            -- where the last result is of another period than the one a year before
            'year_before': CASE WHEN previous.period_end <> a_year_before(period_end) THEN
                'A year before it was ' || figure_text(year_before_value, unit, decimals) || CASE moved_on_year
                    WHEN 'towards' THEN ', so it is better.' WHEN 'away' THEN ', so it is worse.' WHEN 'unchanged' THEN
                    ', the same.' END END,
            'baseline': 'The ' || period_text(first_aim.period, first_aim.period_end) || ' target of '
                || figure_text(first_aim.value, unit, decimals)
                || CASE WHEN target_easier_than_baseline THEN ' is easier than the baseline of '
                    WHEN target_on_baseline THEN ' equals the baseline of ' END
                || figure_text(baseline.value, unit, decimals) || ' ('
                || CASE baseline.period WHEN 'not printed' THEN 'no date printed'
                    ELSE period_text(baseline.period, baseline.period_end) END || ').'
        } AS said
    FROM written
),
final AS (
    SELECT
        indicator_id, area_id, plan_id, priority_id, title, unit, polarity, decimals,
        period, period_end, basis, value, value_status,
        aim.period AS target_period, aim.value AS target, aim.low AS target_low, aim.high AS target_high, interpolated,
        tolerance.within AS tolerance, tolerance.unit AS tolerance_unit, tolerance_amount, tolerance.id AS threshold_id,
        verdict, not_assessed_reason, gap,
        next_aim.period AS next_target_period, next_aim.period_end AS next_target_due, next_aim.value AS next_target,
        gap_to_next, gap_to_next <= 0 AS already_at_next, awaited.period AS awaited_period,
        previous.period AS previous_period, previous.value AS previous_value, moved,
        year_before_value, moved_on_year,
        baseline.value AS baseline_value, baseline.period AS baseline_period,
        target_easier_than_baseline, target_on_baseline,
        forecast, forecast - forecast_spread AS forecast_low, forecast + forecast_spread AS forecast_high,
        forecast_points, last_aim.value AS forecast_target, last_aim.period AS forecast_target_period, forecast_verdict,
        CASE forecast_verdict WHEN 'met' THEN 'on course' WHEN 'within_tolerance' THEN 'nearly on course'
            WHEN 'off_target' THEN 'off course' END AS forecast_word,
        CASE outcome
            WHEN 'tbs' THEN 'targets to be set' WHEN 'to_be_agreed' THEN 'targets to be agreed'
            WHEN 'unrepresentative' THEN 'not representative' WHEN 'neutral_polarity' THEN 'no better or worse'
            ELSE replace(outcome, '_', ' ')
        END AS word,
        indicator_reason(outcome, said) AS reason,
        concat_ws('; ',
            'latest ' || value_words || ' (' || period || ')',
            CASE WHEN aim IS NULL THEN 'next target ' ELSE 'target ' END || measure_words || ' (' || measure.period
                || CASE WHEN interpolated THEN ', interpolated)' ELSE ')' END,
            'tolerance ' || number_text(tolerance.within, 0)
                || CASE tolerance.unit WHEN 'percent' THEN ' percent of target = ' || number_text(tolerance_amount, decimals)
                    ELSE ' points' END
        ) AS inputs,
        'The line through ' || forecast_points || ' results reaches ' || worked_out_text(forecast, unit, decimals)
            || ' by ' || strftime(ends_on, '%-d %B %Y') || ' (between '
            || worked_out_text(forecast - forecast_spread, unit, decimals) || ' and '
            || worked_out_text(forecast + forecast_spread, unit, decimals) || ')'
            || coalesce('; the plan''s last target is ' || last_words || ' (' || last_aim.period || '), so it is '
                || forecast_word || CASE WHEN forecast_gap > 0 THEN ' by '
                    || difference_text(round(forecast_gap, CAST(decimals + 1 AS INTEGER)), unit, decimals) ELSE '' END, '')
            || '.' AS forecast_reason,
        'indicator_status' AS rule
    FROM phrased
)
SELECT * FROM final;

CREATE VIEW indicator_verdict AS SELECT * FROM indicator_verdict_at(default_reporting_date());
