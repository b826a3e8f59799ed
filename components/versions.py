"""Which version of the data is shown: the newest when the reader came, a newer one offered, an older one by choice."""

from collections.abc import Callable

import streamlit as st

from components.wording import plain

KEY = "as_of_version"
SECONDS = 4  # what was published is to be seen within five, with its redrawing


def asked_for() -> int | None:
    """The older version the reader asked for, by this address or by a button."""
    if st.session_state.pop("moved", False):
        # The strip is no longer drawn, and Streamlit takes its number out of the address.
        st.session_state[KEY] = None
        st.session_state.newest = st.session_state.pop("moved_to", None)
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
        st.button("Back to the newest", key="back-to-newest", icon=":material/update:", on_click=move_to)
        st.number_input(
            "Version", 1, newest, key=KEY, bind="query-params", width=110, label_visibility="collapsed", value=None
        )


def show(number: int) -> None:
    """Show an older version on every page."""
    st.session_state[KEY] = number


def move_to(newest: object = None) -> None:
    """At the next run, show this version, which the reader has just published; or the newest, as it then is."""
    st.session_state.moved_to, st.session_state.moved = newest, True


@st.fragment(run_every=SECONDS)
def news(held: int, newest: Callable[[], int]) -> None:
    """Offer newer data as soon as there is any; nothing changes on the screen until the reader asks."""
    number = newest()
    if number != held and st.button(
        f"New data: version {number} — show it", key="news", icon=":material/update:", type="primary"
    ):
        move_to()
        st.rerun()
