-- How many rows of evidence the filters leave.
-- Parameters: $document_id, $dataset ('' for all); $words (list, folded; none for all).
WITH
-- For speed: what was counted when the version was made, where no words are looked for
counted AS (
    SELECT coalesce(sum(row_count), 0) AS row_count
    FROM evidence_cited e
    WHERE len($words) = 0 AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
),
matching AS (FROM evidence_bearing($words)),
searched AS (
    SELECT count(*) AS row_count FROM matching WHERE $document_id = '' AND $dataset = ''
    UNION ALL
    SELECT count(*)
    FROM matching JOIN evidence_shown e USING (number)
    WHERE ($document_id <> '' OR $dataset <> '')
        AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
)
SELECT CAST(any_value(counted.row_count) + sum(searched.row_count) AS BIGINT) AS row_count
FROM counted CROSS JOIN searched
