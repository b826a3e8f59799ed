-- The date every view judges at, unless a caller names another: the data's own, never today.
CREATE MACRO default_reporting_date() AS (SELECT CAST(value AS DATE) FROM setting WHERE name = 'reporting_date');
