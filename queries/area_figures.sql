-- The figures one other area has in the papers without being ranked, each with what the home area printed of the same.
-- Parameters: $area_id; $reporting_date; $priority_ids (list); $everything (also what belongs to no priority);
-- $lead ('' for all).
WITH
home AS (
    SELECT
        v.indicator_id,
        arg_max(concat_ws(', ', v.value_text, nullif(v.period, 'not printed')), coalesce(v.period_end, DATE '0001-01-01'))
            AS home_printed
    FROM indicator_value v
    JOIN area a USING (area_id)
    WHERE a.is_home AND v.kind = 'actual' AND v.value_text IS NOT NULL
        AND (v.period_end IS NULL OR v.period_end <= CAST($reporting_date AS DATE))
    GROUP BY v.indicator_id
),
figure AS (
    SELECT
        i.indicator_id, a.name AS area, i.title, i.unit, i.decimals, v.kind, v.period, v.period_end,
        nullif(period_text(v.period, v.period_end), 'undated') AS period_words, i.plan_id, i.row_number, v.value,
        v.value_text, v.value_status, v.qualifier, home.home_printed, v.source_ref, v.quote, v.note, i.note AS meaning
    FROM indicator_value v
    JOIN area a USING (area_id)
    JOIN indicator i USING (indicator_id)
    LEFT JOIN priority p USING (priority_id)
    LEFT JOIN home USING (indicator_id)
    WHERE v.area_id = $area_id AND v.kind IN ('actual', 'target')
        AND NOT (v.kind = 'actual' AND v.basis IN ('published', 'restated'))
        AND (v.kind = 'target' OR v.period_end IS NULL OR v.period_end <= CAST($reporting_date AS DATE))
        AND (i.priority_id IN (SELECT unnest($priority_ids)) OR ($everything AND i.priority_id IS NULL))
        AND ($lead = '' OR list_contains(string_split(coalesce(i.lead, p.sro, p.lead), '; '), $lead))
),
-- Not as windows: DuckDB 1.5 now and then fails over count(DISTINCT ...) OVER ().
counted AS (
    SELECT
        count(DISTINCT indicator_id) AS indicator_count,
        count(DISTINCT indicator_id) FILTER (home_printed IS NOT NULL) AS home_count, count(*) AS total_rows
    FROM figure
),
final AS (SELECT * FROM figure CROSS JOIN counted)
SELECT * FROM final ORDER BY plan_id NULLS FIRST, row_number, indicator_id, kind, period_end NULLS FIRST LIMIT 200
