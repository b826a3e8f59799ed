"""The one door for changes: the command line and the pages both come through here."""

import contextlib
import dataclasses
import functools
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import filelock
import pandas as pd

from data import access, audit, catalogue, changing, checking, exporting, migrating, places, watching
from data import history as recorded
from data.access import Actor, NotAllowed, Who
from data.changing import Mode, NotConfirmed, NothingChanges, NotWritten, Preview
from data.checking import Checked, UnknownDataset, unread
from data.contracts import CONTRACTS_FOLDER, contracts
from data.differences import held
from data.examining import largest, size_fault
from data.findings import Finding, Refused
from data.groups import GROUPS
from data.history import Difference, UnknownLoad
from data.intake import Reading
from data.lake import LakeStore
from data.methods import PAPERS, Method, methods
from data.migrating import HoldsOthers, Moved, NotTheSame
from data.sets import check_set
from data.store import (
    LOCK_SECONDS,
    EmptyStore,
    FileStore,
    Overtaken,
    PrunedVersion,
    Snapshot,
    Store,
    UnknownOriginal,
    UnknownVersion,
    Unreachable,
    Version,
)
from data.store import discard as clear_away
from data.versions import SHIPPED, fingerprint_of, next_version, rules_fingerprint

__all__ = [
    "GROUPS",
    "PAPERS",
    "Actor",
    "Checked",
    "Difference",
    "Finding",
    "HoldsOthers",
    "KeepsPublished",
    "Method",
    "Mode",
    "Moved",
    "NotAllowed",
    "NotConfirmed",
    "NotTheSame",
    "NotWritten",
    "NothingChanges",
    "Overtaken",
    "Preview",
    "PrunedVersion",
    "Reading",
    "Refused",
    "UnknownDataset",
    "UnknownLoad",
    "UnknownOriginal",
    "UnknownVersion",
    "Unreachable",
    "build",
    "change_row",
    "check",
    "check_file",
    "check_row",
    "current",
    "description",
    "diff",
    "discard",
    "export",
    "history",
    "largest_megabytes",
    "methods",
    "migrate",
    "needs",
    "open_version",
    "original",
    "preview",
    "prune",
    "publish",
    "roll_back",
    "store",
    "table_schema",
    "template",
    "unread",
    "user",
]
user = access.user
JUDGED_AGAIN_NOTE = "Same figures, judged again by newer rules"
SHIPPED_NOTE = "Figures shipped with the dashboard"
OWN_NOTE = "Figures of the council's own folder"


class KeepsPublished(Exception):
    """The store holds published data, which a build of the shipped figures would hide; nothing has changed."""


@functools.cache
def store() -> Store:
    """The store at the place the settings name: a lake, or files of this machine; one a process. Raises NotSetUp."""
    return lake_store() if places.lake_setting() else FileStore(places.state_folder())


def lake_store(folder: Path | None = None) -> LakeStore:
    """The lake that the setting names, its copies in `folder`, or in this user's. Raises NotSetUp."""
    return LakeStore(folder or places.state_folder(), catalogue.place(places.lake_setting()))


def migrate(into: str, tell: Callable[[str], None]) -> Moved:
    """Move every version from the files into the lake that the setting names ("lake"), or back ("files").

    Both hold the same afterwards, which is proved; what it came from is as it was. `tell` hears of each version. Raises
    NotSetUp, HoldsOthers, NotTheSame, or as the stores do.
    """
    files, lake = FileStore(places.state_folder()), lake_store()
    if into == "files":
        return migrating.migrate(lake, files, lambda: FileStore(places.state_folder()), tell)
    with tempfile.TemporaryDirectory() as folder:  # what is compared has gone through the lake
        return migrating.migrate(files, lake, lambda: lake_store(Path(folder)), tell)


def home(keeper: Store | None = None) -> Path:
    """The folder beside the versions, where roles, sign-ins and the audit trail are."""
    return getattr(keeper or store(), "folder", places.state_folder())


def refusal(by: Who, act: access.Act, *, keeper: Store | None = None) -> str:
    """Why they may not do this now, which role it asks and whom to turn to; empty where they may."""
    return access.refusal(by, act, home(keeper))


def act_for(dataset: str) -> access.Act:
    """What changing a dataset is."""
    return "comment" if dataset == "commentary" else "publish"


def audit_trail(keeper: Store | None = None) -> audit.Trail:
    """Every sign-in and act, oldest first."""
    return audit.read(home(keeper))


