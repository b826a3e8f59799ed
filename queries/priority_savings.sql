-- The savings lines of a priority, a board or a plan, one row a line with its amounts as printed, what they wait for,
-- and the Government's tests of an efficiency. At most 200.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS (SELECT id FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'efficiency_line'),
-- For speed: everything else is looked up of the lines shown alone
listed AS MATERIALIZED (
    SELECT l.line_id, count(*) OVER () AS total_rows
    FROM efficiency_line l SEMI JOIN held ON held.id = l.line_id
    WHERE $lead = '' OR list_contains(string_split(l.officer, '; '), $lead)
    ORDER BY l.plan_id, l.table_id, l.row_number LIMIT 200
),
amounts AS (
    SELECT
        a.line_id,
        list({'period': a.period, 'measure': a.measure, 'amount': CAST(a.amount_gbp_000 AS DOUBLE), 'printed': a.printed}
            ORDER BY a.period, a.measure) AS amounts
    FROM efficiency_amount a SEMI JOIN listed USING (line_id)
    GROUP BY a.line_id
),
tested AS (SELECT line_id, word FROM efficiency_test_at($reporting_date) SEMI JOIN listed USING (line_id)),
waits AS (
    SELECT l.from_id AS line_id, string_agg(m.title, '; ' ORDER BY m.milestone_id) AS waits_for
    FROM (FROM link SEMI JOIN listed ON listed.line_id = link.from_id) AS l JOIN milestone m ON m.milestone_id = l.to_id
    WHERE l.from_kind = 'efficiency_line' AND l.relation = 'depends_on'
    GROUP BY l.from_id
),
final AS (
    SELECT
        l.line_id, l.title, l.line_kind, l.section, b.title AS board_title, l.officer, plan.title AS plan_title,
        coalesce(a.amounts, []) AS amounts, w.waits_for, t.word, l.source_ref, l.quote, l.note, l.plan_id, l.table_id,
        l.row_number, listed.total_rows
    FROM efficiency_line l
    JOIN listed USING (line_id)
    JOIN plan ON plan.plan_id = l.plan_id
    LEFT JOIN board b ON b.board_id = l.board_id
    LEFT JOIN amounts a ON a.line_id = l.line_id
    LEFT JOIN waits w ON w.line_id = l.line_id
    LEFT JOIN tested t ON t.line_id = l.line_id
)
SELECT * FROM final ORDER BY plan_id, table_id, row_number
