"""What AppTest does not read by itself: our own tables and tiles, out of the HTML a page holds."""

import base64
import gzip
import re
from collections.abc import Iterator
from html import unescape
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
        self.titles: list[str] = []
        self._in_cell = False
        self._in_title = False
        self._folded = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._folded += tag in ("details", "select")
        if self._folded:
            return
        if tag in ("h1", "h2"):
            self.titles.append("")
            self._in_title = True
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._folded -= tag in ("details", "select")
        if tag in ("td", "th"):
            self._in_cell = False
        if tag in ("h1", "h2"):
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._folded:
            return
        self.words.append(data)
        if self._in_title:
            self.titles[-1] += data
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def _read(app: AppTest) -> _Reader:
    reader = _Reader()
    for body in _in_sight(app.main):
        if "<style>" not in body:
            reader.feed(body)
    return reader


def opened(page: str) -> AppTest:
    """A page of `pages/` as a reader comes to it."""
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page(f"pages/{page}.py").run()


def bodies(app: AppTest) -> list[str]:
    """The HTML of every piece of ours in sight."""
    return list(_in_sight(app.main))


def _in_sight(node: Any) -> Iterator[str]:
    """The HTML of a block and what it holds, but for what is in popovers, which are shut."""
    if node.type == "html":
        yield pieced(node.proto.body)
    elif node.type != "popover":
        for child in getattr(node, "children", {}).values():
            yield from _in_sight(child)


def pieced(body: str) -> str:
    """The HTML that the browser draws of a piece of the page, with what it draws when a fold is opened."""
    drawn = re.sub(r"<div class=\"cp-piece\" data-html='([^']*)'></div>", lambda piece: unescape(piece[1]), body)
    return re.sub(r' data-packed="([^"]*)">(<summary>[^<]*</summary><div[^>]*>)', unfolded, drawn)


def saves(app: AppTest) -> dict[str, tuple[str, bytes]]:
    """The name of each file that a button of ours saves and what is in it, by the button's words."""
    found = re.findall(r'data-file="([^"]*)" data-told="([^"]*)">([^<]*)</button>', " ".join(bodies(app)))
    return {unescape(words): (unescape(file), gzip.decompress(base64.b64decode(told))) for file, told, words in found}


def unfolded(fold: re.Match[str]) -> str:
    """A long fold with what is packed in it."""
    return ">" + fold[2] + gzip.decompress(base64.b64decode(fold[1])).decode()


def tables(app: AppTest) -> list[pd.DataFrame]:
    """Every table in sight as a frame of its words, in order."""
    return [pd.DataFrame(rows, columns=head) for head, *rows in _read(app).tables]


def words(app: AppTest) -> str:
    """Everything our own tables and tiles say."""
    return " ".join(_read(app).words)


def everything(app: AppTest) -> str:
    """All of that, with what is folded away."""
    return " ".join(re.sub("<[^>]*>", " ", body) for body in bodies(app))


def empties(app: AppTest) -> list[str]:
    """What is said of what is not there."""
    found = re.findall(r'<p class="cp-empty">(.*?)</p>', " ".join(bodies(app)))
    return [unescape(re.sub("<[^>]*>", "", words)) for words in found]


def titles(app: AppTest) -> list[str]:
    """What stands as a title of a part of the page, in order."""
    return _read(app).titles


def links(app: AppTest) -> dict[str, str]:
    """Where each of our own links leads, by its words."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', " ".join(bodies(app)))
    return {unescape(words): unescape(address) for address, words in found}


def said(app: AppTest) -> str:
    """Everything a page says, in our own pieces and in Streamlit's."""
    others = [*app.title, *app.header, *app.markdown, *app.caption, *app.info]
    return "\n".join([words(app), *(part.value.replace("\\", "") for part in others)])
