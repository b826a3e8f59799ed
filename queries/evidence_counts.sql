-- How many rows of each dataset cite each document.
SELECT e.dataset, e.document_id, coalesce(s.title, 'Loaded by analysts') AS document, e.row_count
FROM evidence_cited e
LEFT JOIN source s USING (document_id)
ORDER BY e.dataset, e.document_id
