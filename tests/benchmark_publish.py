"""What publishing costs: run by hand, `python -m tests.benchmark_publish [ROWS [ROWS UPLOADED]]`.

A synthetic file of a million indicator values goes from its bytes to the next version, through check, preview and
publish, beside a bare DuckDB `read_csv` into a table of a file and pandas `read_csv`; and one row is changed after.
Each runs in a process of its own, so that its memory is its own. Last, a file of 200,000 is uploaded in a browser while
somebody else reads a page of the same server again and again. Nothing is asserted.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from data import places, service
from data.store import FileStore
from tests.benchmark_tab import SERVE, serve
from tests.conftest import BROWSER_FLAGS, ROOT

ROWS, UPLOADED = 1_000_000, 200_000
READ = "homelessness"  # the page that somebody else reads
NOTE = "Synthetic figures (not real), to measure by"


def write(path: Path, home: Path, rows: int) -> None:
    """A file of so many synthetic values, of the indicators and areas that the store holds, a period a row."""
    cursor = FileStore(home).current().cursor()
    indicators = cursor.execute("SELECT indicator_id FROM indicator").df()["indicator_id"].to_numpy()
    areas = cursor.execute("SELECT area_id FROM area").df()["area_id"].to_numpy()
    number = np.arange(rows)
    kinds = len(indicators) * len(areas)
    days = pd.Timestamp("1900-01-31") + pd.to_timedelta(number // kinds, unit="D")
    frame = pd.DataFrame(
        {
            "indicator_id": indicators[number % len(indicators)],
            "area_id": areas[number // len(indicators) % len(areas)],
            "period": days.strftime("%Y-%m-%d"),
            "period_end": days.strftime("%Y-%m-%d"),
            "kind": "actual",
            "basis": "published",
            "value": np.random.default_rng(1).uniform(0, 100, rows).round(3),
            "value_text": "",
            "value_status": "stated",
            "is_baseline": "false",
            **dict.fromkeys(("numerator", "denominator", "value_low", "value_high"), ""),
            "qualifier": "synthetic, not real",
            **dict.fromkeys(("source_ref", "quote", "note"), ""),
        }
    )
    pyarrow.csv.write_csv(pa.Table.from_pandas(frame, preserve_index=False), path)


def by_pandas(path: Path, _: Path) -> None:
    pd.read_csv(path, dtype=str, keep_default_na=False)


def by_duckdb(path: Path, home: Path) -> None:
    with duckdb.connect(str(home / "bare.duckdb")) as connection:
        connection.execute("CREATE TABLE v AS FROM read_csv(?, all_varchar = true)", [str(path)])


def by_the_service(path: Path, home: Path) -> None:
    keeper = FileStore(home)
    steps: list[tuple[str, Callable]] = [
        ("check", lambda _: service.check("indicator_value", path.read_bytes(), path.name, keeper=keeper)),
        ("preview", lambda checked: service.preview(checked, keeper=keeper)),
        ("publish", lambda seen: service.publish(seen, NOTE, "benchmark", accept_warnings=True, keeper=keeper)),
    ]
    last = None
    for name, step in steps:
        begun = time.perf_counter()
        last = step(last)
        sys.stdout.write(f"    {name}: {time.perf_counter() - begun:.1f} s, peak so far {peak() / 2**20:.0f} MB\n")


def one_row(_: Path, home: Path) -> None:
    key = {"scope": "default", "scope_id": "all", "rule": "indicator_status"}
    service.change_row("threshold", {**key, "amber_within": 20}, NOTE, "benchmark", keeper=FileStore(home))


def a_reader(address: str) -> Iterator[float]:
    """Seconds that each run of a page takes, for a reader without a browser."""
    stream = address.replace("http", "ws") + "/_stcore/stream"
    reader: ClientConnection
    with connect(stream, origin=address, subprotocols=["streamlit"], max_size=None) as reader:  # type: ignore[arg-type, list-item]
        message = BackMsg()
        message.rerun_script.page_name = READ
        while True:
            begun = time.perf_counter()
            reader.send(message.SerializeToString())
            while ForwardMsg.FromString(reader.recv()).WhichOneof("type") != "script_finished":  # type: ignore[arg-type]
                pass
            yield time.perf_counter() - begun


def beside_a_reader(path: Path, home: Path) -> str:
    """What a reader waits for a page while nothing else happens, and while somebody's large file is worked on."""
    with serve(SERVE, ROOT, **{places.HOME_SETTING: str(home)}) as server, sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            args=BROWSER_FLAGS, **({"executable_path": found} if found else {"channel": "msedge"})
        )
        page = browser.new_page()
        page.goto(f"{server.address}/upload")
        page.locator("input[type=file]").wait_for(state="attached")
        reader = a_reader(server.address)
        alone = [next(reader) for _ in range(25)][5:]
        begun, beside = time.perf_counter(), []
        page.locator("input[type=file]").set_input_files(path)
        page.get_by_role("progressbar").wait_for()
        while not page.get_by_role("button", name="Publish").count():
            beside.append(next(reader))
            time.sleep(0.1)
        took = time.perf_counter() - begun
    usual, slowed = statistics.median(alone), statistics.median(beside)
    told = [f"{len(runs)} runs, {1000 * statistics.median(runs):.0f} ms each, {1000 * max(runs):.0f} at most"
            for runs in (beside, alone)]  # fmt: skip
    return (
        f"A page read while {path.stat().st_size / 2**20:.0f} MB are checked and previewed ({took:.0f} s): {told[0]}; "
        f"alone: {told[1]}; x {slowed / usual:.1f}, the longest x {max(beside) / usual:.1f}"
    )


