-- What the filters offer: each plan, board, theme, priority and lead that something belongs to, in the order it is
-- offered in. Kept, for it is asked whenever a filter changes; of_filter counts all of its filter.
CREATE MACRO filter_choice_at(reporting_date) AS TABLE
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
        UNION SELECT lead FROM priority
        UNION SELECT sro FROM priority
        UNION SELECT lead FROM indicator
        UNION SELECT officer FROM efficiency_line
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
)
SELECT
    *, row_number() OVER (PARTITION BY filter ORDER BY sort_key, key, label) AS place,
    count(*) OVER (PARTITION BY filter) AS of_filter
FROM offered
ORDER BY filter, place;

CREATE VIEW filter_choice AS SELECT * FROM filter_choice_at(default_reporting_date());
