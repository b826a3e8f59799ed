"""The head of every page, one piece of HTML: its name, what holds for the screen, the search, the filters, the ways on.

One piece, because each of Streamlit's own parts costs a browser as much as a table of ours. Text from files is escaped;
what a reader chooses or types goes into the address (page.js).
"""

import datetime
import functools
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from components import filters, markup, once, pieces
from components.filters import Offer
from components.markup import Link
from components.wording import day

SEARCH, PRESENT = "search", "present"
WORDS = "find"  # what is searched for, in the address
_HINT = "Search: NI 156"


def head(
    title: str, facts: Mapping[str, str], offers: Sequence[Offer], said: Sequence[str], date: datetime.date
) -> None:
    """Draw it. `offers` are the filters, `said` what is chosen in words, `date` the one judged at."""
    controls = "".join(
        (
            markup.facts(facts),
            _search(),
            _filters(offers, date),
            markup.ways("Copy link", Link.to("Present", filters.in_address(), PRESENT)),
        )
    )
    pieces.draw(f'<div class="cp-head"><h1>{escape(title)}</h1>{controls}</div>{_chosen(said)}')


def words_sought() -> str:
    """What is searched for."""
    return str(st.query_params.get(WORDS, "")).strip()


def _search() -> str:
    """A field for words or a code; what is typed leads to the search, where the field shows it."""
    return (
        f'<form class="cp-seek" role="search" action="{SEARCH}"><input type="search" name="{WORDS}"'
        f' aria-label="Search everything" placeholder="{_HINT}" autocomplete="off" value="{escape(words_sought())}">'
        "</form>"
    )


def _filters(offers: Sequence[Offer], date: datetime.date) -> str:
    """The filters, folded away: a list each, and the reporting date."""
    asked = st.query_params.to_dict()
    fields = [
        once.of(one, functools.partial(_filter, one, asked.get(one.name, "")), asked.get(one.name, ""))
        for one in offers
    ]
    # A browser writes a day in its own country's order, so the words stand beside it.
    own = f'<input type="date" name="date" value="{date.isoformat()}">'
    fields.append(markup.field("Reporting date", own, f"Reporting date {day(date)}"))
    return f'<details class="cp-fold cp-filters"><summary>Filters</summary><div>{"".join(fields)}</div></details>'


def _filter(one: Offer, asked: str) -> str:
    options = markup.select(one.name, [("", "All"), *one.options], asked, is_folded=True)
    return markup.field(one.title, options, note=one.note)


def _chosen(said: Sequence[str]) -> str:
    if not said:
        return ""
    badges = "".join(f"<span>{escape(words)}</span>" for words in said)
    return f'<p class="cp-chosen">{badges}{markup.anchor(filters.cleared())}</p>'
