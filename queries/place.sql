-- Whose dashboard this is, on what date it reports, and which version of the data stands behind it.
WITH
home AS (SELECT name FROM area WHERE is_home),
reporting AS (SELECT CAST(value AS DATE) AS reporting_date FROM setting WHERE name = 'reporting_date')
SELECT home.name AS area, reporting.reporting_date FROM home, reporting
