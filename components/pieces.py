"""A piece of a page in HTML of ours. Every word from a file in it is escaped (markup.py).

Streamlit cleans the HTML it is given in JavaScript, for a table of 400 cells in 12 ms, and a browser knows how to do it
in one: a piece is sent as the words of an attribute, which page.js has the browser clean and draw.
"""

from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def draw(body: str, place: DeltaGenerator | None = None) -> DeltaGenerator:
    """Draw `body` here, or in a `place`: a container, or a piece drawn before, which it takes the place of."""
    html = f'<div class="cp-piece" data-html="{escape(body)}"></div>' if body else ""
    return (st if place is None else place).html(html)
