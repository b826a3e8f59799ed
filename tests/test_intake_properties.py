"""Valid tables made from the contracts, printed as people and spreadsheets print them, come back equal; and bytes
changed at random or made at random never end in an exception, nor in half a file taken for a whole one."""

import csv
import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.contracts import Contract, Field, contracts
from data.examining import Examined, examine
from data.layouts import FIGURES
from data.periods import last_day
from data.spelling import SPACES

FILES = Path(__file__).parent / "files"
BOUNDED = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
PERIODS = ["2007/08", "2008/09", "2009/10", "2010/11", "Q1 2010/11", "2009", "2009-12"]

slugs = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
# Any text but control characters, and none that is trimmed, or taken for our own export's guard.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).filter(
    lambda text: text == text.strip(SPACES) and not text.startswith("'")
)
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


def printed_number(number: Decimal, how: str, unit: str) -> str:
    bare = f"{abs(number):f}"
    sign = "-" if number < 0 else ""
    if how == "thousands":
        return f"{sign}{abs(number):,f}"
    if how == "spaces":
        return f"{sign}{abs(number):,f}".replace(",", "\u00a0") + " "
    if how == "brackets" and number < 0:
        return f"({bare})"
    if how == "pounds" and (unit.startswith("£") or unit in ("", "the indicator's")):
        return f"{sign}£{abs(number):,f}"
    if how == "per cent" and unit in ("%", "", "the indicator's"):
        return f"{sign}{bare}%"
    return f" {sign}{bare}"


DAYS: dict[str, Callable[[datetime.date], str]] = {
    "figures": lambda day: f"{day:%d/%m/%Y}",
    "words": lambda day: f"{day.day} {day:%B %Y}",
    "short words": lambda day: f"{day:%d-%b-%Y}",
    "with a time": lambda day: f"{day:%Y-%m-%d} 00:00:00",
    "plain": lambda day: f"{day:%Y-%m-%d}",
    "serial": lambda day: str((day - datetime.date(1899, 12, 30)).days) if day.year > 1941 else f"{day:%Y-%m-%d}",
}
NUMBERS = ["plain", "thousands", "spaces", "brackets", "pounds", "per cent"]


def cell(draw: Callable[..., Any], field: Field, row: int, key: tuple[str, ...], delimiter: str) -> tuple[str, str]:
    """A valid value of the field in its one spelling, and the same as somebody may write it."""
    if not field.required and draw(st.booleans()):
        return "", ""
    if field.allowed:
        word = draw(st.sampled_from(field.allowed))
        return word, draw(st.sampled_from([word, word.upper(), word.replace("_", " ").capitalize(), f"{word}\u00a0"]))
    if field.type in ("number", "integer"):
        low, high = int(field.constraints.get("minimum", -(10**6))), int(field.constraints.get("maximum", 10**6))
        places = 0 if field.type == "integer" else min(field.decimal_places or 2, 2)
        number = draw(st.decimals(low, high, places=places, allow_nan=False))
        number = abs(number) if number == 0 else number
        how = draw(st.sampled_from([h for h in NUMBERS if delimiter != ";" or h not in ("thousands", "pounds")]))
        return f"{number:f}", printed_number(number, how, field.unit)
    if field.type == "boolean":
        word = draw(st.sampled_from(["true", "false"]))
        return word, draw(st.sampled_from([word, word.upper(), "yes" if word == "true" else "no"]))
    if field.type == "date":
        day = draw(days)
        return day.isoformat(), DAYS[draw(st.sampled_from(sorted(DAYS)))](day)
    if field.type == "datetime":
        moment = draw(st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2050, 1, 1))).replace(microsecond=0)
        return moment.isoformat(), str(moment)
    if field.name == "source_ref":
        text = f"{draw(slugs)}, section {draw(slugs)}, row {row}"
    elif field.form.startswith("small letters and digits"):
        text = f"{draw(slugs)}-{row}" if field.name in key else draw(slugs)
        return text, draw(st.sampled_from([text, text.upper(), f" {text}"]))
    elif "pattern" in field.constraints:
        text = draw(st.sampled_from([field.example]))
    elif field.name in key:
        text = f"{draw(texts)}x{row}"
    else:
        text = draw(texts) + ("x" if field.required else "")
    return text, f"{text}  " if text else draw(st.sampled_from(["", " ", "\u00a0"]))


@st.composite
def tables(draw: Callable[..., Any]) -> tuple[Contract, str, list[list[str]], list[list[str]]]:
    """A contract, a delimiter, and one table in the one spelling and as written."""
    contract = contracts()[draw(st.sampled_from(sorted(contracts())))]
    delimiter = draw(st.sampled_from(",;\t"))
    plain, written = [], []
    for row in range(draw(st.integers(1, 4))):
        cells = {f.name: cell(draw, f, row, contract.primary_key, delimiter) for f in contract.fields}
        if not any(c[0] for n, c in cells.items() if contract.field(n).form.startswith("small")):
            cells[contract.primary_key[0]] = (f"row-{row}",) * 2
        if "period" in cells:
            period = draw(st.sampled_from(PERIODS))
            cells["period"] = (period, draw(st.sampled_from([period, f" {period}", period.replace("/", "/20")])))
            if period.startswith("Q"):
                cells["period"] = (period, draw(st.sampled_from([period, " ".join(reversed(period.split()))])))
        if "period_end" in cells:
            day = last_day(cells["period"][0])
            assert day is not None
            cells["period_end"] = (day.isoformat(), DAYS[draw(st.sampled_from(sorted(DAYS)))](day))
        if contract.name in FIGURES:
            figures = FIGURES[contract.name]
            stated = bool(cells[figures.value][0])
            nothing = [w for w in contract.field(figures.status).allowed if w in ("blank", "words_only")]
            cells[figures.status] = (("stated" if stated else nothing[0]),) * 2
        plain.append([c[0] for c in cells.values()])
        written.append([c[1] for c in cells.values()])
    return contract, delimiter, plain, written


