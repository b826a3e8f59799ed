-- Rows of every dataset with their document, section, row and quote.
-- Parameters: $document_id, $dataset ('' for all); $words (list, folded as in words.py; none for
-- all; each begins a word of subject, key, quote, note or section);
-- $row_limit. In order of printing.
WITH
-- For speed: words are looked for in what data/rules/96_sought.sql keeps, and only rows to be listed are looked up.
matching AS (FROM evidence_bearing($words)),
searched AS (
    SELECT number FROM matching WHERE $document_id = '' AND $dataset = ''
    UNION ALL
    SELECT number
    FROM matching JOIN evidence_shown e USING (number)
    WHERE ($document_id <> '' OR $dataset <> '')
        AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
),
listed AS (SELECT number FROM searched ORDER BY number LIMIT $row_limit),
-- Where no words are looked for, rows come as they stand.
first AS (
    SELECT e.dataset, e.row_key, e.subject, e.quote, s.title AS document, e.section, e.row, e.note, e.source_ref
    FROM evidence_shown e
    LEFT JOIN source s USING (document_id)
    WHERE len($words) = 0
        AND ($document_id = '' OR e.document_id = $document_id) AND ($dataset = '' OR e.dataset = $dataset)
    LIMIT $row_limit
),
found AS (
    SELECT e.dataset, e.row_key, e.subject, e.quote, s.title AS document, e.section, e.row, e.note, e.source_ref
    FROM evidence_shown e
    SEMI JOIN listed USING (number)
    LEFT JOIN source s USING (document_id)
    ORDER BY e.number
)
FROM first UNION ALL FROM found
