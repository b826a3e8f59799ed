"""The filters every page shares: few, in one place, all in the address, cleared by one button."""

import collections
import datetime
import functools
from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.chosen import FILTERS as FILTERS
from components.chosen import Chosen as Chosen
from components.wording import day, plain

SHARED = (*FILTERS, "date")  # what of the address goes along from page to page


def asked() -> dict[str, str]:
    """What is in use, by filter: the key of what was just chosen, else the label in the address, else the key held.

    Streamlit's own binding to the address loses what is chosen in a popover that is shut, as soon as the page changes.
    """
    return {name: _in_use(name) for name in FILTERS}


def reporting_date(own: datetime.date) -> datetime.date:
    """The date to judge at: that of the address or the one chosen, else the data's own."""
    try:
        date = datetime.date.fromisoformat(_in_use("date"))
    except ValueError:
        date = own
    _settle("date", date, "" if date == own else date.isoformat())
    return date


def _in_use(name: str) -> str:
    state, drawn = st.session_state, _drawn(name)
    held = state.get(name, state.get(drawn))  # Streamlit drops what it holds, as it does the address, but not our note
    if drawn in state and held != state[drawn]:
        return str(held or "")  # chosen on the screen since the last run
    context = get_script_run_ctx()
    came_by_address = drawn not in state or (context is not None and context.is_history_navigation)
    if name in st.query_params or came_by_address:
        return str(st.query_params.get(name, ""))
    return str(held or "")


def _settle(name: str, value: object, told: str) -> None:
    """Hold what is in use, and say so in the address."""
    if name not in st.session_state or st.session_state[name] != value:
        st.session_state[name] = value
    st.session_state[_drawn(name)] = value
    if told != st.query_params.get(name, ""):
        if told:
            st.query_params[name] = told
        else:
            del st.query_params[name]


def _drawn(name: str) -> str:
    return f"drawn_{name}"


def in_address(*but: str) -> dict[str, str]:
    """What of this view's address goes along to another page: the filters, the date and the version, `but` some."""
    return {
        name: st.query_params[name]
        for name in (*SHARED, "as_of_version")
        if name in st.query_params and name not in but
    }


def choose(
    row: DeltaGenerator, asked: Mapping[str, str], choices: pd.DataFrame, date: datetime.date, own: datetime.date
) -> Chosen:
    """Offer the filters in a popover at the end of `row`, and say beside it what is chosen.

    `asked` is in use by key or label; `choices` holds filter, key, label and of_filter, how many there are; `date` is
    judged at, `own` is the data's own.
    """
    labels: dict[str, dict[str, str]] = {name: {} for name in FILTERS}
    counts: dict[str, int] = {}
    for name, key, label, count in zip(*(choices[c] for c in ("filter", "key", "label", "of_filter")), strict=True):
        labels[name][key] = label
        counts[name] = count
    for name, words in asked.items():
        alike = {label for label, number in collections.Counter(labels[name].values()).items() if number > 1}
        key = words if words in labels[name] else next((k for k, label in labels[name].items() if label == words), "")
        label = labels[name].get(key, "")
        _settle(name, key, key if label in alike else label)
        # Streamlit tells choices apart by what they are called.
        labels[name] = {k: f"{label} ({k})" if label in alike else label for k, label in labels[name].items()}
    with row.popover("Filters", icon=":material/filter_alt:", key="filters"):
        columns = st.columns(2)
        for number, (name, title) in enumerate(FILTERS.items()):
            named = labels[name]
            more = counts.get(name, 0) > len(named)
            columns[number % 2].selectbox(
                title, ["", *named], key=name, format_func=functools.partial(_label, named),
                help=f"The first {len(named):,} of {counts[name]:,}: choose a plan to narrow them." if more else None,
            )  # fmt: skip
        columns[1].date_input("Reporting date", key="date", format="DD/MM/YYYY")
    chosen = {name: st.session_state[name] or "" for name in FILTERS}
    said = [f"{FILTERS[name]}: {labels[name].get(key, key)}" for name, key in chosen.items() if key]
    st.session_state.narrowed = tuple(said)
    said += [f"As at {day(date)}"] if date != own else []
    if said:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
            for words in said:
                st.badge(plain(words), color="blue")
            st.button("Clear", key="clear", icon=":material/close:", type="tertiary", on_click=_clear, args=(own,))
    return Chosen(**chosen, reporting_date=date)


def _label(named: Mapping[str, str], key: str) -> str:
    return named.get(key, key) if key else "All"


def _clear(own: datetime.date) -> None:
    for name in FILTERS:
        st.session_state[name] = ""
    st.session_state["date"] = own
