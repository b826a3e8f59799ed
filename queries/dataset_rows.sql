-- Each dataset with its number of rows and the load it came in.
SELECT l.dataset, l.rows AS row_count, l.load_id, l.version, l.file_name, l.sha256, l.loaded_at, l.loaded_by, l.note
FROM load l
QUALIFY row_number() OVER (PARTITION BY l.dataset ORDER BY l.version DESC) = 1
ORDER BY l.dataset
