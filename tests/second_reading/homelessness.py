"""The homelessness strategy in the pack: the indicator table of section 5 and the delivery plan."""

import re
from typing import NamedTuple

from second_reading.text import between, cells_of, lines_of, number

TARGET_YEARS = ("2009/10", "2010/11", "2011/12", "2012/13")

# What words in place of a number mean; the first that the cell begins with.
_STATUS = (
    ("TBS", "tbs"),
    ("Targets to be agreed", "to_be_agreed"),
    ("To be established", "to_be_established"),
    ("Target set annually", "set_annually"),
    ("N/A", "not_applicable"),
)


_BASELINE = re.compile(r"(?P<figure>[\d.]+)(?:%| weeks)?(?P<star>\*)?(?P<brackets>(?: \([^)]*\))*)")


class Cell(NamedTuple):
    """One value of a cell: its words, number, period, and the figures in its brackets."""

    printed: str
    value: float | None
    status: str
    period: str = ""
    numerator: float | None = None
    denominator: float | None = None
    in_year: float | None = None


class IndicatorRow(NamedTuple):
    """One printed row of section 5, its objective carried down."""

    priority: int
    objective: str
    objective_text: str
    measure: str
    baseline: str
    targets: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        """Three measures are only promised."""
        return not self.measure.startswith("Appropriate performance measure")


class ActionRow(NamedTuple):
    """One printed row of the delivery plan."""

    priority: int
    ref: str
    baseline: str
    what: str
    when: str
    who: str
    resources: str
    outcome: str
    lead: str


def _straighten(cells: list[str]) -> list[str]:
    """Put the two slipped rows back under their headings; objective, measure, baseline, four targets."""
    if not cells[0] and re.match(r"\d\.\d ", cells[1]):  # 1.3 slipped to the right: its last target fell off
        cells = cells[1:]
    elif cells[0] and not re.match(r"\d\.\d ", cells[0]):  # a measure slipped to the left
        cells = ["", cells[0], *cells[2:]]
    return (cells + [""] * 7)[:7]


def _spread(targets: list[str]) -> tuple[str, ...]:
    """A text merged over several years stands in each of them."""
    spread: list[str] = []
    for cell in targets:
        merged = not cell and spread and re.match(r"(Targets? |To be )", spread[-1])
        spread.append(spread[-1] if merged else cell)
    return tuple(spread)


def indicator_rows(pack: str) -> list[IndicatorRow]:
    """The rows of section 5 in order of printing."""
    section = pack[pack.index("5 How will we know if we have delivered on our strategic objectives?\n") :]
    rows: list[IndicatorRow] = []
    priority, objective, objective_text = 0, "", ""
    for line in between(section, "Priority 1:", "Notes:")[:-1]:
        cells = cells_of(line)
        if heading := re.match(r"Priority (\d):", cells[0]):
            priority = int(heading.group(1))
            continue
        if cells[0] == "Objective" or "09/10" in cells:
            continue
        first, measure, baseline, *targets = _straighten(cells)
        if first:
            objective, objective_text = first.split(" ", 1)
        rows.append(IndicatorRow(priority, objective, objective_text, measure, baseline, _spread(targets)))
    return rows


def baseline_cells(row: IndicatorRow) -> list[Cell]:
    """A baseline may hold two years; each is a value of its own."""
    cell = row.baseline
    if number(cell) is None:
        return [Cell(cell, None, _status(cell))]
    values = []
    for found in _BASELINE.finditer(cell):
        brackets = found["brackets"]
        year = re.search(r"\((\d\d)/(\d\d)\)", brackets)
        parts = re.search(r"\((\d+) out of (\d+)\)", brackets)
        values.append(
            Cell(
                printed=found.group().strip(),
                value=float(found["figure"]),
                status="unrepresentative" if found["star"] else "stated",
                period=f"20{year[1]}/{year[2]}" if year else "",
                numerator=float(parts[1]) if parts else None,
                denominator=float(parts[2]) if parts else None,
            )
        )
    return values


def target_cell(printed: str, year: str) -> Cell:
    """One target; '134 (actual for yr 101)' holds the target of the year beside the rolling one."""
    in_year = re.search(r"\(actual for yr (\d+)\)", printed)
    return Cell(printed, number(printed), _status(printed), year, in_year=float(in_year[1]) if in_year else None)


def _status(cell: str) -> str:
    if not cell:
        return "blank"
    return next((status for words, status in _STATUS if cell.startswith(words)), "stated")


def action_rows(pack: str) -> list[ActionRow]:
    """The 40 actions; in tables 1 to 3 the first ref is printed in the heading row and belongs to none."""
    rows: list[ActionRow] = []
    plan = pack[pack.index("\nAppendix 1: Delivery Plan\n") :]
    for line in lines_of(plan[: plan.index("\nGlossary\n")]):
        cells = cells_of(line)
        if len(cells) == 8 and re.fullmatch(r"\d\.\d+", cells[0]) and cells[1] != "Baseline position":
            rows.append(ActionRow(int(cells[0].split(".")[0]), *cells))
    return rows
