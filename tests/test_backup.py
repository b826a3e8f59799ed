"""Back-up, restore and upgrade: the whole store as one file, back again, and from the release before to this one."""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_worker import NO_RULES, Worker, marks, small_set, version
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from data import backup, judging, places, service
from data.__main__ import app
from data.backup import NotBackedUp, NotRestored
from data.contracts import contracts
from data.packs import KINDS, FrozenPack, FrozenPacks
from data.store import EmptyStore, FileStore
from tests.conftest import ROOT, disk_that_refuses

BEFORE = Path(__file__).parent / "files" / "release-before.tar.xz"


def kept_files(folder: Path) -> dict[str, bytes]:
    """Every file of a store but locks and what versions begin as."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock" and not path.name.startswith("blank-")
    }


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Makes a folder the place the setting names."""

    def there(folder: Path) -> None:
        monkeypatch.setenv(places.HOME_SETTING, str(folder))
        service.store.cache_clear()

    yield there
    service.store.cache_clear()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a store of two small versions, without rules."""
    monkeypatch.setattr(judging, "RULES_FOLDER", NO_RULES)
    keeper = FileStore(tmp_path / "small")
    for number in (1, 2):
        keeper.publish(small_set(f"v{number}"), version(number), [f"as it came, {number}".encode()])
    return tmp_path / "small"


@pytest.fixture
def kept(small: Path, tmp_path: Path) -> Path:
    """A back-up of it."""
    backup.back_up(small, tmp_path / "kept")
    return tmp_path / "kept"


def test_a_back_up_brings_everything_back_on_another_machine(
    own_home: Path, tmp_path: Path, at: Callable[[Path], None]
) -> None:
    said = {"commentary_id": "said", "subject_kind": "indicator", "subject_id": "rough-sleeping-count"}
    said |= {"as_at": "2010-03-31", "author_role": "Analyst", "text": "Counted again."}
    for text in ("Counted again.", "Counted once more."):
        service.change_row("commentary", {**said, "text": text}, "Said", "ann")
    service.prune(1)
    pack = FrozenPack("a" * 64, "2010-03-31", 3, "f", (), (), 9, "ann", "2026-01-01T00:00:00+00:00")
    FrozenPacks(own_home).freeze(pack, {kind: kind.encode() for kind in KINDS})
    (own_home / "audit.jsonl").write_text('{"act": "published"}\n', encoding="utf-8")
    (own_home / "audit.jsonl").chmod(0o600)
    draft = service.preview(service.check_row("commentary", {**said, "text": "Not published."}))
    before, history = kept_files(own_home), service.history()

    file, elsewhere = tmp_path / "kept", tmp_path / "elsewhere"
    status, told, _ = run("backup", file)
    assert (status, told.split(":")[0]) == (0, "Kept version 3 and all before it")
    at(elsewhere)
    status, told, _ = run("restore", file)
    assert (status, told.split(":")[0]) == (0, "Restored version 3 and all before it")

    drafts = {name for name in before if name.startswith("prepared/")}
    assert len(drafts) == 1  # the draft is its author's, and is not kept
    kept = kept_files(elsewhere)
    trail = kept.pop("audit.jsonl")  # it goes on: that it was kept there, and brought back here
    assert trail.startswith(before.pop("audit.jsonl"))
    assert b'"restore"' in trail
    assert kept == {name: before[name] for name in before.keys() - drafts}
    assert service.history().equals(history)
    if os.name != "nt":  # what only its owner may read stays so
        assert (file.stat().st_mode & 0o077, (elsewhere / "audit.jsonl").stat().st_mode & 0o077) == (0, 0)
    assert service.current().version.number == 3  # it stands, and is neither made nor judged again
    assert service.original("v2-commentary")[1].count(b"Counted again.") == 1
    assert FrozenPacks(elsewhere).fetch("a" * 64, "pdf") == b"pdf"
    assert service.change_row("commentary", {**said, "text": "And on."}, "Goes on", "ben").version.number == 4
    service.discard(draft)


def test_each_back_up_made_while_versions_are_published_is_whole(small: Path, tmp_path: Path) -> None:
    publisher = Worker("publish", small, 10).ready()
    publisher.tell()
    seen, n = set(), 0
    while publisher.process.is_alive():
        n += 1
        kept = backup.back_up(small, tmp_path / f"kept-{n}")
        backup.restore(tmp_path / f"kept-{n}", tmp_path / f"back-{n}")
        back = FileStore(tmp_path / f"back-{n}")
        assert back.current().version.number == kept.version
        assert all(marks(back.open(v.number)) == {f"v{v.number}"} for v in back.history())
        seen.add(kept.version)
        shutil.rmtree(tmp_path / f"back-{n}")
    assert publisher.ended()[-1] == "10"
    assert len(seen) > 2  # it came between


def test_what_is_pruned_while_it_is_kept_is_as_if_it_had_been_pruned_before(small: Path, tmp_path: Path) -> None:
    names = backup._names

    def pruned_meanwhile(folder: Path, newest: int) -> list[str]:
        found = list(names(folder, newest))
        FileStore(small).publish(small_set("v3"), version(3))
        FileStore(small).prune(1)
        return found

    with pytest.MonkeyPatch.context() as meanwhile:
        meanwhile.setattr(backup, "_names", pruned_meanwhile)
        assert backup.back_up(small, tmp_path / "kept").version == 2
    backup.restore(tmp_path / "kept", tmp_path / "back")
    back = FileStore(tmp_path / "back")
    assert marks(back.current()) == {"v2"}
    assert back.is_pruned(1)
    assert [v.number for v in back.history()] == [2, 1]


def test_a_back_up_never_writes_over_another_nor_into_the_store(small: Path, kept: Path) -> None:
    held = kept.read_bytes()
    for file in (kept, small / "kept"):
        with pytest.raises(NotBackedUp):
            backup.back_up(small, file)
    assert kept.read_bytes() == held
    assert not (small / "kept").exists()
    with pytest.raises(EmptyStore):
        backup.back_up(small / "nothing", kept.with_name("other"))
    assert not kept.with_name("other").exists()


def test_an_original_that_has_rotted_is_told_when_it_is_kept_and_when_it_is_restored(
    small: Path, tmp_path: Path, at: Callable[[Path], None]
) -> None:
    rotten = hashlib.sha256(b"as it came, 1").hexdigest()
    (small / "originals" / rotten).write_bytes(b"as it came, 7")
    at(small)
    status, _, told = run("backup", tmp_path / "kept")
    assert (status, rotten in told) == (0, True)
    at(tmp_path / "back")
    status, _, told = run("restore", tmp_path / "kept")
    assert (status, rotten in told) == (0, True)


def test_a_store_that_holds_anything_is_not_replaced_unless_that_is_said_and_then_it_is_put_aside(
    small: Path, kept: Path, tmp_path: Path, at: Callable[[Path], None]
) -> None:
    there = tmp_path / "there"
    FileStore(there).publish(small_set("theirs"), version(1), [b"theirs"])
    FileStore(there).prepare(small_set("draft"))
    (there / "audit.jsonl").write_text('{"act": "theirs"}\n', encoding="utf-8")
    before = kept_files(there)
    at(there)
    status, _, told = run("restore", kept)
    assert (status, "holds something already" in told) == (1, True)
    assert kept_files(there) == before

    status, told, _ = run("restore", kept, "--replace")
    assert status == 0
    assert marks(FileStore(there).current()) == {"v2"}
    assert not (there / "prepared").exists()  # of the store before, under numbers that mean another version now
    aside = next(there.glob("replaced-*"))
    assert str(aside) in told
    assert marks(FileStore(aside).current()) == {"theirs"}
    # what was put aside is no part of the next back-up
    backup.back_up(there, tmp_path / "next")
    with tarfile.open(tmp_path / "next") as archive:
        assert sorted(archive.getnames()) == sorted([*kept_files(small), "audit.jsonl", backup.MANIFEST])
    # the trail of who did what is only ever added to
    assert (there / "audit.jsonl").read_bytes().startswith(before["audit.jsonl"])


@pytest.fixture
def refuses_one(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A disk that refuses the n-th step alone; the list holds n, and how far it came."""
    yield disk_that_refuses(monkeypatch, lambda step, n: step == n + 1)
    monkeypatch.undo()


