"""The pack as PowerPoint: charts and tables that can be edited, evidence in the notes, text of any source as text."""

import io
import re
from collections.abc import Callable, Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import TextFrame
from pptx.util import Pt

from components.pack import native
from components.pack.archives import MADE, undated
from components.pack.binding import TITLE, foot, sealed
from components.pack.content import Chart, Figures, Lines, Pack, Page, Table
from components.pack.fitting import (
    FOOT,
    FOOT_TOP,
    FOOT_WIDTHS,
    HEADING,
    HEIGHT,
    KICKER_TOP,
    LINE,
    MARGIN,
    NOTE,
    NUMBER,
    PADDING_X,
    PADDING_Y,
    SOURCES_TOP,
    SUBTITLE,
    TITLE_TOP,
    WIDTH,
    Placed,
    clipped,
    lay_out,
    subtitle_of,
    title_of,
    wrapped,
)  # fmt: skip
from components.palette import LIGHT
from components.wording import POLARITY

FONT = "Arial"
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's own style without lines or shades
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_ACCENTS = (LIGHT.home, LIGHT.good, LIGHT.concern, LIGHT.target, LIGHT.muted, LIGHT.part)


def written(pack: Pack, done: Callable[[], object] = lambda: None) -> bytes:
    """The pack as a .pptx; `done` is called as each page is made."""
    deck = Presentation()
    _widen(deck)
    _theme(deck)
    _properties(deck, pack)
    for number, page in enumerate(sealed(pack), 1):
        _slide(deck, page, *foot(pack, number))
        done()
    out = io.BytesIO()
    deck.save(out)
    return undated(out.getvalue())


