"""Frozen packs: kept as they were under their hash, listed, fetched again, and never named from outside."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from data.packs import KINDS, DamagedPack, FrozenPack, FrozenPacks, UnknownPack

FILES = {kind: f"the {kind} as it was made".encode() for kind in KINDS}
CARD = FrozenPack(
    "a" * 64, "2010-03-31", 1, "made of these", ("Plan: ODI Plan 2010/11",), ("Headline", "Findings"), 12, "ann",
    "2026-11-25T12:00:00+00:00",
)  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> FrozenPacks:
    return FrozenPacks(tmp_path)


def freeze(kept: FrozenPacks, files: Mapping[str, bytes] = FILES, **other: str) -> FrozenPack:
    return kept.freeze(dataclasses.replace(CARD, **other), files)


def test_a_frozen_pack_is_listed_and_fetched_byte_for_byte_by_another_process(
    kept: FrozenPacks, tmp_path: Path
) -> None:
    assert kept.listed() == []
    freeze(kept)
    freeze(kept, hash="b" * 64, frozen_at="2026-11-26T12:00:00+00:00", frozen_by="ben")
    again = FrozenPacks(tmp_path)
    assert [(card.hash[:1], card.frozen_by) for card in again.listed()] == [("b", "ben"), ("a", "ann")]
    assert again.listed()[1].filters == CARD.filters and again.listed()[1].order == CARD.order
    assert {kind: again.fetch("a" * 64, kind) for kind in KINDS} == FILES


def test_what_is_frozen_stays_as_it_was(kept: FrozenPacks) -> None:
    freeze(kept)
    stands = freeze(kept, dict.fromkeys(KINDS, b"otherwise"), frozen_by="ben")
    assert stands.frozen_by == "ann"
    assert kept.fetch("a" * 64, "pdf") == FILES["pdf"]


@pytest.mark.parametrize("named", ["", "a" * 63, "A" * 64, "../packs/" + "a" * 55, "a" * 64 + "\n", "/etc/passwd"])
def test_nothing_is_read_or_written_under_a_name_from_outside(kept: FrozenPacks, tmp_path: Path, named: str) -> None:
    freeze(kept)
    with pytest.raises(UnknownPack):
        kept.fetch(named, "pdf")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnknownPack):
        freeze(kept, hash=named)
    assert sorted(tmp_path.rglob("*")) == before


def test_only_the_files_of_a_pack_are_fetched(kept: FrozenPacks) -> None:
    freeze(kept)
    for kind in ("card.json", "docx", "../" + "a" * 64 + "/pdf"):
        with pytest.raises(UnknownPack):
            kept.fetch("a" * 64, kind)
    with pytest.raises(UnknownPack):
        kept.fetch("c" * 64, "pdf")


def test_a_file_that_was_changed_since_is_refused(kept: FrozenPacks, tmp_path: Path) -> None:
    freeze(kept)
    (tmp_path / "packs" / ("a" * 64) / "pdf").write_bytes(b"changed")
    with pytest.raises(DamagedPack, match="not what was frozen"):
        kept.fetch("a" * 64, "pdf")
    assert kept.fetch("a" * 64, "xlsx") == FILES["xlsx"]


def test_a_full_disk_freezes_nothing_and_the_next_try_succeeds(
    kept: FrozenPacks, tmp_path: Path, refuses: list[int]
) -> None:
    refuses[0] = 10**6
    freeze(kept, hash="b" * 64)
    steps = refuses[1]
    assert steps > 6
    for full_at in range(steps - 1):  # the last only tells the disk to remember the name, which already stands
        refuses[:] = [full_at, 0]
        with pytest.raises(OSError, match="No space"):
            freeze(kept)
        refuses[0] = 10**6
        assert [card.hash[:1] for card in kept.listed()] == ["b"]
        assert not list((tmp_path / "packs").glob("making-*"))
    freeze(kept)
    assert len(kept.listed()) == 2


def test_what_a_writer_that_died_left_behind_is_not_listed_and_is_cleared_away(
    kept: FrozenPacks, tmp_path: Path
) -> None:
    half = tmp_path / "packs" / "making-half"
    half.mkdir(parents=True)
    (half / "card.json").write_text(json.dumps({}))
    assert kept.listed() == []
    freeze(kept)
    assert not half.exists()
