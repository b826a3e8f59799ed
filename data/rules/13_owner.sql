-- Who answers for an indicator: whoever is named beside it, else the leads of the milestones meant to move it, else the
-- officer of its priority.
CREATE MACRO indicator_owner_at(reporting_date) AS TABLE
WITH moving AS (
    SELECT l.to_id AS indicator_id, string_agg(DISTINCT m.lead, '; ' ORDER BY m.lead) AS leads
    FROM link l JOIN milestone m ON m.milestone_id = l.from_id
    WHERE l.from_kind = 'milestone' AND l.relation = 'moves' AND l.to_kind = 'indicator'
    GROUP BY l.to_id
)
SELECT i.indicator_id, coalesce(i.lead, moving.leads, p.sro, p.lead) AS owner
FROM indicator i
LEFT JOIN moving USING (indicator_id)
LEFT JOIN priority p USING (priority_id);

CREATE VIEW indicator_owner AS SELECT * FROM indicator_owner_at(default_reporting_date());

-- Who answers for a milestone: its lead, else the officer of its priority.
CREATE VIEW milestone_owner AS
SELECT m.milestone_id, coalesce(m.lead, p.sro, p.lead) AS owner FROM milestone m LEFT JOIN priority p USING (priority_id);

-- Who answers for a priority, or for something that belongs to it.
CREATE MACRO answers_under_at(reporting_date) AS TABLE
WITH named AS (
    SELECT priority_id, concat_ws('; ', sro, lead) AS owner FROM priority
    UNION ALL
    SELECT priority_id, owner FROM indicator JOIN indicator_owner_at(reporting_date) USING (indicator_id)
    UNION ALL
    SELECT priority_id, owner FROM milestone JOIN milestone_owner USING (milestone_id)
    UNION ALL
    SELECT b.priority_id, l.officer
    FROM belonging_at(reporting_date) AS b JOIN efficiency_line l ON l.line_id = b.id
    WHERE b.kind = 'efficiency_line'
)
SELECT DISTINCT unnest(string_split(owner, '; ')) AS lead, priority_id FROM named WHERE priority_id IS NOT NULL AND owner <> ''
ORDER BY lead, priority_id;

CREATE VIEW answers_under AS SELECT * FROM answers_under_at(default_reporting_date());
