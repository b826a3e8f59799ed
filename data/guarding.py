"""Text that a spreadsheet would take for a formula is kept from being live in a download, and comes back unchanged.

A text that begins with = + - @, a tab or a line end, whether or not apostrophes stand before it, gets one more
apostrophe on the way out and loses one on the way in; so every text comes back as it was, an apostrophe of its own too.
"""

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_LIVE = r"[=+\-@\t\r\n＝＋－＠]"
_TO_GUARD, _GUARDED = f"^('*{_LIVE})", f"^'('*{_LIVE})"
WHY = "the apostrophe that kept it from being a formula in a spreadsheet was taken off"


def guard(texts: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """The texts as they go into a CSV for a spreadsheet."""
    return pc.replace_substring_regex(texts, pattern=_TO_GUARD, replacement=r"'\1")


def unguard(texts: pd.Series) -> pd.Series:
    """The texts as they were before `guard`; missing ones stay missing."""
    return texts.str.replace(_GUARDED, r"\1", regex=True)


def guarded(texts: pd.Series) -> pd.Series:
    """Which texts `unguard` changes."""
    return texts.str.match(_GUARDED).fillna(False).astype(bool)
