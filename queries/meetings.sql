-- Meetings of a board, latest first.
-- Parameters: $board_id ('' for all).
SELECT m.meeting_id, m.title, m.held_on, b.title AS board
FROM meeting m
JOIN board b USING (board_id)
WHERE $board_id = '' OR m.board_id = $board_id
ORDER BY m.held_on DESC, m.meeting_id
