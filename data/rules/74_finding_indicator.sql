-- title: Findings about indicators
-- rule: A finding is written for a target easier than the baseline, a baseline the paper calls unrepresentative, a baseline without a year, two series of the same thing that contradict each other, and a printed average or median that its figures do not make.
-- rule: Two series are of the same thing where the note of a figure from the text names an indicator of the table, with the same unit and place.
-- rule: They contradict where they differ for the same period, or where one has no date and equals no value of the other.
-- source: Homelessness Strategy 2008-2013, table of indicators, sections 2.2 and 3, and delivery plan; homelessness report, section 5.1
-- thresholds: indicator_status

-- What is found whatever the date.
CREATE MACRO finding_printed_figure_at(reporting_date) AS TABLE
WITH
    home AS (SELECT area_id FROM area WHERE is_home),
    held AS (
        SELECT indicator_value.*, indicator.title, indicator.unit, indicator.series, indicator.decimals,
            indicator.note AS indicator_note
        FROM indicator_value JOIN indicator USING (indicator_id)
        WHERE value IS NOT NULL
    ),
    baseline AS (
        SELECT
            value_status = 'unrepresentative' AS is_odd,
            CASE WHEN is_odd THEN 'unrepresentative_baseline' ELSE 'no_baseline_year' END AS rule,
            CASE WHEN is_odd THEN 'medium' ELSE 'low' END AS severity,
            'indicator_value' AS dataset, indicator_id, NULL AS period,
            CASE WHEN is_odd THEN 'Unrepresentative baseline: ' ELSE 'Baseline without a year: ' END || title AS title,
            value AS printed, NULL AS recomputed, NULL AS difference, unit, value_text AS printed_text,
            CASE WHEN is_odd
                THEN 'The paper says that the baseline, printed "' || coalesce(value_text, amount_in_words(value))
                    || '", is not representative; no change can be measured from it.'
                ELSE 'The baseline is printed "' || coalesce(value_text, amount_in_words(value))
                    || '" without a year, so how long a change took cannot be said.'
            END AS explanation,
            source_ref, quote
        FROM held JOIN home USING (area_id)
        WHERE kind = 'actual' AND is_baseline AND (value_status = 'unrepresentative' OR period_end IS NULL)
    ),
    pair AS (
        SELECT
            named.text_id, named.table_id, in_text.area_id, in_table.title, in_table.unit,
            in_text.period AS text_period, in_text.period_end AS text_end, in_text.value AS text_value,
            in_table.period AS table_period, in_table.period_end AS table_end, in_table.value AS table_value,
            in_text.value_text, in_text.source_ref, in_text.quote, in_table.source_ref AS table_ref
        FROM same_series AS named
        JOIN held AS in_text ON in_text.indicator_id = named.text_id AND in_text.kind = 'actual'
        JOIN held AS in_table
            ON in_table.indicator_id = named.table_id AND in_table.kind = 'actual' AND in_table.series = 'table'
            AND in_table.area_id = in_text.area_id AND in_table.unit = in_text.unit
            -- no other pair can contradict; without this, of two long series each point would meet each
            AND (in_table.period = in_text.period OR in_text.period_end IS NULL OR in_table.period_end IS NULL)
    ),
    clash AS (
        SELECT
            *,
            CASE
                WHEN text_period = table_period AND text_end IS NOT NULL THEN text_value <> table_value
                WHEN text_end IS NULL
                    THEN NOT bool_or(text_value = table_value) OVER (PARTITION BY text_id, table_id, area_id, text_period)
                WHEN table_end IS NULL
                    THEN NOT bool_or(text_value = table_value) OVER (PARTITION BY text_id, table_id, area_id, table_period)
            END AS contradicts
        FROM pair
    ),
    contradiction AS (
        SELECT
            'series_contradict' AS rule, 'medium' AS severity, 'indicator_value' AS dataset, table_id AS indicator_id,
            NULL AS period, 'Text and table contradict each other: ' || title AS title,
            text_value AS printed, table_value AS recomputed, text_value - table_value AS difference, unit,
            value_text AS printed_text,
            'The text gives ' || amount_in_words(text_value) || ' ('
                || CASE WHEN text_end IS NULL THEN 'no date' ELSE text_period END
                || '), the table ' || amount_in_words(table_value) || ' ('
                || CASE WHEN table_end IS NULL THEN 'no date' ELSE table_period END || '): ' || table_ref || '.'
                AS explanation,
            source_ref, quote
        FROM clash WHERE contradicts
        QUALIFY row_number() OVER (
            PARTITION BY table_id, text_id ORDER BY text_end DESC NULLS LAST, table_end DESC NULLS LAST
        ) = 1
    ),
    -- The average and the median printed under a table of authorities.
    made AS (
        SELECT indicator_id, period, basis, avg(value) AS mean, median(value) AS middle, count(*) AS areas
        FROM held WHERE kind = 'actual'
        GROUP BY indicator_id, period, basis
    ),
    average AS (
        SELECT
            held.*, areas, CASE kind WHEN 'printed_mean' THEN mean ELSE middle END AS made,
            CASE kind WHEN 'printed_mean' THEN 'average' ELSE 'median' END AS kind_word
        FROM held JOIN made USING (indicator_id, period, basis)
        WHERE kind IN ('printed_mean', 'printed_median')
    ),
    averages AS (
        SELECT
            'average_differs' AS rule, 'medium' AS severity, 'indicator_value' AS dataset, indicator_id,
            period || ':' || kind AS period, 'Printed ' || kind_word || ' differs from its figures: ' || title AS title,
            value AS printed, made AS recomputed, value - made AS difference, unit, value_text AS printed_text,
            'The ' || kind_word || ' of ' || areas || ' figures is ' || amount_in_words(round(made, 3)) || '; '
                || value_text || ' is printed.' AS explanation,
            source_ref, quote
        FROM average WHERE abs(value - made) > 0.5 / pow(10, decimals) + 1e-9
    ),
    found AS (
        SELECT * EXCLUDE (is_odd) FROM baseline
        UNION ALL BY NAME SELECT * FROM contradiction
        UNION ALL BY NAME SELECT * FROM averages
    )
