"""What a reader chooses on a page, as the page itself does it: by a word in the address."""

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from tests import reading


def choose(app: AppTest, name: str, words: str) -> AppTest:
    """The page with `words` (or a key) for the filter or chooser `name`; without words as if it were not chosen."""
    app.query_params[name] = words
    return app.run()


def offered(app: AppTest, name: str) -> Mapping[str, str]:
    """What the list `name` offers: what the address says of each, by what it is called."""
    return _Offers(app).lists.get(name, {})


def views(app: AppTest, title: str) -> list[str]:
    """The views offered under `title`."""
    return [words for words, _ in _Offers(app).views.get(title, [])]


def view(app: AppTest, title: str) -> str:
    """The view in sight of those under `title`."""
    return next(words for words, here in _Offers(app).views[title] if here)


def go(app: AppTest, address: Mapping[str, str]) -> AppTest:
    """The page with just this in its address."""
    app.query_params.clear()
    for name, words in address.items():
        app.query_params[name] = words
    return app.run()


def every_view(app: AppTest) -> Iterator[str]:
    """Open each view the page offers: those its address knows, then those of its forms; gives what was chosen."""
    for address in _Offers(app).addresses:
        go(app, address)
        yield str(address)
    for key, option in [(control.key, option) for control in app.segmented_control for option in control.options]:
        if any(control.key == key for control in app.segmented_control):  # an earlier choice may take it away
            app.segmented_control(key=key).set_value(option).run()
            yield option


class _Offers(HTMLParser):
    def __init__(self, app: AppTest):
        super().__init__()
        self.lists: dict[str, dict[str, str]] = {}
        self.views: dict[str, list[tuple[str, bool]]] = {}
        self.addresses: list[dict[str, str]] = []
        self._list = self._title = self._words = ""
        self._value: str | None = None
        self._here = self._in_view = self._in_option = False
        for body in reading.bodies(app):
            if re.search("<nav|<select", body):
                self.feed(body)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "select":
            self._list = told.get("name") or ""
            # Of a list that waits for its reader all options, else each as it comes.
            self.lists[self._list] = {words: value for value, words in json.loads(told.get("data-options") or "[]")}
        elif tag == "option":
            self._in_option, self._value, self._words = True, told.get("value"), ""
        elif tag == "nav" and told.get("aria-label") != "Pages":  # the menu leads away
            self._title = told.get("aria-label") or ""
            self.views[self._title] = []
        elif tag == "a" and self._title:
            self._in_view, self._here, self._words = True, "aria-current" in told, ""
            self.addresses.append(dict(parse_qsl((told.get("href") or "").partition("?")[2])))

    def handle_endtag(self, tag: str) -> None:
        if tag == "option":
            self.lists[self._list][self._words] = self._words if self._value is None else self._value
            self._in_option = False
        elif tag == "a" and self._in_view:
            self.views[self._title].append((self._words, self._here))
            self._in_view = False
        elif tag == "nav":
            self._title = ""

    def handle_data(self, data: str) -> None:
        if self._in_option or self._in_view:
            self._words += data
