"""Which version of the data is shown: the newest when the reader came, a newer one offered, an older one by choice."""

import contextlib
from collections.abc import Callable

import streamlit as st
from streamlit.errors import StreamlitAPIException

from components.wording import plain

KEY = "as_of_version"
SECONDS = 5


def asked_for() -> int | None:
    """The older version the reader asked for, by this address or by a button."""
    if st.session_state.pop("moved", False):
        back()
        st.session_state.newest = st.session_state.pop("moved_to")
        return None
    asked = st.session_state.get(KEY)
    if asked is None and KEY in st.query_params:
        text = st.query_params[KEY]
        asked = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return asked


def strip(told: str, newest: int) -> None:
    """Say that an older version is shown, with one click back; the version stays in the address."""
    with st.container(horizontal=True, vertical_alignment="center", key="as-of"):
        st.badge(plain(told), icon=":material/history:", color="orange")
        st.button("Back to the newest", key="back-to-newest", icon=":material/update:", on_click=back)
        st.number_input(
            "Version", 1, newest, key=KEY, bind="query-params", width=110, label_visibility="collapsed", value=None
        )


def show(number: int) -> None:
    """Show an older version on every page."""
    st.session_state[KEY] = number


def back() -> None:
    """Show the newest version, as it is now."""
    st.session_state[KEY] = None
    with contextlib.suppress(StreamlitAPIException):  # bound to the strip, which takes it out of the address itself
        st.query_params.pop(KEY, None)
    st.session_state.newest = None


def moved_to(newest: object) -> None:
    """Show the version that this reader has just published, at the next run."""
    st.session_state.moved_to, st.session_state.moved = newest, True


@st.fragment(run_every=SECONDS)
def news(held: int, newest: Callable[[], int]) -> None:
    """Offer newer data as soon as there is any; nothing changes on the screen until the reader asks."""
    number = newest()
    if number != held and st.button(
        f"New data: version {number} — show it", key="news", icon=":material/update:", type="primary"
    ):
        st.session_state.newest = None
        st.rerun()
