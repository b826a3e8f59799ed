-- What the filters offer of one plan, its themes and priorities, and what is in use.
-- Parameters: $plan (key or title; '' for none); $asked (list of keys and labels in use); $row_limit (of each filter;
-- of_filter counts all).
WITH
in_use AS MATERIALIZED (
    FROM filter_choice WHERE key IN (SELECT unnest(CAST($asked AS VARCHAR[])))
    UNION
    FROM filter_choice WHERE label IN (SELECT unnest(CAST($asked AS VARCHAR[])))
),
narrowed AS MATERIALIZED (
    SELECT * REPLACE (count(*) OVER (PARTITION BY filter) AS of_filter)
    FROM (
        SELECT * FROM filter_choice
        WHERE $plan <> '' AND plan_id IN (SELECT plan_id FROM plan WHERE plan_id = $plan OR title = $plan)
        UNION
        SELECT * FROM in_use WHERE $plan <> '' AND plan_id IS NOT NULL
    )
),
final AS (
    SELECT * FROM narrowed QUALIFY row_number() OVER (PARTITION BY filter ORDER BY place) <= $row_limit
    UNION
    SELECT in_use.* REPLACE (coalesce(n.of_filter, in_use.of_filter) AS of_filter)
    FROM in_use LEFT JOIN (SELECT DISTINCT filter, of_filter FROM narrowed) AS n USING (filter)
)
SELECT filter, key, label, plan_id, of_filter, sort_key FROM final
