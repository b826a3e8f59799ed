-- What a thing is called.
-- Parameters: $kind, $id.
SELECT title FROM thing WHERE kind = $kind AND id = $id