@pytest.mark.parametrize("replace", [False, True], ids=["into nothing", "over another"])
def test_a_disk_that_refuses_at_any_step_of_a_restore_changes_nothing(
    kept: Path, tmp_path: Path, refuses_one: list[int], replace: bool
) -> None:
    there = tmp_path / "there"
    if replace:
        FileStore(there).publish(small_set("theirs"), version(1), [b"theirs"])
    there.mkdir(exist_ok=True)
    before = kept_files(there)
    for step in range(100):
        refuses_one[:] = [step, 0]
        try:
            backup.restore(kept, there, replace)
            break
        except OSError as fault:
            assert "No space left" in str(fault)
        refuses_one[:] = [10**6, 0]
        assert kept_files(there) == before, step
    assert step > 10
    assert marks(FileStore(there).current()) == {"v2"}


@pytest.mark.parametrize("step", range(2), ids=["through to disk", "named"])
def test_a_disk_that_refuses_at_any_step_of_a_back_up_leaves_no_file(
    small: Path, tmp_path: Path, refuses: list[int], step: int
) -> None:
    (tmp_path / "out").mkdir()
    refuses[:] = [step, 0]
    with pytest.raises(OSError, match="No space left"):
        backup.back_up(small, tmp_path / "out" / "kept")
    assert list((tmp_path / "out").iterdir()) == []


