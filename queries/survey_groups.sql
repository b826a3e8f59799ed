-- What is printed of divisions, departments and roles: differences, each beside those against the same basis, and
-- engagement. Groups too small to show are named and withheld.
-- Parameters: $survey_id; $reporting_date.
WITH
final AS (
    SELECT
        k.check_kind, s.basis, s.factor, coalesce(f.title, replace(s.factor, '-', ' ')) AS factor_title, s.group_kind,
        s.group_name, s.value, s.printed, s.value_status, k.word, k.place_in_basis,
        count(k.place_in_basis) OVER (PARTITION BY k.check_kind, s.factor, s.basis) AS count_in_basis,
        min(k.value) OVER (PARTITION BY k.check_kind, s.factor, s.basis) AS lowest_of_basis,
        s.suppressed, k.reason, k.inputs, k.rule, c.earlier_value, c.change, c.word AS change_word, s.source_ref, s.quote,
        s.note, count(*) OVER () AS total_rows
    FROM survey_check_at($reporting_date) k
    JOIN survey_shown s ON s.survey_id = k.survey_id AND s.group_kind = k.group_kind AND s.group_name = k.group_name
        AND s.factor = k.factor AND s.measure = k.measure
    LEFT JOIN survey_factor f ON f.factor = s.factor
    LEFT JOIN survey_change_at($reporting_date) c ON c.survey_id = s.survey_id AND c.group_kind = s.group_kind
        AND c.group_name = s.group_name AND c.factor = s.factor AND c.measure = s.measure
    WHERE k.survey_id = $survey_id AND k.check_kind IN ('difference_from_basis', 'engagement')
        AND k.group_kind <> 'comparator'
)
SELECT * FROM final
ORDER BY
    check_kind, lowest_of_basis NULLS LAST, factor_title, basis,
    CASE check_kind WHEN 'engagement' THEN -value ELSE value END NULLS LAST, group_name
LIMIT 200
