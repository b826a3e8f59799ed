-- title: From the sources of a savings plan to its target
-- rule: Each source of a plan's total, the largest first, then the total, what is missing to the target (or beyond it), and the target. Where an edition prints no table of its target, the target its text names for the total is taken.
-- rule: Of each source it is said how much rests on inflation (its own name, or the name of a line it sums up, says inflation), how much the paper calls non-cashable, how much is counted before a deduction, and how much is claimed for a year whose last weeks a milestone still has to come in.
-- rule: A line that is marked counts once, with all that is printed under it. The four marks overlap and are never added.
-- rule: What is planned is not what has been saved: the papers print no result of a saving.
-- source: ODI plan 2010/11, section 2.4 and Appendix 2; ODI plan 2009/10, section 2.3 and Appendix 2
-- thresholds: saving_before_milestone

CREATE MACRO efficiency_bridge_at(reporting_date) AS TABLE
WITH RECURSIVE
    cell AS (
        SELECT line_id, period, measure, CAST(amount_gbp_000 AS DECIMAL(18, 3)) AS amount, source_ref, quote, note
        FROM efficiency_amount WHERE amount_gbp_000 IS NOT NULL
    ),
    checked AS MATERIALIZED (
        FROM figure_check_at(reporting_date) WHERE check_kind IN ('plan_against_target', 'gross_against_net')
    ),
    held AS (
        SELECT
            checked.line_id AS total_id, checked.plan_id, checked.period, checked.measure,
            checked.printed_amount AS planned, checked.recomputed AS target, checked.inputs,
            cell.source_ref AS target_ref, cell.quote AS target_quote
        FROM checked
        JOIN efficiency_line AS line ON line.plan_id = checked.plan_id AND line.line_kind = 'total'
        JOIN cell
            ON cell.line_id = line.line_id AND cell.measure = 'target' AND cell.amount = checked.recomputed
            AND right(cell.period, 7) = right(checked.period, 7)
        WHERE check_kind = 'plan_against_target'
        QUALIFY row_number() OVER (PARTITION BY checked.line_id, checked.period ORDER BY line.line_id) = 1
    ),
    claimed AS (  -- a target named in the text only
        SELECT
            refers_to AS total_id, plan_id, period, cited_measure AS measure, cited_amount AS planned, amount AS target,
            'target ' || amount_in_words(amount) || ' for ' || period || ', ' || source_ref AS inputs,
            source_ref AS target_ref, quote AS target_quote
        FROM efficiency_reference_at(reporting_date)
        WHERE plan_id = cited_plan_id AND line_kind = 'claim' AND measure = 'target' AND cited_line_kind = 'total'
            AND cited_parent_line_id IS NULL AND cited_measure <> 'target'
            AND plan_id NOT IN (SELECT plan_id FROM held)
        QUALIFY row_number() OVER (PARTITION BY refers_to, period ORDER BY line_id) = 1
    ),
    whole AS (FROM held UNION ALL BY NAME FROM claimed),
    under AS (  -- the lines a total is made of, through its subtotals
        SELECT total_id, total_id AS line_id, 'total' AS line_kind FROM whole
        UNION
        SELECT under.total_id, line.line_id, line.line_kind
        FROM under JOIN efficiency_line AS line ON line.parent_line_id = under.line_id
        WHERE under.line_kind <> 'line'
    ),
    listed AS MATERIALIZED (  -- by line first: by period and measure alone, a large store would pair all with all
        SELECT
            under.total_id, line.line_id, line.section, line.title, cell.period, cell.measure, cell.amount, cell.source_ref,
            cell.quote, concat_ws(' ', line.note, cell.note) AS note
        FROM under JOIN efficiency_line AS line USING (line_id) JOIN cell USING (line_id)
        WHERE under.line_kind = 'line'
    ),
    saving AS (
        SELECT whole.*, listed.* EXCLUDE (total_id, period, measure)
        FROM listed JOIN whole USING (total_id, period, measure)
    ),
    waiting AS (
        SELECT DISTINCT line_id, period FROM efficiency_timing_at(reporting_date) WHERE claimed_before_milestone
    ),
    marked AS (
        SELECT
            line.line_id, line.plan_id, line.parent_line_id, line.refers_to,
            regexp_matches(lower(title), '\binflation\b') AS is_inflation,
            coalesce(NOT cashable, false) AS is_not_cashable
        FROM efficiency_line AS line
    ),
    part AS (  -- a source, and every line printed under it or in the table it sums up
        SELECT
            saving.total_id, saving.period, saving.line_id AS source_id, marked.*,
            false AS inflation_above, false AS not_cashable_above, false AS waiting_above,
            waiting.line_id IS NOT NULL AS is_waiting
        FROM saving JOIN marked USING (line_id)
        LEFT JOIN waiting ON waiting.line_id = saving.line_id AND waiting.period = saving.period
        UNION
        SELECT
            part.total_id, part.period, part.source_id, marked.*,
            part.inflation_above OR part.is_inflation,
            part.not_cashable_above OR part.is_not_cashable,
            part.waiting_above OR part.is_waiting,
            waiting.line_id IS NOT NULL
        FROM part
        JOIN marked ON marked.plan_id = part.plan_id
            AND (marked.parent_line_id = part.line_id OR marked.line_id = part.refers_to)
        LEFT JOIN waiting ON waiting.line_id = marked.line_id AND waiting.period = part.period
    ),
    figure AS (  -- one amount a line and period
        SELECT line_id, period, amount FROM cell
        QUALIFY row_number() OVER (
            PARTITION BY line_id, period ORDER BY list_position(['total_by', 'plan', 'cumulative'], measure) NULLS LAST
        ) = 1
    ),
    marks AS (
        SELECT
            part.total_id, part.period, part.source_id AS line_id,
            coalesce(sum(figure.amount) FILTER (WHERE is_inflation AND NOT inflation_above), 0) AS inflation,
            coalesce(sum(figure.amount) FILTER (WHERE is_not_cashable AND NOT not_cashable_above), 0) AS not_cashable,
            coalesce(sum(figure.amount) FILTER (WHERE is_waiting AND NOT waiting_above), 0) AS before_milestone
        FROM part JOIN figure ON figure.line_id = part.line_id AND figure.period = part.period
        GROUP BY ALL
    ),
    gross AS (
        SELECT line_id, period, sum(printed_amount - recomputed) AS before_deduction
        FROM checked WHERE check_kind = 'gross_against_net' GROUP BY ALL
    ),
    sources AS (
        SELECT
            saving.*, marks.inflation, marks.not_cashable, marks.before_milestone,
            coalesce(gross.before_deduction, 0) AS before_deduction,
            row_number() OVER largest_first AS step,
            sum(amount) OVER largest_first AS ends_at
        FROM saving
        JOIN marks USING (total_id, period, line_id)
        LEFT JOIN gross ON gross.line_id = saving.line_id AND gross.period = saving.period
        WINDOW largest_first AS (PARTITION BY saving.total_id, saving.period ORDER BY amount DESC, saving.line_id)
    ),
    ends AS (
        SELECT
            whole.*, line.line_id, line.section, step_kind, cell.note,
            CASE step_kind WHEN 'target' THEN target_ref ELSE cell.source_ref END AS source_ref,
            CASE step_kind WHEN 'target' THEN target_quote ELSE cell.quote END AS quote,
            CASE step_kind WHEN 'plan' THEN line.title WHEN 'gap' THEN 'Between plan and target' ELSE 'Target' END AS title,
            CASE step_kind WHEN 'plan' THEN planned WHEN 'gap' THEN target - planned ELSE target END AS amount,
            CASE step_kind WHEN 'plan' THEN planned ELSE target END AS ends_at,
            1000000 + list_position(['plan', 'gap', 'target'], step_kind) AS step
        FROM whole
        JOIN efficiency_line AS line ON line.line_id = whole.total_id
        JOIN cell ON cell.line_id = whole.total_id AND cell.period = whole.period AND cell.measure = whole.measure
        CROSS JOIN (SELECT unnest(['plan', 'gap', 'target']) AS step_kind)
    ),
    steps AS (
        SELECT 'source' AS step_kind, * FROM sources
        UNION ALL BY NAME
        SELECT * FROM ends WHERE step_kind <> 'gap' OR amount <> 0
    )
