"""Readers without a browser: each speaks Streamlit's protocol, keeps what it was sent, and looks for newer data."""

import asyncio
import contextlib
import json
import random
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests import reading

PATIENCE = 60  # seconds until a reader is said to wait in vain
# What the tests publish names its version in the home area's name; the head of each page names the version it shows.
MARK, HEAD = re.compile(rb"Leicester v(\d+)"), re.compile(rb"Data\W\D{0,40}?version (\d+)")
NEWS = "New data: version"
# Its value, where it has one, and its words
OPTION = re.compile(r'<option(?: value="([^"]*)")?[^>]*>([^<]*)</option>')


def offered(body: str) -> dict[str, list[str]]:
    """What may be chosen in a piece of the page, by its name in the address: lists in sight, and the filters."""
    found = re.findall(r"""<select [^>]*name="(\w+)"(?: data-options='([^']*)')?>(.*?)</select>""", body)
    return {
        name: [value for value, _ in json.loads(unescape(waiting))]
        if waiting
        else [unescape(told[2] if told[1] is None else told[1]) for told in OPTION.finditer(options)]
        for name, waiting, options in found
    }


@dataclass
class Run:
    """What one run of the page sent: the versions that its rows and its head are of, and how long it took."""

    marks: frozenset[int]
    heads: frozenset[int]
    seconds: float
    errors: tuple[str, ...]


@dataclass
class Reader:
    """One open session on one page."""

    page: str
    query: str = ""
    runs: list[Run] = field(default_factory=list)
    offered: dict[int, float] = field(default_factory=dict)  # when each newer version was first offered
    cookie: str = ""
    _socket: ClientConnection | None = None
    _kept: dict[str, bytes] = field(default_factory=dict)  # messages by hash, which the server sends once
    _lists: dict[str, list[str]] = field(default_factory=dict)  # by the name in the address, what it may say there
    news: str = ""  # the button that shows the newer version
    _fragment: str = ""  # the part of the page that looks
    _page_hash: str = ""

    @contextlib.asynccontextmanager
    async def open(self, address: str):  # type: ignore[no-untyped-def]
        """Come to the page and wait until it is drawn."""
        trusting = ssl._create_unverified_context() if address.startswith("https") else None  # noqa: S323 (ours)
        where = address.replace("http", "ws", 1) + "/_stcore/stream"
        origin = "/".join(address.split("/")[:3])
        async with connect(
            where,
            origin=origin,
            subprotocols=["streamlit"],
            max_size=None,
            ssl=trusting,
            open_timeout=PATIENCE,  # type: ignore[arg-type, list-item]
        ) as self._socket:
            self.cookie = self._socket.response.headers.get("Set-Cookie", "") if self._socket.response else ""
            await self._ask(page_name=self.page)
            yield self

    async def choose(self, name: str, among: random.Random) -> Run:
        """Choose another option of a list or a filter of the page, which puts it into the address."""
        self.query = urlencode({**dict(parse_qsl(self.query)), name: among.choice(self._lists[name])})
        return await self._ask()

    def may_choose(self) -> list[str]:
        return [name for name, options in self._lists.items() if len(options) > 1]

    async def look(self) -> None:
        """Ask whether there is newer data, as the open page does by itself every few seconds."""
        await self._ask(whole=False, fragment_id=self._fragment)

    async def move(self) -> Run:
        """Press the button that shows the newer version."""
        pressed = WidgetState(id=self.news, trigger_value=True)
        return await self._ask(pressed, whole=True, fragment_id=self._fragment)

    async def _ask(self, pressed: WidgetState | None = None, whole: bool = True, **asked: str) -> Run:
        """Send what a browser sends and take what comes until the page is drawn; `whole`: all of it, not a part."""
        assert self._socket is not None
        back, begun = BackMsg(), time.perf_counter()
        back.rerun_script.query_string = self.query
        for name, value in {"page_script_hash": self._page_hash, **asked}.items():
            setattr(back.rerun_script, name, value)
        back.rerun_script.widget_states.widgets.extend([pressed] if pressed else [])
        if whole:
            self.news, self._lists = "", {}
        await self._socket.send(back.SerializeToString())
        marks, heads, errors = set[int](), set[int](), list[str]()
        while True:
            payload = await asyncio.wait_for(self._socket.recv(decode=False), PATIENCE)
            message = ForwardMsg.FromString(payload)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                payload = self._kept[message.ref_hash]
                message = ForwardMsg.FromString(payload)
                kind = message.WhichOneof("type")
            elif message.metadata.cacheable:
                self._kept[message.hash] = payload
            if kind == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.news = ""  # the button pressed was drawn once more
                    continue  # a press that asks for a run of its own
                break
            marks |= {int(number) for number in MARK.findall(payload)}
            heads |= {int(number) for number in HEAD.findall(payload)}
            if kind == "auto_rerun":
                self._fragment = message.auto_rerun.fragment_id
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "navigation":
                self._page_hash = message.navigation.page_script_hash
            elif kind == "delta":
                errors += self._see(message)
        run = Run(frozenset(marks), frozenset(heads), time.perf_counter() - begun, tuple(errors))
        if whole:
            self.runs.append(run)
        return run

    def _see(self, message: ForwardMsg) -> Iterator[str]:
        """Note what can be chosen or pressed; gives what is wrong."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "html":
            self._lists |= offered(reading.pieced(element.html.body))
        elif kind == "button" and element.button.label.startswith(NEWS):
            self.news = element.button.id
            self.offered.setdefault(int(re.findall(r"\d+", element.button.label)[0]), time.time())
        elif kind == "exception" or (kind == "alert" and element.alert.format == element.alert.ERROR):
            part: Message = getattr(element, kind)
            yield str(part)[:300]