def record(act: str, **about: object) -> None:
    """Add to the trail what whoever sits at this machine has done by a command that asks nothing of the door."""
    access.record(access.machine(), act, home(), "done", **about)


def current(keeper: Store | None = None) -> Snapshot:
    """The current version, built from the shipped datasets at the very first start.

    A store that holds nothing but shipped figures follows them when they change; one that was judged by older rules is
    judged again, as a new version. Raises Refused where the shipped files themselves have faults.
    """
    keeper = keeper or store()
    try:
        snapshot = keeper.current()
    except EmptyStore:
        return build(keeper)
    changed = snapshot.version.shipped and snapshot.version.fingerprint != shipped_fingerprint()
    if changed and _only_shipped(keeper):
        try:
            return build(keeper)
        except KeepsPublished:
            return keeper.current()  # somebody published in this very moment
    if snapshot.version.rules != rules_fingerprint():
        return _judge_again(keeper, snapshot)
    return snapshot


def build(keeper: Store | None = None, folder: Path | None = None) -> Snapshot:
    """Publish the CSVs of `folder`, or of the one the setting names, as the next version, all or nothing.

    Returns the version that stands afterwards: the one that was there if it was made from the same files. Raises
    Refused with every fault of every file, or KeepsPublished.
    """
    keeper, folder = keeper or store(), folder or places.datasets_folder()
    fingerprint = _fingerprint(folder)
    if standing := _built(keeper, fingerprint):
        return standing
    with _in_turn(keeper):
        return _built(keeper, fingerprint) or _build(keeper, folder, fingerprint)


def _built(keeper: Store, fingerprint: str) -> Snapshot | None:
    """The current version where it was made from these files by the rules of today. Raises KeepsPublished."""
    published = keeper.history()
    if not all(version.shipped for version in published):
        raise KeepsPublished("This store holds published data; build only replaces figures that were shipped.")
    if published and published[0].fingerprint == fingerprint and published[0].rules == rules_fingerprint():
        return keeper.current()
    return None


def _build(keeper: Store, folder: Path, fingerprint: str) -> Snapshot:
    note = SHIPPED_NOTE if folder == places.SHIPPED_FOLDER else OWN_NOTE
    version = _next_version(keeper.history(), note, SHIPPED, shipped=True, fingerprint=fingerprint)
    try:
        return _publish(keeper, folder, version)
    except Overtaken:
        # Another machine built the same at its own first start.
        return keeper.current()


@contextlib.contextmanager
def _in_turn(keeper: Store) -> Iterator[None]:
    """One process of this machine at a time: of those that start at once one builds, and the others find it built.

    The store needs no such lock. Where the other takes too long, or no lock can be had, this goes on without.
    """
    lock = filelock.FileLock(home(keeper) / "build.lock", timeout=LOCK_SECONDS)
    with contextlib.suppress(OSError):  # filelock.Timeout among them
        home(keeper).mkdir(parents=True, exist_ok=True)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def publish_folder(keeper: Store | None, folder: Path, note: str, by: Who = "") -> Snapshot:
    """Publish a whole set of CSVs as the next version, all or nothing, whatever stood before.

    Raises NotAllowed; Refused with every fault of every file; or Overtaken, or OSError, as the store does.
    """
    keeper = keeper or store()
    with access.acting(by, "publish a set", home(keeper), note=note) as doing:
        prints = _fingerprint(folder)
        version = _next_version(keeper.history(), note, doing.name, shipped=False, fingerprint=prints)
        return doing.made(_publish(keeper, folder, version))


def versions(keeper: Store | None = None) -> list[Version]:
    """Every published version, newest first; empty before the first."""
    return (keeper or store()).history()


def _publish(keeper: Store, folder: Path, version: Version) -> Snapshot:
    earlier = keeper.open(version.parent) if version.parent else None
    accepted = check_set(folder, version, earlier)
    version = dataclasses.replace(version, changes=accepted.changes)
    return keeper.publish(accepted.frames, version, accepted.originals)


def _judge_again(keeper: Store, snapshot: Snapshot) -> Snapshot:
    before = snapshot.version
    by = SHIPPED if before.shipped else user()
    version = _next_version([before], JUDGED_AGAIN_NOTE, by, shipped=before.shipped, fingerprint=before.fingerprint)
    with _in_turn(keeper):
        if (now := keeper.current()).version.number != before.number:
            return now
        try:
            return keeper.publish(held(snapshot), version)
        except Overtaken:
            return keeper.current()


