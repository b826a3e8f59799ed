"""A change before it is published: what was found, what was respelt, what it does, and what must be agreed to."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from components import changing, parts
from components.changing import Draft, RowChanges
from components.export import as_csv
from components.wording import plain

_T = TypeVar("_T")


@dataclass(frozen=True)
class Agreed:
    """What was said when publishing was asked for."""

    note: str
    warnings: bool
    removals: bool


def review(
    draft: Draft, publish: Callable[[Agreed], _T | str], beside: Callable[[], pd.DataFrame] | None = None
) -> _T | None:
    """Show a draft whole, and publish it when that is asked for; gives what came of it, None where nothing did.

    `publish` gives a string, shown as it is, where something is missing; `beside` is what the download of the findings
    holds.
    """
    came = None
    if draft.told:
        st.warning(plain(draft.told), icon=":material/sync_problem:")
    findings(draft.findings, beside, f"findings-{draft.checked.dataset}")
    if draft.trouble:
        st.info(plain(draft.trouble), icon=":material/info:")
    if draft.seen is not None:
        rows, judged, key = draft.seen.rows, draft.seen.judgement, draft.seen.prepared.stem
        with st.container(border=True, gap="small"):
            st.header(plain(draft.seen.sentence), anchor=False)
            st.markdown(f":material/balance: {plain(judged.sentence)}")
            agreed = agree(draft.seen.asks, len(draft.checked.warnings), rows.removed_count, key)
            if agreed is not None:
                with st.spinner("Publishing…"):
                    outcome = publish(agreed)
                if isinstance(outcome, str):
                    st.error(plain(outcome), icon=":material/error:")
                else:
                    came = outcome
        effects(rows, judged.moves, draft.checked.changes, f"effects-{key}")
    elif len(draft.checked.changes):
        st.header("Cells read otherwise than they stand", anchor=False)
        table(changing.respelt(draft.checked.changes), "Cells read otherwise than they stand")
    return came


@contextlib.contextmanager
def under_way() -> Iterator[Callable[[int, int, str], None]]:
    """A bar for work that may take long; it gives what is to be told the steps done, of how many, and the one begun."""
    place, begun = st.empty(), time.monotonic()

    def report(done: int, of: int, step: str) -> None:
        place.progress(done / of, changing.under_way(step, time.monotonic() - begun))

    yield report
    place.empty()


def findings(found: Sequence[changing.Finding], beside: Callable[[], pd.DataFrame] | None, name: str) -> None:
    """Every finding, errors first; `beside` is what the download holds: the same with the rows of the file."""
    if not found:
        return
    told = changing.findings(found)
    errors = any(f.level == "error" for f in found)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(plain(changing.findings_told(found)), anchor=False, width="stretch")
            st.download_button(
                "Findings, with their rows" if beside else "Findings", lambda: as_csv(beside() if beside else told),
                f"{name}.csv", "text/csv", key=f"csv-{name}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip
        st.caption("Nothing has changed: mend this and try again." if errors else "Warnings may be accepted below.")
        table(told.head(changing.SHOWN_ROWS), "What is wrong, where, and how to mend it")
        caption(changing.first_of(changing.SHOWN_ROWS, len(told), "findings; the download has them all"))


def table(frame: pd.DataFrame, alt: str) -> None:
    """A table of words, very long cells cut; it scrolls where it is long."""
    shown = frame.map(lambda cell: changing.shortened(cell) if isinstance(cell, str) else cell)
    parts.text_table(shown, alt, height=320 if len(shown) > 8 else None)


def caption(words: str) -> None:
    if words:
        st.caption(plain(words))


def effects(rows: RowChanges, moves: pd.DataFrame, respelt: pd.DataFrame, key: str) -> None:
    """What changes, one view at a time: cells, rows, verdicts, and cells read otherwise than they stand."""
    held = {
        "Changed": (changing.cells(rows.changed), rows.changed_cells, "cells"),
        "Added": (changing.rows(rows.added), rows.added_count, "rows"),
        "Removed": (changing.rows(rows.removed), rows.removed_count, "rows"),
        "Verdicts": (changing.moves(moves), len(moves), "verdicts"),
        "Respelt": (changing.respelt(respelt), len(respelt), "cells"),
    }
    offered = [name for name, (_, total, _) in held.items() if total]
    if not offered:
        return
    view = st.segmented_control(
        "See", offered, default=offered[0], required=True, key=key,
        format_func=lambda name: f"{name} ({held[name][1]:,})",
    )  # fmt: skip
    shown, total, what = held[view]
    table(shown, f"{view} {what}")
    caption(changing.first_of(len(shown), total, what))


def agree(asks: Sequence[str], warnings: int, removals: int, key: str) -> Agreed | None:
    """The note and the ticks that publishing asks for; None until it is asked for."""
    with st.form(f"publish-{key}", border=False):
        accepted = st.checkbox(plain(asks[0]).capitalize(), key=f"warnings-{key}") if warnings else False
        removed = st.checkbox(plain(asks[-1]).capitalize(), key=f"removals-{key}") if removals else False
        with st.container(horizontal=True, vertical_alignment="bottom"):
            note = st.text_input("Note: what changes, and why", key=f"note-{key}", max_chars=500) or ""
            asked = st.form_submit_button("Publish", type="primary", icon=":material/publish:")
    return Agreed(note, accepted, removed) if asked else None


def reading_form(decided: Any) -> Mapping[str, object] | None:
    """How a file's bytes are to be read instead of `decided`; None until it is asked for."""
    words = {"encoding": changing.ENCODINGS, "delimiter": changing.DELIMITERS, "layout": changing.LAYOUTS}
    words = {name: options for name, options in words.items() if hasattr(decided, name)}
    with st.popover("Read it otherwise", icon=":material/tune:", key="otherwise"), st.form("reading", border=False):
        said: dict[str, object] = {}
        for name, options in words.items():
            now = getattr(decided, name)
            place = list(options).index(now) if now in options else 0
            said[name] = st.selectbox(name.capitalize(), list(options), place, options.__getitem__, key=f"read-{name}")
        said["header_row"] = st.number_input("Header in row", 1, 1000, decided.header_row, key="read-header")
        return said if st.form_submit_button("Read again") else None


def done(version: int, load_id: str, changed: str, judgement: str) -> None:
    """What happened after publishing, and how to undo it."""
    st.success(plain(changing.published(version, load_id, changed, judgement)), icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(changing.undo(version)))
        st.page_link("pages/history.py", label="History", icon=":material/history:")
