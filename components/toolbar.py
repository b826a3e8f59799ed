"""What stands beside the filters on every page: the search, this view's address to copy, and the way to present."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import filters, markup
from components.markup import Link

SEARCH, PRESENT = "pages/search.py", "present"
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


def ways(row: DeltaGenerator) -> None:
    """The address of this view to copy, and the way to present it, with the filters in use."""
    row.html(markup.ways("Copy link", Link.to("Present", filters.in_address(), PRESENT)), width="content")
