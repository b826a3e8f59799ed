"""The transcribed CSVs, read as text: no type is guessed, so that '0', '-' and '' stay three things."""

import csv
from collections.abc import Callable, Iterator
from datetime import date

from second_reading.text import ROOT

DATA = ROOT / "data"

Row = dict[str, str]


def rows(dataset: str, where: Callable[[Row], bool] = lambda _: True) -> list[Row]:
    """The rows of one dataset, in order of the file."""
    with (DATA / f"{dataset}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if where(row)]


def every_row() -> Iterator[tuple[str, Row]]:
    """Every row of every dataset, with the dataset's name and line for the message."""
    for path in sorted(DATA.glob("*.csv")):
        for line, row in enumerate(rows(path.stem), 2):
            yield f"{path.name} line {line}", row


def as_number(cell: str) -> float | None:
    """A number column: empty is nothing, not zero."""
    return float(cell) if cell else None


def as_date(cell: str) -> date | None:
    """A date column."""
    return date.fromisoformat(cell) if cell else None


class Differences:
    """Collects every disagreement, so that one run names them all."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def same(self, what: str, csv_reading: object, paper_reading: object) -> None:
        """Note where the two readings differ."""
        if csv_reading != paper_reading:
            self.say(what, f"the CSV reads {csv_reading!r}, the paper {paper_reading!r}")

    def holds(self, what: str, agrees: bool, csv_reading: object, paper_reading: object) -> None:
        """Note where a looser comparison fails."""
        if not agrees:
            self.say(what, f"the CSV reads {csv_reading!r}, the paper {paper_reading!r}")

    def say(self, what: str, message: str) -> None:
        """Note a difference in words of its own."""
        self.found.append(f"{what}: {message}")

    def none(self) -> None:
        """Fail with the whole list."""
        assert not self.found, f"{len(self.found)} differences\n" + "\n".join(self.found)
