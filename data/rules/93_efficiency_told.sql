-- Each savings line with its amounts as printed, what it waits for, and the Government's tests of an efficiency: kept, as
-- are the figures' (93_indicator_told).
CREATE MACRO efficiency_told_at(reporting_date) AS TABLE
WITH
amounts AS (
    SELECT
        line_id,
        list({'period': period, 'measure': measure, 'amount': CAST(amount_gbp_000 AS DOUBLE), 'printed': printed}
            ORDER BY period, measure) AS amounts
    FROM efficiency_amount
    GROUP BY line_id
),
waits AS (
    SELECT link.from_id AS line_id, string_agg(milestone.title, '; ' ORDER BY milestone_id) AS waits_for
    FROM link JOIN milestone ON milestone_id = link.to_id
    WHERE link.from_kind = 'efficiency_line' AND link.relation = 'depends_on'
    GROUP BY link.from_id
)
SELECT
    l.line_id, l.title, l.line_kind, l.section, b.title AS board_title, l.officer, l.plan_id, l.table_id, l.row_number,
    plan.title AS plan_title, coalesce(a.amounts, []) AS amounts, w.waits_for, t.word, l.source_ref, l.quote, l.note,
    thing.place
FROM efficiency_line l
JOIN thing_at(reporting_date) AS thing ON thing.kind = 'efficiency_line' AND thing.id = l.line_id
JOIN plan ON plan.plan_id = l.plan_id
LEFT JOIN board b ON b.board_id = l.board_id
LEFT JOIN amounts a ON a.line_id = l.line_id
LEFT JOIN waits w ON w.line_id = l.line_id
LEFT JOIN efficiency_test_at(reporting_date) t ON t.line_id = l.line_id
ORDER BY thing.place;

CREATE VIEW efficiency_told AS SELECT * FROM efficiency_told_at(default_reporting_date());
