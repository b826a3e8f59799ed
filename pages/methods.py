"""Methods: each rule by which the dashboard judges, in words, with its source, its thresholds and its own text."""

import pandas as pd
import streamlit as st

from components import choosers, filters, markup, parts, pieces, stories, tables
from components.markup import Link
from data import service
from queries import judgement

snapshot, chosen = st.session_state.snapshot, st.session_state.chosen


@parts.kept
def moving(amber: float, unit: str) -> tuple[str, pd.DataFrame]:
    judged = judgement.what_if(snapshot, chosen.reporting_date, amber, unit)
    return stories.what_if_told(judged, f"{amber:g} {unit}"), tables.what_if(judged)


rules = {method.title: method for method in service.methods()}
told = parts.kept(lambda: tables.methods(list(rules.values()), st.session_state.papers))()
with pieces.stacked():
    parts.line("How each verdict is reached, in words read from the very rules the dashboard runs.")
    parts.text_table(told, "Every rule, its source and its thresholds", height=360)
    with choosers.Row() as row:
        shown = row.one("The rule itself, in SQL", ["", *rules], "rule", lambda title: title or "Choose one to read it")
if shown:
    st.code(rules[shown].sql, language="sql", height=400)
parts.section("Thresholds in force", parts.kept(lambda: tables.thresholds(judgement.thresholds(snapshot)))())


with st.container(border=True):
    parts.title("What if another tolerance were in force?")
    row = choosers.Row()
    amber = row.number("Tolerance", "amber", 0, 100, 5, 0.5)
    unit = row.view("Of", ["percent", "points"], "of_what")
    said, moved = moving(amber, unit)
    pieces.draw(markup.paragraph(said))
    if not moved.empty:
        parts.text_table(moved, "Verdicts that would move")
    asked = {**filters.in_address(), **stories.tolerance_link(amber, unit)}
    pieces.draw(markup.way_on(Link.to("Put this tolerance in force…", asked, "enter")))
