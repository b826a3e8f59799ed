"""The seven efficiency tables of the two plans."""

import re
from typing import NamedTuple

from second_reading.text import between, cells_of

# Printed without an amount in the 2010/11 paper, yet a line in that of 2009/10, not a heading.
_LINES_WITHOUT_AMOUNT = ("Future Years Efficiencies",)


class Line(NamedTuple):
    """One printed row: its figures as printed and in £000 (savings positive), and the headings above it."""

    label: str
    printed: tuple[str, ...]
    amounts: tuple[float | None, ...]
    officer: str
    headings: tuple[str, ...]


def thousands(cell: str, *, brackets_are_savings: bool) -> float | None:
    """£000 of one cell; the papers use brackets in two opposite senses, so the table says which."""
    digits = cell.strip("()").replace(",", "")
    if not re.fullmatch(r"\d+", digits):
        return None
    return float(digits) * (-1 if cell.startswith("(") and not brackets_are_savings else 1)


def _lines(rows: list[str], columns: int, *, officers: bool = False, brackets_are_savings: bool = True) -> list[Line]:
    """The rows that carry figures or an officer; the rest are headings, and are carried down."""
    lines: list[Line] = []
    headings: list[str] = []
    heading_is_open = False
    for row in rows:
        label, *cells = cells_of(row)
        label = re.sub(r"^[-\u2013] ", "", label)
        cells += [""] * (columns + 1 - len(cells))
        if lines and "(" not in label and label.endswith(")") and not any(cells):
            # A page break cut the last label in two: the end of its bracket opens the next page.
            lines[-1] = lines[-1]._replace(label=f"{lines[-1].label.removesuffix(')')} {label}")
        elif any(cells) or label in _LINES_WITHOUT_AMOUNT:
            printed = tuple(cells[:columns])
            amounts = tuple(thousands(cell, brackets_are_savings=brackets_are_savings) for cell in printed)
            lines.append(Line(label, printed, amounts, cells[columns] if officers else "", tuple(headings)))
            heading_is_open = False
        else:
            # Headings that follow one another stand one under the other; one after lines starts afresh,
            # unless its colon makes it the head of a short list within the same group.
            headings = [*headings, label] if heading_is_open or label.endswith(":") else [label]
            heading_is_open = True
    return lines


def main_2009_10(pack: str) -> list[Line]:
    """Appendix 2 of the 2009/10 plan: the financial summary."""
    return _lines(between(pack, "Description\t", "*Government definition.")[2:-1], 6, officers=True)


def divisional_2009_10(pack: str) -> list[Line]:
    """Its explanatory table, where brackets mean savings."""
    return _lines(between(pack, "Divisional Revenue Savings", "Total\t")[2:], 3, officers=True)


def target_2010_11(plan: str) -> list[Line]:
    """Section 2.4: the target of each year."""
    return _lines(between(plan, "Year\tTarget", "Total\t")[1:], 1)


def sources_2010_11(plan: str) -> list[Line]:
    """Section 2.4: where the savings come from."""
    return _lines(between(plan, "Source\tSavings", "Total\t")[1:], 1)


def programmes_2010_11(plan: str) -> list[Line]:
    """Section 2.4: the ODI programmes, where brackets mean a deduction."""
    return _lines(between(plan, "\t<u>2010/11</u>", "Net savings\t")[2:], 3, brackets_are_savings=False)


def divisional_2010_11(plan: str) -> list[Line]:
    """Appendix 2 of the 2010/11 plan: divisional savings of 2009/10, with their effect in the next year."""
    return _lines(between(plan, "\t2009/10\t2010/11", "Total\t")[2:], 2)


def boards_2010_11(plan: str) -> list[Line]:
    """Appendix 2 of the 2010/11 plan: savings of 2010/11; the Priority Board is the first heading."""
    begins = "The table below sets out the planned divisional savings for 2010/11"
    lines: list[Line] = []
    board = ""
    for line in _lines(between(plan, begins, "OVERALL TOTAL")[1:], 1):
        if not lines or lines[-1].label == "Priority Board Total":
            board = line.headings[0]
        under = tuple(heading for heading in line.headings if heading != board)
        lines.append(line._replace(headings=(board, *under)))
    return lines


def with_group_rows(lines: list[Line]) -> list[Line]:
    """A figure merged over several rows is printed beside the first; give it a nameless row of its own."""
    grouped: list[Line] = []
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if following and any(line.printed) and following.officer and not any(following.printed):
            blank = ("",) * len(line.printed)
            grouped.append(line._replace(label="", officer=""))
            grouped.append(line._replace(printed=blank, amounts=(None,) * len(blank)))
        else:
            grouped.append(line)
    return grouped
