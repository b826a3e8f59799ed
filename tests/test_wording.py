"""Figures, dates and missing things are written one way; text from a file stays text."""

import datetime
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from components import status, wording
from components.export import as_csv
from components.palette import DARK, LIGHT, Palette


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "written"),
    [
        (11.0, "people", 0, "11"),
        (0.0, "people", 0, "0"),
        (2233.0, "admissions", 0, "2,233"),
        (58.9, "%", 1, "58.9%"),
        (6.95, "£ per head", 2, "£6.95"),
        (float("nan"), "%", 1, ""),
        (None, "%", 1, ""),
    ],
)
def test_a_figure_carries_its_sign_and_nought_is_not_nothing(
    value: float | None, unit: str, decimals: int, written: str
) -> None:
    assert wording.quantity(value, unit, decimals) == written


def test_each_kind_of_nothing_has_its_own_words() -> None:
    statuses = ("blank", "dash", "tbs", "to_be_agreed", "not_applicable")
    words = [wording.cell(None, status, "%", 0) for status in statuses]
    assert len(set(words)) == len(words)
    assert wording.cell(0, "stated", "%", 0) == "0%"


@pytest.mark.parametrize(
    ("precision", "written"),
    [("day", "30 April 2010"), ("month", "April 2010"), ("range", "April – June 2010"), ("none", "April – June 2010")],
)
def test_a_due_date_is_no_more_exact_than_the_paper(precision: str, written: str) -> None:
    assert wording.due(datetime.date(2010, 4, 30), precision, "April – June 2010") == written


def test_a_missing_date_is_said_in_words() -> None:
    assert wording.due(pd.NaT, "none", None) == "no date printed"


@pytest.mark.parametrize("text", ["**bold**", "[x](javascript:1)", "<b>", "$x$", ":material/home:", "# h", "`c`"])
def test_text_from_a_file_never_becomes_formatting(text: str) -> None:
    escaped = wording.plain(text)
    assert escaped.replace("\\", "") == text
    for mark in "*[]()<>$:#`":
        assert mark not in escaped.replace("\\" + mark, "")


@pytest.mark.parametrize("live", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_formula_is_left_live_in_an_exported_csv(live: str) -> None:
    written = as_csv(pd.DataFrame({"a": [live], "b": [-1.5]})).decode("utf-8-sig")
    assert "'" + live in written
    assert ",-1.5" in written


def test_an_exported_csv_opens_in_excel_with_its_pounds() -> None:
    assert as_csv(pd.DataFrame({"a": ["£6.95"]})).startswith(b"\xef\xbb\xbf")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_stand_out_enough_for_wcag_aa(palette: Palette) -> None:
    assert contrast(palette.text, palette.surface) >= 7
    for written in (palette.muted, palette.home, palette.concern):
        assert contrast(written, palette.surface) >= 4.5
    for drawn in (palette.target, palette.other, palette.good, palette.part):
        assert contrast(drawn, palette.surface) >= 3


@pytest.mark.parametrize("theme,palette", [("light", LIGHT), ("dark", DARK)])
def test_the_theme_has_the_colours_of_the_palette_and_its_text_stands_out_on_every_ground(
    theme: str, palette: Palette
) -> None:
    written = tomllib.loads(Path(".streamlit/config.toml").read_text(encoding="utf-8"))["theme"][theme]
    assert (written["textColor"], written["backgroundColor"]) == (palette.text, palette.surface)
    for ground in (written["backgroundColor"], written["secondaryBackgroundColor"]):
        for text in ("textColor", "linkColor", "primaryColor", "grayTextColor"):
            assert contrast(written[text], ground) >= 4.5, (text, ground)


def test_no_two_states_share_both_word_and_shape_and_every_state_has_both() -> None:
    for states in (status.MEASURES, status.MILESTONES):
        assert all(state.word and state.shape for state in states.values())
        assert len({str(state) for state in states.values()}) == len(states)


def test_an_address_in_a_file_is_shown_and_does_not_become_a_link() -> None:
    for text in ("see http://a.example", "HTTPS://a.example", "www.a.example", "ann@a.example"):
        shown = wording.plain(text).replace("\\", "")
        assert shown.replace("\u2060", "") == text
        assert "://a" not in shown
        assert "www." not in shown
        assert "@a" not in shown
    assert "\u2060" not in wording.plain("5 @ £3, at www")
