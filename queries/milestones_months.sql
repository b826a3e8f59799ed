-- How many milestones fall due in each month, and how many of them are still open; the sixty months nearest the date.
-- Parameters: $reporting_date; $priority_ids (list); $lead ('' for all); $states (list; none for all).
WITH
counted AS (
    SELECT
        v.due_month, count(*) AS due_count, count(*) FILTER (WHERE NOT v.is_done) AS open_count,
        v.due_month >= date_trunc('month', CAST($reporting_date AS DATE)) AS is_ahead
    FROM milestone_verdict_at($reporting_date) v
    WHERE v.due_month IS NOT NULL
        AND v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
        AND (len($states) = 0 OR list_contains(CAST($states AS VARCHAR[]), v.state))
    GROUP BY v.due_month
),
final AS (
    SELECT
        *, count(*) OVER () AS total_rows,
        row_number() OVER (ORDER BY is_ahead DESC, open_count DESC, due_month) = 1 AS is_fullest
    FROM counted
    QUALIFY row_number() OVER (ORDER BY abs(date_diff('day', due_month, CAST($reporting_date AS DATE)))) <= 60
)
SELECT * FROM final ORDER BY due_month
