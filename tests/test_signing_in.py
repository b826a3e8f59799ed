"""Signing in with a real OpenID Connect provider: who is believed, for how long, and what ends it."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from conftest import Served, Watched, free_port, serve
from playwright.sync_api import BrowserContext, expect
from provider import CLIENT, Provider, provider, secrets_file
from visitor import Visitor

from data.store import FileStore

ROLES = """
turn_to = "the Performance Team"
[viewer]
open_to = "signed in"
[analyst]
people = ["ann@council.example"]
[presenter]
groups = ["cabinet-office"]
"""
ANN = {"sub": "1", "email": "Ann@council.example", "email_verified": True, "name": "Ann Smith"}
BEN = {"sub": "2", "email": "ben@council.example", "email_verified": True, "groups": ["cabinet-office"]}


@pytest.fixture(scope="module")
def folder(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built_home, tmp_path_factory.mktemp("signing-in") / "home"))


@pytest.fixture(scope="module")
def issuer() -> Iterator[Provider]:
    with provider() as made:
        yield made


@pytest.fixture(scope="module")
def dashboard(folder: Path, issuer: Provider) -> Iterator[Served]:
    port, file = free_port(), folder / "secrets.toml"
    file.write_text(secrets_file(issuer, f"http://127.0.0.1:{port}"))
    with serve(folder, port=port, STREAMLIT_SECRETS_FILES=str(file)) as served:
        yield served


@pytest.fixture(autouse=True)
def as_ann(issuer: Provider, folder: Path) -> None:
    """Whoever comes is Ann, an analyst, and the provider signs what is true."""
    issuer.person, issuer.spoilt, issuer.lasts, issuer.stranger_signs = dict(ANN), {}, 3600, False
    (folder / "roles.toml").write_text(ROLES)


@pytest.fixture
def visitor(dashboard: Served) -> Iterator[Visitor]:
    window = Visitor(dashboard.address)
    yield window
    window.close()


def trail(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]


def test_who_has_not_signed_in_sees_no_figure_and_is_told_the_way_in(visitor: Visitor) -> None:
    said = visitor.open("efficiency").said()
    assert "You have not signed in. Turn to the Performance Team." in said
    drawn = [element.WhichOneof("type") for element in visitor.elements]
    assert drawn == ["heading", "markdown", "button"]  # the name, the reason and the way in
    assert "<table" not in said


def test_who_signs_in_comes_back_to_the_view_they_left_with_their_roles(
    visitor: Visitor, folder: Path, dashboard: Served
) -> None:
    visitor.open("efficiency")
    visitor.run(pressed=visitor.button("Sign in"))
    left = {"Referer": f"{dashboard.address}/efficiency?plan=ODI+Plan+2010%2F11&sign-in=failed"}
    came = visitor.browser.get(visitor.redirect, headers=left, follow_redirects=True)
    assert str(came.url).endswith("/efficiency?plan=ODI+Plan+2010%2F11")
    assert "Signed in as Ann@council.example: viewer, analyst." in visitor.open("efficiency").said()
    visitor.run().open("upload")
    told = [line for line in trail(folder) if line["act"] == "sign in" and line["outcome"] == "done"]
    assert [(line["who"], line["roles"]) for line in told] == [("Ann@council.example", ["analyst", "viewer"])]


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/x", "/\\evil.example", "/a\r\nX: y"])
def test_nobody_is_led_elsewhere_by_a_forged_way_back(visitor: Visitor, elsewhere: str) -> None:
    visitor.open()
    visitor.run(pressed=visitor.button("Sign in"))
    to_provider = visitor.browser.get(visitor.redirect)
    back = visitor.browser.get(to_provider.headers["location"])
    planted = f"dashboard_view={httpx2.QueryParams({'v': elsewhere})}".replace("v=", "", 1)
    held = "; ".join(f"{c.name}={c.value}" for c in visitor.browser.cookies.jar if c.name != "dashboard_view")
    came = httpx2.get(back.headers["location"], headers={"Cookie": f"{held}; {planted}"})
    assert came.headers["location"] == "/"


def test_what_the_provider_breaks_off_or_a_stranger_signs_comes_to_nothing(
    visitor: Visitor, issuer: Provider, folder: Path
) -> None:
    before = len(trail(folder)) if (folder / "audit.jsonl").exists() else 0
    for spoil in ({"person": {}}, {"stranger_signs": True}, {"spoilt": {"iss": "https://another.example"}},
                  {"spoilt": {"nonce": "of another sign-in"}}, {"spoilt": {"aud": "another"}}):  # fmt: skip
        issuer.person, issuer.spoilt, issuer.stranger_signs = dict(ANN), {}, False
        for name, value in spoil.items():
            setattr(issuer, name, value)
        assert "You have not signed in." in visitor.open().sign_in().said(), spoil
        assert "The sign-in came to nothing" in visitor.open(query="sign-in=failed").said()
    assert [(line["act"], line["outcome"]) for line in trail(folder)[before:]] == [("sign in", "not done")] * 5


def test_a_token_made_for_another_service_counts_for_nothing_though_it_names_this_one_too(
    visitor: Visitor, issuer: Provider
) -> None:
    issuer.spoilt = {"aud": "another", "azp": CLIENT}  # Authlib takes it
    said = visitor.open().sign_in().said()
    assert "Your sign-in was made for another service" in said
    assert "Signed in as" not in said


def test_a_sign_in_that_runs_out_while_the_page_is_open_counts_for_nothing(visitor: Visitor, issuer: Provider) -> None:
    issuer.lasts = 3
    assert "Signed in as" in visitor.open("upload").sign_in().said()
    time.sleep(3)
    said = visitor.run().said()
    assert "Your sign-in has run out. Sign in again." in said
    assert visitor.button("Sign in")
    assert upload(visitor) == 403
    issuer.lasts = -60  # Authlib allows two minutes
    assert "Your sign-in has run out." in visitor.sign_in().said()


def test_who_signs_out_is_out_in_every_window_and_a_copied_cookie_is_worth_nothing(
    visitor: Visitor, issuer: Provider, folder: Path, dashboard: Served
) -> None:
    visitor.open().sign_in()
    other, copied = (
        Visitor(dashboard.address, visitor.browser).open("history"),
        httpx2.Client(base_url=dashboard.address),
    )
    copied.cookies.update({cookie.name: cookie.value or "" for cookie in visitor.browser.cookies.jar})
    assert "Signed in as" in other.said()
    visitor.run(pressed=visitor.button("Sign out"))
    visitor.browser.get(visitor.redirect, follow_redirects=True)
    assert issuer.ended[-1].count(".") == 2  # the provider was told which token
    assert "You have not signed in." in visitor.open().said()
    assert "You have signed out. Sign in again." in other.run().said()
    assert "You have signed out. Sign in again." in Visitor(dashboard.address, copied).open().said()
    assert [(line["who"], line["act"]) for line in trail(folder)][-1] == ("Ann@council.example", "sign out")
    assert "Signed in as" in other.sign_in().said()  # and back again


def test_an_address_that_the_provider_does_not_vouch_for_gives_no_role(visitor: Visitor, issuer: Provider) -> None:
    issuer.person = {**ANN, "email_verified": False}
    assert "Signed in as Ann Smith: viewer." in visitor.open().sign_in().said()


def test_a_cookie_signed_by_another_is_not_believed(visitor: Visitor, dashboard: Served) -> None:
    visitor.open().sign_in()
    held = visitor.browser.cookies["_streamlit_user"]
    altered = held[:-3] + ("abc" if held[-3:] != "abc" else "xyz")
    forged = httpx2.Client(base_url=dashboard.address, cookies={"_streamlit_user": altered})
    assert "You have not signed in." in Visitor(dashboard.address, forged).open().said()


def upload(window: Visitor, content: bytes = b"a") -> int:
    """The answer to a file sent from a window, as Streamlit's page sends it."""
    token = window.browser.cookies.get("_streamlit_xsrf", "")
    return window.browser.put(
        f"/_stcore/upload_file/{window.session}/one", files={"one": ("one.csv", content)},
        headers={"X-Xsrftoken": token},
    ).status_code  # fmt: skip


