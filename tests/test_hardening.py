"""The served dashboard on a network: who is let do what by where they come from, and what no answer ever tells."""

import http.client
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
import streamlit
from conftest import ROOT, Served, serve
from streamlit.testing.v1 import AppTest
from test_signing_in import upload
from uploading import said
from visitor import Visitor
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from components import signing_in
from tests import dependency_audit

ONLY_READ = "open to other machines, so here it can only be read."


@pytest.fixture(scope="module")
def open_home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built_home, tmp_path_factory.mktemp("open") / "home"))


@pytest.fixture(scope="module")
def open_to_all(open_home: Path) -> Iterator[Served]:
    """Served to every machine, by the command line's word; behind a proxy that is at another address than this one."""
    with serve(open_home, "--server.address", "0.0.0.0", FORWARDED_ALLOW_IPS="192.0.2.1") as served:  # noqa: S104
        yield served


def visit(address: str, page: str = "upload", host: str = "", **headers: str) -> Visitor:
    return Visitor(address, host=host, **headers).open(page)


# ---- where one comes from --------------------------------------------------------------------------------------


def test_served_to_other_machines_by_the_command_line_it_is_only_read(open_to_all: Served) -> None:
    window = visit(open_to_all.address)
    assert ONLY_READ in window.said()
    assert upload(window) == 403
    window.close()


def test_at_this_machine_the_same_page_takes_files(address: str) -> None:
    window = visit(address)
    assert ONLY_READ not in window.said()
    assert upload(window) == 204
    window.close()


@pytest.mark.parametrize(
    "stranger", [{"host": "council.example"}, {"X_Forwarded_For": "192.0.2.7"}, {"Forwarded": "for=192.0.2.7"},
                 {"X_Forwarded_Proto": "https"}, {"Via": "1.1 proxy"}],
)  # fmt: skip
def test_behind_a_proxy_or_by_another_name_nobody_counts_as_sitting_at_this_machine(
    address: str, stranger: dict[str, str]
) -> None:
    window = visit(address, **stranger)
    assert ONLY_READ in window.said()
    assert upload(window) == 403
    window.close()


def test_a_page_of_another_site_cannot_open_a_window(address: str) -> None:
    place = urlsplit(address).netloc
    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{place}/_stcore/stream", origin="http://evil.example"):  # type: ignore[arg-type]
        pass
    assert refused.value.response.status_code == 403


def test_a_file_without_the_token_of_the_page_is_refused(address: str) -> None:
    window = visit(address)
    sent = httpx2.put(f"{address}/_stcore/upload_file/{window.session}/one", files={"one": ("one.csv", b"a")})
    assert sent.status_code == 403
    window.close()


def test_a_file_larger_than_is_allowed_is_refused_before_it_is_sent(address: str) -> None:
    window, place = visit(address), urlsplit(address)
    token = window.browser.cookies["_streamlit_xsrf"]
    asked = http.client.HTTPConnection(str(place.hostname), place.port, timeout=10)
    asked.putrequest("PUT", f"/_stcore/upload_file/{window.session}/one")
    for name, value in {"Content-Length": str(401 * 2**20), "Content-Type": "multipart/form-data; boundary=x",
                        "X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"}.items():  # fmt: skip
        asked.putheader(name, value)
    asked.endheaders()
    assert asked.getresponse().status == 413
    window.close()


# ---- what answers tell -----------------------------------------------------------------------------------------


def test_over_tls_the_browser_is_told_to_come_back_by_tls_alone_and_cookies_too(
    address: str, open_to_all: Served
) -> None:
    by_tls = {"X-Forwarded-Proto": "https"}  # as a proxy on this machine says, which is trusted as shipped
    secure = httpx2.get(f"{address}/_stcore/health", headers=by_tls)
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
    assert "; Secure" in secure.headers["set-cookie"]
    plain = httpx2.get(f"{address}/_stcore/health")
    assert "strict-transport-security" not in plain.headers
    assert "secure" not in plain.headers["set-cookie"].lower()
    untrusted = httpx2.get(f"{open_to_all.address}/_stcore/health", headers=by_tls)
    assert "strict-transport-security" not in untrusted.headers


def test_programs_cannot_drive_the_pages_past_the_browser(address: str) -> None:
    assert httpx2.post(f"{address}/_stcore/agent/interact", json={}).status_code in (403, 404)


