-- title: Which figure another figure repeats
-- rule: Where a line says which other line it sums up or repeats, its amounts are set beside that line's for the same period: the same column where both have one, otherwise the total by the year, the plan, the target or the cumulative figure, in that order.
-- rule: Inside one plan the two should agree; between two plans the pair shows how a saving has drifted.
-- source: ODI plans 2009/10 and 2010/11: sections on achieving efficiencies, and their efficiency tables
-- thresholds: none

CREATE MACRO efficiency_reference_at(reporting_date) AS TABLE
WITH
    cell AS (
        SELECT
            efficiency_line.* EXCLUDE (source_ref, quote, note),
            efficiency_amount.* EXCLUDE (line_id, note, amount_gbp_000),
            amount_gbp_000 AS amount
        FROM efficiency_line JOIN efficiency_amount USING (line_id)
    ),
    citing AS (SELECT * FROM cell WHERE refers_to IS NOT NULL),
    cited AS (SELECT * FROM cell WHERE line_id IN (SELECT refers_to FROM efficiency_line)),
    common_measure AS (  -- lines that share a column with the line they refer to, in any period
        SELECT DISTINCT citing.line_id
        FROM citing JOIN cited ON cited.line_id = citing.refers_to AND cited.measure = citing.measure
    ),
    paired AS (
        SELECT
            citing.*,
            cited.plan_id AS cited_plan_id,
            cited.table_id AS cited_table_id,
            cited.row_number AS cited_row_number,
            cited.title AS cited_title,
            cited.parent_line_id AS cited_parent_line_id,
            cited.line_kind AS cited_line_kind,
            cited.measure AS cited_measure,
            cited.amount AS cited_amount,
            cited.printed AS cited_printed,
            row_number() OVER (
                PARTITION BY citing.line_id, citing.period, citing.measure
                ORDER BY
                    cited.amount IS NULL,
                    list_position(['total_by', 'plan', 'target', 'cumulative', 'budget_contribution'], cited.measure)
            ) AS preference
        FROM citing
        JOIN cited ON cited.line_id = citing.refers_to AND cited.period = citing.period
        LEFT JOIN common_measure ON common_measure.line_id = citing.line_id
        WHERE cited.measure = citing.measure OR common_measure.line_id IS NULL
    )
SELECT * EXCLUDE (preference) FROM paired
WHERE preference = 1 AND (amount IS NOT NULL OR cited_amount IS NOT NULL);

CREATE VIEW efficiency_reference AS SELECT * FROM efficiency_reference_at(default_reporting_date());
