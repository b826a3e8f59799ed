"""What a page has put together is kept for its version, filters and theme, and for nothing else."""

import dataclasses
import datetime

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components import once, parts
from components.chosen import Chosen
from components.evidence import Provenance
from data.store import Snapshot

CHOSEN = Chosen("", "", "", "", "", datetime.date(2010, 3, 31))


@pytest.fixture
def made(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What was put together so far, one entry each time, by a reader without filters."""
    monkeypatch.setattr(st, "session_state", type("State", (), {"snapshot": snapshot, "chosen": CHOSEN})())
    parts._KEPT.clear()
    return []


def ask_for(made: list[tuple[object, ...]], *of: str) -> int:
    @parts.kept
    def put_together(*of: str) -> int:
        made.append(of)
        return len(made)

    return put_together(*of)


def test_the_same_view_is_put_together_once(made: list[tuple[object, ...]]) -> None:
    assert [ask_for(made, "a"), ask_for(made, "a"), ask_for(made, "b")] == [1, 1, 2]


@pytest.mark.parametrize(
    "other", [{"board": "odi-board"}, {"reporting_date": datetime.date(2010, 6, 30)}, {"lead": "T Soni"}]
)
def test_another_filter_is_put_together_anew(made: list[tuple[object, ...]], other: dict[str, object]) -> None:
    ask_for(made, "a")
    st.session_state.chosen = dataclasses.replace(CHOSEN, **other)
    assert ask_for(made, "a") == 2


def test_another_version_is_put_together_anew(made: list[tuple[object, ...]], built_home: object) -> None:
    from data.store import FileStore

    ask_for(made, "a")
    st.session_state.snapshot = FileStore(built_home).current()  # type: ignore[arg-type]
    assert ask_for(made, "a") == 2


def test_a_failure_is_not_kept(made: list[tuple[object, ...]]) -> None:
    @parts.kept
    def fails_once() -> str:
        made.append(())
        if len(made) == 1:
            raise ValueError("once")
        return "well"

    with pytest.raises(ValueError, match="once"):
        fails_once()
    assert fails_once() == "well"


def test_a_table_changed_by_a_filter_is_drawn_anew() -> None:
    def page() -> None:
        import pandas as pd
        import streamlit as st

        from components import parts

        frame = pd.DataFrame({"Measure": ["rough sleeping", "overcrowding"]})
        parts.text_table(frame[frame["Measure"].str.startswith(st.text_input("of", "r"))], "Measures")

    app = AppTest.from_function(page).run()
    assert "rough sleeping" in app.get("html")[0].proto.body
    app.text_input[0].set_value("o").run()
    assert "overcrowding" in app.get("html")[0].proto.body
    assert "rough sleeping" not in app.get("html")[0].proto.body


def test_evidence_of_other_rows_is_told_anew() -> None:
    provenance = Provenance({"pack": "Cabinet pack"}, {}, 1)
    for words in ("five", "eleven"):
        rows = pd.DataFrame({"source_ref": ["pack, section, row"], "quote": [words], "note": [None]})
        told = once.of(rows, lambda rows=rows: provenance.told(rows, "indicator"), "told")  # type: ignore[misc]
        assert words in told