def _next_version(history: list[Version], note: str, by: str, *, shipped: bool, fingerprint: str) -> Version:
    newest = history[0].number if history else 0
    rules = rules_fingerprint()
    return next_version(newest, note=note, by=by, fingerprint=fingerprint, rules=rules, shipped=shipped)


def shipped_fingerprint() -> str:
    """What the datasets a store begins from and the contracts are, as one hash."""
    return _fingerprint(places.datasets_folder())


def _fingerprint(folder: Path) -> str:
    return fingerprint_of(sorted([*folder.glob("*.csv"), *CONTRACTS_FOLDER.glob("*.json")]))


def _only_shipped(keeper: Store) -> bool:
    return all(version.shipped for version in keeper.history())


def check(
    dataset: str, original: bytes, file: str, override: Reading | None = None, *, keeper: Store | None = None
) -> Checked:
    """Check one file by its contract, and against what the current version holds.

    What is wrong with the file is among the findings, never raised. Raises UnknownDataset.
    """
    keeper = keeper or store()
    return checking.check(current(keeper), dataset, original, file, override)


def check_file(dataset: str, path: Path, *, keeper: Store | None = None) -> Checked:
    """Check the file at a path; too large a one is refused before it is read. Raises UnknownDataset or OSError."""
    if too_large := size_fault(path, path.name):
        return unread(dataset, path.name, [too_large])
    return check(dataset, path.read_bytes(), path.name, keeper=keeper)


def largest_megabytes() -> int:
    """How large an uploaded file may be."""
    return largest() // 2**20


def preview(checked: Checked, mode: Mode = "update", by: Who = "", *, keeper: Store | None = None) -> Preview:
    """Make the version a checked file would make, aside, and say what it changes: rows, cells and judgement.

    "update" adds rows and changes those whose key is held; "replace" takes the file for the whole dataset. Raises
    NotAllowed, Refused where the file has errors or what it removes is still referred to, NothingChanges, NotWritten.
    """
    keeper = keeper or store()
    access.require(by, act_for(checked.dataset), home(keeper), dataset=checked.dataset)
    return changing.preview(keeper, current(keeper), checked, mode)


def publish(
    seen: Preview,
    note: str,
    by: Who,
    accept_warnings: bool = False,
    accept_removals: bool = False,
    *,
    keeper: Store | None = None,
) -> Snapshot:
    """Make what was previewed the next version, whole, and keep its file for ever.

    Where others published other datasets since, it is made again upon theirs. Raises NotAllowed, also where a board
    lead speaks of what no board of theirs watches; NotConfirmed where something asked was not agreed to, Overtaken
    where the same dataset was published since, Refused where what it refers to is gone, NotWritten where the disk
    refuses; in each case nothing has changed.
    """
    keeper = keeper or store()
    about = {"dataset": seen.dataset, "sha256": seen.checked.sha256, "note": note}
    with access.acting(by, act_for(seen.dataset), home(keeper), **about) as doing:
        if access.ANYWHERE.isdisjoint(doing.held.roles):
            seen = watching.within(doing.held.boards, seen, keeper, current(keeper), access.turn_to(home(keeper)))
        published = changing.publish(
            keeper,
            seen,
            note,
            doing.name,
            accept_warnings=accept_warnings,
            accept_removals=accept_removals,
            current=lambda: current(keeper),
        )
        return doing.made(published)


def discard(seen: Preview, by: Who = "", *, keeper: Store | None = None) -> None:
    """Clear away a preview that is not to be published; one forgotten goes after a day. Raises NotAllowed."""
    access.require(by, act_for(seen.dataset), home(keeper), dataset=seen.dataset)
    clear_away(seen.prepared)


def check_row(dataset: str, values: Mapping[str, object], *, keeper: Store | None = None) -> Checked:
    """Check one row given by column, as `check` does a file; columns not named stay as they are held.

    A value is text as in a CSV, or a date, number or truth value; None or "" leaves the cell empty. A new row's other
    columns are empty. Raises UnknownDataset.
    """
    keeper = keeper or store()
    return checking.check_row(current(keeper), dataset, values)


