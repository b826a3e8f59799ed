"""Methods: each rule by which the dashboard judges, in words, with its source, its thresholds and its own text."""

import pandas as pd
import streamlit as st

from components import choosers, parts, stories, tables
from data import service
from queries import judgement

snapshot, chosen = st.session_state.snapshot, st.session_state.chosen


@parts.kept
def moving(amber: float, unit: str) -> tuple[str, pd.DataFrame]:
    judged = judgement.what_if(snapshot, chosen.reporting_date, amber, unit)
    return stories.what_if_told(judged, f"{amber:g} {unit}"), tables.what_if(judged)


parts.line("How each verdict is reached, in words read from the very rules the dashboard runs.")
rules = {method.title: method for method in service.methods()}
told = parts.kept(lambda: tables.methods(list(rules.values()), st.session_state.papers))()
parts.text_table(told, "Every rule, its source and its thresholds", height=360)
shown = choosers.Row().one(
    "The rule itself, in SQL", ["", *rules], "rule", lambda title: title or "Choose one to read it"
)
if shown:
    st.code(rules[shown].sql, language="sql", height=400)
parts.section("Thresholds in force", parts.kept(lambda: tables.thresholds(judgement.thresholds(snapshot)))())


with st.container(border=True):
    parts.title("What if another tolerance were in force?")
    amber = st.number_input("Tolerance", 0.0, 100.0, 5.0, 0.5, key="amber", bind="query-params")
    unit = choosers.Row().view("Of", ["percent", "points"], "of_what")
    said, moved = moving(amber, unit)
    st.markdown(said)
    if not moved.empty:
        parts.text_table(moved, "Verdicts that would move")
    st.page_link(
        "pages/enter.py", label="Put this tolerance in force…", icon=":material/save:",
        query_params={**st.query_params.to_dict(), **stories.tolerance_link(amber, unit)},
    )  # fmt: skip
