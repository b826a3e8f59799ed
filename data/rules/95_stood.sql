-- title: How things stood on a day
-- rule: What may change from one day to another, and no more: the state of each indicator and milestone, the figure or the date it has, and which findings there are.
-- rule: Of any day only what differs from how things stand at the data's own date is said; two days are compared through that.
-- source: The rules above
-- thresholds: those of the rules above

CREATE MACRO stood_at(reporting_date) AS TABLE
SELECT
    'indicator' AS kind, concat(indicator_id, '/', area_id) AS key, indicator_id AS id, area_id, title, word,
    measure_state(verdict, not_assessed_reason, already_at_next) AS state, value, unit, decimals, period, period_end,
    NULL AS due_on
FROM indicator_verdict_at(reporting_date)
UNION ALL
SELECT
    'milestone', milestone_id, milestone_id, NULL, title, word, state, NULL, NULL, NULL, NULL, NULL, current_due_on
FROM milestone_verdict_at(reporting_date)
UNION ALL
SELECT 'finding', finding_key, NULL, NULL, title, 'found', NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM finding_at(reporting_date);

CREATE VIEW stood AS SELECT * FROM stood_at(default_reporting_date());

CREATE MACRO stood_figure(value, unit, decimals, period, period_end, due_on) AS coalesce(
    figure_text(value, unit, decimals) || ' ' || in_period(period, period_end), date_in_words(due_on), ''
);

-- What stood otherwise on that day than it does (`now_`) at the data's own date.
CREATE MACRO stood_apart_at(reporting_date) AS TABLE
SELECT
    kind, key, coalesce(was.id, own.id) AS id, coalesce(was.area_id, own.area_id) AS area_id,
    was.title, own.title AS now_title,
    was.kind IS NOT NULL AS is_there, own.kind IS NOT NULL AS now_is_there,
    was.word, own.word AS now_word, was.state, own.state AS now_state,
    was.value, own.value AS now_value, was.due_on, own.due_on AS now_due_on,
    stood_figure(was.value, was.unit, was.decimals, was.period, was.period_end, was.due_on) AS figure,
    stood_figure(own.value, own.unit, own.decimals, own.period, own.period_end, own.due_on) AS now_figure
FROM stood_at(reporting_date) AS was FULL JOIN stood_at(default_reporting_date()) AS own USING (kind, key)
WHERE was.kind IS NULL OR own.kind IS NULL
    OR was.title IS DISTINCT FROM own.title OR was.word IS DISTINCT FROM own.word
    OR was.state IS DISTINCT FROM own.state OR was.value IS DISTINCT FROM own.value
    OR was.period IS DISTINCT FROM own.period OR was.period_end IS DISTINCT FROM own.period_end
    OR was.due_on IS DISTINCT FROM own.due_on;

CREATE VIEW stood_apart AS SELECT * FROM stood_apart_at(default_reporting_date());
