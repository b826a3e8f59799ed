"""What happens around a sign-in on its way through the server: the way back, a failure said, and who may upload."""

import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import cachetools
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from components.signing_in import FAILED

_COOKIE, _MINUTES, _LONGEST = "dashboard_view", 10, 2000
_SIGNED_IN = re.compile(r'_streamlit_user="?[^";]')


class Returning:
    """Brings one who signs in back to the view they left, and says so where a sign-in failed.

    Streamlit leads everybody to the first page. The view is kept in a cookie for ten minutes: only its path and query,
    so that nobody is led elsewhere.
    """

    def __init__(self, app: ASGIApp, failed: Callable[[str], object]):
        self._app, self._failed = app, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(("/auth/login", "/oauth2callback")):
            await self._app(scope, receive, send)
            return
        headers, leaves = Headers(scope=scope), scope["path"].endswith("/auth/login")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        failed = False

        async def returned(message: Message) -> None:
            nonlocal failed
            if message["type"] == "http.response.start":
                ours = MutableHeaders(raw=message["headers"])
                if leaves:
                    _set(ours, quote(_view(headers.get("referer", "")), safe=""), _MINUTES * 60)
                elif any(_SIGNED_IN.match(cookie) for cookie in ours.getlist("set-cookie")):
                    ours["location"] = _back(headers, ours.get("location", "/"))
                    _set(ours, "", 0)
                elif "code" in query or "error" in query:  # without, it is the way back from signing out
                    failed = True
                    ours["location"] = f"{ours.get('location', '/')}?{FAILED}=failed"
                message = {**message, "headers": ours.raw}
            await send(message)

        await self._app(scope, receive, returned)
        if failed:
            await to_thread.run_sync(self._failed, (scope.get("client") or ("", 0))[0])


def _view(referer: str) -> str:
    """The path and query of the page one leaves to sign in."""
    parts = urlsplit(referer)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != FAILED])
    view = f"{parts.path}?{query}" if query else parts.path
    return view if len(view) <= _LONGEST else parts.path


def _back(headers: Headers, first: str) -> str:
    """The view that was left, where it is one of this dashboard's; otherwise its first page."""
    held = SimpleCookie(headers.get("cookie", "")).get(_COOKIE)
    view = unquote(held.value) if held else ""
    ours = view.startswith(first) and not view.startswith("//") and view.isprintable() and "\\" not in view
    return quote(view, safe="/?&=%+-_.~") if ours else first


def _set(headers: MutableHeaders, value: str, seconds: int) -> None:
    headers.append("set-cookie", f"{_COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax")


# The windows of those who may change something; any other's file is not even taken in.
_MAY_UPLOAD: cachetools.LRUCache[str, bool] = cachetools.LRUCache(maxsize=10_000)


def may_upload(session: str, may: bool) -> None:
    """Let the window of this key send files, or no longer."""
    if may:
        _MAY_UPLOAD[session] = True
    else:
        _MAY_UPLOAD.pop(session, None)


class UploadsByLeave:
    """Takes files from the windows of those who may change something, and from no others: Streamlit would hold them."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sends = scope["type"] == "http" and scope["method"] in ("PUT", "POST")
        if sends and "/_stcore/upload_file/" in scope["path"] and scope["path"].split("/")[-2] not in _MAY_UPLOAD:
            await PlainTextResponse("You may not send files here.", 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)
