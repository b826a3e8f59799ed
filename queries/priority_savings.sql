-- The savings lines of a priority, a board or a plan, one row a line with its amounts as printed, what they wait for,
-- and the Government's tests of an efficiency.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $lead ('' for all); $row_limit.
WITH
-- For speed: what is said of them is looked up of the lines shown alone
listed AS MATERIALIZED (
    SELECT place, count(*) OVER () AS total_rows
    FROM efficiency_told_at($reporting_date)
    WHERE place IN (SELECT unnest($places)) AND ($lead = '' OR list_contains(string_split(officer, '; '), $lead))
    ORDER BY plan_id, table_id, row_number LIMIT $row_limit
),
final AS (
    SELECT
        l.line_id, l.title, l.line_kind, l.section, l.board_title, l.officer, l.plan_title, l.amounts, l.waits_for, l.word,
        l.source_ref, l.quote, l.note, l.plan_id, l.table_id, l.row_number, listed.total_rows
    FROM efficiency_told_at($reporting_date) l
    JOIN listed USING (place)
)
SELECT * FROM final ORDER BY plan_id, table_id, row_number
