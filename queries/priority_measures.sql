-- The measures, and the other figures printed, of a priority, a board or a plan, with what may be said of each on the
-- reporting date; measures first, those off target and furthest to go before the rest. At most 200 of each.
-- Parameters: $reporting_date; $priority_ids (list); $board_id, $plan_id, $lead ('' for none).
WITH
held AS MATERIALIZED (
    SELECT id AS indicator_id FROM belongs_to($priority_ids, $board_id, $plan_id) WHERE kind = 'indicator'
),
asked AS (
    SELECT indicator_id FROM held WHERE $lead = ''
    UNION ALL
    SELECT indicator_id FROM held JOIN indicator_owner USING (indicator_id)
    WHERE $lead <> '' AND list_contains(string_split(owner, '; '), $lead)
),
-- For speed: what is said of them is looked up of the figures shown alone
ranks AS (
    SELECT
        i.indicator_id, i.series IN ('table', 'measure') AS is_measure,
        measure_state(v.verdict, v.not_assessed_reason, v.already_at_next) AS state,
        v.gap_to_next / greatest(abs(v.next_target), 1) AS share
    FROM indicator i
    SEMI JOIN asked USING (indicator_id)
    LEFT JOIN (
        SELECT v.* FROM indicator_verdict_at($reporting_date) v JOIN area a ON a.area_id = v.area_id AND a.is_home
    ) AS v USING (indicator_id)
),
listed AS MATERIALIZED (
    SELECT ranks.*, count(*) OVER (PARTITION BY is_measure) AS total_rows
    FROM ranks JOIN indicator i USING (indicator_id)
    QUALIFY row_number() OVER (
        PARTITION BY is_measure
        ORDER BY ranks.state = 'off_target' DESC, share DESC NULLS LAST, plan_id, series, row_number, indicator_id
    ) <= 200
),
home_verdicts AS (
    SELECT v.* FROM indicator_verdict_at($reporting_date) v
    JOIN area a ON a.area_id = v.area_id AND a.is_home
    SEMI JOIN listed USING (indicator_id)
),
owners AS (FROM indicator_owner SEMI JOIN listed USING (indicator_id)),
-- Where nothing is held for the home area: what is, of whichever place.
elsewhere AS (
    SELECT v.indicator_id, any_value(v.value_text) AS printed_elsewhere, any_value(a.name) AS area
    FROM indicator_value v JOIN area a USING (area_id) SEMI JOIN listed USING (indicator_id)
    WHERE NOT a.is_home
    GROUP BY v.indicator_id
    HAVING count(*) = 1
),
final AS (
    SELECT
        i.indicator_id, i.title, i.code, i.unit, i.decimals, i.series, i.state AS built, i.objective, listed.is_measure,
        v.period, v.value, v.next_target_period, v.next_target, v.target_period, v.target, v.gap_to_next, v.moved,
        listed.state,
        CASE
            WHEN v.reason IS NULL THEN 'A measure still to be developed: the plan names it and no figure of it.'
            WHEN v.value IS NULL AND e.area IS NOT NULL
                THEN 'No figure is held for the council; printed for ' || e.area || ': “' || e.printed_elsewhere || '”.'
            ELSE v.reason
        END AS reason,
        o.owner, plan.title AS plan_title, p.title AS priority_title,
        i.source_ref, i.quote, i.note, i.row_number, i.plan_id, listed.share, listed.total_rows
    FROM indicator i
    JOIN listed USING (indicator_id)
    LEFT JOIN home_verdicts v USING (indicator_id)
    LEFT JOIN elsewhere e USING (indicator_id)
    LEFT JOIN plan ON plan.plan_id = i.plan_id
    LEFT JOIN priority p ON p.priority_id = i.priority_id
    LEFT JOIN owners o USING (indicator_id)
)
SELECT * FROM final
ORDER BY is_measure DESC, state = 'off_target' DESC, share DESC NULLS LAST, plan_id, series, row_number, indicator_id
