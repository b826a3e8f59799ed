"""What the server adds to every answer it gives a browser: compression, and headers that keep the page to itself."""

import asyncio
import base64
import contextlib
import functools
import hashlib
import json
import re
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeAlias
from urllib.parse import parse_qs

import streamlit
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components import glossary, logs
from components.returning import Returning, UploadsByLeave

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
_HERE = Path(__file__).parent
# What Streamlit loads only when the first of its kind is drawn: every page draws some of _SOON, some pages of these.
_SOON = "elements/Html/Html"
BUTTON, CHART, DOWNLOAD, FILE, LIST = (
    "widgets/Button/Button", "elements/PlotlyChart/PlotlyChart", "widgets/DownloadButton/DownloadButton",
    "widgets/FileUploader/FileUploader", "widgets/Selectbox/Selectbox",
)  # fmt: skip
Parts: TypeAlias = tuple[str, ...]


class Late(NamedTuple):
    """What a page draws at once that Streamlit loads late: `parts`, but in one of the `views` what stands for that.

    `name` is what the view is called in the address; one that is not named there is "".
    """

    parts: Parts = ()
    name: str = ""
    views: Mapping[str, Parts] = MappingProxyType({})

    def of(self, query: str) -> Parts:
        """What is drawn at the address that ends in `query`."""
        return self.views.get(parse_qs(query).get(self.name, [""])[0], self.parts)


def middleware(
    late: Mapping[str, Late] = MappingProxyType({}),
    shared: Collection[str] = (),
    sign_in_failed: Callable[[str], object] = lambda _: None,
    coming: Callable[[], object] = lambda: None,
) -> list[Middleware]:
    """The layers every request passes, outermost first. Streamlit itself sends its 9 MB of scripts uncompressed.

    `late` is by the last part of a page's address. `shared` is what goes along in the address from page to page;
    `sign_in_failed` is told the address of one whose sign-in came to nothing, `coming` that somebody opens a page.
    """
    scripts = (where(), page_script(shared))
    return [
        Middleware(AtOnce),
        Middleware(logs.Requests),
        Middleware(SecurityHeaders, policy=content_policy(scripts)),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
        Middleware(UploadsByLeave),
        Middleware(Returning, failed=sign_in_failed),
        Middleware(TellWhere, late=late, scripts=scripts, coming=coming),
    ]


def content_policy(scripts: Sequence[str]) -> str:
    """The Content-Security-Policy: everything from this server only, nobody may frame it; of scripts within the page,
    Streamlit's and `scripts`.
    """
    inline = [*re.findall(r"<script>(.*?)</script>", _INDEX.read_text(encoding="utf-8"), re.DOTALL), *scripts]
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in inline)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",  # Streamlit and Plotly write their styles into the page
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@functools.cache
def icon() -> str:
    """The icon of every page, within its address: Streamlit would read a file of it anew at each run."""
    return f"data:image/png;base64,{base64.b64encode((_HERE / 'icon.png').read_bytes()).decode()}"


def under() -> str:
    """The path the dashboard is served under, without a slash at the end; empty for the top of its address."""
    path = str(streamlit.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def where() -> str:
    """A script that tells Streamlit's page where its server is, and what it would ask before it connects.

    It would look for the server under each part of the address first, and then wait for two answers, which are these.
    Messages from other windows are taken from none but the page's own address; nobody may frame it anyway.
    """
    base = json.dumps(under() or "/")
    host = "allowedOrigins:[location.origin],useExternalAuthToken:false,metricsUrl:''"
    return f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{base},HOST_CONFIG:{{{host}}}}}"


def page_script(shared: Collection[str]) -> str:
    """A script for what is done in the page itself; `shared` goes along in the address from page to page."""
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    written = {
        "SHARED": list(shared),
        "GLOSSARY": glossary.entries(),
        "LATER": [f"./{name}" for name in _files(CHART)],
        "PURIFIER": next((f"./{name}" for name in _files(_SOON) if "purify" in name), ""),
    }
    return re.sub("|".join(written), lambda found: json.dumps(written[found[0]]), script, count=len(written))


