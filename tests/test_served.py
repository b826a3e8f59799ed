"""What the server says beside the pages: headers, health, compression, and that it talks to nobody."""

import gzip
import json
import re
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from conftest import Watched
from starlette.types import ASGIApp
from websockets.sync.client import connect

from components import web


def fetch(url: str, **headers: str) -> tuple[dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def test_the_health_address_names_the_version_that_stands(address: str) -> None:
    _, body = fetch(f"{address}/health")
    assert json.loads(body) == {"status": "ok", "version": 1}


@pytest.mark.parametrize("path", ["/", "/sources", "/health", "/_stcore/health"])
def test_every_answer_keeps_the_page_to_this_server(address: str, path: str) -> None:
    headers, _ = fetch(address + path)
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    script_sources = policy.split("script-src")[1].split(";")[0]
    assert "unsafe" not in script_sources
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_scripts_are_sent_compressed(address: str) -> None:
    _, page = fetch(address + "/")
    script = page.decode().split('src="./')[1].split('"')[0]
    headers, body = fetch(f"{address}/{script}", **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert len(body) < 0.5 * len(gzip.decompress(body))


@pytest.mark.parametrize(
    ("path", "late"),
    [("/", ""), ("/homelessness", "PlotlyChart"), ("/homelessness?view=Actions", ""), ("/sources", "DownloadButton")],
)
def test_a_page_names_at_once_what_it_will_draw_with_and_nothing_else(address: str, path: str, late: str) -> None:
    _, page = fetch(address + path)
    scripts = re.findall(r'<script type="module" crossorigin src="./static/js/(\w+)', page.decode())
    assert [name for name in scripts if name != "index"] == ["Html", *filter(None, [late])]


def test_what_draws_a_chart_is_fetched_while_a_page_without_one_is_read(watched: Watched) -> None:
    page = watched.open("/")
    after_load = """() => {
        const fetched = performance.getEntriesByType('resource').find(entry => entry.name.includes('PlotlyChart'))
        return fetched && fetched.startTime - performance.getEntriesByType('navigation')[0].loadEventEnd
    }"""
    for _ in range(100):
        if (milliseconds := page.evaluate(after_load)) is not None:
            assert milliseconds > 1500
            return
        page.wait_for_timeout(100)
    raise AssertionError("not fetched")


def test_the_server_listens_on_this_machine_only_and_calls_nobody(watched: Watched, server_pid: int) -> None:
    if sys.platform != "linux":
        pytest.skip("reads the connections of the server from /proc, which only Linux has")
    for path in ("/", "/homelessness", "/sources"):
        watched.open(path)
        for local, remote in connections(server_pid):
            assert local == "127.0.0.1"
            assert remote in ("127.0.0.1", "0.0.0.0")  # noqa: S104 (nobody yet: a listening socket)


def connections(pid: int) -> list[tuple[str, str]]:
    """The local and remote addresses of a process's TCP sockets."""
    inodes = set()
    for handle in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(handle.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    six = [line.split() for line in Path(f"/proc/{pid}/net/tcp6").read_text().splitlines()[1:]]
    assert not [row for row in six if row[9] in inodes]
    return [(_dotted(row[1]), _dotted(row[2])) for row in rows if row[9] in inodes]


def _dotted(field: str) -> str:
    number = bytes.fromhex(field.split(":")[0])
    return ".".join(str(byte) for byte in reversed(number))


async def waits(scope: Any, receive: Any, send: Any) -> None:
    """Tells whoever connects whether a small message to them waits for the one before."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    made = send.__self__.transport.get_extra_info("socket")
    at_once = made.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await send({"type": "websocket.send", "text": "at once" if at_once else "waits"})


@pytest.mark.parametrize(("layer", "told"), [(lambda app: app, "waits"), (web.AtOnce, "at once")])
def test_a_message_to_a_reader_does_not_wait_until_the_one_before_is_acknowledged(
    layer: Callable[[ASGIApp], ASGIApp], told: str
) -> None:
    listening = socket.create_server(("127.0.0.1", 0))  # as Streamlit makes its own
    address = f"ws://127.0.0.1:{listening.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(layer(waits), ws="websockets-sansio", lifespan="off", log_level="error"))
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    serving.start()
    try:
        with connect(address, open_timeout=20) as reader:
            assert reader.recv(20) == told
    finally:
        server.should_exit = True
        serving.join(20)
