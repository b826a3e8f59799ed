-- How many rows of evidence the filters leave.
-- Parameters: $document_id, $dataset ('' for all); $words ('' for all; else searched in subject, key, quote and note).
SELECT count(*) AS row_count
FROM evidence_shown e
WHERE ($document_id = '' OR e.document_id = $document_id)
    AND ($dataset = '' OR e.dataset = $dataset)
    AND (
        $words = ''
        OR contains(
            lower(concat_ws(' ', e.subject, replace(e.row_key, '-', ' '), e.quote, e.note, e.section)), lower($words)
        )
    )
