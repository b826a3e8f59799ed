"""A tile: one headline number, how it divides by state, and a way in to the rows behind each count."""

from collections.abc import Sequence

import streamlit as st

from components import markup
from components.headlines import Part
from components.palette import Palette
from components.wording import plain


def tile(
    title: str,
    headline: str,
    words: str,
    parts: Sequence[Part],
    page: str,
    palette: Palette,
    ways_in: Sequence[Part] = (),
    param: str = "rows",
) -> None:
    """Draw a tile: `parts` as a bar; each part and way in with a key leads to `page` with `param` set to it."""
    with st.container(border=True, gap="xsmall", height="stretch", key=f"tile-{title}"):
        st.html(markup.headline(title, headline, words, _bar(parts, palette)))
        with st.container(horizontal=True, gap="xxsmall", key=f"ways-in-{title}"):
            for part in (*parts, *ways_in):
                if part.count and part.key:
                    way_in(f"{part.status.shape} {part.count:,} {part.status.label}", page, part.key, param)


def way_in(label: str, page: str, key: str, param: str = "rows") -> None:
    """A link to the rows of `key` on a page, with the filters of this address."""
    st.page_link(page, label=plain(label), query_params={**st.query_params.to_dict(), param: key})


def _bar(parts: Sequence[Part], palette: Palette) -> str:
    return markup.bar((int(part.count), palette.of_tone(part.status.tone)) for part in parts)
