-- Rows of every dataset with their document, section, row and quote.
-- Parameters: $document_id, $dataset ('' for all); $words ('' for all; else searched in subject, key, quote and note);
-- $row_limit. In order of printing.
WITH
final AS (
    SELECT e.dataset, e.row_key, e.subject, e.quote, s.title AS document, e.section, e.row, e.note, e.source_ref
    FROM evidence_shown e
    LEFT JOIN source s USING (document_id)
    WHERE ($document_id = '' OR e.document_id = $document_id)
        AND ($dataset = '' OR e.dataset = $dataset)
        AND (
            $words = ''
            OR contains(
                lower(concat_ws(' ', e.subject, replace(e.row_key, '-', ' '), e.quote, e.note, e.section)), lower($words)
            )
        )
)
SELECT * FROM final LIMIT $row_limit
