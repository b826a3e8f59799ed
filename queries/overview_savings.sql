-- Savings planned against the target they are meant to meet, the widest apart first.
SELECT title, period, printed_amount AS plan_gbp_000, recomputed AS target_gbp_000, difference AS gap_gbp_000,
    agrees, reason, inputs, source_ref
FROM reconciliation
WHERE check_kind = 'plan_against_target'
ORDER BY abs(difference) DESC, subject_id LIMIT 20
