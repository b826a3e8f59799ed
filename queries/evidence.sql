-- Rows of every dataset with their document, section, row and quote.
-- Parameters: $document_id, $dataset ('' for all); $words (list, folded as in words.py; none for
-- all; each begins a word of subject, key, quote, note or section);
-- $row_limit. In order of printing.
WITH
final AS (
    SELECT e.dataset, e.row_key, e.subject, e.quote, s.title AS document, e.section, e.row, e.note, e.source_ref
    FROM evidence_shown e
    LEFT JOIN source s USING (document_id)
    WHERE ($document_id = '' OR e.document_id = $document_id)
        AND ($dataset = '' OR e.dataset = $dataset)
        AND (len($words) = 0 OR list_transform([  -- folded once, not once a word
            ' ' || regexp_replace(regexp_replace(regexp_replace(
                lower(strip_accents(concat_ws(' ', e.subject, replace(e.row_key, '-', ' '), e.quote, e.note, e.section))),
                '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g')
        ], lambda text: list_bool_and(list_transform($words, lambda word: contains(text, ' ' || word))))[1])
)
SELECT * FROM final LIMIT $row_limit
