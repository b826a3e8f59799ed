"""What the server tells whoever runs it: one line of JSON an event, with no path and nobody's data in it.

A line holds `time` (UTC), `level`, `what`, where it applies `ms`, `status`, `page`, `version`, and of an act `by` whom.
Of a fault it holds the kind and the lines of code, never the message, which may quote a cell or a path.
"""

import contextlib
import datetime
import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any

import streamlit.logger
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SETTING = "COUNCIL_DASHBOARD_LOG"  # info, or warning; without it Streamlit's own few words go to the terminal
LOG = logging.getLogger("dashboard")  # whoever logs under this name is heard
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?[\\/](?:[^\\/\s'\":,]+[\\/])+")
_WORD = re.compile(r"[A-Za-z0-9_-]{1,40}")
_ASKED_OFTEN = ("/health", "/ready", "/_stcore/health")
FRAMES = 8


class Line(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": at,
            "level": record.levelname.lower(),
            "what": _FOLDERS.sub("", record.getMessage()),
        }
        line |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[0]:
            frames = traceback.walk_tb(record.exc_info[2])
            code = [f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}:{number}" for frame, number in frames]
            line |= {"fault": record.exc_info[0].__name__, "at": code[-FRAMES:]}
        return json.dumps(line, ensure_ascii=False)


def begin() -> None:
    """Turn every line this process logs, Streamlit's and the server's too, into JSON, where the setting asks for it."""
    level = os.environ.get(SETTING, "").upper()
    if not level:
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    logging.basicConfig(
        handlers=[handler], level=level if level in ("DEBUG", "INFO", "WARNING") else "INFO", force=True
    )
    logging.captureWarnings(True)
    # Streamlit gives each of its loggers a handler of its own as it makes it, and the server's too.
    streamlit.logger.setup_formatter = _as_all_others
    streamlit.logger.update_formatter()


def _as_all_others(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.propagate = True
    if logger.name.startswith(("uvicorn", "websockets")):  # they would name each reader's address, and what is asked
        logger.setLevel(logging.WARNING)


@contextlib.contextmanager
def timed(what: str, level: int = logging.INFO) -> Iterator[dict[str, Any]]:
    """Tell how long the block took, with what it puts into the dictionary it is given."""
    told: dict[str, Any] = {}
    begun = time.perf_counter()
    try:
        yield told
    finally:
        tell(what, begun, level, **told)


def tell(what: str, begun: float, level: int = logging.INFO, **told: Any) -> None:
    """One line; `begun` is what `time.perf_counter` said."""
    if LOG.isEnabledFor(level):
        LOG.log(level, what, extra={"told": {"ms": round(1000 * (time.perf_counter() - begun), 1), **told}})


class Requests:
    """Tells of each request when it is answered, and of each reader's connection when it ends."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        place = where(scope["path"])
        try:
            await self._app(scope, receive, heard)
        finally:
            if scope["type"] == "websocket":
                tell("connection", begun)
            else:
                often = status == 200 and place.endswith(_ASKED_OFTEN)
                tell(f"{scope['method']} {place}", begun, logging.DEBUG if often else logging.INFO, status=status)


def where(path: str) -> str:
    """The page, or the kind of thing, that was asked for: the rest of an address may name a file or a person."""
    base = str(streamlit.get_option("server.baseUrlPath") or "").strip("/")
    parts = path.strip("/").split("/")
    parts = parts[1:] if base and parts[0] == base else parts
    kept = parts[: 2 if parts[0] == "_stcore" else 1] if parts else []
    return "/" + "/".join(part if _WORD.fullmatch(part) else "…" for part in kept if part)
