-- The loose ends of the golden thread: what hangs on nothing, what ends short of the vision, what nothing hangs on
-- (milestones and savings lines apart: there a thread may end), and which milestones are meant to move no measure. At
-- most 200 of each kind.
-- Parameters: $loose (nothing, short, bare or unmeasured); $kind, $plan_id, $lead ('' for all).
WITH
loose AS (
    SELECT kind, id, plan_id, row_number, owner
    FROM thread_place
    WHERE CASE $loose
            WHEN 'bare' THEN down_count = 0 AND kind NOT IN ('milestone', 'efficiency_line')
            WHEN 'unmeasured' THEN kind = 'milestone' AND NOT moves_measure
            ELSE reach = $loose
        END
        AND ($kind = '' OR kind = $kind) AND ($plan_id = '' OR plan_id = $plan_id)
        AND ($lead = '' OR list_contains(string_split(owner, '; '), $lead))
),
-- For speed: words are fetched of the rows shown alone
shown AS MATERIALIZED (
    SELECT kind, id, owner, count(*) OVER (PARTITION BY kind) AS of_kind, count(*) OVER () AS total_rows
    FROM loose
    QUALIFY row_number() OVER (PARTITION BY kind ORDER BY plan_id, row_number, id) <= 200
),
final AS (
    SELECT shown.kind, shown.id, title, sort, plan_title, shown.owner, source_ref, quote, note, of_kind, total_rows
    FROM shown JOIN threaded USING (kind, id)
)
SELECT * FROM final
ORDER BY list_position(['plan', 'board', 'priority', 'indicator', 'milestone', 'efficiency_line'], kind), plan_title, id