SELECT
    plan_id, total_id, period, step_kind, line_id, section, title,
    row_number() OVER (PARTITION BY total_id, period ORDER BY step) AS step,
    CAST(amount AS DOUBLE) AS amount,
    CAST(CASE WHEN step_kind IN ('plan', 'target') THEN 0 ELSE ends_at - amount END AS DOUBLE) AS starts_at,
    CAST(ends_at AS DOUBLE) AS ends_at,
    CAST(planned AS DOUBLE) AS planned,
    CAST(target AS DOUBLE) AS target,
    CAST(target - planned AS DOUBLE) AS gap,
    '£000' AS unit,
    CAST(coalesce(inflation, 0) AS DOUBLE) AS inflation,
    CAST(coalesce(not_cashable, 0) AS DOUBLE) AS not_cashable,
    CAST(coalesce(before_deduction, 0) AS DOUBLE) AS before_deduction,
    CAST(coalesce(before_milestone, 0) AS DOUBLE) AS before_milestone,
    step_kind = 'source' AND amount > 0 AND greatest(inflation, not_cashable, before_milestone) >= amount AS is_wholly_marked,
    CASE
        WHEN step_kind = 'source' THEN nullif(concat_ws(', ',
            CASE WHEN inflation >= amount THEN 'inflation' WHEN inflation > 0 THEN 'part inflation' END,
            CASE WHEN not_cashable > 0 THEN 'non-cashable' END,
            CASE WHEN before_deduction > 0 THEN 'gross' END,
            CASE WHEN before_milestone > 0 THEN 'late milestone' END
        ), '')
        WHEN step_kind = 'gap' THEN CASE WHEN target > planned THEN 'short of target' ELSE 'beyond target' END
        WHEN step_kind = 'plan' THEN
            CASE WHEN planned < target THEN 'short of target' WHEN planned > target THEN 'beyond target' ELSE 'meets target' END
    END AS word,
    CASE
        WHEN step_kind = 'source' THEN nullif(concat_ws(' ',
            CASE
                WHEN inflation = amount THEN 'It rests on inflation, by its own name.'
                WHEN inflation > 0 THEN money_in_words(inflation, '£000') || ' of it rests on inflation, by the name of a line it sums up.'
            END,
            CASE WHEN not_cashable > 0 THEN 'The paper calls ' || money_in_words(not_cashable, '£000') || ' non-cashable.' END,
            CASE WHEN before_deduction > 0 THEN 'The table it comes from takes off ' || money_in_words(before_deduction, '£000') || ' more.' END,
            CASE WHEN before_milestone > 0 THEN money_in_words(before_milestone, '£000') || ' waits for milestones that fall late in the year or after it.' END
        ), '')
        WHEN planned = target THEN 'The plan comes to its target, ' || money_in_words(target, '£000') || '.'
        ELSE 'The plan comes to ' || money_in_words(planned, '£000') || ', ' || money_in_words(abs(target - planned), '£000')
            || CASE WHEN planned < target THEN ' less than' ELSE ' more than' END || ' its target of ' || money_in_words(target, '£000') || '.'
    END AS reason,
    CASE WHEN step_kind <> 'source' THEN inputs END AS inputs,
    source_ref, quote, nullif(note, '') AS note,
    'efficiency_bridge' AS rule
FROM steps;

CREATE VIEW efficiency_bridge AS SELECT * FROM efficiency_bridge_at(default_reporting_date());
