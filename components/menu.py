"""The pages of the dashboard, as its menu shows them."""

import copy
import functools
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

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
        {title: [copy.copy(page) for page in pages] for title, pages in groups.items()}, position="top"
    )


def _made(*called: str) -> dict[str, list[StreamlitPage]]:
    return {
        title: [
            st.Page(
                page.file, title=page.title, url_path=page.address, default=page.address == FIRST,
                visibility="hidden" if page.is_hidden else "visible",
            )
            for page in pages
        ]
        for title, pages in listed(*called).items()
    }  # fmt: skip


_declared = functools.cache(_made)  # while a page runs; before, Streamlit's pages hold nothing yet
