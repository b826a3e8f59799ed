-- How many savings meet each of the Government's tests of an efficiency, as far as the papers say.
-- Parameters: $reporting_date; $plan_id, $board_id, $lead ('' for all).
WITH
tested AS (
    SELECT t.*
    FROM efficiency_test_at($reporting_date) t
    JOIN efficiency_line l USING (line_id)
    WHERE ($plan_id = '' OR t.plan_id = $plan_id) AND ($board_id = '' OR l.board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(t.officer, '; '), $lead))
),
answered AS (
    UNPIVOT (SELECT line_id, net, ongoing, cash_releasing FROM tested)
    ON net, ongoing, cash_releasing INTO NAME test VALUE answer
),
final AS (
    SELECT
        test, count(*) FILTER (WHERE answer = 'yes') AS yes, count(*) FILTER (WHERE answer = 'no') AS no,
        count(*) FILTER (WHERE answer = 'cannot_tell') AS cannot_tell
    FROM answered GROUP BY test
)
SELECT * FROM final ORDER BY list_position(['net', 'ongoing', 'cash_releasing'], test)
