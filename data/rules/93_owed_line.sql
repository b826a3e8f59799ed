-- Each line of the savings tables with its amounts year by year, one row a line and measure (none where it prints no such
-- amount), who answers for it, and where it belongs. Lines that repeat another table of their plan are left out, so nothing
-- counts twice. Where a line names no officer, its earlier edition may.
CREATE MACRO owed_line_at(reporting_date) AS TABLE
WITH yearly AS (
    SELECT
        line_id, measure, arg_max(CAST(amount_gbp_000 AS DOUBLE), period) AS latest,
        list({'period': period, 'amount': amount_gbp_000, 'status': value_status} ORDER BY period) AS years
    FROM efficiency_amount
    WHERE measure IN ('plan', 'cumulative')
    GROUP BY line_id, measure
)
SELECT
    l.line_id, measure, l.plan_id, l.table_id, l.row_number, l.board_id, board.title AS board, l.department, l.division,
    coalesce(l.section, l.title) AS section, l.title, l.officer, earlier.officer AS earlier_officer,
    earlier_plan.title AS earlier_plan_title, plan.title AS plan_title, split_part(l.source_ref, ', ', 2) AS printed_in,
    years, latest, l.source_ref, l.quote, l.note, row_number() OVER (ORDER BY l.line_id, measure) AS place
FROM (FROM efficiency_line WHERE line_kind = 'line') AS l
JOIN plan ON plan.plan_id = l.plan_id
LEFT JOIN yearly USING (line_id)
LEFT JOIN board ON board.board_id = l.board_id
LEFT JOIN efficiency_line AS earlier ON earlier.line_id = l.refers_to
LEFT JOIN plan AS earlier_plan ON earlier_plan.plan_id = earlier.plan_id
WHERE earlier.plan_id IS DISTINCT FROM l.plan_id;

CREATE VIEW owed_line AS SELECT * FROM owed_line_at(default_reporting_date());
