"""The pages of the dashboard, as its menu shows them."""

import copy
import functools

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx


def navigate(measures: str = "Measures", programme: str = "Programme") -> StreamlitPage:
    """Declare the pages, two of them called as the council calls them; gives the one asked for."""
    groups = _declared(measures, programme, get_script_run_ctx() is not None)
    # Copies, for Streamlit lets each of them run but once.
    return st.navigation(
        {title: [copy.copy(page) for page in pages] for title, pages in groups.items()}, position="top"
    )


@functools.cache
def _declared(measures: str, programme: str, running: bool) -> dict[str, list[StreamlitPage]]:  # noqa: ARG001
    """The pages by the title of their group, read once; made while nothing is `running` they hold nothing yet."""
    return {
        "": [
            st.Page("pages/overview.py", title="Overview", url_path="overview", default=True),
            st.Page("pages/priorities.py", title="Priorities", url_path="priorities"),
            st.Page("pages/thread.py", title="Golden thread", url_path="golden-thread"),
            st.Page("pages/homelessness.py", title=measures, url_path="homelessness"),
            st.Page("pages/efficiency.py", title="Savings", url_path="efficiency"),
            st.Page("pages/milestones.py", title="Milestones", url_path="milestones"),
            st.Page("pages/delivering_excellence.py", title=programme, url_path="delivering-excellence"),
            st.Page("pages/survey.py", title="Staff survey", url_path="staff-survey"),
            st.Page("pages/benchmarks.py", title="Benchmarks", url_path="benchmarks"),
            st.Page("pages/search.py", title="Search", url_path="search", visibility="hidden"),
            st.Page("pages/present.py", title="Present", url_path="present", visibility="hidden"),
        ],
        "About the figures": [
            st.Page("pages/changes.py", title="Changes", url_path="changes"),
            st.Page("pages/findings.py", title="Findings", url_path="findings"),
            st.Page("pages/methods.py", title="Methods", url_path="methods"),
            st.Page("pages/sources.py", title="Sources", url_path="sources"),
        ],
        "Data": [
            st.Page("pages/upload.py", title="Upload", url_path="upload"),
            st.Page("pages/enter.py", title="Enter", url_path="enter"),
            st.Page("pages/history.py", title="History", url_path="history"),
            st.Page("pages/pack.py", title="Pack", url_path="pack"),
        ],
    }
