-- What the filters offer: each plan, board, theme, priority and lead that something belongs to.
-- Parameters: $plan (key or title; '' for all) narrows themes and priorities; $asked (list of keys and labels in use,
-- which are always offered); $row_limit (of each filter; of_filter counts all).
WITH
-- For speed: of what is not narrowed, the first are read by their place
unnarrowed AS (
    FROM filter_choice
    WHERE place <= $row_limit AND ($plan = '' OR plan_id IS NULL)
),
in_use AS (
    FROM filter_choice
    WHERE key IN (SELECT unnest(CAST($asked AS VARCHAR[]))) OR label IN (SELECT unnest(CAST($asked AS VARCHAR[])))
),
narrowed AS (
    SELECT * REPLACE (count(*) OVER (PARTITION BY filter) AS of_filter)
    FROM (
        SELECT * FROM filter_choice
        WHERE $plan <> '' AND plan_id IN (SELECT plan_id FROM plan WHERE plan_id = $plan OR title = $plan)
        UNION
        SELECT * FROM in_use WHERE $plan <> '' AND plan_id IS NOT NULL
    )
),
few_of_plan AS (
    SELECT * FROM narrowed QUALIFY row_number() OVER (PARTITION BY filter ORDER BY place) <= $row_limit
),
final AS (
    FROM unnarrowed
    UNION FROM few_of_plan
    UNION SELECT in_use.* REPLACE (coalesce(n.of_filter, in_use.of_filter) AS of_filter)
    FROM in_use LEFT JOIN (SELECT DISTINCT filter, of_filter FROM narrowed) AS n USING (filter)
)
SELECT * FROM final ORDER BY filter, sort_key
