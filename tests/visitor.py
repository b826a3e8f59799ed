"""A reader without a browser: speaks to the served dashboard as Streamlit's page does, by whatever name and headers."""

import socket
from typing import Any
from urllib.parse import urlsplit

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect


class Visitor:
    """One window. `browser` has the cookies, which several windows may share; `host` is what the address was called."""

    def __init__(self, address: str, browser: httpx2.Client | None = None, host: str = "", **headers: str):
        self.browser = browser or httpx2.Client(base_url=address, timeout=30)
        self._where, self._host = urlsplit(address), host or urlsplit(address).netloc
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self._socket: ClientConnection | None = None
        self._known: dict[str, ForwardMsg] = {}
        self.elements: list[Any] = []
        self.session = self.redirect = self.page = ""

    def open(self, page: str = "", query: str = "") -> "Visitor":
        """Come to a page, in a new window."""
        self.close()
        self.browser.get("/_stcore/health")
        held = {cookie.name: cookie.value or "" for cookie in self.browser.cookies.jar}
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in held.items())} if held else {}
        self._socket = connect(
            f"ws://{self._host}/_stcore/stream", origin=f"http://{self._host}",  # type: ignore[arg-type]
            sock=socket.create_connection((self._where.hostname, self._where.port)),
            subprotocols=["streamlit", held.get("_streamlit_xsrf", "none")],  # type: ignore[list-item]
            additional_headers={**cookies, **self._headers}, max_size=None, open_timeout=30, legacy=True,
        )  # fmt: skip
        self.page = page
        return self.run(query=query)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()

    def run(self, pressed: str = "", query: str = "") -> "Visitor":
        """Have the page run, with a button pressed on it, and take in what it draws."""
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self.page, query
        if pressed:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        self._socket.send(message.SerializeToString())
        self.elements, self.redirect = [], ""
        while True:
            heard = ForwardMsg.FromString(self._socket.recv(timeout=60))  # type: ignore[arg-type]
            heard = self._known[heard.ref_hash] if heard.ref_hash else heard
            self._known[heard.hash] = heard
            kind = heard.WhichOneof("type")
            if kind == "new_session":
                self.session = heard.new_session.initialize.session_id
            elif kind == "delta" and heard.delta.WhichOneof("type") == "new_element":
                self.elements.append(heard.delta.new_element)
            elif kind == "auth_redirect":
                self.redirect = heard.auth_redirect.url
            elif kind == "script_finished":
                return self

    def said(self) -> str:
        """Every word that was drawn, without the marks that keep it from being read as Markdown."""
        words = []
        for element in self.elements:
            part = getattr(element, element.WhichOneof("type") or "empty")
            words += [str(getattr(part, name)) for name in ("body", "label", "value") if hasattr(part, name)]
        return "\n".join(words).replace("\\", "").replace("\u2060", "")

    def button(self, label: str) -> str:
        """The id of the button of that label."""
        (found,) = [e.button.id for e in self.elements if e.WhichOneof("type") == "button" and e.button.label == label]
        return str(found)

    def sign_in(self) -> "Visitor":
        """Press the button, go where it leads, and come back in a new window."""
        self.run(pressed=self.button("Sign in"))
        self.browser.get(
            self.redirect, headers={"Referer": f"{self._where.geturl()}/{self.page}"}, follow_redirects=True
        )
        return self.open(self.page)
