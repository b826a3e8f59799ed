-- A figure of the text, and the indicator of the table that its note names: kept, for a report card asks it of each measure.
CREATE MACRO same_series_at(reporting_date) AS TABLE
SELECT DISTINCT indicator_id AS text_id, unnest(regexp_extract_all(note, '[a-z0-9]+(?:-[a-z0-9]+)+')) AS table_id
FROM indicator WHERE series = 'prose' AND note IS NOT NULL;

CREATE VIEW same_series AS SELECT * FROM same_series_at(default_reporting_date());
