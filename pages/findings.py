"""Findings: where the papers contradict themselves, do not add up or leave something open, and what was decided."""

import streamlit as st

from components import parts, tables, wording
from queries import judgement

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
rules = judgement.finding_rules(snapshot, chosen.reporting_date, chosen.plan)
parts.line("Where the published papers do not agree or add up. All is shown as printed; nothing was corrected.")
with st.container(horizontal=True, vertical_alignment="bottom"):
    severity = st.segmented_control(
        "Severity", ["All", "high", "medium", "low"], default="All", required=True, key="severity", bind="query-params"
    )
    rule = st.selectbox(
        "Check", ["", *rules["rule"]], key="check", bind="query-params",
        format_func=lambda key: wording.dataset(key) or "All checks",
    )  # fmt: skip
    status = st.selectbox(
        "Decision", ["", "open", "accepted", "explained"], key="decision", bind="query-params",
        format_func=lambda key: key or "Any",
    )  # fmt: skip
filters = {"severity": "" if severity == "All" else severity, "status": status, "rule": rule}
rows = judgement.findings(snapshot, chosen.reporting_date, chosen.plan, **filters)
if rows.empty:
    parts.empty("No findings.", "Every check within these filters holds.")
else:
    st.header(f"{rows['total_rows'].iloc[0]:,} findings", anchor=False)
    shown = tables.findings(rows)
    parts.text_table(shown, "Findings", height=430)
    parts.card_foot(parts.Card("", "", shown, rows, "", "findings"), provenance)
