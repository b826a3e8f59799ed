"""Enter: one small change without a file, by the same check, preview, version and history as an upload."""

import functools

import pandas as pd
import streamlit as st

from components import changing, choosers, entry, parts, review, versions
from data import drafts, service
from data.drafts import Draft, Published
from queries import entering, judgement

snapshot, chosen = st.session_state.newest, st.session_state.chosen
rules = sorted(set(judgement.thresholds(snapshot)["rule"]))
FORMS: dict[str, tuple[str, entry.Form]] = {
    "Commentary": ("commentary", entry.commentary),
    "Milestone": ("milestone_update", entry.milestone),
    "Result": ("indicator_value", entry.result),
    "Threshold": ("threshold", functools.partial(entry.threshold, rules)),
    "Meeting": ("meeting", entry.meeting),
    "Finding": ("finding_note", entry.decision),
}


def subjects(kind: str, words: str) -> pd.DataFrame:
    if kind == "finding":
        return entering.finding_choices(snapshot, chosen.reporting_date, words)
    return entering.subjects(snapshot, kind, words)


def publish(draft: Draft, agreed: review.Agreed) -> Published | Draft | str:
    return drafts.publish(draft, agreed.note, st.session_state.by, agreed.warnings, agreed.removals)


def look(draft: Draft) -> None:
    outcome = review.review(draft, functools.partial(publish, draft))
    if isinstance(outcome, Draft):
        st.session_state.entry = outcome
        st.rerun()
    elif isinstance(outcome, Published):
        st.session_state.pop("entry")
        versions.move_to(outcome.snapshot)
        st.session_state.entered = outcome
        st.rerun()


LINE = "Make one small change without a file: it is checked, shown and kept in the history, as an upload is."
dataset, draw = FORMS[choosers.Row(LINE).view("What", FORMS, "form")]
parts.stop_where("Not yours to enter.", service.refusal(st.session_state.by, service.act_for(dataset)))
with st.container(border=True, gap="small"):
    values = draw(subjects, chosen.reporting_date)
    asked = st.button("Check and show", icon=":material/fact_check:", key="check")
    if values is None and asked:
        st.warning("Something is still missing above.", icon=":material/edit_note:")
draft = st.session_state.get("entry")
if values is not None:
    key = (dataset, changing.as_values(values))
    if asked:
        with st.spinner("Checking and comparing…"):
            draft = st.session_state.entry = drafts.draft(
                key, drafts.Row(dataset, values), st.session_state.by, earlier=draft
            )
        st.session_state.pop("entered", None)
    if draft is not None and draft.key == key:
        look(draft)
if entered := st.session_state.get("entered"):
    review.done(entered.snapshot.version.number, entered.load_id, entered.rows, entered.judgement)
