-- The source documents and how many rows of evidence cite each.
WITH
cited AS (SELECT document_id, CAST(sum(row_count) AS BIGINT) AS rows_citing FROM evidence_cited GROUP BY document_id)
SELECT
    s.document_id, s.title, s.issued_on, s.publisher, s.status, s.covers, s.note,
    coalesce(c.rows_citing, 0) AS rows_citing
FROM source s
LEFT JOIN cited c USING (document_id)
ORDER BY rows_citing DESC, s.document_id
