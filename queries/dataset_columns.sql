-- The data dictionary as the DuckDB file itself tells it: every column of every dataset.
SELECT
    t.table_name AS dataset, t.comment AS dataset_holds, c.column_name AS column_name, c.data_type AS type,
    NOT c.is_nullable AS required, c.comment AS holds
FROM duckdb_tables() t
JOIN duckdb_columns() c USING (database_name, schema_name, table_name)
WHERE NOT t.internal AND t.schema_name = 'main'
ORDER BY t.table_name, c.column_index
