-- Whose dashboard this is, what it calls two of its pages, and on what date it reports.
WITH
home AS (SELECT name FROM area WHERE is_home),
said AS (
    SELECT
        max(value) FILTER (name = 'council_name') AS council,
        max(value) FILTER (name = 'measures_page') AS measures_page,
        max(value) FILTER (name = 'programme_page') AS programme_page,
        CAST(max(value) FILTER (name = 'reporting_date') AS DATE) AS reporting_date
    FROM setting
)
SELECT
    home.name AS area, coalesce(council, home.name) AS council, coalesce(measures_page, 'Measures') AS measures_page,
    coalesce(programme_page, 'Programme') AS programme_page, reporting_date
FROM home, said
