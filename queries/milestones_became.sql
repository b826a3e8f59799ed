-- The milestones of plans that have ended or have a later edition, with what became of each, in order of printing: what
-- the later paper says of it, and which of its milestones go on with it.
-- Parameters: $reporting_date; $priority_ids (list); $lead, $fate ('' for all); $row_limit.
WITH
left_over AS MATERIALIZED (
    SELECT f.milestone_id
    FROM milestone_fate_at($reporting_date) f
    JOIN milestone_verdict_at($reporting_date) v USING (milestone_id)
    WHERE v.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(v.owner, '; '), $lead))
        AND ($fate = '' OR f.fate = $fate)
),
-- For speed: what is said of it is fetched of the rows shown alone
shown AS MATERIALIZED (FROM left_over ORDER BY milestone_id LIMIT $row_limit),
counted AS (SELECT count(*) AS total_rows FROM left_over),
report AS (  -- the last report by the date
    SELECT milestone_update.* FROM milestone_update SEMI JOIN shown USING (milestone_id)
    WHERE as_at <= CAST($reporting_date AS DATE)
    QUALIFY row_number() OVER (PARTITION BY milestone_id ORDER BY as_at DESC) = 1
),
goes_on AS (
    SELECT
        link.to_id AS milestone_id,
        list({'title': newer.title, 'due_on': newer.due_on, 'precision': newer.due_precision, 'text': newer.due_text}
            ORDER BY newer.milestone_id) AS goes_on_as
    FROM link
    SEMI JOIN shown ON shown.milestone_id = link.to_id
    JOIN milestone newer ON newer.milestone_id = link.from_id
    JOIN plan_known ON plan_known.plan_id = newer.plan_id AND plan_known.known_on <= CAST($reporting_date AS DATE)
    WHERE link.relation = 'continues' AND link.from_kind = 'milestone' AND link.to_kind = 'milestone'
    GROUP BY link.to_id
),
final AS (
    SELECT
        f.milestone_id, f.fate, f.fate_word, v.title, v.state, v.word, v.reason, v.due_on, v.due_precision, v.due_text,
        v.plan_title, v.priority_number, v.priority_title, v.owner, coalesce(goes_on.goes_on_as, []) AS goes_on_as,
        counted.total_rows, coalesce(report.source_ref, v.source_ref) AS source_ref,
        CASE WHEN report.milestone_id IS NULL THEN v.quote ELSE report.quote END AS quote,
        coalesce(report.note, v.note) AS note, report.quote AS said
    FROM shown
    JOIN milestone_fate_at($reporting_date) f USING (milestone_id)
    JOIN milestone_verdict_at($reporting_date) v USING (milestone_id)
    LEFT JOIN report USING (milestone_id)
    LEFT JOIN goes_on USING (milestone_id)
    CROSS JOIN counted
)
SELECT * FROM final ORDER BY milestone_id
