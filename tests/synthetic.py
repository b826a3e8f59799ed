"""A clearly marked synthetic set of datasets, to see how the dashboard bears size: the shipped ones, many times over.

`python -m tests.synthetic 1000 HOME` publishes one a thousand times the size in a new store at HOME.
"""

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from data import places, service
from data.contracts import Contract, contracts
from data.store import FileStore, Snapshot

NOTE = "Synthetic figures (not real), to measure by"
# What a larger council has no more of; the loads are the store's own.
ONCE = {"area", "area_group", "board", "meeting", "setting", "source", "survey_factor", "threshold", "load"}
# Keys the contracts do not declare as such.
UNDECLARED = {"cost_line": ("line_id", "parent_line_id")}


def write(folder: Path, times: int) -> None:
    """Write the shipped datasets `times` over into `folder`, as CSVs that pass every check.

    The first copy keeps its keys, so that the pages find what they name; the others' end in the copy's number.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, contract in contracts().items():
        path = places.SHIPPED_FOLDER / f"{name}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame = _marked(name, frame) if name in ONCE else _copies(contract, frame, times)
        # pyarrow writes 455,000 rows in a second, pandas in ten.
        pyarrow.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), folder / f"{name}.csv")


def _marked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name == "area":
        frame["name"] = (frame["name"] + " (not real)").mask(frame["is_home"] == "true", "Synthetic City (not real)")
    if name == "source":
        frame["title"] = "Synthetic, not real: " + frame["title"]
        frame["publisher"] = "Synthetic City (not real)"
    return frame


def _copies(contract: Contract, frame: pd.DataFrame, times: int) -> pd.DataFrame:
    many = pd.concat([frame] * times, ignore_index=True)
    suffix = pd.Series(["", *(f"-copy-{n}" for n in range(2, times + 1))], dtype=str)
    suffix = suffix.take(np.repeat(np.arange(times), len(frame))).reset_index(drop=True)
    for column in _own_keys(contract):
        many[column] = (many[column] + suffix).mask(many[column] == "", "")
    for kind, key in contract.kind_keys:
        copied = many[kind].isin(set(contracts()) - ONCE)
        many[key] = many[key] + suffix.where(copied, "")
    return many


def _own_keys(contract: Contract) -> set[str]:
    keys = set(contract.primary_key) if len(contract.primary_key) == 1 else set()
    for foreign in contract.foreign_keys:
        if foreign.dataset not in ONCE:
            keys.update(foreign.columns)
    return keys.union(UNDECLARED.get(contract.name, ()))


def publish(home: Path, folder: Path, times: int) -> Snapshot:
    """Write the set into `folder` and publish it as the next version of a store at `home`, through the real checks.

    It prints how long that took, and what it came to.
    """
    begun = time.perf_counter()
    write(folder, times)
    written = time.perf_counter()
    snapshot = service.publish_folder(FileStore(home), folder, NOTE)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    csvs = sum(path.stat().st_size for path in folder.glob("*.csv"))
    print(  # noqa: T201
        f"{snapshot.path}: {snapshot.path.stat().st_size / 2**20:.0f} MB from {csvs / 2**20:.0f} MB of CSV; "
        f"written in {written - begun:.1f} s, checked and published in {done - written:.1f} s; "
        f"peak memory {peak:.0f} MB",
        flush=True,
    )
    return snapshot


def main() -> None:
    home = Path(sys.argv[2])
    publish(home, home / "synthetic", int(sys.argv[1]))


if __name__ == "__main__":
    main()
