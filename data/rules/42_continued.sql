-- What goes on with what of the plan before, with the plan it stands in and from when that is known: the ties of editions.
CREATE MACRO continued_at(reporting_date) AS TABLE
SELECT link.from_kind AS kind, link.to_id AS older_id, link.from_id AS newer_id, thing.plan_id, plan_known.known_on, link.note
FROM link
JOIN thing_at(reporting_date) AS thing ON thing.kind = link.from_kind AND thing.id = link.from_id
JOIN plan_known USING (plan_id)
WHERE link.relation = 'continues' AND link.from_kind = link.to_kind
ORDER BY kind, older_id, newer_id;

CREATE VIEW continued AS SELECT * FROM continued_at(default_reporting_date());
