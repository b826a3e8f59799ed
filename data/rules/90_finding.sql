-- title: Findings: every rule that does not hold
-- rule: One row for everything the rules find wrong or doubtful, with what is printed, what it should be, where it stands and why it was found.
-- rule: High: a sum or a plan that does not come out.
-- rule: Medium: a figure, a date or a claim that another contradicts.
-- rule: Low: rounding, and what should be known when reading.
-- rule: Each has a key that stays the same from version to version, under which its status (open, accepted, explained) and the note on it are kept.
-- source: The rules above; finding_note for status and note
-- thresholds: those of the rules above

CREATE MACRO finding_at(reporting_date) AS TABLE
WITH
    found AS (
        SELECT * FROM finding_money_at(reporting_date)
        UNION ALL BY NAME SELECT * FROM finding_milestone_at(reporting_date)
        UNION ALL BY NAME SELECT * FROM finding_indicator_at(reporting_date)
        UNION ALL BY NAME SELECT * FROM finding_survey_at(reporting_date)
    ),
    keyed AS (
        SELECT *, rule || ':' || subject_id || coalesce(':' || period, '') || coalesce(':' || measure, '') AS finding_key
        FROM found
    )
SELECT
    keyed.finding_key, rule, severity, dataset, subject_kind, subject_id, plan_id, priority_id, title,
    printed, recomputed, difference, unit, printed_text, explanation, source_ref, quote,
    coalesce(finding_note.status, 'open') AS status, finding_note.note, finding_note.as_at AS note_as_at,
    about_place
FROM keyed
LEFT JOIN finding_note USING (finding_key)
LEFT JOIN (SELECT kind AS subject_kind, id AS subject_id, place AS about_place FROM thing_at(reporting_date)) AS thing
    USING (subject_kind, subject_id)
ORDER BY list_position(['high', 'medium', 'low'], severity), rule, keyed.finding_key;

CREATE VIEW finding AS SELECT * FROM finding_at(default_reporting_date());
