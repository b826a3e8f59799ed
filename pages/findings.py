"""Findings: where the papers contradict themselves, do not add up or leave something open, and what was decided."""

import pandas as pd
import streamlit as st

from components import choosers, parts, tables, wording
from queries import judgement
from queries.runner import EVERY

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))


@parts.kept
def listed(severity: str, status: str, dataset: str, rule: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = tables.in_words(found(severity, status, dataset, rule, 200))
    return rows, tables.findings(rows)


def found(severity: str, status: str, dataset: str, rule: str, row_limit: int = EVERY) -> pd.DataFrame:
    asked = chosen.plan, dataset, severity, status, rule, row_limit
    return judgement.findings(snapshot, chosen.reporting_date, *asked)


rules = judgement.finding_rules(snapshot, chosen.reporting_date, chosen.plan)
LINE = "Where the published papers do not agree or add up. All is shown as printed; nothing was corrected."
with choosers.Row(LINE) as row:
    severity = row.view("Severity", ["All", "high", "medium", "low"], "severity")
    dataset = row.one(
        "Dataset", ["", *rules["dataset"].unique()], "dataset", lambda key: wording.dataset(key) or "All datasets"
    )
    checks = rules["rule"][rules["dataset"] == dataset] if dataset else rules["rule"].sort_values()
    rule = row.one("Check", ["", *checks.unique()], "check", lambda key: wording.dataset(key) or "All checks")
    status = row.one("Decision", ["", "open", "accepted", "explained"], "decision", lambda key: key or "Any")
asked = "" if severity == "All" else severity, status, dataset, rule
rows, shown = listed(*asked)
if rows.empty:
    parts.empty("No findings.", "Every check within these filters holds.")
else:
    card = parts.Card("", "", shown, rows, "", "findings")
    parts.section(
        tables.first_of(rows, "findings"), shown, card, provenance, alt="Findings", height=430,
        every=lambda: tables.findings(found(*asked)),
    )  # fmt: skip
