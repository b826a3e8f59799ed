"""The pages of the dashboard, and the menu that leads to them.

The menu is HTML of ours: Streamlit's own is sent with every run and drawn anew for each choice, which took a browser as
long as the page itself.
"""

import copy
import functools
from html import escape
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import markup, pieces
from components.markup import Link

FIRST = "overview"


class Listed(NamedTuple):
    """A page: its file, its title, the last part of its address, and whether links alone lead to it."""

    file: str
    title: str
    address: str
    is_hidden: bool = False


def listed(measures: str = "Measures", programme: str = "Programme") -> dict[str, list[Listed]]:
    """The pages by the title of their group, two of them called as the council calls them."""
    return {
        "": [
            Listed("pages/overview.py", "Overview", FIRST),
            Listed("pages/priorities.py", "Priorities", "priorities"),
            Listed("pages/thread.py", "Golden thread", "golden-thread"),
            Listed("pages/homelessness.py", measures, "homelessness"),
            Listed("pages/efficiency.py", "Savings", "efficiency"),
            Listed("pages/milestones.py", "Milestones", "milestones"),
            Listed("pages/delivering_excellence.py", programme, "delivering-excellence"),
            Listed("pages/survey.py", "Staff survey", "staff-survey"),
            Listed("pages/benchmarks.py", "Benchmarks", "benchmarks"),
            Listed("pages/search.py", "Search", "search", is_hidden=True),
            Listed("pages/present.py", "Present", "present", is_hidden=True),
        ],
        "About the figures": [
            Listed("pages/changes.py", "Changes", "changes"),
            Listed("pages/findings.py", "Findings", "findings"),
            Listed("pages/methods.py", "Methods", "methods"),
            Listed("pages/sources.py", "Sources", "sources"),
        ],
        "Data": [
            Listed("pages/upload.py", "Upload", "upload"),
            Listed("pages/enter.py", "Enter", "enter"),
            Listed("pages/history.py", "History", "history"),
            Listed("pages/pack.py", "Pack", "pack"),
        ],
    }


def navigate(*called: str) -> StreamlitPage:
    """Declare the pages, `called` as `listed` takes it; gives the one asked for."""
    groups = _declared(*called) if get_script_run_ctx() else _made(*called)
    # Copies, for Streamlit lets each of them run but once.
    return st.navigation(
        {title: [copy.copy(page) for page in pages] for title, pages in groups.items()}, position="hidden"
    )


def draw(here: str, *called: str) -> None:
    """Draw the menu: the pages `called` as `listed` takes it, the one at `here` marked.

    It is the same for every choice within a page, so that a browser leaves it as it is. The filters go along to another
    page all the same (page.js). A narrow screen has all of it in one fold.
    """
    pieces.draw(_menu(here or FIRST, *called))


@functools.lru_cache(maxsize=256)
def _menu(here: str, *called: str) -> str:
    groups = {
        title: "".join(_way(page, here) for page in pages if not page.is_hidden)
        for title, pages in listed(*called).items()
    }
    row = "".join(markup.fold(title, ways) if title else ways for title, ways in groups.items())
    folded = "".join(f"<p>{escape(title)}</p>{ways}" if title else ways for title, ways in groups.items())
    return f'<nav class="cp-pages" aria-label="Pages"><div>{row}</div>{markup.fold("Menu", folded)}</nav>'


def _way(page: Listed, here: str) -> str:
    address = "." if page.address == FIRST else page.address
    return markup.anchor(Link.to(page.title, {}, address), page.address == here, "page")


def _made(*called: str) -> dict[str, list[StreamlitPage]]:
    return {
        title: [
            st.Page(page.file, title=page.title, url_path=page.address, default=page.address == FIRST) for page in pages
        ]
        for title, pages in listed(*called).items()
    }


_declared = functools.cache(_made)  # while a page runs; before, Streamlit's pages hold nothing yet
