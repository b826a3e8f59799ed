-- The lines of the savings tables with their amount in each year, who answers, and the two parts of the council they belong to.
-- A line that names no officer takes the one its earlier edition names.
-- Parameters: $grouping (board, department, division, officer or section: lines that print one); $plan_id, $board_id, $lead ('' for all);
-- $row_limit.
WITH
asked AS (
    SELECT
        place, line_id, measure, plan_id, table_id, latest,
        CASE $grouping
            WHEN 'board' THEN board_id WHEN 'department' THEN department WHEN 'division' THEN division
            WHEN 'officer' THEN officer ELSE section
        END AS grouped
    FROM owed_line
    WHERE measure IS NOT NULL AND grouped IS NOT NULL
        AND ($plan_id = '' OR plan_id = $plan_id)
        AND ($board_id = '' OR board_id = $board_id)
        AND ($lead = '' OR list_contains(string_split(coalesce(officer, earlier_officer), '; '), $lead))
),
-- For speed: the tables that hold the first lines are found, and only their lines are put in order and told
held AS (
    SELECT
        plan_id, table_id, sum(count(*)) OVER (ORDER BY plan_id DESC, table_id) - count(*) AS before,
        CAST(sum(count(*)) OVER () AS BIGINT) AS total_rows
    FROM asked
    GROUP BY plan_id, table_id
),
shown AS MATERIALIZED (
    SELECT asked.*, total_rows, sum(latest) OVER (PARTITION BY asked.plan_id, asked.table_id, grouped) AS of_group
    FROM asked JOIN held ON held.plan_id = asked.plan_id AND held.table_id = asked.table_id AND held.before < $row_limit
    ORDER BY asked.plan_id DESC, asked.table_id, of_group DESC NULLS LAST, grouped, latest DESC NULLS LAST, line_id
    LIMIT $row_limit
),
final AS (
    SELECT
        l.line_id, l.board, l.department, l.division, l.title, l.plan_title, l.printed_in, l.measure,
        coalesce(l.officer, l.earlier_officer || ' (' || l.earlier_plan_title || ')') AS owner,
        [{'period': y.period, 'amount': CAST(y.amount AS DOUBLE), 'status': y.status} FOR y IN l.years] AS years,
        shown.latest, shown.total_rows, l.source_ref, l.quote, l.note, shown.plan_id, shown.table_id, shown.of_group,
        shown.grouped
    FROM shown JOIN owed_line l USING (place)
)
SELECT * FROM final
ORDER BY plan_id DESC, table_id, of_group DESC NULLS LAST, grouped, latest DESC NULLS LAST, line_id
