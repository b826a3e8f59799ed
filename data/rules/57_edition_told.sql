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
    any_value(coalesce(line.note, earlier_line.note)) AS note
FROM efficiency_edition_at(reporting_date) AS edition
JOIN plan ON plan.plan_id = edition.plan_id
JOIN plan AS earlier_plan ON earlier_plan.plan_id = edition.earlier_plan_id
LEFT JOIN efficiency_line AS line ON line.line_id = edition.line_id
LEFT JOIN efficiency_line AS earlier_line ON earlier_line.line_id = edition.earlier_line_id
GROUP BY subject_id;

CREATE VIEW edition_told AS SELECT * FROM edition_told_at(default_reporting_date());
