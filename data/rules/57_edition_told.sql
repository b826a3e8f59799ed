-- The lines of two editions of a savings table beside each other, a row a line with all its years: kept, for to gather them
-- took longer than all else its page asks.
CREATE MACRO edition_told_at(reporting_date) AS TABLE
SELECT
    subject_id, any_value(edition.plan_id) AS plan_id, any_value(edition.earlier_plan_id) AS earlier_plan_id,
    any_value(edition.line_id) AS line_id, any_value(edition.title) AS title, any_value(plan.title) AS plan_title,
    any_value(earlier_plan.title) AS earlier_plan_title,
    coalesce(any_value(line.officer), any_value(earlier_line.officer)) AS officer,
    list({'period': period, 'earlier': earlier_amount, 'later': later_amount, 'word': word} ORDER BY period) AS years,
    coalesce(string_agg(DISTINCT word, ', ' ORDER BY word) FILTER (WHERE word <> 'Unchanged'), 'Unchanged') AS word,
    max(abs(moved_by)) AS moved,
    any_value(edition.source_ref) AS source_ref, any_value(edition.quote) AS quote,
    any_value(coalesce(line.note, earlier_line.note)) AS note, row_number() OVER (ORDER BY subject_id) AS place
FROM efficiency_edition_at(reporting_date) AS edition
JOIN plan ON plan.plan_id = edition.plan_id
JOIN plan AS earlier_plan ON earlier_plan.plan_id = edition.earlier_plan_id
LEFT JOIN efficiency_line AS line ON line.line_id = edition.line_id
LEFT JOIN efficiency_line AS earlier_line ON earlier_line.line_id = edition.earlier_line_id
GROUP BY subject_id;

CREATE VIEW edition_told AS SELECT * FROM edition_told_at(default_reporting_date());

-- How the lines of an earlier edition became those of the later, a row a pair of tables and a year: what was lowered,
-- raised, dropped and new.
CREATE MACRO edition_sum_at(reporting_date) AS TABLE
WITH
edition AS (FROM efficiency_edition_at(reporting_date)),
only_earlier AS (  -- years the later table does not print
    SELECT paired.*, period, sum(amount_gbp_000) AS earlier_sum
    FROM (SELECT DISTINCT plan_id, table_id, earlier_plan_id, earlier_table_id FROM edition) AS paired
    JOIN efficiency_line l
        ON l.plan_id = paired.earlier_plan_id AND l.table_id = paired.earlier_table_id AND l.line_kind = 'line'
    JOIN efficiency_amount a USING (line_id)
    WHERE NOT EXISTS (
        FROM edition
        WHERE edition.plan_id = paired.plan_id AND edition.table_id = paired.table_id AND edition.period = a.period
    )
    GROUP BY ALL
),
summed AS (
    SELECT
        plan_id, table_id, earlier_plan_id, earlier_table_id, period, measure,
        coalesce(sum(earlier_amount), 0) AS earlier_sum,
        coalesce(sum(moved_by) FILTER (WHERE word = 'Raised'), 0) AS raised,
        coalesce(sum(moved_by) FILTER (WHERE word = 'Lowered'), 0) AS lowered,
        coalesce(sum(moved_by) FILTER (WHERE word IN ('No figure now', 'Line gone')), 0) AS dropped,
        coalesce(sum(moved_by) FILTER (WHERE word IN ('New line', 'No figure before')), 0) AS added,
        coalesce(sum(later_amount), 0) AS later_sum,
        count(*) FILTER (WHERE word <> 'Unchanged') AS changed_lines,
        count(*) AS lines
    FROM edition GROUP BY ALL
    UNION ALL BY NAME
    SELECT plan_id, table_id, earlier_plan_id, earlier_table_id, period, CAST(earlier_sum AS DOUBLE) AS earlier_sum
    FROM only_earlier
)
SELECT summed.*, plan.title AS plan_title, earlier_plan.title AS earlier_plan_title
FROM summed
JOIN plan ON plan.plan_id = summed.plan_id
JOIN plan AS earlier_plan ON earlier_plan.plan_id = summed.earlier_plan_id;

CREATE VIEW edition_sum AS SELECT * FROM edition_sum_at(default_reporting_date());
