-- The title of each document.
SELECT document_id, title FROM source ORDER BY document_id
