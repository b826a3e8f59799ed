-- How many rows of evidence the filters leave.
-- Parameters: $document_id, $dataset ('' for all); $words (list, folded; none for all).
WITH
-- For speed: what was counted when the version was made, where no words are looked for
counted AS (
    SELECT coalesce(sum(row_count), 0) AS row_count
    FROM evidence_cited e
    WHERE len($words) = 0 AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
),
searched AS (
    SELECT count(*) AS row_count
    FROM evidence_shown e
    WHERE len($words) > 0 AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
        AND list_transform([  -- folded once, not once a word
            ' ' || regexp_replace(regexp_replace(regexp_replace(
                lower(strip_accents(concat_ws(' ', e.subject, replace(e.row_key, '-', ' '), e.quote, e.note, e.section))),
                '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g')
        ], lambda text: list_bool_and(list_transform($words, lambda word: contains(text, ' ' || word))))[1]
)
SELECT CAST(counted.row_count + searched.row_count AS BIGINT) AS row_count FROM counted CROSS JOIN searched
