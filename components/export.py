"""Tables as CSV that a spreadsheet opens safely."""

import pandas as pd

_LIVE = ("=", "+", "-", "@", "\t", "\r")


def as_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV with a byte-order mark, so that Excel reads £; text that would start a formula gets an apostrophe."""
    safe = frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(_LIVE) else cell)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
