"""A piece of a page in HTML of ours. Every word from a file in it is escaped (markup.py).

Streamlit cleans the HTML it is given in JavaScript, for a table of 400 cells in 12 ms, and a browser knows how to do it
in one: a piece is sent as the words of an attribute, which page.js has the browser clean and draw.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import markup

_GATHERED: ContextVar[list[str] | None] = ContextVar("gathered", default=None)


class _Html(str):
    """HTML that says so: of a plain text Streamlit asks whether it is a file's name, and straightens its lines."""

    def _repr_html_(self) -> str:
        return str(self)


def draw(body: str, place: DeltaGenerator | None = None) -> DeltaGenerator | None:
    """Draw `body` here, or in a `place` of its own, and give where; gather it where pieces are gathered."""
    held = _GATHERED.get()
    if held is None or place is not None:
        return placed(body, place)
    if body:
        held.append(body)
    return None


def placed(body: str, place: DeltaGenerator | None = None) -> DeltaGenerator:
    """Draw `body` here, or in `place`: a container, or what was placed before, which it takes the place of."""
    # HTML is full of what else would be escaped and need not be: it would grow by half.
    told = body.replace("&", "&amp;").replace("'", "&#39;")
    html = f"<div class=\"cp-piece\" data-html='{told}'></div>" if body else ""
    return (st if place is None else place).html(_Html(html))


def line(text: str) -> str:
    """What a page answers, in one plain line, and the meaning of words at its end."""
    return markup.line(text, st.session_state.get("papers", True))


@contextlib.contextmanager
def gathered() -> Iterator[list[str]]:
    """Gather what is drawn within, to be drawn as one piece: each costs a message, and a browser as much as a table."""
    held: list[str] = []
    before = _GATHERED.set(held)
    try:
        yield held
    finally:
        _GATHERED.reset(before)


@contextlib.contextmanager
def stacked() -> Iterator[None]:
    """Draw what is drawn within as one piece, one under the other."""
    with gathered() as held:
        yield
    draw(markup.stack(held))


def so_far() -> None:
    """Draw what is gathered to be stacked: what comes next is a part of Streamlit's, and stands below it."""
    if held := _GATHERED.get():
        placed(markup.stack(held))
        held.clear()