@functools.cache
def early(*late: str) -> str:
    """What has the browser take in what a page will draw with, while it waits for the server's first answer."""
    links = [f'<link rel="modulepreload" crossorigin href="./{file}">' for file in _files(_SOON, *late)]
    scripts = [
        f'<script type="module" crossorigin src="./{file}"></script>'
        for file, is_drawn in _files(_SOON, *late).items()
        if is_drawn
    ]
    return "".join([*links, *scripts])


@functools.cache
def _files(*parts: str) -> dict[str, bool]:
    """The files of these parts of Streamlit that its page does not fetch at once, and whether each is such a part."""
    manifest = json.loads((_INDEX.parent / "manifest.json").read_text(encoding="utf-8"))
    index, files = _INDEX.read_text(encoding="utf-8"), dict[str, bool]()
    wanted = [f"../lib/src/components/{name}.tsx" for name in parts]
    while wanted:
        part = manifest.get(wanted.pop(0))  # none where another Streamlit names it otherwise, which is only slower
        if part and part["file"] not in files and part["file"] not in index:
            files[part["file"]] = bool(part.get("isDynamicEntry"))
            wanted += part.get("imports", [])
    return files


class SecurityHeaders:
    """Adds the headers to each HTTP answer."""

    def __init__(self, app: ASGIApp, policy: str):
        self._app = app
        self._headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-frame-options", b"DENY"),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self._headers}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                if scope["scheme"] == "https":  # our own, or that of a proxy the server trusts
                    kept = [(name, _kept_secret(name, value)) for name, value in kept] + [_HTTPS_ONLY]
                message["headers"] = [*kept, *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


_HTTPS_ONLY = (b"strict-transport-security", b"max-age=31536000")


def _kept_secret(name: bytes, value: bytes) -> bytes:
    """A cookie that was set over TLS is never sent without."""
    plain = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if plain else value


class AtOnce:
    """Has each message to a reader sent when it is written.

    Else a small one waits until the reader's machine has acknowledged the one before, which it may put off for 40 ms
    (Nagle's algorithm, RFC 896). asyncio turns that off for the sockets it makes, which Streamlit's is not.
    """

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            transport = getattr(getattr(send, "__self__", None), "transport", None)  # of uvicorn's protocol
            made = transport.get_extra_info("socket") if isinstance(transport, asyncio.Transport) else None
            if made is not None:
                with contextlib.suppress(OSError):  # no TCP
                    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self._app(scope, receive, send)


class TellWhere:
    """Writes into Streamlit's page where its server is, what it will draw with, and how our own parts look and act."""

    def __init__(self, app: ASGIApp, late: Mapping[str, Late], scripts: Sequence[str], coming: Callable[[], object]):
        self._app, self._late, self._coming = app, late, coming
        style = (_HERE / "style.css").read_text(encoding="utf-8")
        self._head = "".join(f"<script>{script}</script>" for script in scripts)
        self._foot = f"<style>{style}</style>"  # after Streamlit's own, which it puts at the end of the head

    def _early(self, scope: Scope) -> bytes:
        late = self._late.get(scope["path"].rstrip("/").rpartition("/")[2], Late())
        return early(*late.of(scope.get("query_string", b"").decode("ascii", "replace"))).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def rewritten(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                if _is_page(message):
                    self._coming()
                else:
                    await send(message)
            elif not _is_page(start):
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    body = body.replace(b'<html lang="en">', b'<html lang="en-GB">', 1)
                    body = body.replace(b"<head>", f"<head>{self._head}".encode(), 1)
                    body = body.replace(b"</head>", self._early(scope) + b"</head>", 1)
                    body = body.replace(b"</body>", f"{self._foot}</body>".encode(), 1)
                    sizes = (b"content-length", b"etag", b"last-modified")
                    kept = [(name, value) for name, value in start["headers"] if name.lower() not in sizes]
                    start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
                    await send(start)
                    await send({"type": "http.response.body", "body": body})

        # Streamlit must not compress the page before it is rewritten; the layer outside does it afterwards.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, rewritten)


def _is_page(start: Message) -> bool:
    headers = dict(start.get("headers", []))
    return start.get("status") == 200 and headers.get(b"content-type", b"").startswith(b"text/html")
