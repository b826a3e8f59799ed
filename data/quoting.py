"""Whether the quotes of a CSV stand where RFC 4180 lets them: without that, rows run into each other unseen."""

import numpy as np

_QUOTE = ord('"')
_CHUNK = 1 << 24


def stray_quote(text: bytes, delimiter: str) -> int | None:
    """The spreadsheet row of the first cell whose quotes do not close where the cell ends, or None."""
    if b'"' not in text:
        return None
    data = np.frombuffer(text, dtype=np.uint8)
    ends = np.zeros(256, dtype=bool)
    ends[[ord(delimiter), ord("\n"), ord("\r"), _QUOTE]] = True
    count, opened = 0, 0
    for start in range(0, len(data), _CHUNK):
        found = np.flatnonzero(data[start : start + _CHUNK] == _QUOTE) + start
        # Even ones open a cell (or are the second of a doubled quote), odd ones close it (or are the first).
        opens = (np.arange(count, count + len(found)) % 2) == 0
        before = ends[data[np.maximum(found - 1, 0)]] | (found == 0)
        after = ends[data[np.minimum(found + 1, len(data) - 1)]] | (found == len(data) - 1)
        wrong = np.flatnonzero(~np.where(opens, before, after))
        if len(wrong):
            at = wrong[0]
            if opens[at]:
                return _row(data, int(found[at]))
            return _row(data, _opening(data, found[: at + 1], opens[: at + 1], opened))
        count += len(found)
        opened = _opening(data, found, opens, opened)
    return _row(data, opened) if count % 2 else None


def _opening(data: np.ndarray, found: np.ndarray, opens: np.ndarray, otherwise: int) -> int:
    """The last of the quotes found that opens a cell and is not the second of a doubled one."""
    real = found[opens]
    real = real[(real == 0) | (data[np.maximum(real - 1, 0)] != _QUOTE)]
    return int(real[-1]) if len(real) else otherwise


def _row(data: np.ndarray, position: int) -> int:
    """The row a byte stands in; line ends between quotes are within a cell, and CRLF is one."""
    part = data[:position]
    quotes = np.flatnonzero(part == _QUOTE)
    ends = np.flatnonzero((part == ord("\n")) | (part == ord("\r")))
    doubled = (part[ends] == ord("\n")) & (ends > 0) & (part[np.maximum(ends - 1, 0)] == ord("\r"))
    outside = np.searchsorted(quotes, ends) % 2 == 0
    return int((outside & ~doubled).sum()) + 1
