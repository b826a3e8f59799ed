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
