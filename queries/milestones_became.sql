-- The milestones of plans that have ended or have a later edition, with what became of each, in order of printing: what
-- the later paper says of it, and which of its milestones go on with it.
-- Parameters: $reporting_date; $priority_ids (list); $lead, $fate ('' for all).
WITH
left_over AS MATERIALIZED (
    SELECT f.milestone_id
    FROM milestone_fate_at($reporting_date) f
    JOIN milestone m USING (milestone_id)
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE m.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead))
        AND ($fate = '' OR f.fate = $fate)
),
-- For speed: what is said of it is fetched of the rows shown alone
shown AS MATERIALIZED (FROM left_over ORDER BY milestone_id LIMIT 200),
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
        f.milestone_id, f.fate, f.fate_word, v.title, v.state, v.word, v.reason, m.due_on, m.due_precision, m.due_text,
        plan.title AS plan_title, p.number AS priority_number, p.title AS priority_title,
        coalesce(m.lead, p.sro, p.lead) AS owner, coalesce(goes_on.goes_on_as, []) AS goes_on_as,
        counted.total_rows, coalesce(report.source_ref, m.source_ref) AS source_ref,
        CASE WHEN report.milestone_id IS NULL THEN m.quote ELSE report.quote END AS quote,
        coalesce(report.note, m.note) AS note, report.quote AS said
    FROM shown
    JOIN milestone_fate_at($reporting_date) f USING (milestone_id)
    JOIN milestone_verdict_at($reporting_date) v USING (milestone_id)
    JOIN milestone m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    LEFT JOIN report USING (milestone_id)
    LEFT JOIN goes_on USING (milestone_id)
    CROSS JOIN counted
)
SELECT * FROM final ORDER BY milestone_id
