-- Each saving against the Government's three tests of an efficiency; those that fail one first.
-- Parameters: $reporting_date; $plan_id, $board_id, $lead ('' for all); $row_limit.
WITH
final AS (
    SELECT
        t.line_id, t.title, plan.title AS plan_title, board.title AS board, t.officer, t.word, t.net, t.ongoing,
        t.cash_releasing, t.reason, t.inputs, t.source_ref, t.quote, l.note
    FROM efficiency_test_at($reporting_date) t
    JOIN efficiency_line l USING (line_id)
    JOIN plan ON plan.plan_id = t.plan_id
    LEFT JOIN board ON board.board_id = l.board_id
    WHERE ($plan_id = '' OR t.plan_id = $plan_id) AND ($board_id = '' OR l.board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(t.officer, '; '), $lead))
)
SELECT *, count(*) OVER () AS total_rows FROM final
ORDER BY list_position(['Fails a test', 'Cannot tell', 'Passes all three'], word), plan_title DESC, line_id LIMIT $row_limit
