"""The figures of a pack as an Excel workbook: a sheet for each sort of table, numbers as numbers, text as text."""

import datetime
import io
import re
from collections.abc import Callable, Iterable

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from components.pack.archives import undated
from components.pack.binding import TITLE, foot, held, sealed
from components.pack.content import Cell, Chart, Figures, Lines, Pack, Table
from components.palette import LIGHT

LONGEST_TEXT = 32_767  # characters in a cell of Excel
_NAMED = re.compile(r"[\[\]:*?/\\']")  # what the name of a sheet cannot hold
_NUMBER = re.compile(r"-?[\d,]*\.?\d+")


def written(pack: Pack, done: Callable[[], object] = lambda: None) -> bytes:
    """The pack as an .xlsx, no text of which is ever a formula or a link; `done` is called when it is made."""
    out = io.BytesIO()
    told = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, told) as book:
        made = datetime.datetime.fromisoformat(pack.facts.published_at).astimezone(datetime.UTC).replace(tzinfo=None)
        book.set_properties({"title": f"{TITLE}, {pack.facts.place}", "subject": pack.hash, "created": made})
        sheets = _Sheets(book, pack)
        sheets.contents()
        sheets.pages()
        sheets.charts()
        for name, tables in _gathered(pack.tables).items():
            sheets.gathered(name, tables)
    done()
    return undated(out.getvalue())


