"""What the server adds to every answer it gives a browser: compression, and headers that keep the page to itself."""

import base64
import hashlib
import json
import re
from pathlib import Path

import streamlit
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


def middleware() -> list[Middleware]:
    """The layers every request passes, outermost first. Streamlit itself sends its 9 MB of scripts uncompressed."""
    return [
        Middleware(SecurityHeaders, policy=content_policy()),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
        Middleware(TellWhere),
    ]


def content_policy() -> str:
    """The Content-Security-Policy: everything from this server only, nobody may frame it."""
    inline = [*re.findall(r"<script>(.*?)</script>", _INDEX.read_text(encoding="utf-8"), re.DOTALL), where()]
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


def where() -> str:
    """A script that tells Streamlit's page where its server is: it would look under each part of the address first."""
    base = json.dumps("/" + str(streamlit.get_option("server.baseUrlPath") or "").strip("/"))
    return f"window.__streamlit={{BACKEND_BASE_URL:location.origin+{base}}}"


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
                message["headers"] = [*kept, *self._headers]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class TellWhere:
    """Writes into Streamlit's page where its server is, so that a page's own address causes no failed request."""

    def __init__(self, app: ASGIApp):
        self._app = app

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
                if not _is_page(message):
                    await send(message)
            elif not _is_page(start):
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    body = body.replace(b"<head>", f"<head><script>{where()}</script>".encode(), 1)
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
