-- title: Printed totals against their lines
-- rule: Every printed subtotal and total is set beside the sum of the lines printed under it, column by column.
-- rule: A dash, a blank and a merged cell count as nothing; an amount merged over several lines counts once, on its own row.
-- rule: A total over several years sums the years' columns, but cumulative years are never added.
-- rule: Where the two differ a reason is looked for: one unit of rounding; a run of neighbouring lines that sums to the total (of several, the one that explains most columns, then the one printed right above the total, then the longest); one line left out or counted twice; deductions not taken off; the sum of another column.
-- source: Efficiency and cost tables of the ODI plans 2009/10 and 2010/11, Delivering Excellence (2008) and the homelessness report (2009)
-- thresholds: rounding

-- Every cell of every table of money, with the years it covers.
CREATE MACRO money_cell_at(reporting_date) AS TABLE
WITH
    line AS (
        SELECT
            'efficiency_line' AS subject_kind, line_id, plan_id, table_id, row_number, title, line_kind, parent_line_id,
            period, measure, CAST(amount_gbp_000 AS DECIMAL(18, 3)) AS amount, '£000' AS unit, a.source_ref, a.quote
        FROM efficiency_line AS l JOIN efficiency_amount AS a USING (line_id)
        UNION ALL
        SELECT
            'cost_line', line_id, plan_id, table_id, row_number, title, line_kind, parent_line_id,
            period, measure, CAST(coalesce(amount_gbp, quantity) AS DECIMAL(18, 3)),
            CASE measure WHEN 'cost' THEN '£' ELSE 'posts' END, source_ref, quote
        FROM cost_line
    )
SELECT  -- first and last year of a period such as 2010/11 or 2008/09-2010/11
    *,
    subject_kind || ':' || line_id || ':' || period || ':' || measure AS cell,
    TRY_CAST(left(period, 4) AS INTEGER) AS first_year,
    TRY_CAST(left(right(period, 7), 4) AS INTEGER) AS last_year
FROM line;

-- Every printed subtotal or total, with each cell that is counted towards it.
CREATE MACRO total_addend_at(reporting_date) AS TABLE
SELECT
    total.cell, total.subject_kind, total.line_id AS total_id, total.period, total.measure,
    total.amount AS printed_amount, part.line_id, part.row_number, part.title,
    coalesce(part.amount, 0) AS amount, part.amount IS NOT NULL AS has_amount
FROM money_cell_at(reporting_date) AS total
JOIN money_cell_at(reporting_date) AS part
    ON part.subject_kind = total.subject_kind AND part.parent_line_id = total.line_id
    AND part.measure = total.measure
WHERE total.line_kind IN ('subtotal', 'total')
    AND (
        part.period = total.period
        OR (
            total.measure <> 'cumulative' AND total.first_year < total.last_year
            AND part.first_year = part.last_year
            AND part.first_year BETWEEN total.first_year AND total.last_year
        )
    );

