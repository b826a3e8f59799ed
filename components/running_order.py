"""A running order as its presenter makes it: each entry with ways to move it or leave it out, and a list of more.

The address holds it, as it does what `choosers` let choose, and what is done to it is written there (page.js).
"""

import itertools
from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from components import filters, markup, pieces
from components.choosers import OF_A_LIST, first_of
from components.markup import Link

MOVES = (("↑", -1, "{}, earlier"), ("↓", 1, "{}, later"), ("×", 0, "Leave out {}"))


def asked(name: str, offered: Mapping[str, str], usual: Iterable[str]) -> tuple[str, ...]:
    """The keys the address says as `name`, else those of before in this session, else the `usual`.

    `offered` is by key as it is called; what is not is left out. An address may say what each is called, too.
    """
    now, keys = st.query_params.get_all(name), {label: key for key, label in offered.items()}
    said = itertools.chain.from_iterable([keys[words]] if words in keys else words.split(",") for words in now)
    order = _held(said, offered) or _held(st.session_state.get(f"{name}_before", ()), offered)
    order = order or tuple(usual)
    st.session_state[f"{name}_before"] = order
    if not now and order != tuple(usual):
        st.query_params[name] = ",".join(order)
    return order


def _held(order: Iterable[str], offered: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in order if key in offered))


def draw(name: str, order: Iterable[str], offered: Mapping[str, str], usual: Iterable[str]) -> None:
    """Draw it, to be changed."""
    pieces.draw(_drawn(name, list(order), offered, list(usual)))


def _drawn(name: str, order: list[str], offered: Mapping[str, str], usual: list[str]) -> str:
    entries = "".join(_entry(key, offered[key], place, len(order)) for place, key in enumerate(order))
    others = [(key, label) for key, label in offered.items() if key not in order]
    more = markup.select(name, [("", "Choose what comes next"), *others[:OF_A_LIST]], "")
    to_usual = markup.anchor(Link.to("Usual order", {**filters.address(), name: ",".join(usual)}))
    return (
        f'<div class="cp-choose cp-order" data-name="{escape(name)}"><ol aria-label="Running order">{entries}</ol>'
        f"<div>{markup.field('Add', more, note=first_of(len(others)))}{'' if order == usual else to_usual}</div></div>"
    )


def _entry(key: str, label: str, place: int, count: int) -> str:
    is_last = {-1: place == 0, 1: place == count - 1, 0: count == 1}
    steps = "".join(
        f'<button type="button" name="{escape(f"{key} {by}")}" data-by="{by}" aria-label="{escape(told.format(label))}"'
        f"{' disabled' if is_last[by] else ''}>{sign}</button>"
        for sign, by, told in MOVES
    )
    return f'<li data-key="{escape(key)}"><span>{escape(label)}</span>{steps}</li>'