def change_row(
    dataset: str,
    values: Mapping[str, object],
    note: str,
    by: Who,
    accept_warnings: bool = False,
    *,
    keeper: Store | None = None,
) -> Snapshot:
    """Publish one row without a file: the same check, preview, version and history. Raises as those do."""
    keeper = keeper or store()
    _opened = current(keeper)  # once for all that follows: a version that nobody holds is closed
    seen = preview(check_row(dataset, values, keeper=keeper), "update", by, keeper=keeper)
    try:
        return publish(seen, note, by, accept_warnings, keeper=keeper)
    except BaseException:
        clear_away(seen.prepared)
        raise


def history(keeper: Store | None = None) -> pd.DataFrame:
    """What was published, newest first: one row a load or changed dataset of a version.

    Columns: version, published_at (UTC), published_by, note, shipped, dataset, load_id, file_name, sha256, rows, added,
    changed, removed, pruned. See `data.history.history` for what may be missing.
    """
    return recorded.history(keeper or store())


def standing(keeper: Store | None = None) -> tuple[tuple[int, bool], ...]:
    """Each version, newest first, and whether it was pruned: until that changes, `history` says the same."""
    return recorded.standing(keeper or store())


def open_version(number: int, *, keeper: Store | None = None) -> Snapshot:
    """One version by number, in the shape of today's contracts and judged by today's rules.

    Raises UnknownVersion, PrunedVersion or EmptyStore.
    """
    keeper = keeper or store()
    snapshot, rules = keeper.open(number), rules_fingerprint()
    if snapshot.version.rules != rules:
        with contextlib.suppress(OSError):  # a folder that may only be read: as it stood, then
            return keeper.rebuilt(snapshot, rules, held)
    return snapshot


def roll_back(number: int, note: str, by: Who, *, keeper: Store | None = None) -> Snapshot:
    """Publish the figures of an older version again, as the next one; no load is ever lost.

    Raises NotAllowed, UnknownVersion, PrunedVersion, NothingChanges, Overtaken, Refused, NotConfirmed (no note) or
    NotWritten.
    """
    keeper = keeper or store()
    with access.acting(by, "roll back", home(keeper), to=number, note=note) as doing:
        return doing.made(changing.roll_back(keeper, current(keeper), number, note, doing.name))


def diff(before: int, after: int, *, keeper: Store | None = None) -> Difference:
    """What two versions hold and judge otherwise. Raises UnknownVersion or PrunedVersion."""
    keeper = keeper or store()
    return recorded.difference(keeper.open(before), keeper.open(after))


def original(load_id: str, *, keeper: Store | None = None) -> tuple[str, bytes]:
    """A load's file: its name then, and its bytes as they came. Raises UnknownLoad or UnknownOriginal."""
    return recorded.original(keeper or store(), load_id)


def export(dataset: str, version: int | None = None, *, keeper: Store | None = None) -> bytes:
    """A dataset of the current version, or another, as a CSV that `check` accepts again unchanged.

    Raises UnknownDataset, UnknownVersion or PrunedVersion.
    """
    keeper = keeper or store()
    return exporting.export(current(keeper) if version is None else keeper.open(version), _known(dataset))


def template(dataset: str) -> bytes:
    """A CSV with the dataset's columns and no rows. Raises UnknownDataset."""
    return exporting.template(_known(dataset))


def needs(dataset: str) -> tuple[str, ...]:
    """The datasets that the rows of this one name by their keys. Raises UnknownDataset."""
    named = (key.dataset for key in contracts()[_known(dataset)].foreign_keys)
    return tuple(dict.fromkeys(name for name in named if name))


def description(dataset: str) -> bytes:
    """What each column asks, as a CSV: column, type, required, unit, allowed, form, description, example.

    Raises UnknownDataset.
    """
    return exporting.description(_known(dataset))


def table_schema(dataset: str) -> bytes:
    """The dataset's contract as Table Schema JSON. Raises UnknownDataset."""
    return exporting.table_schema(_known(dataset))


def prune(keep: int, by: Who = "", *, keeper: Store | None = None) -> list[int]:
    """Remove the files of all but the newest `keep` versions; history and original files stay. Returns the numbers.

    Raises NotAllowed.
    """
    keeper = keeper or store()
    with access.acting(by, "prune", home(keeper), keep=keep) as doing:
        doing.came["versions"] = pruned = keeper.prune(keep)
        return pruned


def _known(dataset: str) -> str:
    if dataset not in contracts():
        raise UnknownDataset(f"There is no dataset {dataset!r}; there are {', '.join(sorted(contracts()))}.")
    return dataset
