-- The first of what each filter offers: each plan, board, theme, priority and lead that something belongs to.
-- Parameters: $row_limit (of each filter; of_filter counts all).
SELECT filter, key, label, plan_id, of_filter, sort_key FROM filter_choice WHERE place <= $row_limit ORDER BY filter, place
