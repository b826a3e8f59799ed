-- The areas that have figures of their own in the papers without being ranked, the one with the most figures first.
-- Parameters: $reporting_date; $priority_ids (list); $everything (also what belongs to no priority); $lead ('' for all).
WITH
final AS (
    SELECT a.area_id, a.name AS area, count(*) AS figure_count
    FROM indicator_value v
    JOIN area a USING (area_id)
    JOIN indicator i USING (indicator_id)
    LEFT JOIN priority p USING (priority_id)
    WHERE NOT a.is_home AND a.kind <> 'group' AND v.kind IN ('actual', 'target')
        AND NOT (v.kind = 'actual' AND v.basis IN ('published', 'restated'))
        AND (v.kind = 'target' OR v.period_end IS NULL OR v.period_end <= CAST($reporting_date AS DATE))
        AND (i.priority_id IN (SELECT unnest($priority_ids)) OR ($everything AND i.priority_id IS NULL))
        AND ($lead = '' OR list_contains(string_split(coalesce(i.lead, p.sro, p.lead), '; '), $lead))
    GROUP BY a.area_id, a.name
)
SELECT * FROM final ORDER BY figure_count DESC, area LIMIT 200
