"""The one door for changes: the command line and the pages both come through here."""

import datetime
import functools
import getpass
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pyarrow as pa

from data import intake, judging, places
from data.contracts import CONTRACTS_FOLDER, contracts
from data.findings import Finding, Refused
from data.methods import Method, methods
from data.references import broken_references
from data.screening import screen
from data.store import EmptyStore, FileStore, Overtaken, Snapshot, Store, Version

__all__ = ["KeepsPublished", "Method", "build", "current", "methods", "store"]
JUDGED_AGAIN_NOTE = "Same figures, judged again by newer rules"
SHIPPED_NOTE = "Figures shipped with the dashboard"


class KeepsPublished(Exception):
    """The store holds published data, which a build of the shipped figures would hide; nothing has changed."""


@functools.cache
def store() -> FileStore:
    """The store at the place the setting names; one a process."""
    return FileStore(places.state_folder())


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


def build(keeper: Store | None = None, folder: Path = places.SHIPPED_FOLDER) -> Snapshot:
    """Publish the CSVs of `folder` as the next version, all or nothing.

    Returns the version that stands afterwards: the one that was there if it was made from the same files. Raises
    Refused with every fault of every file, or KeepsPublished.
    """
    keeper = keeper or store()
    history = keeper.history()
    if not all(version.shipped for version in history):
        raise KeepsPublished("This store holds published data; build only replaces figures that were shipped.")
    fingerprint = _fingerprint(folder)
    if history and history[0].fingerprint == fingerprint and history[0].rules == rules_fingerprint():
        return keeper.current()
    version = _next_version(history, SHIPPED_NOTE, shipped=True, fingerprint=fingerprint)
    try:
        return _publish(keeper, folder, version)
    except Overtaken:
        # Another process built the same at its own first start.
        return keeper.current()


def publish_folder(keeper: Store | None, folder: Path, note: str) -> Snapshot:
    """Publish a whole set of CSVs as the next version, all or nothing, whatever stood before.

    Raises Refused with every fault of every file; or Overtaken, or OSError, as the store does.
    """
    keeper = keeper or store()
    version = _next_version(keeper.history(), note, shipped=False, fingerprint=_fingerprint(folder))
    return _publish(keeper, folder, version)


def versions(keeper: Store | None = None) -> list[Version]:
    """Every published version, newest first; empty before the first."""
    return (keeper or store()).history()


def _publish(keeper: Store, folder: Path, version: Version) -> Snapshot:
    earlier = _frame(keeper.open(version.parent), "load") if version.parent else None
    return keeper.publish(check_set(folder, version, earlier), version)


def _judge_again(keeper: Store, snapshot: Snapshot) -> Snapshot:
    frames = {name: _frame(snapshot, name) for name in contracts()}
    before = snapshot.version
    version = _next_version([before], JUDGED_AGAIN_NOTE, shipped=before.shipped, fingerprint=before.fingerprint)
    try:
        return keeper.publish(frames, version)
    except Overtaken:
        return keeper.current()


def _next_version(history: list[Version], note: str, *, shipped: bool, fingerprint: str) -> Version:
    newest = history[0].number if history else 0
    return Version(
        number=newest + 1,
        parent=newest,
        published_at=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        published_by=getpass.getuser(),
        note=note,
        shipped=shipped,
        fingerprint=fingerprint,
        rules=rules_fingerprint(),
    )


def check_set(folder: Path, version: Version, earlier_loads: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """Every dataset of a folder of CSVs, typed, by name, with the loads that brought it in.

    Raises Refused with every fault: first of the files one by one, then of what they say of each other.
    """
    frames: dict[str, pd.DataFrame] = {}
    tables: list[intake.TextTable] = []
    faults: list[Finding] = []
    for name, contract in contracts().items():
        path = folder / f"{name}.csv"
        if not path.exists():
            mend = "Begin from the template; a header alone will do."
            faults.append(Finding("missing_file", path.name, 0, "", "", "a file of this name", mend))
            continue
        table, found = intake.read(path.read_bytes(), path.name)
        faults += found
        if table is not None:
            tables.append(table)
            frame, found = screen(table, contract)
            faults += found
            if frame is not None:
                frames[name] = frame
    if not faults:
        frames["load"] = _loads(tables, version, earlier_loads)
        faults = broken_references(frames)
    if faults:
        raise Refused(faults)
    return frames


def shipped_fingerprint() -> str:
    """What the shipped datasets and contracts are, as one hash."""
    return _fingerprint(places.SHIPPED_FOLDER)


def rules_fingerprint() -> str:
    """What the rules of judgement are, as one hash."""
    return _hash_of(_with_times([*judging.rule_files(), Path(judging.__file__)]))


def _fingerprint(folder: Path) -> str:
    return _hash_of(_with_times(sorted([*folder.glob("*.csv"), *CONTRACTS_FOLDER.glob("*.json")])))


def _with_times(files: list[Path]) -> tuple[tuple[Path, int], ...]:
    return tuple((path, path.stat().st_mtime_ns) for path in files)


@functools.lru_cache(maxsize=8)
def _hash_of(files: tuple[tuple[Path, int], ...]) -> str:
    """Hash the files; their times only tell the cache when to look again."""
    digest = hashlib.sha256()
    for path, _ in files:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _only_shipped(keeper: Store) -> bool:
    return all(version.shipped for version in keeper.history())


def _loads(tables: list[intake.TextTable], version: Version, earlier: pd.DataFrame | None) -> pd.DataFrame:
    latest: Mapping[str, str] = (
        {} if earlier is None else dict(zip(earlier["dataset"], earlier["load_id"], strict=True))
    )
    rows = [
        {
            "load_id": f"v{version.number}-{dataset.replace('_', '-')}",
            "dataset": dataset,
            "version": version.number,
            "file_name": table.file,
            "sha256": table.sha256,
            "rows": len(table.frame),
            "loaded_by": version.published_by,
            "loaded_at": pd.Timestamp(version.published_at).tz_localize(None),
            "note": version.note,
            "supersedes": latest.get(dataset),
        }
        for table in tables
        if (dataset := table.file.removesuffix(".csv")) != "load"
    ]
    new = pd.DataFrame(rows, columns=list(contracts()["load"].columns))
    return new if earlier is None else pd.concat([earlier, new], ignore_index=True)


def _frame(snapshot: Snapshot, dataset: str) -> pd.DataFrame:
    return snapshot.cursor().table(dataset).to_arrow_table().to_pandas(types_mapper=_NULLABLE.get)


# Dates and numbers keep their missing cells apart from NaN on the way back into a version.
_NULLABLE: Mapping[pa.DataType, pd.api.extensions.ExtensionDtype] = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