CREATE MACRO total_check_at(reporting_date) AS TABLE
WITH
    addend AS (SELECT * FROM total_addend_at(reporting_date)),
    summed AS (
        SELECT
            cell,
            sum(amount) AS recomputed,
            sum(amount) FILTER (WHERE amount > 0) AS before_deductions,
            count(*) AS line_count,
            count(*) FILTER (WHERE has_amount) AS amount_count,
            replace(
                string_agg(amount_in_words(amount), ' + ' ORDER BY row_number) FILTER (WHERE has_amount), '+ -', '- '
            ) AS inputs
        FROM addend GROUP BY cell
    ),
    compared AS (
        SELECT money_cell.*, summed.* EXCLUDE (cell), money_cell.amount AS printed_amount
        FROM money_cell_at(reporting_date) AS money_cell LEFT JOIN summed USING (cell)
        WHERE line_kind IN ('subtotal', 'total') AND (amount IS NOT NULL OR amount_count > 0)
    ),
    differing AS (
        SELECT *, coalesce(printed_amount, 0) - recomputed AS difference
        FROM compared WHERE coalesce(printed_amount, 0) <> recomputed
    ),
    -- A run of neighbouring lines that sums to the total.
    running AS (
        SELECT
            addend.*,
            row_number() OVER down AS place,
            sum(addend.amount) OVER down AS sum_to_here,
            count(*) OVER (PARTITION BY addend.cell) AS places
        FROM addend JOIN differing USING (cell)
        WINDOW down AS (PARTITION BY addend.cell ORDER BY addend.row_number ROWS UNBOUNDED PRECEDING)
    ),
    run AS (
        SELECT
            a.cell, a.total_id, a.row_number AS first_row, b.row_number AS last_row, a.title AS first_title,
            b.title AS last_title, b.place - a.place + 1 AS run_length, b.place = b.places AS is_right_above
        FROM running AS a
        JOIN running AS b
            ON b.cell = a.cell AND b.sum_to_here = a.sum_to_here - a.amount + a.printed_amount AND b.place > a.place
    ),
    best_run AS (
        SELECT * FROM (
            SELECT *, count(*) OVER (PARTITION BY total_id, first_row, last_row) AS columns_explained FROM run
        )
        QUALIFY row_number() OVER (
            PARTITION BY cell ORDER BY columns_explained DESC, is_right_above DESC, run_length DESC, first_row
        ) = 1
    ),
    group_row AS (SELECT DISTINCT parent_line_id AS line_id FROM money_cell_at(reporting_date)),
    odd_one AS (
        SELECT
            addend.cell,
            arg_min(
                CASE WHEN group_row.line_id IS NOT NULL THEN 'the merged cell of ' ELSE 'the line ' END
                || '"' || addend.title || '" is '
                || CASE WHEN addend.amount = -differing.difference THEN 'left out' ELSE 'counted twice' END,
                addend.row_number
            ) AS words,
            bool_or(group_row.line_id IS NOT NULL) AS is_merged
        FROM addend JOIN differing USING (cell) LEFT JOIN group_row ON group_row.line_id = addend.line_id
        WHERE abs(addend.amount) = abs(differing.difference)
        GROUP BY addend.cell
    ),
    other_column AS (
        SELECT differing.cell, min(compared.measure || ' ' || compared.period) AS words
        FROM differing JOIN compared
            ON compared.subject_kind = differing.subject_kind AND compared.line_id = differing.line_id
            AND compared.cell <> differing.cell AND compared.recomputed = differing.printed_amount
        GROUP BY differing.cell
    ),
    rounding AS (
        SELECT coalesce(max(amber_within), 0) AS units
        FROM threshold WHERE rule = 'rounding' AND scope = 'default' AND scope_id = 'all'
    )
SELECT
    compared.* EXCLUDE (row_number, line_kind, parent_line_id, amount, first_year, last_year, before_deductions, cell),
    CASE
        WHEN differing.cell IS NULL THEN NULL
        WHEN abs(differing.difference) <= rounding.units THEN 'rounding'
        WHEN best_run.cell IS NOT NULL THEN 'subset_of_lines'
        WHEN odd_one.cell IS NOT NULL THEN CASE WHEN odd_one.is_merged THEN 'merged_cell' ELSE 'one_line' END
        WHEN compared.before_deductions = compared.printed_amount THEN 'gross_against_net'
        WHEN other_column.cell IS NOT NULL THEN 'another_column'
        ELSE 'not_explained'
    END AS reason_kind,
    CASE reason_kind
        WHEN 'rounding' THEN 'rounding of one unit'
        WHEN 'subset_of_lines' THEN 'it sums only ' || best_run.run_length || ' of ' || compared.line_count
            || ' lines: lines ' || best_run.first_row || ' to ' || best_run.last_row || ', from "'
            || best_run.first_title || '" to "' || best_run.last_title || '"'
        WHEN 'merged_cell' THEN odd_one.words
        WHEN 'one_line' THEN odd_one.words
        WHEN 'gross_against_net' THEN 'deductions are not taken off: it is gross, the lines are net'
        WHEN 'another_column' THEN 'it is the sum of another column: ' || replace(other_column.words, '_', ' ')
        WHEN 'not_explained' THEN 'not explained'
    END AS likely_reason
FROM compared
CROSS JOIN rounding
LEFT JOIN differing USING (cell)
LEFT JOIN best_run USING (cell)
LEFT JOIN odd_one USING (cell)
LEFT JOIN other_column USING (cell);
