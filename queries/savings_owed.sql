-- What each board, department, division, officer or section of a table owes in each year, table by table; years are never added.
-- Where a line names no officer, those its earlier edition names are given, with that edition.
-- A line under no section is its own. Lines that repeat another table of their plan are left out, so nothing counts twice.
-- Parameters: $grouping (board, department, division, officer or section); $plan_id, $board_id, $lead ('' for all).
WITH
asked AS (
    SELECT
        place, measure, plan_id, table_id,
        CASE $grouping
            WHEN 'board' THEN board WHEN 'department' THEN department WHEN 'division' THEN division
            WHEN 'officer' THEN officer ELSE section
        END AS grouped
    FROM owed_line
    WHERE grouped IS NOT NULL
        AND ($plan_id = '' OR plan_id = $plan_id)
        AND ($board_id = '' OR board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(coalesce(officer, earlier_officer), '; '), $lead))
),
-- For speed: the tables that hold the first 100 groups are found, and only their groups are put together
groups AS MATERIALIZED (
    SELECT DISTINCT plan_id, table_id, grouped, measure FROM asked WHERE measure IS NOT NULL
),
in_all AS (SELECT count(*) AS total_rows FROM groups),
held AS MATERIALIZED (
    SELECT plan_id, table_id
    FROM groups
    GROUP BY plan_id, table_id
    QUALIFY sum(count(*)) OVER (ORDER BY plan_id DESC, table_id) - count(*) < 100
),
named AS MATERIALIZED (
    SELECT l.*, asked.grouped
    FROM asked
    SEMI JOIN held ON held.plan_id = asked.plan_id AND held.table_id = asked.table_id
    JOIN owed_line l USING (place)
),
yearly AS (
    SELECT
        plan_id, plan_title, table_id, measure, grouped, year.period AS period, sum(year.amount) AS amount,
        CASE WHEN count(DISTINCT year.status) = 1 THEN any_value(year.status) ELSE 'blank' END AS status
    FROM (SELECT plan_id, plan_title, table_id, measure, grouped, unnest(years) AS year FROM named)
    GROUP BY ALL
),
shared AS (
    SELECT *, sum(amount) OVER (PARTITION BY plan_id, table_id, measure, period) AS whole FROM yearly
),
counted AS (
    SELECT
        plan_id, table_id, grouped, count(DISTINCT line_id) AS lines, min(printed_in) AS printed_in,
        concat_ws('; ',
            string_agg(DISTINCT officer, '; ' ORDER BY officer),
            string_agg(DISTINCT earlier_officer, '; ' ORDER BY earlier_officer) FILTER (WHERE officer IS NULL)
                || ' (' || min(earlier_plan_title) FILTER (WHERE officer IS NULL AND earlier_officer IS NOT NULL) || ')',
            CASE count(DISTINCT line_id) FILTER (WHERE officer IS NULL AND earlier_officer IS NULL)
                WHEN 0 THEN NULL WHEN count(DISTINCT line_id) THEN 'no officer printed'
                ELSE count(DISTINCT line_id) FILTER (WHERE officer IS NULL AND earlier_officer IS NULL)
                    || ' with no officer printed'
            END
        ) AS officers,
        arg_min(source_ref, row_number) AS source_ref, arg_min(quote, row_number) AS quote
    FROM named GROUP BY ALL
),
final AS (
    SELECT
        grouped, plan_title, printed_in, measure, lines, officers, source_ref, quote, CAST(NULL AS VARCHAR) AS note,
        list({'period': period, 'amount': CAST(amount AS DOUBLE), 'status': status} ORDER BY period) AS years,
        arg_max(CAST(amount AS DOUBLE), period) AS latest,
        max(period) FILTER (WHERE amount IS NOT NULL) AS latest_period,
        arg_max(100 * CAST(amount AS DOUBLE) / nullif(CAST(whole AS DOUBLE), 0), period) AS share_pct,
        plan_id, table_id
    FROM shared JOIN counted USING (plan_id, table_id, grouped)
    GROUP BY ALL
)
SELECT final.*, in_all.total_rows FROM final CROSS JOIN in_all
ORDER BY plan_id DESC, table_id, latest DESC NULLS LAST, grouped LIMIT 100
