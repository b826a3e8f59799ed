-- The measures, and the other figures printed, of a priority, a board or a plan, with what may be said of each on the
-- reporting date; measures first, those off target and furthest to go before the rest.
-- Parameters: $reporting_date; $places (list), of all that belongs to it; $lead ('' for all); $row_limit, of each.
WITH
-- For speed: what is said of them is looked up of the figures shown alone
listed AS MATERIALIZED (
    SELECT place, count(*) OVER (PARTITION BY is_measure) AS total_rows
    FROM indicator_told_at($reporting_date)
    WHERE place IN (SELECT unnest($places)) AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
    QUALIFY row_number() OVER (
        PARTITION BY is_measure
        ORDER BY state = 'off_target' DESC, share_to_go DESC NULLS LAST, plan_id, series, row_number, indicator_id
    ) <= $row_limit
),
final AS (
    SELECT
        v.indicator_id, v.title, v.code, v.unit, v.decimals, v.series, v.objective, v.is_measure, v.period, v.value,
        v.next_target_period, v.next_target, v.target_period, v.target, v.gap_to_next, v.moved, v.state, v.reason,
        v.owner, v.finding, v.commentary, v.asked, v.plan_title, v.priority_title, v.source_ref, v.quote, v.note,
        v.row_number, v.plan_id, v.share_to_go, listed.total_rows
    FROM indicator_told_at($reporting_date) v
    JOIN listed USING (place)
)
SELECT * FROM final
ORDER BY
    is_measure DESC, state = 'off_target' DESC, share_to_go DESC NULLS LAST, plan_id, series, row_number, indicator_id
