-- title: How the rules compare and write figures
-- rule: Figures are compared in full; rounding is for show only. Two figures closer than a billionth of their size are the same, so that the last digit of a sum done by machine decides nothing.
-- source: The dashboard's own
-- thresholds: none

-- Comparing
CREATE MACRO is_near(a, b) AS abs(a - b) <= 1e-9 * greatest(abs(a), abs(b));
CREATE MACRO is_above(a, b) AS a > b AND NOT is_near(a, b);

-- How far a value is from what is wanted: positive is still to go, 0 or less is there.
CREATE MACRO still_to_go(polarity, value, target, low, high) AS CASE polarity
    WHEN 'higher' THEN CASE WHEN is_near(value, target) THEN 0 ELSE target - value END
    WHEN 'lower' THEN CASE WHEN is_near(value, target) THEN 0 ELSE value - target END
    WHEN 'range' THEN CASE WHEN is_near(value, low) OR is_near(value, high) THEN 0 ELSE greatest(low - value, value - high) END
END;
-- The end of a range that a value lies nearer to; the target itself where there is no range.
CREATE MACRO measured_from(polarity, value, target, low, high) AS
    CASE WHEN polarity <> 'range' THEN target WHEN abs(value - low) < abs(value - high) THEN low ELSE high END;
-- What a tolerance allows, in the indicator's unit.
CREATE MACRO tolerance_amount(amber_within, unit, target) AS
    CASE WHEN unit = 'percent' THEN abs(target) * amber_within / 100 ELSE amber_within END;
CREATE MACRO target_status(to_go, tolerance, value, target) AS CASE
    WHEN to_go <= 0 THEN 'met'
    WHEN to_go <= tolerance + 1e-9 * greatest(abs(value), abs(target)) THEN 'within_tolerance'
    WHEN to_go > tolerance THEN 'off_target'
END;
-- Where the last two values went: by direction, or by the distance to a range.
CREATE MACRO moved(polarity, value, earlier, low, high) AS CASE
    WHEN is_near(value, earlier) AND polarity IN ('higher', 'lower', 'range') THEN 'unchanged'
    WHEN polarity = 'higher' THEN CASE WHEN value > earlier THEN 'towards' WHEN value < earlier THEN 'away' END
    WHEN polarity = 'lower' THEN CASE WHEN value < earlier THEN 'towards' WHEN value > earlier THEN 'away' END
    WHEN polarity = 'range' AND low IS NOT NULL AND earlier IS NOT NULL THEN
        CASE sign(greatest(low - value, value - high, 0) - greatest(low - earlier, earlier - high, 0))
            WHEN -1 THEN 'towards' WHEN 1 THEN 'away' WHEN 0 THEN 'unchanged' END
END;

-- Periods: what sort a period is (a year, a financial year, a month, a quarter), by the pattern of its name.
CREATE MACRO period_form(period, period_end, basis) AS CASE
    WHEN period_end IS NULL THEN NULL
    WHEN basis = 'rolling' THEN 'rolling'
    ELSE regexp_replace(regexp_replace(period, '[0-9]+', '9', 'g'), '[[:alpha:]]+', 'a', 'g')
END;
CREATE MACRO a_year_before(day) AS CASE
    WHEN day = last_day(day) THEN last_day(CAST(day - INTERVAL 1 YEAR AS DATE))
    ELSE CAST(day - INTERVAL 1 YEAR AS DATE)
END;

-- Writing: as many decimals as the indicator shows, and more (up to 4) where the figure has them.
CREATE MACRO without_zeros(number, decimals) AS
    rtrim(left(number, greatest(length(rtrim(number, '0')), length(number) - 4 + decimals)), '.');
CREATE MACRO number_text(value, decimals) AS without_zeros(format('{:,.4f}', round(value, 4) + 0.0), decimals);
CREATE MACRO figure_text(value, unit, decimals) AS
    CASE WHEN unit NOT LIKE '£%' THEN '' WHEN value < 0 THEN '-£' ELSE '£' END
    || number_text(CASE WHEN unit LIKE '£%' THEN abs(value) ELSE value END, decimals)
    || CASE WHEN unit = '%' THEN '%' WHEN unit IN ('£m', '£ million') THEN 'm' WHEN unit = '£000' THEN 'k' ELSE '' END;
-- A difference between two figures; two percentages differ by points.
CREATE MACRO difference_text(value, unit, decimals) AS
    figure_text(abs(value), CASE WHEN unit = '%' THEN '' ELSE unit END, decimals)
    || CASE WHEN unit <> '%' THEN '' WHEN is_near(abs(value), 1) THEN ' point' ELSE ' points' END;
-- A figure worked out rather than printed: one decimal more than the indicator shows.
CREATE MACRO worked_out_text(value, unit, decimals) AS
    figure_text(round(value, CAST(decimals + 1 AS INTEGER)), unit, decimals);
CREATE MACRO period_text(period, period_end) AS CASE
    WHEN period = 'not printed' THEN 'undated'
    WHEN regexp_full_match(period, '[0-9]{4}-[0-9]{2}') AND period_end IS NOT NULL THEN strftime(period_end, '%B %Y')
    ELSE period
END;
CREATE MACRO in_period(period, period_end) AS
    CASE WHEN period = 'not printed' THEN '(no date printed)' ELSE 'in ' || period_text(period, period_end) END;
CREATE MACRO target_text(polarity, value, low, high, unit, decimals) AS
    CASE WHEN polarity = 'range' THEN figure_text(low, unit, decimals) || ' to ' ELSE '' END
    || figure_text(CASE WHEN polarity = 'range' THEN high ELSE value END, unit, decimals);
