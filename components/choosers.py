"""What a page lets its reader choose, held by the address alone: views as links, and lists, days and words beside them.

One piece of HTML, as the page's head is: each of Streamlit's own parts costs a browser as much as a table of ours.
What is chosen goes into the address in the browser (page.js) and is read from there, by what it is called or by key.
"""

import collections
import datetime
import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Self, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import ahead, filters, markup, pieces, wording
from components.markup import Link

Key = TypeVar("Key", str, int)
Day = TypeVar("Day", datetime.date, None)
OF_A_LIST = 200  # options: who seeks among more finds them by the filters or the search


class Row:
    """A row of choosers, under the page's line where that is given: one piece of two costs a browser less than two.

    Drawn where the first of them is, and anew as each is added; in a `with`, once at its end, among what is gathered.
    """

    def __init__(self, line: str = "") -> None:
        self.line = line  # what the page answers
        self._waits = False
        self._place: DeltaGenerator | None = None
        self._drawn: list[str] = []

    def __enter__(self) -> Self:
        self._waits = True
        return self

    def __exit__(self, *_: object) -> None:
        self._waits = False
        self._place = pieces.draw(self._html, self._place)

    def view(self, title: str, views: Iterable[str], name: str, default: str = "") -> str:
        """One of a few `views`, all in sight; without a word in the address the `default`, else the first."""
        held = list(views)
        default = default or held[0]
        asked = st.query_params.get(name, "")
        chosen = asked if asked in held else default
        others = {key: value for key, value in filters.address().items() if key != name}
        links = "".join(
            markup.anchor(
                Link.to(view[:1].upper() + view[1:], others if view == default else {**others, name: view}),
                view == chosen,
            )
            for view in held
        )
        ahead.offered(name, ["" if view == default else view for view in held])
        self._add(
            f'<nav aria-label="{escape(title)}"><span>{escape(title)}</span><p class="cp-views">{links}</p></nav>'
        )
        return chosen

    def one(
        self,
        title: str,
        keys: Iterable[Key],
        name: str,
        called: Callable[[Key], object] | None = None,
        default: Key | None = None,
        note: str = "",
        says_key: bool = False,
    ) -> Key:
        """One of `keys`, each as it is `called`; without a word in the address the `default`, else the first.

        `note` is what to know of it. The address says what it is called, or its key where `says_key`.
        """
        labels = {key: str(called(key)) if called else str(key) for key in keys}
        first = next(iter(labels)) if default is None else default
        chosen = _asked(labels, st.query_params.get(name, ""), first)
        told = {key: str(key) for key in labels} if says_key else _told(labels, first)
        shown = list(itertools.islice(labels, OF_A_LIST))
        shown += [] if chosen in shown else [chosen]
        ahead.offered(name, [told[key] for key in shown])
        note = first_of(len(labels)) or note
        options = markup.select(name, [(told[key], labels[key]) for key in shown], told[chosen])
        self._add(markup.field(title, options, note=note))
        return chosen

    def day(self, title: str, name: str, default: Day) -> datetime.date | Day:
        """A day; none where none is the default."""
        day: datetime.date | Day
        try:
            day = datetime.date.fromisoformat(st.query_params.get(name, ""))
        except ValueError:
            day = default
        # A browser writes a day in its own country's order, so the words stand beside it.
        told, words = (day.isoformat(), f"{title} {wording.day(day)}") if day else ("", title)
        field = f'<input type="date" name="{escape(name)}" value="{told}">'
        self._add(markup.field(title, field, words))
        return day

    def number(self, title: str, name: str, low: float, high: float, default: float, step: float) -> float:
        """A number between two; the nearer of them for one outside."""
        try:
            number = min(max(float(st.query_params.get(name, "")), low), high)
        except ValueError:
            number = default
        if number != number:  # a word that is a number to Python and to nobody else
            number = default
        bounds = f'min="{low:g}" max="{high:g}" step="{step:g}"'
        field = f'<input type="number" name="{escape(name)}" value="{number:.15g}" {bounds}>'
        self._add(markup.field(title, field))
        return number

    def figure(self, title: str, name: str) -> float | None:
        """A number of any size; none where none is given."""
        try:
            number = float(st.query_params.get(name, ""))
        except ValueError:
            number = math.nan
        told = f"{number:.15g}" if math.isfinite(number) else ""
        self._add(markup.field(title, f'<input type="number" name="{escape(name)}" value="{told}" step="any">'))
        return number if told else None

    def words(self, title: str, name: str, hint: str) -> str:
        """Words typed."""
        words = str(st.query_params.get(name, "")).strip()
        field = f'<input type="search" name="{escape(name)}" value="{escape(words)}" placeholder="{escape(hint)}">'
        self._add(markup.field(title, field))
        return words

    def _add(self, field: str) -> None:
        self._drawn.append(field)
        if not self._waits:
            self._draw()

    def _draw(self) -> None:
        self._place = pieces.placed(self._html, self._place)

    @property
    def _html(self) -> str:
        row = f'<div class="cp-choose">{"".join(self._drawn)}</div>' if self._drawn else ""
        if not self.line:
            return row
        return markup.stack([pieces.line(self.line), row])


def first_of(count: int) -> str:
    """What to know of a list that cannot offer all of so many."""
    return f"The first {OF_A_LIST} of {count:,}: the filters narrow them." if count > OF_A_LIST else ""


def _asked(labels: Mapping[Key, str], words: str, default: Key) -> Key:
    """The key that is called so, or is so; else the `default`."""
    if not words:
        return default
    return next((key for key, label in labels.items() if words in (label, str(key))), default)


def _told(labels: Mapping[Key, str], first: Key) -> dict[Key, str]:
    """What the address says of each: its label, or its key where several are called alike; of the `first` nothing."""
    several = {label for label, number in collections.Counter(labels.values()).items() if number > 1}
    return {key: "" if key == first else str(key) if label in several else label for key, label in labels.items()}