def _slide(deck: Deck, page: Page, whose: str, which: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title Only"))
    title, size, _ = title_of(page)
    heading = slide.shapes.title
    heading.left, heading.top, heading.width = Pt(MARGIN), Pt(TITLE_TOP), Pt(WIDTH - 2 * MARGIN)
    heading.height = Pt(len(wrapped(title, WIDTH - 2 * MARGIN, size, bold=True)) * size * LINE)
    _fill(heading.text_frame, [(title, size, True, LIGHT.text)])
    _text(slide, page.kicker, MARGIN, KICKER_TOP, WIDTH - 2 * MARGIN, HEADING, LIGHT.home, bold=True)
    for placed in lay_out(page):
        _block(slide, placed)
    if page.sources:
        _text(slide, sources_told(page.sources), MARGIN, SOURCES_TOP, WIDTH - 2 * MARGIN, NOTE, LIGHT.muted)
    line = slide.shapes.add_connector(1, Pt(MARGIN), Pt(FOOT_TOP - 3), Pt(WIDTH - MARGIN), Pt(FOOT_TOP - 3))
    line.line.color.rgb, line.line.width = native.colour(LIGHT.line), Pt(1)
    line._element.remove(line._element.find(qn("p:style")))  # the theme's own gives it a shadow
    box = slide.shapes.add_textbox(Pt(MARGIN), Pt(FOOT_TOP), Pt(FOOT_WIDTHS[0]), Pt(2 * FOOT * LINE))
    _fill(box.text_frame, [(clipped(whose, FOOT_WIDTHS[0], FOOT, 2), FOOT, False, LIGHT.muted)])
    right = WIDTH - MARGIN - FOOT_WIDTHS[1]
    _text(slide, which, right, FOOT_TOP, FOOT_WIDTHS[1], FOOT, LIGHT.muted, right=True)
    notes = [
        *(["Sources:", *page.sources] if page.sources else []),
        *(["Printed there:", *page.evidence] if page.evidence else []),
    ]
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def sources_told(sources: Sequence[str]) -> str:
    """The first of the places that one line holds, and how many more there are."""
    for count in range(len(sources), 0, -1):
        more = f" and {len(sources) - count} more places" if count < len(sources) else ""
        told = f"Source: {'; '.join(sources[:count])}{more}"
        if len(wrapped(told, WIDTH - 2 * MARGIN, NOTE)) == 1:
            return told
    return f"Source: {len(sources)} places, all in the notes"


def _block(slide: Slide, placed: Placed) -> None:
    block, x, y, width = placed.block, placed.x, placed.y, placed.width
    if isinstance(block, Figures):
        _figures(slide, block, placed)
    elif isinstance(block, Lines):
        said = [(block.title, HEADING, True, LIGHT.text)] if block.title else []
        said += [(line, block.size, False, tone(line)) for line in block.each]
        if said:
            box = slide.shapes.add_textbox(Pt(x), Pt(y), Pt(width), Pt(placed.height))
            _fill(box.text_frame, said, after=5)
    elif isinstance(block, Chart):
        subtitle, down = subtitle_of(block, width)
        box = slide.shapes.add_textbox(Pt(x), Pt(y), Pt(width), Pt(down))
        _fill(box.text_frame, [(subtitle, SUBTITLE, False, LIGHT.muted)])
        _described(native.draw(slide, block, x, y + down, width, placed.height - down, LIGHT), block.alt)
    else:
        _table(slide, block, placed)


def _figures(slide: Slide, figures: Figures, placed: Placed) -> None:
    gap = 14
    width = (placed.width - gap * (len(figures.each) - 1)) / len(figures.each)
    for place, (heading, number, words) in enumerate(figures.each):
        box = slide.shapes.add_textbox(Pt(placed.x + place * (width + gap)), Pt(placed.y), Pt(width), Pt(placed.height))
        said = [
            (heading, HEADING, False, LIGHT.muted),
            (number, NUMBER, True, LIGHT.home),
            (words, HEADING, False, LIGHT.text),
        ]
        _fill(box.text_frame, said)


def _table(slide: Slide, table: Table, placed: Placed) -> None:
    y = placed.y
    if table.title:
        _text(slide, table.title, placed.x, y, placed.width, HEADING, LIGHT.text, bold=True)
        y += HEADING * LINE + 4
    frame = slide.shapes.add_table(
        len(table.rows) + 1, len(placed.drawn), Pt(placed.x), Pt(y), Pt(placed.width), Pt(sum(placed.heights))
    )
    _described(frame, table.title or slide.shapes.title.text_frame.text)
    native_table = frame.table
    native_table.horz_banding, native_table.first_row = False, True
    frame._element.graphic.graphicData.tbl.tblPr.find(f"{{{_DRAWING}}}tableStyleId").text = PLAIN_TABLE
    for column, width in zip(native_table.columns, placed.widths, strict=True):
        column.width = Pt(width)
    names = [(table.columns[number].name, True) for number in placed.drawn]
    rows = [names, *([(row[number].text, False) for number in placed.drawn] for row in table.rows)]
    for row, texts, height in zip(native_table.rows, rows, placed.heights, strict=True):
        row.height = Pt(height)
        for cell, (text, head), number in zip(row.cells, texts, placed.drawn, strict=True):
            _cell(cell, text, table.size, head, table.columns[number].right)
    if placed.note:
        _text(slide, placed.note, placed.x, y + sum(placed.heights) + 2, placed.width, NOTE, LIGHT.muted)


def _cell(cell: _Cell, text: str, size: int, head: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(PADDING_X)
    cell.margin_top = cell.margin_bottom = Pt(PADDING_Y)
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.TOP
    _fill(cell.text_frame, [(text, size, head, LIGHT.text if head else tone(text))], right=right, boxed=False)
    colour, width = (LIGHT.text, 1.5) if head else (LIGHT.line, 0.75)
    cell._tc.get_or_add_tcPr().insert(
        0,
        parse_xml(
            f'<a:lnB xmlns:a="{_DRAWING}" w="{int(Pt(width))}">'
            f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill></a:lnB>'
        ),
    )


def tone(text: str) -> str:
    """The colour of a text: a concern has its own, beside its shape and its word."""
    return LIGHT.concern if text.startswith("▲") and text != POLARITY["higher"] else LIGHT.text


def _text(
    slide: Slide,
    text: str,
    x: float,
    y: float,
    width: float,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    right: bool = False,
) -> None:
    """One line in a box of its own."""
    box = slide.shapes.add_textbox(Pt(x), Pt(y), Pt(width), Pt(size * LINE))
    _fill(box.text_frame, [(clipped(text, width, size, 1, bold), size, bold, colour)], right=right)


def _fill(
    frame: TextFrame,
    said: Sequence[tuple[str, int, bool, str]],
    *,
    right: bool = False,
    after: float = 0,
    boxed: bool = True,
) -> None:
    """Paragraphs of (text, size, bold, colour); text is put in as text, line ends and all."""
    if boxed:
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, (text, size, bold, colour) in enumerate(said):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, native.colour(colour)


def _described(frame: Any, words: str) -> None:
    """What a screen reader says of a shape that is not text."""
    frame._element.nvGraphicFramePr.cNvPr.set("descr", " ".join(words.split()))


def _widen(deck: Deck) -> None:
    """From the narrow slides that the library begins with to wide ones, the places of its layouts too."""
    wider = Pt(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    shapes = [shape for sheet in (deck.slide_master, *deck.slide_layouts) for shape in sheet.placeholders]
    places = [
        (shape.left, shape.top, shape.width, shape.height) for shape in shapes
    ]  # some are the master's: read first
    for shape, (left, top, width, height) in zip(shapes, places, strict=True):
        shape.left, shape.top, shape.width, shape.height = int(left * wider), top, int(width * wider), height


def _theme(deck: Deck) -> None:
    """Our type and colours as the deck's theme, so that what a presenter adds looks the same."""
    part = deck.slide_masters[0].part.part_related_by(RELATIONSHIP_TYPE.THEME)
    xml = part.blob.decode().replace('typeface="Calibri"', f'typeface="{FONT}"')
    for number, accent in enumerate(_ACCENTS, 1):
        xml = re.sub(rf"(<a:accent{number}>)<a:srgbClr val=\"\w+\"/>", rf'\1<a:srgbClr val="{accent[1:]}"/>', xml)
    part._blob = xml.encode()


def _properties(deck: Deck, pack: Pack) -> None:
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = f"{TITLE}, {pack.facts.place}", pack.facts.place, pack.facts.place
    core.subject, core.keywords, core.comments = pack.hash, "", ""
    core.created = core.modified = MADE.replace(tzinfo=None)
    core.revision, core.language = 1, "en-GB"