def test_one_wrong_byte_or_a_missing_end_is_found_before_anything_changes(kept: Path, tmp_path: Path) -> None:
    whole, there = kept.read_bytes(), tmp_path / "there"
    backup.restore(kept, there)
    held = kept_files(there)
    shutil.rmtree(there)
    spoilt = [whole[:length] for length in (0, 1, 100, len(whole) // 2, len(whole) - 1)]
    places = range(11, len(whole), len(whole) // 12)
    spoilt += [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in places]
    refused = 0
    for n, content in enumerate(spoilt):
        kept.write_bytes(content)
        try:
            backup.restore(kept, there)
        except NotRestored:
            refused += 1
            assert kept_files(there) == {}, n
        else:  # what is after the last file, or not of any, may be wrong
            assert kept_files(there) == held, n
            shutil.rmtree(there)
    assert refused >= len(spoilt) - 3
    # a change that keeps every length and the compression whole is found by the sums
    kept.write_bytes(gzip.compress(gzip.decompress(whole).replace(b"as it came, 2", b"as it came, 3")))
    with pytest.raises(NotRestored, match="is not what was kept"):
        backup.restore(kept, there)
    assert kept_files(there) == {}


def altered(kept: Path, alter: Callable[[tarfile.TarInfo, bytes], list[tuple[tarfile.TarInfo, bytes]]]) -> None:
    """Write the back-up again with other members."""
    with tarfile.open(kept) as archive:
        members = [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
    with tarfile.open(kept, "w:gz") as archive:
        for before in members:
            for member, content in alter(*before):
                member.size = len(content) if member.isreg() else 0
                archive.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize("name", ["../outside", "/outside", "versions/../../outside", "a//b", "", ".hidden/x"])
def test_a_file_made_to_write_elsewhere_is_refused(kept: Path, tmp_path: Path, name: str) -> None:
    def add(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
        if member.name != backup.MANIFEST:
            return [(member, content)]
        told = json.loads(content)
        told["files"][name] = {"bytes": 4, "sha256": hashlib.sha256(b"evil").hexdigest()}
        return [(tarfile.TarInfo(name), b"evil"), (member, json.dumps(told).encode())]

    altered(kept, add)
    with pytest.raises(NotRestored, match="not a back-up"):
        backup.restore(kept, tmp_path / "there")
    assert kept_files(tmp_path / "there") == {}
    assert not (tmp_path / "outside").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(kept: Path, tmp_path: Path, kind: bytes) -> None:
    def turn(member: tarfile.TarInfo, content: bytes) -> list[tuple[tarfile.TarInfo, bytes]]:
        if member.name.startswith("originals/"):
            member.type, member.linkname = kind, "/etc/passwd"
        return [(member, content)]

    altered(kept, turn)
    with pytest.raises(NotRestored, match=r"not a back-up|damaged"):
        backup.restore(kept, tmp_path / "there")
    assert kept_files(tmp_path / "there") == {}


def test_another_program_s_file_is_said_to_be_no_back_up(tmp_path: Path) -> None:
    for content in (b"", b"id,name\n1,x\n", gzip.compress(b"id,name\n")):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(NotRestored):
            backup.restore(tmp_path / "file", tmp_path / "there")


def test_the_release_before_is_upgraded_by_starting_this_one_with_nothing_lost(own_home: Path, tmp_path: Path) -> None:
    # Made by the release that first published (efe19ee of this history): the shipped figures, a remark by ann, and
    # another reporting date by ben; then all but the newest version pruned.
    shutil.rmtree(own_home)
    with tarfile.open(BEFORE) as archive:
        archive.extractall(own_home, filter="data")
    backup.back_up(own_home, tmp_path / "before-upgrade")
    before = FileStore(own_home).open(3)
    assert "recalculation" not in {name for (name,) in before.cursor().execute("SHOW TABLES").fetchall()}

    opened = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not opened.exception
    now = service.current()
    assert (now.version.number, now.version.note) == (4, service.JUDGED_AGAIN_NOTE)
    for name in contracts():
        if name == "recalculation":
            assert now.cursor().table(name).fetchall() == []
            continue
        then = before.cursor().table(name)
        same = now.cursor().table(name).select(*then.columns)
        assert same.order("ALL").fetchall() == then.order("ALL").fetchall(), name
    listed = [(v.number, v.published_by, v.note) for v in service.versions()][1:3]
    assert listed == [(3, "ben", "Quarter 1"), (2, "ann", "Said by the release before")]
    assert b"Counted again by the release before." in service.original("v2-commentary")[1]
    assert service.open_version(3).version.number == 3
    with pytest.raises(service.PrunedVersion):
        service.open_version(1)
    values = {"name": "reporting_date", "value": "2010-03-31", "description": "As it was"}
    assert service.change_row("setting", values, "Goes on", "ann").version.number == 5

    # the way back: the back-up made before holds the store as the older release left it
    backup.restore(tmp_path / "before-upgrade", tmp_path / "back")
    assert FileStore(tmp_path / "back").current().version == before.version
