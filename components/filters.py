"""The filters every page shares: few, in one place, all in the address, cleared by one link.

The address is what holds them: a control in the page's head writes what is chosen there (page.js), and a run reads
it here. No widget of Streamlit's has to be sent, drawn or remembered for that.
"""

import collections
import datetime
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import ahead, once
from components.chosen import FILTERS as FILTERS
from components.chosen import Chosen as Chosen
from components.markup import Link
from components.wording import day

SHARED = (*FILTERS, "date")  # what of the address goes along from page to page


class Offer(NamedTuple):
    """One filter as it is offered: each option as it stands in the address and as it is read, and what to know."""

    name: str
    title: str
    options: list[tuple[str, str]]
    note: str


class _List(NamedTuple):
    """What a filter lists: how it is offered; each key as the address says it and as it is read; a label's key."""

    offer: Offer
    told: Mapping[str, tuple[str, str]]
    keys: Mapping[str, str]


def asked() -> dict[str, str]:
    """What is in use, by filter: as the address says, else as it was when Streamlit last changed the page."""
    return _in_use(*FILTERS)


def reporting_date(own: datetime.date) -> datetime.date:
    """The date to judge at: that of the address, else the data's own."""
    try:
        return datetime.date.fromisoformat(_in_use("date")["date"])
    except ValueError:
        return own


def _in_use(*names: str) -> dict[str, str]:
    context, now = get_script_run_ctx(), st.query_params.to_dict()
    if context is not None and context.is_history_navigation:
        return {name: now.get(name, "") for name in names}
    # Streamlit leaves the address behind as it changes the page, and takes it up again before the next run.
    return {name: now[name] if name in now else str(st.session_state.get(name, "")) for name in names}


def address() -> dict[str, str | list[str]]:
    """What this view's address holds."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _settle(held: Mapping[str, str]) -> None:
    """Hold what is in use, by name, and say so in the address: at once, for each telling is a step to go back by."""
    st.session_state.update(held)
    now = st.query_params.to_dict()
    told = {name: value for name, value in held.items() if value}
    if {name: now[name] for name in held if name in now} != told:
        others = {name: value for name, value in address().items() if name not in held}
        st.query_params.from_dict({**others, **told})


def in_address(*but: str) -> dict[str, str]:
    """What of this view's address goes along to another page: the filters, the date and the version, `but` some."""
    now = st.query_params.to_dict()
    return {name: now[name] for name in (*SHARED, "as_of_version") if name in now and name not in but}


def choose(
    asked: Mapping[str, str], choices: pd.DataFrame, date: datetime.date, own: datetime.date
) -> tuple[Chosen, list[Offer], list[str]]:
    """What is chosen, what is offered, and what is chosen in words.

    `asked` is in use by key or label; `choices` holds filter, key, label and of_filter, how many there are; `date` is
    judged at, `own` is the data's own.
    """
    lists = once.of(choices, lambda: _lists(choices), "filters")
    chosen, said, held = dict[str, str](), [], dict[str, str]()
    for name, words in asked.items():
        offer, told, keys = lists[name]
        key = words if words in told else keys.get(words, "")
        chosen[name] = key
        held[name], read = told.get(key, ("", ""))
        said += [f"{offer.title}: {read}"] if key else []
        ahead.offered(name, [words for words, _ in offer.options])
    _settle({**held, "date": "" if date == own else date.isoformat()})
    st.session_state.narrowed = tuple(said)
    said += [f"As at {day(date)}"] if date != own else []
    return Chosen(**chosen, reporting_date=date), [lists[name].offer for name in asked], said


def _lists(choices: pd.DataFrame) -> dict[str, _List]:
    labels: dict[str, dict[str, str]] = {name: {} for name in FILTERS}
    counts: dict[str, int] = {}
    columns = [choices[column].tolist() for column in ("filter", "key", "label", "of_filter")]
    for name, key, label, count in zip(*columns, strict=True):
        labels[name][key] = label
        counts[name] = count
    listed = collections.Counter(columns[0])  # one label may be of several plans
    lists = {}
    for name, named in labels.items():
        alike = {label for label, number in collections.Counter(named.values()).items() if number > 1}
        # The address says a label, or the key where several are called alike.
        told = {k: (k, f"{label} ({k})") if label in alike else (label, label) for k, label in named.items()}
        few, many = listed[name], counts.get(name, 0)
        note = f"The first {few:,} of {many:,}: choose a plan to narrow them." if many > few else ""
        keys = {label: key for key, label in reversed(named.items())}  # of labels alike the first
        lists[name] = _List(Offer(name, FILTERS[name], list(told.values()), note), told, keys)
    return lists


def cleared() -> Link:
    """The way to this view without any filter."""
    return Link.to("Clear", {name: value for name, value in address().items() if name not in SHARED})
