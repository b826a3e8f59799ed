"""The filters every page shares: few, in one place, all in the address, cleared by one button."""

import datetime
import functools
from collections.abc import Mapping

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.chosen import FILTERS as FILTERS
from components.chosen import Chosen as Chosen
from components.wording import day, plain


def asked() -> dict[str, str]:
    """What is in use, by filter: a key once the filter has been drawn, before that its label in the address."""
    return {name: st.session_state.get(name) or st.query_params.get(name, "") for name in FILTERS}


def in_address(*but: str) -> dict[str, str]:
    """What of this view's address goes along to another page: the filters, the date and the version, `but` some."""
    kept = (*FILTERS, "date", "as_of_version")
    return {name: st.query_params[name] for name in kept if name in st.query_params and name not in but}


def choose(row: DeltaGenerator, choices: pd.DataFrame, reporting_date: datetime.date) -> Chosen:
    """Offer the filters in a popover at the end of `row`, and say beside it what is chosen.

    `choices` holds filter, key, label and of_filter, how many there are; `reporting_date` is the data's own.
    """
    labels: dict[str, dict[str, str]] = {name: {} for name in FILTERS}
    counts: dict[str, int] = {}
    for name, key, label, count in zip(*(choices[c] for c in ("filter", "key", "label", "of_filter")), strict=True):
        labels[name][key] = label
        counts[name] = count
    with row.popover("Filters", icon=":material/filter_alt:", key="filters"):
        columns = st.columns(2)
        for number, (name, title) in enumerate(FILTERS.items()):
            named = labels[name]
            more = counts.get(name, 0) > len(named)
            columns[number % 2].selectbox(
                title, ["", *named], key=name, bind="query-params", format_func=functools.partial(_label, named),
                help=f"The first {len(named):,} of {counts[name]:,}: choose a plan to narrow them." if more else None,
            )  # fmt: skip
        columns[1].date_input("Reporting date", reporting_date, key="date", bind="query-params", format="DD/MM/YYYY")
    chosen = {name: st.session_state[name] or "" for name in FILTERS}
    date = st.session_state["date"] or reporting_date
    said = [f"{FILTERS[name]}: {labels[name].get(key, key)}" for name, key in chosen.items() if key]
    st.session_state.narrowed = tuple(said)
    said += [f"As at {day(date)}"] if date != reporting_date else []
    if said:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
            for words in said:
                st.badge(plain(words), color="blue")
            st.button(
                "Clear", key="clear", icon=":material/close:", type="tertiary", on_click=_clear, args=(reporting_date,)
            )
    return Chosen(**chosen, reporting_date=date)


def _label(named: Mapping[str, str], key: str) -> str:
    return named.get(key, key) if key else "All"


def _clear(reporting_date: datetime.date) -> None:
    for name in FILTERS:
        st.session_state[name] = ""
    st.session_state["date"] = reporting_date