def test_files_are_taken_only_from_who_may_publish(visitor: Visitor, issuer: Provider, folder: Path) -> None:
    assert upload(visitor.open("upload")) == 403
    assert upload(visitor.sign_in()) == 204
    (folder / "roles.toml").write_text(ROLES.replace("ann@", "cat@"))
    said = visitor.run().said()
    assert "To publish figures asks the role of analyst or administrator." in said
    assert "You are signed in as Ann@council.example, with the role of viewer. Turn to the Performance Team." in said
    assert upload(visitor) == 403
    issuer.person = dict(BEN)
    visitor.browser.cookies.clear()
    assert "Signed in as ben@council.example: viewer, presenter." in visitor.open().sign_in().said()
    assert upload(visitor) == 403


@pytest.mark.browser
def test_an_analyst_signs_in_and_loses_the_role_before_pressing_publish(
    dashboard: Served, context: BrowserContext, folder: Path
) -> None:
    walked = Watched(context, dashboard.address)
    page = walked.page
    page.goto(f"{dashboard.address}/enter?form=Threshold")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".st-key-account button")).to_be_visible(timeout=30_000)
    assert page.url.endswith("form=Threshold")
    walked.settle()
    page.get_by_label("Amount").fill("7.5")
    page.get_by_label("Amount").press("Tab")
    page.get_by_role("button", name="Check and show").click()
    page.get_by_label("Note: what changes, and why").fill("Seven and a half")
    (folder / "roles.toml").write_text(ROLES.replace("ann@", "cat@"))
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("To publish figures asks the role of analyst or administrator.").first).to_be_visible()
    assert FileStore(folder).current().version.number == 1

    (folder / "roles.toml").write_text(ROLES)
    page.reload()
    walked.settle()
    page.get_by_label("Amount").fill("8")
    page.get_by_label("Amount").press("Tab")
    page.get_by_role("button", name="Check and show").click()
    page.get_by_label("Note: what changes, and why").fill("Eight")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 2 is published")).to_be_visible(timeout=30_000)
    version = FileStore(folder).current().version
    assert (version.number, version.published_by) == (2, "Ann@council.example")
    done = trail(folder)[-1]
    assert (done["act"], done["outcome"], done["version"], done["note"]) == ("publish", "done", 2, "Eight")
    page.locator(".st-key-account button").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have not signed in.")).to_be_visible(timeout=30_000)
    assert walked.errors == []