SELECT
    found.* EXCLUDE (indicator_id, source_ref, quote),
    'indicator' AS subject_kind, indicator_id AS subject_id, indicator.plan_id, indicator.priority_id,
    coalesce(found.source_ref, indicator.source_ref) AS source_ref, coalesce(found.quote, indicator.quote) AS quote
FROM found JOIN indicator USING (indicator_id);

CREATE VIEW finding_printed_figure AS SELECT * FROM finding_printed_figure_at(default_reporting_date());

CREATE MACRO finding_indicator_at(reporting_date) AS TABLE
WITH
    home AS (SELECT area_id FROM area WHERE is_home),
    easier AS (
        SELECT
            'target_easier_than_baseline' AS rule, 'medium' AS severity, 'indicator_value' AS dataset, indicator_id,
            coalesce(target_period, next_target_period) AS period,
            'Target easier than the baseline: ' || verdict.title AS title,
            coalesce(target, next_target) AS printed, baseline_value AS recomputed,
            coalesce(target, next_target) - baseline_value AS difference, verdict.unit,
            'The ' || coalesce(target_period, next_target_period) || ' target of '
                || amount_in_words(coalesce(target, next_target)) || ' is easier than the baseline of '
                || amount_in_words(baseline_value) || ' (' || baseline_period || '); '
                || CASE verdict.polarity WHEN 'lower' THEN 'lower' ELSE 'higher' END || ' is better.' AS explanation
        FROM indicator_verdict_at(reporting_date) AS verdict
        JOIN home USING (area_id)
        WHERE target_easier_than_baseline
    )
SELECT * FROM finding_printed_figure_at(reporting_date)
UNION ALL BY NAME
SELECT
    easier.* EXCLUDE (indicator_id), 'indicator' AS subject_kind, indicator_id AS subject_id, indicator.plan_id,
    indicator.priority_id, indicator.source_ref, indicator.quote
FROM easier JOIN indicator USING (indicator_id);

CREATE VIEW finding_indicator AS SELECT * FROM finding_indicator_at(default_reporting_date());