def peak() -> int:
    """The most memory this process held, in bytes. Linux only: elsewhere a process inherits its parent's."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.split("VmHWM:")[1].split()[0]) * 1024


def in_its_own_process(what: Callable, path: Path, home: Path) -> tuple[str, tuple[float, float], float, str]:
    """Time in words, seconds and those of processor, peak memory beyond the imports in bytes, and what it said."""
    command = [sys.executable, "-m", "tests.benchmark_publish", what.__name__, str(path), str(home)]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    seconds, busy, most = map(float, said[-1].split())
    return f"{seconds:.1f} s ({busy:.1f} s of processor)", (seconds, busy), most, "\n".join(said[:-1])


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        home, path = Path(name) / "home", Path(name) / "indicator_value.csv"
        service.build(FileStore(home))
        one, *_ = in_its_own_process(one_row, path, home)
        service.roll_back(1, "as shipped", "benchmark", keeper=FileStore(home))
        write(path, home, rows)
        size = path.stat().st_size
        told = [f"One row changed in the shipped figures: {one}", f"{rows:,} rows, {size / 2**20:.0f} MB of CSV:"]
        taken = {}
        for what in (by_pandas, by_duckdb, by_the_service):
            words, taken[what.__name__], most, said = in_its_own_process(what, path, home)
            size_told = f"peak memory {most / 2**20:.0f} MB, {most / size:.1f} x file"
            told.append(f"  {what.__name__}: {words}, {size_told}")
            told += [said] if said else []
        ours = taken.pop("by_the_service")
        for other, (seconds, busy) in taken.items():
            told.append(f"  service / {other}: time x {ours[0] / seconds:.1f}, processor x {ours[1] / busy:.1f}")
        again, *_ = in_its_own_process(one_row, path, home)
        told.append(f"One row changed beside {rows:,}: {again}")
        home = Path(name) / "read"
        service.build(FileStore(home))
        write(path, home, int(sys.argv[2]) if len(sys.argv) > 2 else UPLOADED)
        told.append(beside_a_reader(path, home))
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    made = {f.__name__: f for f in (by_pandas, by_duckdb, by_the_service, one_row)}
    if len(sys.argv) == 4:
        begun, busy, before = time.perf_counter(), time.process_time(), peak()
        made[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
        sys.stdout.write(f"{time.perf_counter() - begun} {time.process_time() - busy} {peak() - before}\n")
    else:
        main()
