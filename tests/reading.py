"""What AppTest does not read by itself: our own tables and tiles, out of the HTML a page holds."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest


class _Reader(HTMLParser):
    """Gathers each table's rows of cells, and all words but those folded away."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self._in_cell = False
        self._folded = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._folded |= tag == "details"
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._folded &= tag != "details"
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if not self._folded:
            self.words.append(data)
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def _read(app: AppTest) -> _Reader:
    reader = _Reader()
    for body in _in_sight(app.main):
        if "<style>" not in body:
            reader.feed(body)
    return reader


def _in_sight(node: Any) -> Iterator[str]:
    """The HTML of a block and what it holds, but for what is in popovers, which are shut."""
    if node.type == "html":
        yield node.proto.body
    elif node.type != "popover":
        for child in getattr(node, "children", {}).values():
            yield from _in_sight(child)


def tables(app: AppTest) -> list[pd.DataFrame]:
    """Every table in sight as a frame of its words, in order."""
    return [pd.DataFrame(rows, columns=head) for head, *rows in _read(app).tables]


def words(app: AppTest) -> str:
    """Everything our own tables and tiles say."""
    return " ".join(_read(app).words)
