-- What the filters offer: each plan, board, theme, priority and lead that something belongs to.
-- Parameters: $plan (key or title; '' for all) narrows themes and priorities; $asked (list of keys and labels in use,
-- which are always offered); $row_limit (of each filter; of_filter counts all).
WITH
monitored AS (
    SELECT DISTINCT from_id AS board_id FROM link WHERE from_kind = 'board' AND relation = 'monitors'
    UNION
    SELECT DISTINCT board_id FROM efficiency_line WHERE board_id IS NOT NULL
),
leads AS (
    SELECT DISTINCT trim(unnest(string_split(named, ';'))) AS lead
    FROM (
        SELECT lead AS named FROM milestone
        UNION ALL SELECT lead FROM priority
        UNION ALL SELECT sro FROM priority
        UNION ALL SELECT lead FROM indicator
        UNION ALL SELECT officer FROM efficiency_line
    )
    WHERE named IS NOT NULL
),
offered AS (
    SELECT 'plan' AS filter, plan_id AS key, title AS label, NULL AS plan_id, plan_id AS sort_key FROM plan
    UNION ALL
    SELECT 'board', b.board_id, b.title, NULL, b.title FROM board b JOIN monitored USING (board_id)
    UNION ALL
    SELECT DISTINCT 'theme', theme, theme, plan_id, plan_id || theme FROM priority WHERE theme IS NOT NULL
    UNION ALL
    SELECT
        'priority', p.priority_id,
        concat_ws(' ', p.number, p.title) || ' (' || plan.title || ')', p.plan_id, p.priority_id
    FROM priority p JOIN plan USING (plan_id)
    UNION ALL
    SELECT 'lead', lead, lead, NULL, lead FROM leads
),
narrowed AS (
    SELECT *, list_contains($asked, key) OR list_contains($asked, label) AS in_use
    FROM offered
    WHERE $plan = '' OR plan_id IS NULL OR in_use
        OR plan_id IN (SELECT plan_id FROM plan WHERE plan_id = $plan OR title = $plan)
),
final AS (
    SELECT *, count(*) OVER (PARTITION BY filter) AS of_filter
    FROM narrowed
    QUALIFY in_use OR row_number() OVER (PARTITION BY filter ORDER BY sort_key) <= $row_limit
)
SELECT * FROM final ORDER BY filter, sort_key