def test_what_goes_wrong_inside_is_told_without_a_path_or_a_line_of_code(open_to_all: Served, open_home: Path) -> None:
    current = (open_home / "CURRENT").read_text()
    (open_home / "CURRENT").write_text("not a number")
    try:
        window = visit(open_to_all.address, "efficiency")
        words = "".join(str(element) for element in window.elements)
        health = httpx2.get(f"{open_to_all.address}/health")
    finally:
        (open_home / "CURRENT").write_text(current)
    assert [e.WhichOneof("type") for e in window.elements].count("exception") == 1
    assert health.status_code >= 500
    for told in (words, health.text):
        for inside in (str(open_home), str(ROOT), "Traceback", ".py", "not a number", "ValueError"):
            assert inside not in told
    window.close()


# ---- how it is set up ------------------------------------------------------------------------------------------

GOOD = {"redirect_uri": "https://x.example/oauth2callback", "cookie_secret": "r" * 32, "client_id": "us",
        "client_secret": "s", "server_metadata_url": "https://id.example/.well-known/openid-configuration"}  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"cookie_secret": "xxx"}, {"cookie_secret": ""}, {"client_id": ""}, {"client_secret": ""},
              {"redirect_uri": "http://x.example/oauth2callback"}, {"redirect_uri": "https://x.example/"},
              {"server_metadata_url": "http://id.example/.well-known/openid-configuration"}],
)  # fmt: skip
def test_sign_in_set_up_carelessly_lets_nobody_sign_in_and_says_so(secrets: Path, wrong: dict[str, str]) -> None:
    write(secrets, {**GOOD, **wrong})
    (fault,) = signing_in.faults()
    assert next(iter(wrong)) in fault
    assert not any(value and value in fault for value in wrong.values())
    write(secrets, GOOD)
    assert signing_in.faults() == []


@pytest.mark.usefixtures("own_home")
def test_a_page_says_that_sign_in_is_not_set_up_as_it_must_be(secrets: Path) -> None:
    for settings, words, buttons in (
        ({**GOOD, "cookie_secret": "xxx"}, "Sign-in is not set up as it must be, so nobody can sign in;", []),
        (GOOD, "You have not signed in.", ["Sign in"]),
    ):
        write(secrets, settings)
        app = AppTest.from_file("../app.py", default_timeout=60).run()
        assert words in said(app)
        assert [b.label for b in app.button] == buttons
    streamlit.config.set_option("server.trustedUserHeaders", {"X-User": "email"})
    try:
        (fault,) = signing_in.faults()
        assert fault.startswith("server.trustedUserHeaders must be empty")
    finally:
        streamlit.config.set_option("server.trustedUserHeaders", None)


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Path]:
    """A file of secrets that the program reads, until the test ends."""
    before, file = streamlit.config.get_option("secrets.files"), tmp_path / "secrets.toml"
    streamlit.config.set_option("secrets.files", [str(file)])
    yield file
    streamlit.config.set_option("secrets.files", before)
    forget()


def write(file: Path, settings: dict[str, str]) -> None:
    file.write_text("[auth]\n" + "\n".join(f'{name} = "{value}"' for name, value in settings.items()))
    forget()


def forget() -> None:
    """Have the program read its secrets anew, as it does after a few seconds."""
    streamlit.secrets._reset()
    signing_in.configured.cache_clear()


def test_no_secret_is_among_the_files_of_the_program() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("asks git which files are the program's")
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    assert len(files) > 100
    assert not [name for name in files if name.endswith(("secrets.toml", ".env", ".pem", ".key"))]
    assert ".streamlit/secrets.toml" in (ROOT / ".gitignore").read_text().splitlines()


def test_an_audit_of_what_is_needed_that_could_not_ask_never_passes_for_one_that_found_nothing() -> None:
    wanted = dependency_audit.pinned("# of ours\nAlpha==1.0\nbeta_two[extra]==2\n")
    assert wanted == {"alpha", "beta-two"}
    alpha, two = {"name": "alpha", "version": "1.0", "vulns": []}, {"name": "Beta_Two", "version": "2", "vulns": []}
    weak = {**two, "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
    skipped = {"name": "beta-two", "skip_reason": "not found"}
    assert dependency_audit.verdict({"dependencies": [alpha, two]}, wanted)[0] == 0
    assert dependency_audit.verdict({"dependencies": [alpha, weak]}, wanted)[0] == 1
    for answer in ({}, {"dependencies": [alpha]}, {"dependencies": [alpha, skipped]}):
        status, (line,) = dependency_audit.verdict(answer, wanted)
        assert status == 2
        assert "COULD NOT ASK" in line


# ---- the threat model ------------------------------------------------------------------------------------------


def test_each_threat_that_the_model_names_has_a_test_that_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = [line for line in text.split("## Threats")[1].splitlines() if re.match(r"\| \d+ \|", line)]
    tests = set(re.findall(r"^def (test_\w+)", "\n".join(p.read_text() for p in ROOT.glob("tests/test_*.py")), re.M))
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.split("|")[-2])
        assert named, row
        assert set(named) <= tests, row