class _Sheets:
    """Writes the sheets of one workbook, each with what holds for the pack above it and on each printed page."""

    def __init__(self, book: xlsxwriter.Workbook, pack: Pack):
        self._book, self._pack = book, pack
        self._head = book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom"})
        self._bold = book.add_format({"bold": True, "font_size": 14, "font_color": LIGHT.home})
        self._muted = book.add_format({"font_color": LIGHT.muted})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._date = book.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"})
        self._numbers: dict[int, Format] = {}

    def contents(self) -> None:
        """What the pack is, and where each of its pages begins."""
        sheet = self._sheet("Contents", [24, 80], landscape=False)
        for row, (name, value) in enumerate([*held(self._pack.facts), ("SHA-256", self._pack.hash)], 3):
            sheet.write_string(row, 0, name, self._text)
            sheet.write_string(row, 1, value, self._text)
        begins = row + 2
        rows = ((Cell(str(n), n), Cell(page.told)) for n, page in enumerate(self._pack.pages, 1) if page.told)
        self._rows(sheet, begins, ["Page", "What"], rows)

    def pages(self) -> None:
        """What each page says in words and headline numbers."""
        rows: list[tuple[Cell, ...]] = []
        for number, page in enumerate(sealed(self._pack), 1):
            about = (Cell(str(number), number), Cell(page.kicker))
            rows.append((*about, Cell("Title"), Cell(page.title), Cell("")))
            for block in page.blocks:
                if isinstance(block, Figures):
                    rows += [(*about, Cell(heading), Cell(figure, _number(figure)), Cell(words))
                             for heading, figure, words in block.each]  # fmt: skip
                elif isinstance(block, Lines):
                    rows += [(*about, Cell(block.title), Cell(line), Cell("")) for line in block.each]
        sheet = self._sheet("Pages", [6, 40, 24, 70, 50])
        self._rows(sheet, 3, ["Page", "Of", "What", "Says", "Beside it"], rows)

    def charts(self) -> None:
        """The figures of every chart, a row a point."""
        rows = [
            (
                Cell(str(number), number),
                Cell(page.title),
                Cell(series.name),
                Cell(category),
                Cell("", value),
                Cell(block.unit),
            )
            for number, page in enumerate(self._pack.pages, 1)
            for block in page.blocks
            if isinstance(block, Chart)
            for series in block.series
            for category, value in zip(block.categories, series.values, strict=True)
            if value is not None
        ]
        if rows:
            sheet = self._sheet("Charts", [6, 60, 16, 34, 14, 14])
            self._rows(sheet, 3, ["Page", "Chart", "Series", "At", "Figure", "Unit"], rows)

    def gathered(self, name: str, tables: list[tuple[int, Table]]) -> None:
        """Every table of one sort under the other, with the page and whose it is."""
        columns = list(dict.fromkeys(column.name for _, table in tables for column in table.columns))
        about = any(table.about for _, table in tables)
        rows = []
        for number, table in tables:
            places = {column.name: place for place, column in enumerate(table.columns)}
            for row in table.rows:
                cells = [row[places[column]] if column in places else Cell("") for column in columns]
                rows.append((Cell(str(number), number), *([Cell(table.about)] if about else []), *cells))
        names = ["Page", *(["About"] if about else []), *columns]
        sheet = self._sheet(name, [_width(title, [row[place] for row in rows]) for place, title in enumerate(names)])
        self._rows(sheet, 3, names, rows)

    def _sheet(self, name: str, widths: list[int], *, landscape: bool = True) -> Worksheet:
        sheet = self._book.add_worksheet(_name(name, {other.get_name().lower() for other in self._book.worksheets()}))
        whose, which = foot(self._pack, 1)
        sheet.write_string(0, 0, f"{TITLE}: {name}", self._bold)
        sheet.write_string(1, 0, f"{whose} · {which.split(' · ')[0]}", self._muted)
        # An ampersand begins an instruction to the printer; what is held at the foot has at most 255 characters.
        printed = f"{whose} · {which.split(' · ')[0]}".replace("&", "&&")[:200]
        sheet.set_footer(f"&L&8{printed}&R&8page &P of &N")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        return sheet

    def _rows(self, sheet: Worksheet, begins: int, names: list[str], rows: Iterable[tuple[Cell, ...]]) -> None:
        for place, name in enumerate(names):
            sheet.write_string(begins, place, name, self._head)
        ends = begins
        for ends, row in enumerate(rows, begins + 1):
            for place, cell in enumerate(row):
                self._cell(sheet, ends, place, cell)
        sheet.freeze_panes(begins + 1, 0)
        sheet.repeat_rows(begins)
        if ends > begins:
            sheet.autofilter(begins, 0, ends, len(names) - 1)

    def _cell(self, sheet: Worksheet, row: int, place: int, cell: Cell) -> None:
        if isinstance(cell.value, datetime.date):
            if cell.value.year >= 1900:  # Excel knows no day before
                sheet.write_datetime(row, place, datetime.datetime.combine(cell.value, datetime.time()), self._date)
                return
        elif cell.value is not None:
            sheet.write_number(row, place, cell.value, self._figure(cell.value))
            return
        if cell.text:
            sheet.write_string(row, place, cell.text[:LONGEST_TEXT], self._text)

    def _figure(self, value: float) -> Format:
        decimals = len(f"{value:.3f}".rstrip("0").partition(".")[2])
        if decimals not in self._numbers:
            form = "#,##0" + (f".{'0' * decimals}" if decimals else "")
            self._numbers[decimals] = self._book.add_format({"num_format": form, "valign": "top"})
        return self._numbers[decimals]


def _gathered(tables: Iterable[tuple[int, Table]]) -> dict[str, list[tuple[int, Table]]]:
    sheets: dict[str, list[tuple[int, Table]]] = {}
    for number, table in tables:
        sheets.setdefault(table.sheet, []).append((number, table))
    return sheets


def _name(name: str, taken: set[str]) -> str:
    """A name that a sheet can have and no other has."""
    wanted = _NAMED.sub(" ", name).strip()[:28] or "Sheet"
    return next(each for each in (wanted, *(f"{wanted} {n}" for n in range(2, 100))) if each.lower() not in taken)


def _width(title: str, cells: list[Cell]) -> int:
    longest = max((len(cell.text) for cell in cells[:200]), default=0)
    return min(max(longest, len(title), 6) + 2, 48)


def _number(text: str) -> float | None:
    """A headline number as a number: £37.252m as 37.252."""
    found = _NUMBER.search(text)
    return float(found.group().replace(",", "")) if found else None
