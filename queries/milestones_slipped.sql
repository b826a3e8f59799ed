-- The milestones whose date has moved, furthest first, with what each edition of the plan printed; and those carried
-- forward with no new date. A milestone the next edition goes on with is told there, and counts once.
-- Parameters: $reporting_date; $priority_ids (list): of any of its editions; $lead ('' for all); $row_limit.
WITH RECURSIVE
verdict AS (SELECT * FROM milestone_verdict_at($reporting_date)),
-- For speed: walked along and counted alone, and the words are looked up of the milestones shown
continues AS MATERIALIZED (
    SELECT link.from_id, link.to_id
    FROM link JOIN verdict older ON older.milestone_id = link.to_id AND NOT older.is_done
    WHERE link.relation = 'continues' AND link.from_kind = 'milestone' AND link.to_kind = 'milestone'
),
moved AS MATERIALIZED (
    SELECT milestone_id, slipped_days FROM verdict
    WHERE NOT is_continued AND (slipped_days <> 0 OR (state = 'carried_forward' AND days_carried IS NULL))
),
edition AS (  -- a milestone and those it goes on with, back to the first; twenty steps end a circle
    SELECT milestone_id AS last_id, milestone_id, 0 AS steps FROM moved
    UNION
    SELECT edition.last_id, link.to_id, edition.steps + 1
    FROM edition
    JOIN continues AS link ON link.from_id = edition.milestone_id
    WHERE edition.steps < 20
),
of_priorities AS (
    SELECT edition.last_id
    FROM edition
    JOIN milestone m USING (milestone_id)
    LEFT JOIN priority p ON p.priority_id = m.priority_id
    WHERE m.priority_id IN (SELECT unnest($priority_ids))
        AND ($lead = '' OR list_contains(string_split(coalesce(m.lead, p.sro, p.lead), '; '), $lead))
),
firsts AS (SELECT last_id, arg_max(milestone_id, steps) AS first_id FROM edition GROUP BY last_id),
chosen AS MATERIALIZED (
    SELECT moved.milestone_id, moved.slipped_days, first_id
    FROM moved
    JOIN firsts ON firsts.last_id = moved.milestone_id
    SEMI JOIN of_priorities ON of_priorities.last_id = moved.milestone_id
),
counted AS (
    SELECT
        count(*) AS total_rows,
        count(*) FILTER (WHERE slipped_days > 0) AS slipped_count,
        min(slipped_days) FILTER (WHERE slipped_days > 0) AS least_days,
        max(slipped_days) FILTER (WHERE slipped_days > 0) AS most_days,
        count(DISTINCT first_id) FILTER (WHERE slipped_days > 0) AS promise_count
    FROM chosen
),
listed AS MATERIALIZED (SELECT * FROM chosen ORDER BY slipped_days DESC NULLS LAST, milestone_id LIMIT $row_limit),
editions AS MATERIALIZED (FROM edition SEMI JOIN listed ON listed.milestone_id = edition.last_id),
printed AS MATERIALIZED (
    SELECT
        editions.last_id, editions.steps, m.*, plan.title AS plan_title,
        coalesce(m.lead, p.sro, p.lead) AS owner
    FROM editions
    JOIN (FROM milestone SEMI JOIN editions USING (milestone_id)) AS m USING (milestone_id)
    JOIN plan ON plan.plan_id = m.plan_id
    LEFT JOIN priority p ON p.priority_id = m.priority_id
),
gathered AS (
    SELECT
        last_id,
        list({'plan': plan_title, 'due_on': due_on, 'precision': due_precision, 'text': due_text} ORDER BY steps DESC)
            AS editions
    FROM printed
    GROUP BY last_id
),
final AS (
    SELECT
        v.milestone_id, v.title, v.word, v.reason, v.original_due_on, v.current_due_on, v.slipped_days,
        v.rebaselined_count, listed.first_id, g.editions, counted.*,
        own.plan_title, p.number AS priority_number, p.title AS priority_title, own.owner, own.source_ref, own.quote,
        own.note
    FROM verdict v
    JOIN listed USING (milestone_id)
    JOIN gathered g ON g.last_id = v.milestone_id
    JOIN printed own ON own.last_id = v.milestone_id AND own.steps = 0
    LEFT JOIN priority p ON p.priority_id = v.priority_id
    CROSS JOIN counted
)
SELECT * FROM final ORDER BY slipped_days DESC NULLS LAST, milestone_id
