-- title: What stands beside a figure
-- rule: A finding stands beside what it is about, by its kind and with what was decided about it, in every table and its download; the findings page says the rest.
-- rule: Beside an indicator or a milestone stands the latest remark made by the reporting date, with its action.
-- rule: A remark is asked for, of whoever answers for it, where an indicator is off target or its last result moved away from where it should go, and where a milestone is overdue; unless one was made since the period of that result ended, or since the milestone fell due.
-- source: The dashboard's own
-- thresholds: those of the verdicts

CREATE MACRO finding_beside_at(reporting_date) AS TABLE
WITH
    worded AS (
        SELECT
            subject_kind, subject_id, min(list_position(['high', 'medium', 'low'], severity)) AS gravity,
            '▲ ' || split_part(title, ': ', 1) || CASE status WHEN 'open' THEN '' ELSE ' (' || status || ')' END AS words
        FROM finding_at(reporting_date)
        GROUP BY subject_kind, subject_id, words
    )
SELECT subject_kind, subject_id, string_agg(words, '; ' ORDER BY gravity, words) AS finding
FROM worded
GROUP BY subject_kind, subject_id;

CREATE MACRO commentary_beside_at(reporting_date) AS TABLE
WITH
    latest AS (
        SELECT subject_kind, subject_id, as_at, author_role, text, action
        FROM commentary
        WHERE as_at <= CAST(reporting_date AS DATE) AND subject_kind IN ('indicator', 'milestone')
        QUALIFY row_number() OVER (
            PARTITION BY subject_kind, subject_id ORDER BY as_at DESC, commentary_id DESC
        ) = 1
    ),
    subject AS (
        SELECT
            'indicator' AS subject_kind, indicator_id AS subject_id,
            verdict = 'off_target' OR coalesce(moved = 'away', false) AS is_wanted, period_end AS since
        FROM indicator_verdict_at(reporting_date) SEMI JOIN (SELECT area_id FROM area WHERE is_home) home USING (area_id)
        UNION ALL
        SELECT 'milestone', milestone_id, state = 'overdue', current_due_on FROM milestone_verdict_at(reporting_date)
    ),
    owner AS (
        SELECT 'indicator' AS subject_kind, indicator_id AS subject_id, owner FROM indicator_owner_at(reporting_date)
        UNION ALL
        SELECT 'milestone', milestone_id, owner FROM milestone_owner
    ),
    asked AS (
        SELECT
            *, is_wanted AND coalesce(as_at < since, as_at IS NULL) AS is_asked,
            CASE WHEN is_asked THEN
                'No commentary ' || CASE WHEN as_at IS NULL THEN 'yet' ELSE 'since ' || date_in_words(as_at) END
            END AS asked
        FROM subject
        LEFT JOIN latest USING (subject_kind, subject_id)
        LEFT JOIN owner USING (subject_kind, subject_id)
        WHERE is_wanted OR as_at IS NOT NULL
    )
SELECT
    subject_kind, subject_id, is_asked, as_at, author_role, text, action, owner, asked,
    coalesce(
        asked || '; owner: ' || coalesce(owner, 'none named') || '.',
        concat_ws(' ', text, action) || ' (' || author_role || ', ' || date_in_words(as_at) || ')'
    ) AS commentary
FROM asked;

CREATE MACRO beside_at(reporting_date) AS TABLE
SELECT subject_kind, subject_id, f.finding, c.commentary, c.asked
FROM finding_beside_at(reporting_date) AS f
FULL JOIN commentary_beside_at(reporting_date) AS c USING (subject_kind, subject_id);

CREATE VIEW beside AS SELECT * FROM beside_at(default_reporting_date());
