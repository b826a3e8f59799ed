-- How many rows of evidence the filters leave.
-- Parameters: $document_id, $dataset ('' for all); $words (list, folded; none for all).
SELECT count(*) AS row_count
FROM evidence_shown e
WHERE ($document_id = '' OR e.document_id = $document_id)
    AND ($dataset = '' OR e.dataset = $dataset)
    AND (len($words) = 0 OR list_bool_and(list_transform($words, lambda word: contains(
        ' ' || regexp_replace(regexp_replace(regexp_replace(
            lower(strip_accents(concat_ws(' ', e.subject, replace(e.row_key, '-', ' '), e.quote, e.note, e.section))),
            '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g'),
        ' ' || word
    ))))
