-- title: Evidence that may be shown
-- rule: The words of a survey group that is withheld are withheld from the evidence too, with the reason in their place; and so are the words of anything else printed at the same place, for they may tell its figure.
-- source: The dashboard's own rule
-- thresholds: minimum_group_size

-- Rows: as `evidence`, every sourced row of every dataset.
CREATE VIEW evidence_shown AS
WITH
    withheld AS (
        SELECT
            concat_ws(' / ', survey_id, group_kind, group_name, factor, measure) AS row_key, source_ref, suppressed_why
        FROM survey_shown WHERE suppressed
    ),
    -- The rows of one upload all name the same load, which is no place in a paper.
    place AS (SELECT DISTINCT source_ref FROM withheld WHERE NOT starts_with(source_ref, 'load:')),
    marked AS (
        SELECT
            evidence.*,
            withheld.row_key IS NOT NULL OR (dataset <> 'survey_score' AND place.source_ref IS NOT NULL) AS is_withheld,
            CASE WHEN is_withheld THEN
                coalesce(suppressed_why, 'Withheld: printed beside a survey group too small to show.')
            END AS why
        FROM evidence
        LEFT JOIN withheld ON evidence.dataset = 'survey_score' AND withheld.row_key = evidence.row_key
        LEFT JOIN place ON place.source_ref = evidence.source_ref
    )
SELECT
    dataset, row_key,
    -- a remark's subject is its own text
    CASE WHEN is_withheld AND dataset = 'commentary' THEN 'Withheld' ELSE subject END AS subject,
    source_ref, document_id, section, row,
    CASE WHEN NOT is_withheld THEN quote END AS quote,
    coalesce(why, note) AS note,
    number
FROM marked;

-- How many rows of each dataset cite each document: kept, for it counts every sourced row there is.
CREATE MACRO evidence_cited_at(reporting_date) AS TABLE
SELECT dataset, document_id, count(*) AS row_count FROM evidence GROUP BY dataset, document_id;

CREATE VIEW evidence_cited AS SELECT * FROM evidence_cited_at(default_reporting_date());
