"""What stands beside the filters on every page: the search, this view's address to copy, and the way to present."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import filters

SEARCH, PRESENT = "pages/search.py", "pages/present.py"
WORDS = "find"  # what is searched for, in the address
_HINT, _WIDE = "Search: NI 156", 170  # pixels


def search_field(row: DeltaGenerator, on_search_page: bool) -> None:
    """One field for words or a code; what is typed leads to the search, where the field is part of the address."""
    if on_search_page:
        row.text_input("Search everything", key=WORDS, bind="query-params", placeholder=_HINT, icon=":material/search:",
                       label_visibility="collapsed", width=_WIDE)  # fmt: skip
        return
    row.text_input("Search everything", key="seek", placeholder=_HINT, on_change=_seek, icon=":material/search:",
                   label_visibility="collapsed", width=_WIDE)  # fmt: skip
    if words := st.session_state.pop("sought", ""):
        st.switch_page(SEARCH, query_params={**filters.in_address(), WORDS: words})


def _seek() -> None:
    st.session_state.sought, st.session_state.seek = st.session_state.seek.strip(), ""


def copy_link(row: DeltaGenerator) -> None:
    """The address of this view, with a button that copies it; written when it is asked for, so that it is this one."""
    with row.container(width="content"):
        _address()


@st.fragment
def _address() -> None:
    popover = st.popover("Copy link", icon=":material/link:", key="copy-link", on_change="rerun")
    if popover.open:
        with popover:
            st.caption("Opens this view, with its filters and its date.")
            st.code(address(), language=None, wrap_lines=True)


def address() -> str:
    """This view's whole address."""
    asked = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    return f"{st.context.url}?{urlencode(asked)}" if asked else str(st.context.url)


def present(row: DeltaGenerator) -> None:
    """The way to present, with the filters in use."""
    row.page_link(PRESENT, label="Present", icon=":material/slideshow:", query_params=filters.in_address())
