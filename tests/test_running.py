"""The dashboard as `deploy/` and docs/running.md say it is run: nginx before two replicas that share one store."""

import asyncio
import concurrent.futures
import itertools
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import behind
import load
import pytest
from behind import DEPLOY, NGINX, Running, fetch
from playwright.sync_api import Browser, expect

from components import logs
from data import service
from data.store import FileStore
from tests.conftest import ROOT

UNDER = "/performance"
SLOW = 60_000  # milliseconds
behind_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: sh tests/set_up.sh does it")


@pytest.fixture(scope="module")
def running(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("running")
    home = Path(shutil.copytree(built_home, folder / "home"))
    (folder / "run").mkdir()
    with behind.run(home, folder / "run", UNDER) as running:
        yield running


def at_once(what: Coroutine[Any, Any, load.Outcome]) -> load.Outcome:
    """Run it in a thread of its own: in this one the browser's loop may be running."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, what).result()


@behind_nginx
def test_both_replicas_say_that_they_are_ready_under_the_sub_path_and_at_the_top(running: Running) -> None:
    for port in running.processes:
        for under in (UNDER, ""):
            status, body = fetch(f"http://127.0.0.1:{port}{under}/ready")
            told = json.loads(body)
            assert (status, told["status"]) == (200, "ready")
            assert json.loads(fetch(f"http://127.0.0.1:{port}{under}/health")[1])["version"] == told["version"]


@behind_nginx
def test_a_replica_whose_store_does_not_answer_is_not_ready_until_it_does(running: Running) -> None:
    pointer, port = running.home / "CURRENT", next(iter(running.processes))
    number = pointer.read_text(encoding="ascii")
    try:
        pointer.write_text("999999", encoding="ascii")
        status, body = fetch(f"{running.replica(port)}/ready")
        assert (status, json.loads(body)) == (503, {"status": "the store does not answer"})
    finally:
        pointer.write_text(number, encoding="ascii")
    assert fetch(f"{running.replica(port)}/ready")[0] == 200
    said = [json.loads(line) for line in running.told(port) if "the store does not answer" in line]
    assert said[-1]["level"] == "error"
    assert said[-1]["fault"] == "PrunedVersion"


@behind_nginx
def test_readers_on_both_replicas_are_offered_what_is_published_and_never_see_two_versions(running: Running) -> None:
    async def publish(home: Path) -> tuple[int, float]:
        number, cells = load.next_name(home)
        await asyncio.to_thread(service.change_row, "setting", cells, "Renamed", "ann", True, keeper=FileStore(home))
        return number, 0.0

    outcome = at_once(load.go(running.address, running.home, 6, 2, pause=2, think=(0.5, 2.0), publish=publish))
    assert outcome.wrong == []
    assert outcome.missed == 0
    assert len(outcome.runs) >= 12  # each was shown both versions, or changed a filter between
    assert all(any('"connection"' in line for line in running.told(port)) for port in running.processes)


@pytest.mark.browser
@behind_nginx
def test_a_reader_whose_replica_dies_goes_on_at_another_with_the_same_link(running: Running, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 720})
    page = context.new_page()

    def held_by() -> int:
        return int(next(c["value"] for c in context.cookies() if c["name"] == "council_replica"))

    page.goto(f"{running.address}/homelessness?view=Cost+per+head&date=2009-12-31")
    expect(page.get_by_role("heading", name="Homelessness", exact=True)).to_be_visible(timeout=SLOW)
    settled = page.locator("[data-testid=stApp][data-test-script-state=notRunning]")
    expect(settled).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("31 December 2009").first).to_be_visible()
    with page.expect_download() as download:  # the replica that holds the session holds the file too
        page.get_by_role("button", name="CSV").first.click()
    assert b"Slough,compared,2008,8.71" in download.value.path().read_bytes()
    page.wait_for_timeout(2000)  # charts are drawn after the rest
    address, before, drawn = page.url, held_by(), page.locator("[data-testid=stMain]").inner_text()
    with page.expect_websocket():
        running.processes[before].send_signal(signal.SIGKILL)
        running.processes[before].wait()
    expect(page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]")).to_be_visible(timeout=SLOW)
    same = "drawn => document.querySelector('[data-testid=stMain]').innerText === drawn"
    page.wait_for_function(same, arg=drawn, timeout=SLOW)
    expect(settled).to_be_visible(timeout=SLOW)
    assert held_by() != before
    assert page.url == address
    page.get_by_role("link", name="Milestones").click()
    expect(page.get_by_role("heading", name="Milestones", exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("31 December 2009").first).to_be_visible()

    # what died is started again, as systemd would, and readers come to it
    behind.start(running, before, behind.unit_command(before), ROOT, behind.unit_environment())
    behind.until_ready(running, before)
    context.close()


@behind_nginx
def test_the_proxy_encrypts_sends_plain_requests_to_tls_and_refuses_readers_from_other_sites(running: Running) -> None:
    certificate = running.folder / "cert.pem"
    curl = ["curl", "--silent", "--include", "--cacert", certificate]

    def ask(*words: str) -> str:
        return subprocess.run([*curl, *words], capture_output=True, text=True, check=True).stdout

    page = ask(f"{running.address}/")
    assert " 200" in page.splitlines()[0]
    assert "strict-transport-security: max-age=31536000" in page.lower()
    assert re.search(r"set-cookie: council_replica=\d+; path=/; httponly; secure; samesite=lax", page.lower())
    port = re.search(r"council_replica=(\d+)", page)
    assert port
    stayed = ask("--cookie", f"council_replica={port[1]}", f"{running.address}/")
    assert "council_replica" not in stayed  # nothing new to say
    plain = re.search(r"listen 127\.0\.0\.1:(\d+);", (running.folder / "site.conf").read_text(encoding="utf-8"))
    assert plain
    assert "location: https://127.0.0.1/performance/" in ask(f"http://127.0.0.1:{plain[1]}{UNDER}/").lower()
    upgrade = ["--http1.1", "--max-time", "5", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket",
               "-H", "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]  # fmt: skip
    assert " 403" in ask(*upgrade, "-H", "Origin: https://elsewhere.example", f"{running.address}/_stcore/stream")


@behind_nginx
def test_every_line_logged_is_json_without_paths_or_what_was_asked_for(running: Running) -> None:
    fetch(f"{running.replica(next(iter(running.processes)))}/priorities?lead=T+Soni")
    at_once(load.go(running.address, running.home, 1, 0, pause=0, think=(9.0, 9.0)))
    every = list(itertools.chain.from_iterable(running.told(port) for port in running.processes))
    lines = [json.loads(line) for line in every]
    assert all({"time", "level", "what"} <= line.keys() for line in lines)
    runs = [line for line in lines if line["what"] == "run"]
    assert all({"ms", "page", "version"} <= line.keys() for line in runs)
    assert {"overview"} <= {line["page"] for line in runs}
    assert any(line["what"] == "GET /priorities" and line["status"] == 200 and line["ms"] >= 0 for line in lines)
    for secret in (str(running.home), str(ROOT), "Soni", "site-packages"):
        assert not [line for line in every if secret in line]


def test_a_fault_is_told_by_its_kind_and_place_and_an_act_by_who_did_it(
    own_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="dashboard")
    values = {"name": "reporting_date", "value": "2010-06-30", "description": "Next"}
    service.change_row("setting", values, "Quarter 1", "ann", keeper=FileStore(own_home))
    act = json.loads(logs.Line().format(caplog.records[-1]))
    assert {name: act[name] for name in ("what", "version", "by")} == {"what": "published", "version": 2, "by": "ann"}
    try:
        (own_home / "T Soni").read_text(encoding="utf-8")
    except OSError:
        logs.LOG.exception(f"{own_home}/T: no such file")
    line = logs.Line().format(caplog.records[-1])
    told = json.loads(line)
    assert (told["level"], told["what"], told["fault"]) == ("error", "T: no such file", "FileNotFoundError")
    assert told["at"][0].startswith(f"{__name__}.test_a_fault_is_told")
    assert "Soni" not in line
    assert str(own_home) not in line


@pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
def test_the_nginx_configuration_is_sound_at_the_top_of_an_address_too(tmp_path: Path) -> None:
    ports = dict(zip(("8501", "8502", "443", "80"), behind.free_ports(4), strict=True))
    (tmp_path / "site.conf").write_text(behind.site(tmp_path, ports), encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(behind.MAIN.format(folder=tmp_path, user=""), encoding="utf-8")
    command = [NGINX, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # type: ignore[arg-type]
    assert told.returncode == 0, told.stderr
    assert "emerg" not in told.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_the_systemd_unit_is_sound_and_exposes_little(tmp_path: Path) -> None:
    unit = (DEPLOY / "council-dashboard@.service").read_text(encoding="utf-8")
    here = re.sub(r"/opt/council-dashboard/\.venv/bin/python", behind.unit_command(8501)[0], unit)
    here = here.replace("/opt/council-dashboard", str(ROOT))
    (tmp_path / "council-dashboard@.service").write_text(here, encoding="utf-8")
    command = ["systemd-analyze", "--man=no", "verify", tmp_path / "council-dashboard@8501.service"]
    (tmp_path / "council-dashboard@8501.service").symlink_to(tmp_path / "council-dashboard@.service")
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in told.stderr.splitlines() if "council-dashboard" in line] == []
    asked = ["systemd-analyze", "security", "--offline=true", "--threshold=20", command[-1]]
    score = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert score.returncode == 0, score.stdout  # 2.0 of 10 at most


@pytest.mark.skipif(sys.platform != "linux", reason="the linter is installed on Linux alone")
def test_the_container_file_passes_its_linter_and_copies_what_git_keeps_of_the_program() -> None:
    hadolint = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert hadolint
    told = subprocess.run([hadolint, DEPLOY / "Containerfile"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")
    copied = {rest.split()[0] for word, rest in behind.container() if word == "COPY"}
    rooms = {path.name for path in ROOT.iterdir() if (path / "__init__.py").exists()} - {"tests"}
    assert copied == rooms | {"app.py", ".streamlit", "requirements.txt"}
