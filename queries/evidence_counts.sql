-- How many rows of each dataset cite each document.
SELECT e.dataset, e.document_id, coalesce(s.title, 'Loaded by analysts') AS document, count(*) AS row_count
FROM evidence e
LEFT JOIN source s USING (document_id)
GROUP BY ALL
ORDER BY e.dataset, e.document_id
