-- The tolerances in force.
SELECT scope, scope_id, rule, amber_within, unit, source_ref, note FROM threshold ORDER BY rule, scope, scope_id
