"""A million rows come in within the memory of an ordinary computer."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pytest

from data.places import SHIPPED_FOLDER

ROWS = 1_000_000
# In a process of its own, so that the peak is the examination's: the time of the processor, then the peak in MB.
EXAMINE = """
import resource, sys, time
from pathlib import Path
from data.contracts import contracts
from data.examining import examine
original = Path(sys.argv[1]).read_bytes()
begun = time.process_time()
examined = examine(original, "million.csv", contracts()["indicator_value"])
assert examined.fit and examined.changes.empty and not examined.findings, examined.findings[:3]
print(len(examined.frame), time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


@pytest.mark.long
def test_a_million_rows_are_examined_in_a_few_times_their_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = pd.read_csv(SHIPPED_FOLDER / "indicator_value.csv", dtype=str, keep_default_na=False)
    copies = ROWS // len(shipped) + 1
    many = pd.concat([shipped] * copies, ignore_index=True).iloc[:ROWS]
    many["indicator_id"] += "-copy-" + pd.Series(np.arange(ROWS) // len(shipped)).astype(str)
    path = tmp_path / "million.csv"
    pyarrow.csv.write_csv(pa.Table.from_pandas(many, preserve_index=False), path)
    told = subprocess.run([sys.executable, "-c", EXAMINE, str(path)], check=True, capture_output=True, text=True).stdout
    rows, seconds, megabytes = (float(word) for word in told.split())
    assert rows == ROWS
    with capsys.disabled():
        print(f"\n{seconds:.0f} s of processor, {megabytes:.0f} MB")  # noqa: T201
    assert megabytes < 8 * path.stat().st_size / 2**20  # 4 there, the file itself being one of them
