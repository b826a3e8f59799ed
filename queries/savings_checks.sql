-- Every printed sum and every repeated figure, against what it should be; those that differ first.
-- Parameters: $reporting_date; $plan_id, $board_id ('' for all).
WITH
final AS (
    SELECT
        r.check_kind, r.title, plan.title AS plan_title, split_part(r.source_ref, ', ', 2) AS printed_in, board.title AS board,
        r.period, r.measure, r.printed_amount, r.recomputed, r.difference, r.unit, r.agrees, r.word, r.likely_reason,
        r.reason, r.inputs, r.source_ref, r.quote, l.note
    FROM reconciliation_at($reporting_date) r
    JOIN plan USING (plan_id)
    -- A condition on the left side alone would have each line compared with each
    LEFT JOIN efficiency_line l ON l.line_id = CASE WHEN r.subject_kind = 'efficiency_line' THEN r.subject_id END
    LEFT JOIN board USING (board_id)
    WHERE ($plan_id = '' OR r.plan_id = $plan_id) AND ($board_id = '' OR l.board_id = $board_id)
)
SELECT
    *, count(*) OVER () AS all_rows, count(*) OVER (PARTITION BY agrees IS TRUE) AS total_rows
FROM final
QUALIFY row_number() OVER (
    PARTITION BY agrees IS TRUE
    ORDER BY agrees NULLS FIRST, unit = '£000' DESC, abs(difference) DESC, plan_title, source_ref, period, measure, title
) <= CASE WHEN agrees THEN 200 ELSE 60 END
ORDER BY agrees NULLS FIRST, unit = '£000' DESC, abs(difference) DESC, plan_title, source_ref, period, measure, title
