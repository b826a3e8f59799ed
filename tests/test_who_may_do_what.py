"""Who may do what: each act asks a role at the moment of acting, in the one door for changes, and the trail tells."""

import datetime
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit
from conftest import ROOT
from store_worker import NO_RULES
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner
from uploading import SAID, as_csv, held, newest, note, press, said

from data import access, audit, changing, drafts, judging, places, roles, service
from data.__main__ import app as command
from data.access import Actor, NotAllowed
from data.packs import KINDS
from data.store import FileStore
from pages.packs import making
from tests import choosing, reading

ROLES = """
turn_to = "the Performance Team"
[viewer]
people = ["vic@council.example"]
[board_lead.invest-in-communities]
people = ["lee@council.example"]
[analyst]
people = ["Ann@Council.example"]
groups = ["performance"]
[presenter]
people = ["pat@council.example"]
[administrator]
people = ["ada@council.example"]
"""
WATCHED = {**SAID, "subject_kind": "indicator", "subject_id": "rough-sleeping-count"}
UNWATCHED = {**SAID, "commentary_id": "of-another", "subject_kind": "plan", "subject_id": "odi-2010-11"}
THRESHOLD = {"scope": "default", "scope_id": "all", "rule": "rounding", "unit": "gbp_000"}


@pytest.fixture
def judged(own_home: Path) -> Path:
    """A state folder with roles, and the rules of judgement."""
    (own_home / "roles.toml").write_text(ROLES)
    return own_home


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "RULES_FOLDER", NO_RULES)
        service.build(FileStore(folder))
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same without rules, which is quicker."""
    copied = Path(shutil.copytree(built, tmp_path / "home"))
    monkeypatch.setattr(judging, "RULES_FOLDER", NO_RULES)
    monkeypatch.setenv(places.HOME_SETTING, str(copied))
    service.store.cache_clear()
    (copied / "roles.toml").write_text(ROLES)
    yield copied
    service.store.cache_clear()


def person(name: str, **other: object) -> Actor:
    """One whom the provider vouches for."""
    known = {"iss": "https://id.example", "sub": name, "aud": "us", "exp": time.time() + 3600, "iat": 1}
    return access.signed_in({**known, "email": f"{name}@council.example", "email_verified": True, **other}, "us", "::1")


def lines(folder: Path) -> list[dict[str, Any]]:
    return [dict(line) for line in audit.read(folder).lines]


# ---- every act, by every role ----------------------------------------------------------------------------------


def threshold(by: Actor) -> object:
    return service.change_row("threshold", {**THRESHOLD, "amber_within": 3}, "What if", by)


def decision(by: Actor) -> object:
    told = {"finding_key": "any", "status": "accepted", "note": "Known", "as_at": "2010-03-31"}
    return service.change_row("finding_note", told, "Decided", by)


def upload(by: Actor) -> object:
    seen = service.preview(
        service.check("meeting", service.export("meeting").replace(b"2009", b"2008"), "m.csv"), by=by
    )
    return service.publish(seen, "Dated anew", by, accept_warnings=True)


def area(by: Actor) -> object:
    return service.change_row("area", {"area_id": "leicester", "note": "Home"}, "Said", by)


def preview(by: Actor) -> object:
    return service.preview(service.check("commentary", as_csv("commentary", WATCHED), "said.csv"), by=by)


def remark(by: Actor) -> object:
    return service.change_row("commentary", WATCHED, "Said", by)


def whole_set(by: Actor) -> object:
    return service.publish_folder(None, Path(service.__file__).parent, "All anew", by)


def freeze(by: Actor) -> object:
    made = type("Made", (), {"pack": PACK, "files": {kind: kind.encode() for kind in KINDS}})
    return making.freeze(made, by)  # type: ignore[arg-type]


PACK = type("Pack", (), {"hash": "a" * 64, "pages": (1,), "facts": type("Facts", (), {
    "as_at": datetime.date(2010, 3, 31), "version": 1, "fingerprint": "of these", "filters": (),
    "order": (),
})})  # fmt: skip
ACTS: dict[str, tuple[Callable[[Actor], object], set[str]]] = {
    "threshold": (threshold, {"ann", "ada"}),
    "decision": (decision, {"ann", "ada"}),
    "area": (area, {"ann", "ada"}),
    "preview": (preview, {"lee", "ann", "ada"}),
    "remark": (remark, {"ann", "ada"}),
    "roll back": (lambda by: service.roll_back(1, "Wrong", by), {"ann", "ada"}),
    "freeze": (freeze, {"pat", "ada"}),
    "prune": (lambda by: service.prune(1, by), {"ada"}),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_asks_its_role_of_whoever_acts_and_is_written_to_the_trail(folder: Path, act: str) -> None:
    do, may = ACTS[act]
    if act in ("roll back", "prune"):
        service.change_row("commentary", WATCHED, "Said", "at this machine")
    for name in ("vic", "lee", "ann", "pat", "ada", "nobody"):
        if name in may or (act, name) == ("remark", "lee"):  # who may, of some boards
            continue
        before = newest()
        with pytest.raises(NotAllowed, match=r"asks the role of .* Turn to the Performance Team\."):
            do(person(name))
        assert newest() == before
        last = lines(folder)[-1]
        assert (last["who"], last["outcome"]) == (f"{name}@council.example", "refused")
        assert last["subject"] == f"https://id.example {name}"
    (first, *_) = sorted(may)
    do(person(first))
    if act != "preview":
        assert (lines(folder)[-1]["who"], lines(folder)[-1]["outcome"]) == (f"{first}@council.example", "done")


@pytest.mark.usefixtures("folder")
def test_a_draft_is_put_away_by_those_who_might_have_made_it() -> None:
    seen = service.preview(service.check("commentary", as_csv("commentary", WATCHED), "said.csv"), by=person("ann"))
    with pytest.raises(NotAllowed):
        service.discard(seen, person("vic"))
    assert seen.prepared.exists()
    drafts.put_away(drafts.Draft("", drafts.Row("commentary", {}), seen.checked, "update", seen), person("vic"))
    assert seen.prepared.exists()
    service.discard(seen, person("lee"))
    assert not seen.prepared.exists()


@pytest.mark.usefixtures("folder")
def test_a_whole_set_is_published_by_an_administrator_alone() -> None:
    for name in ("vic", "lee", "ann", "pat"):
        with pytest.raises(NotAllowed, match="To publish a whole set asks the role of administrator"):
            whole_set(person(name))
    assert newest() == 1


def test_a_board_lead_speaks_of_what_their_board_watches_and_of_nothing_else(judged: Path) -> None:
    lee = person("lee")
    remark(lee)
    service.change_row("commentary", {**WATCHED, "commentary_id": "of-board", "subject_kind": "board",
                                      "subject_id": "invest-in-communities"}, "Said", lee)  # fmt: skip
    with pytest.raises(NotAllowed, match=r"You lead invest-in-communities, which does not watch plan odi-2010-11\."):
        service.change_row("commentary", UNWATCHED, "Said", lee)
    assert lines(judged)[-1]["outcome"] == "refused"
    service.change_row("commentary", UNWATCHED, "Said", person("ann"))
    taken = {**UNWATCHED, "subject_kind": "indicator", "subject_id": "rough-sleeping-count"}
    with pytest.raises(NotAllowed, match="does not watch plan odi-2010-11"):
        service.change_row("commentary", taken, "Taken over from another board", lee)
    rows = [row for row in held("commentary") if row["commentary_id"] != "of-another"]
    given = service.check("commentary", as_csv("commentary", *rows), "said.csv")
    with pytest.raises(NotAllowed, match="does not watch plan odi-2010-11"):  # it would remove the remark of another
        service.publish(service.preview(given, "replace", lee), "All anew", lee, True, True)
    assert newest() == 4


# ---- at the moment of acting -----------------------------------------------------------------------------------


def test_a_role_taken_away_or_a_sign_in_run_out_between_looking_and_publishing_publishes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = person("ann")
    draft = drafts.draft("one", drafts.Row("threshold", {**THRESHOLD, "amber_within": 3}), ann)
    assert draft.seen is not None
    (folder / "roles.toml").write_text(ROLES.replace("Ann@", "Cat@"))
    assert "asks the role of analyst" in str(drafts.publish(draft, "What if", ann))
    (folder / "roles.toml").write_text(ROLES)
    now = time.time()
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: now + 3601)
        assert "Your sign-in has run out" in str(drafts.publish(draft, "What if", ann))
    access.end_sign_in(ann, folder)
    assert "You have signed out" in str(drafts.publish(draft, "What if", ann))
    assert newest() == 1
    (folder / "roles.toml").unlink()
    assert "hold no role here" in service.refusal(person("ada"), "publish")


@pytest.mark.parametrize(
    "spoilt", [{"aud": "another"}, {"aud": ["another", "third"]}, {"aud": None}, {"exp": None}, {"exp": "never"},
               {"exp": 0}, {"email_verified": False}, {"email_verified": None}, {"email": "ann@council.example "},
               {"email": ["ann@council.example"]}, {"email": "ann@\u212aouncil.example"}],
)  # fmt: skip
@pytest.mark.usefixtures("folder")
def test_claims_that_do_not_hold_give_no_role(spoilt: dict[str, object]) -> None:
    assert service.refusal(person("ann"), "publish") == ""
    assert "asks the role of analyst" in service.refusal(person("ann", **spoilt), "publish")


@pytest.mark.usefixtures("folder")
def test_a_group_that_the_provider_lists_gives_its_role_and_capitals_in_an_address_make_no_difference() -> None:
    assert service.refusal(person("gus", groups=["staff", "performance"]), "publish") == ""
    assert service.refusal(person("ANN"), "publish") == ""
    assert service.refusal(person("gus", groups="performance-of-another"), "publish") != ""


@pytest.mark.usefixtures("folder")
def test_once_a_process_serves_others_a_bare_name_may_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_served", False)
    access.serve()
    with pytest.raises(NotAllowed):
        service.change_row("commentary", WATCHED, "Said", "ann")
    with pytest.raises(NotAllowed):
        service.prune(1)
    assert newest() == 1


# ---- the file of roles -----------------------------------------------------------------------------------------

BAD = {
    '[analyst]\npeople = "ann@x"': "Roles, at analyst / people: this must be a list",
    "[analyst]\npeople = [1]": "Roles, at analyst / people / entry 1: this must be text between quotes.",
    "[analyst]\npeople = ['']": "Roles, at analyst / people / entry 1: this may not be empty",
    "[analist]\npeople = ['a@x']": "Roles, at analist: there is nothing of this name; mend its spelling",
    "[viewer]\nopen_to = 'all'": 'Roles, at viewer / open_to: this must be "everyone", "signed in" or "listed".',
    "[board_lead]\npeople = ['a@x']": "Roles, at board_lead / people: this must be a part of its own",
    "[board_lead.no-such-board]\npeople = ['a@x']": "Roles, at board_lead / no-such-board: no board has this key.",
    "analyst = [": "The file of roles is not TOML: ",
}


@pytest.mark.parametrize("text", BAD)
def test_a_file_of_roles_that_is_wrong_is_told_where_and_how_to_mend_it(folder: Path, text: str) -> None:
    (folder / "new.toml").write_text(text)
    told = CliRunner().invoke(command, ["roles", str(folder / "new.toml")])
    assert told.exit_code == 1
    assert told.stderr.startswith(BAD[text])


def test_while_the_file_of_roles_cannot_be_believed_nobody_may_do_anything(folder: Path) -> None:
    (folder / "roles.toml").write_text("[analist]\npeople = ['ann@council.example']")
    for act in ("read", "publish"):
        why = service.refusal(person("ada"), act)  # type: ignore[arg-type]
        assert "cannot be read at present, so nobody may do anything" in why
        assert str(folder) not in why


@pytest.mark.usefixtures("folder")
def test_the_command_lists_who_holds_which_role_from_where_the_setting_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = CliRunner().invoke(command, ["roles"]).stdout
    assert "analyst: Ann@Council.example, group performance\n" in told
    assert "board lead of invest-in-communities: lee@council.example\n" in told
    elsewhere = tmp_path / "elsewhere.toml"
    monkeypatch.setenv(roles.SETTING, str(elsewhere))
    assert "cannot be read at present" in service.refusal(person("ann"), "publish")
    elsewhere.write_text("[presenter]\npeople = ['ann@council.example']")
    assert "with the role of presenter" in service.refusal(person("ann"), "publish")


# ---- the trail -------------------------------------------------------------------------------------------------


def test_the_trail_tells_who_did_what_and_says_where_a_line_was_taken_out(folder: Path) -> None:
    service.change_row("commentary", WATCHED, "Said at last", person("ann"))
    with pytest.raises(NotAllowed):
        threshold(person("vic"))
    assert CliRunner().invoke(command, ["prune", "--keep", "1"]).exit_code == 0
    told = CliRunner().invoke(command, ["audit"])
    assert told.exit_code == 0
    assert [line.split("  ")[1:4] for line in told.stdout.splitlines()] == [
        ["done", "comment", "ann@council.example"], ["refused", "publish", "vic@council.example"],
        ["done", "prune", service.user()],
    ]  # fmt: skip
    assert "version=2" in told.stdout and "'Said at last'" in told.stdout
    assert json.loads(CliRunner().invoke(command, ["audit", "--json", "--last", "1"]).stdout)["act"] == "prune"
    kept = (folder / "audit.jsonl").read_text().splitlines(keepends=True)
    (folder / "audit.jsonl").write_text("".join([kept[0], *kept[2:]]))
    told = CliRunner().invoke(command, ["audit"])
    assert told.exit_code == 1
    assert "line 2 cannot be read or does not follow the line before it" in told.stderr
    if sys.platform != "win32":
        assert (folder / "audit.jsonl").stat().st_mode & 0o077 == 0


def test_several_processes_add_to_the_trail_at_once_and_no_line_is_lost_or_torn(tmp_path: Path) -> None:
    add = "import pathlib, sys; from data import audit\n"
    add += "for n in range(20): audit.append(pathlib.Path(sys.argv[1]), by=sys.argv[2], n=n, text='é\\n' * 100)"
    writers = [subprocess.Popen([sys.executable, "-c", add, tmp_path, str(by)], cwd=ROOT) for by in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    trail = audit.read(tmp_path)
    assert trail.broken == ()
    written = sorted((line["by"], line["n"]) for line in trail.lines)
    assert written == [(str(by), n) for by in range(3) for n in range(20)]


def test_a_line_that_a_dying_writer_left_half_written_spoils_no_other(tmp_path: Path) -> None:
    audit.append(tmp_path, n=1)
    with (tmp_path / "audit.jsonl").open("a") as file:
        file.write('{"at": "2026')
    audit.append(tmp_path, n=2)
    trail = audit.read(tmp_path)
    assert [line["n"] for line in trail.lines] == [1, 2]
    assert trail.broken == (2,)


def test_what_cannot_be_recorded_is_not_done(folder: Path) -> None:
    (folder / "audit.jsonl").mkdir()
    with pytest.raises(changing.NotWritten, match="Nothing has changed: "):
        service.change_row("commentary", WATCHED, "Said", person("ann"))
    assert newest() == 1


# ---- the pages -------------------------------------------------------------------------------------------------


@pytest.fixture
def open_to_others() -> Iterator[None]:
    """The server told to listen to other machines, while nobody can sign in."""
    streamlit.config.set_option("server.address", "0.0.0.0")  # noqa: S104
    yield
    streamlit.config.set_option("server.address", "127.0.0.1")


def opened(page: str, **query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run().switch_page(f"pages/{page}.py").run()


@pytest.mark.usefixtures("judged", "open_to_others")
def test_open_to_others_without_sign_in_every_page_says_it_is_only_read_and_what_would_be_asked() -> None:
    why = "Sign-in is not set up, and this dashboard is open to other machines, so here it can only be read."
    for page, role in (
        ("upload", "To publish figures asks the role of analyst or administrator."),
        ("enter", "To publish commentary asks the role of board lead, analyst or administrator."),
    ):
        app = opened(page)
        words = said(app)
        assert "version 1, read only" in reading.words(app)
        assert why in words and role in words and "Turn to the Performance Team." in words
    assert not opened("upload").file_uploader
    assert opened("upload").get("download_button")  # what is published may still be taken away
    service.change_row("commentary", WATCHED, "Said", "ann")
    app = opened("history")
    choosing.choose(app, "of_version", "1")
    words = said(app)
    assert "To roll back asks the role of analyst or administrator." in words and why in words
    assert "Roll back" not in [b.label for b in app.button]


@pytest.mark.usefixtures("judged")
def test_at_this_machine_nothing_is_asked_and_no_page_says_a_word_of_it() -> None:
    app = opened("upload")
    assert app.file_uploader
    assert "read only" not in said(app) + reading.words(app) and "role" not in said(app).split("Glossary")[0]


@pytest.mark.usefixtures("judged")
def test_a_page_opened_before_the_server_was_open_to_others_publishes_nothing_after() -> None:
    app = opened("enter", form="Threshold")
    choosing.choose(app, "threshold_amount", "9.5")
    press(app, "Check and show")
    note(app)
    streamlit.config.set_option("server.address", "192.0.2.1")
    try:
        press(app, "Publish")
        assert "can only be read" in said(app)
    finally:
        streamlit.config.set_option("server.address", "127.0.0.1")
    assert newest() == 1
