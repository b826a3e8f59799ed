-- One thing on the golden thread: what it is called here and on the page of its own, and its other editions.
-- Parameters: $kind, $id.
SELECT
    t.kind, t.id, t.title, t.plan_id, t.plan_title, t.is_vision, t.is_aim, i.series, i.state AS built, i.title AS measure,
    p.plan_title || ': ' || p.title AS priority_label, p.title || ' (' || p.plan_title || ')' AS filter_label,
    (
        SELECT coalesce(list({'kind': e.kind, 'id': e.id, 'title': e.title, 'plan': e.plan_title} ORDER BY e.id), [])
        FROM link JOIN threaded AS e ON e.kind = to_kind AND e.id = to_id
        WHERE relation = 'continues' AND from_kind = t.kind AND from_id = t.id
    ) AS before,
    (
        SELECT coalesce(list({'kind': e.kind, 'id': e.id, 'title': e.title, 'plan': e.plan_title} ORDER BY e.id), [])
        FROM link JOIN threaded AS e ON e.kind = from_kind AND e.id = from_id
        WHERE relation = 'continues' AND to_kind = t.kind AND to_id = t.id
    ) AS after
FROM threaded AS t
LEFT JOIN indicator AS i ON t.kind = 'indicator' AND i.indicator_id = t.id
LEFT JOIN threaded AS p ON p.kind = 'priority' AND p.id = t.priority_id
WHERE t.kind = $kind AND t.id = $id
