-- By which words each thing is found by the search (queries/search.sql): kept, for to fold every text anew for each search
-- took seconds in a large version. A text stands once, however many things bear it: words lead to texts, texts to things.

-- The words of one that is written: without case, accents or signs, a number without its commas, a code in two (as
-- queries/words.py has them).
CREATE MACRO words_of(written) AS string_split(trim(regexp_replace(regexp_replace(regexp_replace(
    lower(strip_accents(written)), '([0-9]),([0-9])', '\1\2', 'g'), '([a-z])([0-9])', '\1 \2', 'g'), '[^a-z0-9.]+', ' ', 'g'
)), ' ');

-- The measures of a strategy's table have a page of their own; the other indicators stand under their priority.
CREATE MACRO sought_kind(series, state) AS CASE WHEN series = 'table' AND state = 'live' THEN 'measure' ELSE 'figure' END;

CREATE VIEW named_lead AS
SELECT trim(unnest(string_split(named, ';'))) AS lead
FROM (
    SELECT lead AS named FROM milestone
    UNION ALL SELECT lead FROM priority
    UNION ALL SELECT sro FROM priority
    UNION ALL SELECT lead FROM indicator
    UNION ALL SELECT officer FROM efficiency_line
)
WHERE named IS NOT NULL;

-- Rows: a text by which a thing is found. The findings are apart, for a date decides them.
CREATE MACRO sought_text_at(reporting_date) AS TABLE
WITH
    priorities AS (
        SELECT p.*, plan.title AS plan_title, concat_ws(' ', number, p.title) AS name, plan.title || ': ' || name AS choice
        FROM priority p JOIN plan USING (plan_id)
    ),
    indicators AS (
        SELECT i.*, sought_kind(series, state) AS kind, coalesce(p.choice, plan.title) AS setting
        FROM indicator i LEFT JOIN priorities p USING (priority_id) LEFT JOIN plan ON plan.plan_id = i.plan_id
    ),
    milestones AS (
        SELECT m.*, coalesce(p.choice, plan.title) AS setting
        FROM milestone m LEFT JOIN priorities p USING (priority_id) LEFT JOIN plan ON plan.plan_id = m.plan_id
    ),
    lines AS (
        SELECT l.*, plan.title AS plan_title, board.title AS board_title
        FROM efficiency_line l LEFT JOIN plan USING (plan_id) LEFT JOIN board USING (board_id)
        WHERE line_kind IN ('line', 'claim')
    )
SELECT kind, key, said, is_title
FROM (
    SELECT kind, indicator_id AS key, concat_ws(' ', code, title) AS said, true AS is_title FROM indicators
    UNION ALL SELECT kind, indicator_id, unnest([setting, name_printed, lead, objective_title]), false FROM indicators
    UNION ALL SELECT 'priority', priority_id, name, true FROM priorities
    UNION ALL SELECT 'priority', priority_id, unnest([plan_title, theme, lead, sro]), false FROM priorities
    UNION ALL SELECT 'board', board_id, title, true FROM board
    UNION ALL SELECT 'board', board_id, also_printed_as, false FROM board
    UNION ALL SELECT DISTINCT 'person', lead, lead, true FROM named_lead
    UNION ALL SELECT 'person', lead, count(*) || ' named beside', false FROM named_lead GROUP BY lead
    UNION ALL SELECT 'milestone', milestone_id, concat_ws(' ', ref, title), true FROM milestones
    UNION ALL SELECT 'milestone', milestone_id, unnest([setting, lead, delivered_by, outcome, due_text]), false FROM milestones
    UNION ALL SELECT 'savings line', line_id, title, true FROM lines
    UNION ALL
    SELECT 'savings line', line_id, unnest([plan_title, division, section, department, officer, board_title]), false FROM lines
    UNION ALL SELECT 'survey factor', factor, title, true FROM survey_factor
    UNION ALL SELECT 'survey factor', factor, s.title, false FROM survey_factor JOIN survey s USING (survey_id)
    UNION ALL SELECT 'meeting', meeting_id, title, true FROM meeting
    UNION ALL SELECT 'document', document_id, title, true FROM source
    UNION ALL SELECT 'document', document_id, unnest([publisher, covers]), false FROM source
)
WHERE said IS NOT NULL;

-- A thing's number, by which those of a kind are counted and ranked without a look at their texts: the place of its kind
-- on the page, and its own place in its kind by title and key, which is the order it is shown in.
CREATE MACRO sought_kinds() AS [
    'measure', 'figure', 'priority', 'board', 'person', 'milestone', 'savings line', 'survey factor', 'finding', 'meeting',
    'document'];
