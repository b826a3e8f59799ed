-- Every printed sum and every repeated figure with where it is printed; `place` puts first what differs, by how much.
CREATE MACRO check_told_at(reporting_date) AS TABLE
SELECT
    r.check_kind, r.title, r.plan_id, plan.title AS plan_title, split_part(r.source_ref, ', ', 2) AS printed_in, l.board_id,
    board.title AS board, r.period, r.measure, r.printed_amount, r.recomputed, r.difference, r.unit, r.agrees, r.word,
    r.likely_reason, r.reason, r.inputs, r.source_ref, r.quote, l.note,
    row_number() OVER (
        ORDER BY agrees NULLS FIRST, unit = '£000' DESC, abs(difference) DESC, plan.title, r.source_ref, period, measure,
            r.title
    ) AS place
FROM reconciliation_at(reporting_date) AS r
JOIN plan ON plan.plan_id = r.plan_id
-- a condition on the left side alone would have each line compared with each
LEFT JOIN efficiency_line AS l ON l.line_id = CASE WHEN r.subject_kind = 'efficiency_line' THEN r.subject_id END
LEFT JOIN board ON board.board_id = l.board_id;

CREATE VIEW check_told AS SELECT * FROM check_told_at(default_reporting_date());
