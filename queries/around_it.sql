-- The place of each thing that belongs to a priority, a board or a plan ("held"), of the remarks on it and of the board
-- itself ("near"), and of the plans of its priorities ("plan").
-- Parameters: $priority_ids (list); $board_id, $plan_id ('' for none).
SELECT place, what FROM around_it($priority_ids, $board_id, $plan_id) ORDER BY place