def as_file(header: tuple[str, ...], rows: list[list[str]], delimiter: str, newline: str, quoting: int) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([header, *rows])
    return out.getvalue()


def unique_keys(contract: Contract, rows: list[list[str]]) -> bool:
    places = [contract.columns.index(column) for column in contract.primary_key]
    return len({tuple(row[place] for place in places) for row in rows}) == len(rows)


@settings(BOUNDED, max_examples=30)
@given(
    table=tables(),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_valid_table_comes_back_equal_however_it_is_written(
    table: tuple[Contract, str, list[list[str]], list[list[str]]], newline: str, encoding: str, quoting: int
) -> None:
    contract, delimiter, plain, written = table
    if not unique_keys(contract, plain):
        return
    canonical = as_file(contract.columns, plain, ",", "\n", csv.QUOTE_MINIMAL)
    meant = examine(canonical.encode(), "plain.csv", contract)
    assert meant.fit, meant.findings
    assert meant.changes.empty
    text = as_file(contract.columns, written, delimiter, newline, quoting)
    read = examine(text.encode(encoding), "written.csv", contract)
    assert read.fit, read.findings
    pd.testing.assert_frame_equal(read.frame, meant.frame)


SEEDS = [path.read_bytes() for path in sorted(FILES.glob("accepted*/*.csv")) if path.stat().st_size < 4000]
CONTRACT = contracts()["indicator_value"]


def whole(examined: Examined) -> bool:
    """Whether a table that was taken holds every record of the file, by the csv module's own count."""
    reading, frame = examined.reading, examined.frame
    assert reading is not None and frame is not None
    text = examined.original.decode(reading.encoding).removeprefix("\ufeff")
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=reading.delimiter, strict=True))
    filled = [record for record in records[reading.header_row :] if any(c.strip() for c in record)]
    if reading.layout == "wide":
        return len(frame) >= len(filled)
    return len(frame) == len(filled) and all(len(record) == len(records[reading.header_row - 1]) for record in filled)


def never_halved(original: bytes) -> None:
    examined = examine(original, "fuzzed.csv", CONTRACT)
    assert examined.fit == (examined.frame is not None)
    assert examined.fit or examined.findings
    if examined.fit:
        assert whole(examined)


@BOUNDED
@given(data=st.data())
def test_changed_bytes_are_refused_or_read_whole(data: st.DataObject) -> None:
    mutated = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(mutated) - 1, 0)))
        end = data.draw(st.integers(at, min(at + 40, len(mutated))))
        piece = data.draw(
            st.sampled_from([b"", b'"', b'""', b",", b"\n", b"\r", b"\x00", b"\xff", b"\xc2", b";", b"'"])
        )
        what = data.draw(st.sampled_from(["insert", "replace", "double", "cut"]))
        if what == "insert":
            mutated[at:at] = piece
        elif what == "replace":
            mutated[at:end] = piece
        elif what == "double":
            mutated[at:at] = mutated[at:end]
        else:
            del mutated[at + 200 * data.draw(st.integers(0, 1)) :]
    never_halved(bytes(mutated))


@BOUNDED
@given(st.binary(max_size=600), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04"]))
def test_random_bytes_are_refused_in_words(noise: bytes, mark: bytes) -> None:
    for name in ("indicator_value", "setting"):
        examined = examine(mark + noise, "noise.csv", contracts()[name])
        assert not examined.fit
        assert examined.findings


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_quote_left_open_never_swallows_the_rows_below(row: int) -> None:
    lines = (FILES / "accepted/plain.csv").read_text(encoding="utf-8").splitlines()
    lines = [*lines, lines[-1].replace("2009/10", "2010/11").replace("2010-03-31", "2011-03-31")]
    assert examine("\n".join(lines).encode(), "sound.csv", CONTRACT).fit
    head, _, last = lines[row].rpartition(",")
    lines[row] = f'{head},"{last}'
    findings = examine("\n".join(lines).encode(), "open.csv", CONTRACT).findings
    assert [(f.rule, f.row) for f in findings] == [("stray_quote", row + 1)]


@pytest.mark.parametrize("cut", [0.1, 0.37, 0.5, 0.8, 0.99])
def test_a_file_cut_off_in_the_middle_of_a_row_is_refused(cut: float) -> None:
    original = (FILES / "accepted/everything-quoted.csv").read_bytes()
    assert not examine(original[: int(len(original) * cut)], "cut.csv", CONTRACT).fit
