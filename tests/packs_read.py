"""A pack's three files opened again, by readers that had no part in making them."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pypdf
from openpyxl.workbook import Workbook
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.presentation import Presentation as Deck


def deck(content: bytes) -> Deck:
    return Presentation(io.BytesIO(content))


def slide_texts(content: bytes) -> list[str]:
    """All the words of each slide, its tables' cells among them."""
    return ["\n".join(_texts(slide)) for slide in deck(content).slides]


def _texts(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            for row in shape.table.rows:
                yield " | ".join(cell.text for cell in row.cells)


def charts(content: bytes) -> dict[str, Chart]:
    """The native charts, by the title of their slide."""
    return {
        slide.shapes.title.text_frame.text: shape.chart
        for slide in deck(content).slides
        for shape in slide.shapes
        if shape.has_chart
    }


def behind(chart: Chart) -> list[list[Any]]:
    """The figures in the workbook of a native chart, row by row, where PowerPoint edits them."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [[cell.value for cell in row] for row in book["Sheet1"].iter_rows()]


def pages(content: bytes) -> list[str]:
    """The words of each page of a PDF, on one line, without the places where a long word may break."""
    texts = [page.extract_text().replace("\u200b", "") for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    return [" ".join(text.split()) for text in texts]


def workbook(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by the names of its columns."""
    held = [[cell.value for cell in row] for row in workbook(content)[sheet].iter_rows(min_row=4)]
    return [dict(zip(held[0], row, strict=True)) for row in held[1:]]


def every_workbook(files: dict[str, bytes]) -> Iterator[Workbook]:
    """The workbook, and the one within each native chart."""
    yield workbook(files["xlsx"])
    with zipfile.ZipFile(io.BytesIO(files["pptx"])) as parts:
        for name in parts.namelist():
            if name.endswith(".xlsx"):
                yield openpyxl.load_workbook(io.BytesIO(parts.read(name)))