CREATE MACRO sought_number(kind, place) AS CAST(list_position(sought_kinds(), kind) * 100000000 + place AS INTEGER);
CREATE MACRO sought_kind_of(number) AS sought_kinds()[number // 100000000];

-- Rows: a thing.
CREATE MACRO sought_at(reporting_date) AS TABLE
SELECT sought_number(kind, row_number() OVER (PARTITION BY kind ORDER BY said, key)) AS number, key
FROM sought_text_at(reporting_date) WHERE is_title
ORDER BY number;

CREATE VIEW sought AS SELECT * FROM sought_at(default_reporting_date());

-- Rows: a text; text: its place among all.
CREATE MACRO sought_said_at(reporting_date) AS TABLE
SELECT said, CAST(row_number() OVER (ORDER BY said) AS INTEGER) AS text
FROM (SELECT DISTINCT said FROM sought_text_at(reporting_date));

-- Rows: a word, with the texts that have it. What is written is parted first, for the same is written over and over.
CREATE MACRO sought_word_at(reporting_date) AS TABLE
WITH
    parted AS (SELECT unnest(string_split(said, ' ')) AS written, text FROM sought_said_at(reporting_date)),
    gathered AS (SELECT unnest(words_of(written)) AS word, list(text) AS texts FROM parted GROUP BY written)
SELECT word, list_sort(flatten(list(texts))) AS texts FROM gathered WHERE word <> '' GROUP BY word ORDER BY word;

CREATE VIEW sought_word AS SELECT * FROM sought_word_at(default_reporting_date());

-- Rows: a text of a thing.
CREATE MACRO sought_in_at(reporting_date) AS TABLE
SELECT text, number, is_title
FROM sought_text_at(reporting_date) AS sought_text
JOIN sought_said_at(reporting_date) USING (said)
JOIN sought_at(reporting_date) AS sought ON sought.key = sought_text.key AND sought_kind_of(number) = kind
ORDER BY text, is_title, number;

CREATE VIEW sought_in AS SELECT * FROM sought_in_at(default_reporting_date());

-- The same of the findings. Rows: a finding, numbered by title and key.
CREATE MACRO sought_finding_at(reporting_date) AS TABLE
SELECT
    sought_number('finding', row_number() OVER (ORDER BY title, finding_key, explanation, printed)) AS number, finding_key AS key
FROM finding_at(reporting_date)
ORDER BY number;

CREATE VIEW sought_finding AS SELECT * FROM sought_finding_at(default_reporting_date());

-- Rows: a word, with the findings that have it in their titles, or elsewhere.
CREATE MACRO sought_finding_word_at(reporting_date) AS TABLE
WITH
    numbered AS (
        SELECT *, sought_number('finding', row_number() OVER (ORDER BY title, finding_key, explanation, printed)) AS number
        FROM finding_at(reporting_date)
    ),
    parted AS (
        SELECT unnest(string_split(title, ' ')) AS written, number, true AS is_title FROM numbered
        UNION ALL
        SELECT unnest(string_split(concat_ws(' ', explanation, rule, printed, replace(rule, '_', ' ')), ' ')), number, false
        FROM numbered
    ),
    gathered AS (
        SELECT unnest(words_of(written)) AS word, is_title, list(number) AS numbers FROM parted GROUP BY written, is_title
    )
SELECT word, is_title, list_sort(flatten(list(numbers))) AS numbers
FROM gathered WHERE word <> ''
GROUP BY word, is_title ORDER BY word, is_title;

CREATE VIEW sought_finding_word AS SELECT * FROM sought_finding_word_at(default_reporting_date());

-- And of the evidence, whose rows have numbers of their own. Rows: a text, with the rows of evidence that bear it.
CREATE MACRO sought_evidence_said_at(reporting_date) AS TABLE
SELECT CAST(row_number() OVER (ORDER BY said) AS INTEGER) AS text, said, list_sort(list(number)) AS numbers
FROM (
    SELECT
        unnest(string_split(row_key, ' / ') || [CASE WHEN subject <> row_key THEN subject END, quote, note, section]) AS said,
        number
    FROM evidence_shown
)
WHERE said IS NOT NULL
GROUP BY said;

CREATE MACRO sought_evidence_at(reporting_date) AS TABLE
SELECT text, numbers FROM sought_evidence_said_at(reporting_date) ORDER BY text;

CREATE VIEW sought_evidence AS SELECT * FROM sought_evidence_at(default_reporting_date());

-- Rows: a word, with the texts that have it.
CREATE MACRO sought_evidence_word_at(reporting_date) AS TABLE
WITH
    parted AS (SELECT unnest(string_split(said, ' ')) AS written, text FROM sought_evidence_said_at(reporting_date)),
    gathered AS (SELECT unnest(words_of(written)) AS word, list(text) AS texts FROM parted GROUP BY written)
SELECT word, list_sort(flatten(list(texts))) AS texts FROM gathered WHERE word <> '' GROUP BY word ORDER BY word;

CREATE VIEW sought_evidence_word AS SELECT * FROM sought_evidence_word_at(default_reporting_date());

-- Rows: the number of a row of evidence that bears every one of the words, each as the beginning of a word of its own.
CREATE MACRO evidence_bearing(words) AS TABLE
WITH
    typed AS (SELECT unnest(words) AS typed, unnest(range(len(words))) AS place),
    texts AS (
        SELECT text, bit_or(1 << place) AS bears
        FROM (SELECT unnest(texts) AS text, place FROM sought_evidence_word JOIN typed ON starts_with(word, typed))
        GROUP BY text
    ),
    borne AS (SELECT unnest(numbers) AS number, bears FROM sought_evidence JOIN texts USING (text))
SELECT number FROM borne GROUP BY number HAVING bit_or(bears) = (1 << len(words)) - 1;
