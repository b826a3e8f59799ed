"""Where each block of a page stands, and how many pages a long table takes: worked out once, for slides and paper.

Measures are points on a slide of 960 x 540; paper draws the same to its own scale.
"""

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from components.lettering import width_of
from components.pack.content import Block, Cell, Chart, Figures, Lines, Page, Table

WIDTH, HEIGHT, MARGIN, GAP = 960.0, 540.0, 40.0, 14.0
KICKER_TOP, TITLE_TOP, BODY_BOTTOM, SOURCES_TOP, FOOT_TOP = 20.0, 40.0, 480.0, 484.0, 508.0
TITLES = ((28, 2), (24, 3))  # sizes of a page's title, and the lines it may have at each
PADDING_X, PADDING_Y = 5.0, 3.0  # within a cell
INSIDE = 2 * PADDING_X + 3  # what a cell's text has not of its width, with some to spare for another type
HEADING, NOTE, SUBTITLE, NUMBER, FOOT = 14, 11, 12, 40, 10
FOOT_WIDTHS = (690.0, 170.0)  # whose and through which filters, in two lines at most; and which page
LINE = 1.22  # of the size of its type: a line with the room between
WIDEST_WORD = 0.25  # of a table's width: what a column is widened to for one word
LOOKED_AT = 200  # rows
CHART_LEAST = 150.0


@dataclass(frozen=True)
class Placed:
    """A block at its place; of a table `block` holds only the rows drawn, `heights` is the header's and each row's.

    `note` says what is left out. `widths` are those of the columns drawn, which `drawn` numbers.
    """

    block: Block
    x: float
    y: float
    width: float
    height: float
    widths: tuple[float, ...] = ()
    heights: tuple[float, ...] = ()
    note: str = ""

    @property
    def drawn(self) -> tuple[int, ...]:
        """The columns of a table that a page has."""
        return _drawn(self.block) if isinstance(self.block, Table) else ()


@functools.lru_cache(maxsize=8192)
def wrapped(text: str, width: float, size: float, bold: bool = False) -> tuple[str, ...]:
    """The text in lines of at most `width` points; a word too long for a line is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, bold) <= width:
            line = longer
            continue
        lines += [line] if line else []
        line = word
        while width_of(line, size, bold) > width and len(line) > 1:
            fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or width_of(line[:n], size, bold) <= width)
            lines.append(line[:fits])
            line = line[fits:]
    return (*lines, line)


def clipped(text: str, width: float, size: float, most: int, bold: bool = False) -> str:
    """The text, cut with an ellipsis to what `most` lines hold."""
    text = " ".join(text.split())[: most * 400]
    lines = wrapped(text, width, size, bold)
    if len(lines) <= most:
        return text
    kept = " ".join(lines[:most])
    return kept[:-2].rstrip(" ,;:.") + "…"


def titled(text: str) -> bool:
    """Whether a page's title can hold all of a text."""
    size, most = TITLES[-1]
    return len(wrapped(" ".join(text.split()), WIDTH - 2 * MARGIN, size, bold=True)) <= most


def title_of(page: Page) -> tuple[str, int, float]:
    """A page's title as it is drawn, the size of its type, and where the body begins."""
    width = WIDTH - 2 * MARGIN
    for size, most in TITLES:
        lines = len(wrapped(" ".join(page.title.split()), width, size, bold=True))
        if lines <= most:
            break
    text = clipped(page.title, width, size, most, bold=True)
    return text, size, TITLE_TOP + min(lines, most) * size * LINE + 10


def subtitle_of(chart: Chart, width: float) -> tuple[str, float]:
    """What stands over a chart, in two lines at most, and how high that is."""
    text = clipped(chart.subtitle, width, SUBTITLE, 2)
    return text, len(wrapped(text, width, SUBTITLE)) * SUBTITLE * LINE + 4


def lay_out(page: Page) -> list[Placed]:
    """Every block of a page at its place, in reading order; tables and lines cut to what fits."""
    placed, y = [], title_of(page)[2]
    for block in page.top:
        height = min(_natural(block, WIDTH - 2 * MARGIN), BODY_BOTTOM - y)
        placed.append(_place(block, MARGIN, y, WIDTH - 2 * MARGIN, height))
        y += height + GAP
    whole = WIDTH - 2 * MARGIN - (GAP * 1.5 if page.right else 0)
    left = whole * page.split if page.right else whole
    placed += _column(page.left, MARGIN, y, left)
    return placed + _column(page.right, MARGIN + left + GAP * 1.5, y, whole - left)


def complete(page: Page) -> bool:
    """Whether a page shows all that its blocks hold."""
    blocks = zip(lay_out(page), page.blocks, strict=True)
    return all(not placed.note if isinstance(block, Table) else placed.block == block for placed, block in blocks)


def split(page: Page) -> Iterator[Page]:
    """The page, and those its flowing table (the last block of its left) needs to show every row."""
    last = page.left[-1] if page.left else None
    if not isinstance(last, Table) or not last.flows:
        yield page
        return
    table, shown, told = _settled(last), 0, page.told
    while True:
        count, drawn = len(table.rows) - shown, 0
        while True:
            part = dataclasses.replace(page, left=(*page.left[:-1], _part(table, shown, count)), told=told)
            drawn = len(lay_out(part)[len(page.top) + len(page.left) - 1].heights) - 1
            if drawn >= count or count <= 1:
                break
            count = max(drawn, 1)
        yield part
        if shown + count >= len(table.rows):
            return
        shown, told = shown + count, ""
        title = page.title if page.title.endswith("(continued)") else f"{page.title} (continued)"
        page = dataclasses.replace(page, title=title, top=(), left=(table,), right=(), split=1.0)


def _settled(table: Table) -> Table:
    """The table with columns as wide as all its rows ask for, so that they stand alike on each page."""
    widths = dict(zip(_drawn(table), _widths(table, WIDTH - 2 * MARGIN), strict=True))
    columns = (dataclasses.replace(column, share=widths.get(n, 0.0)) for n, column in enumerate(table.columns))
    return dataclasses.replace(table, columns=tuple(columns))


def _part(table: Table, shown: int, count: int) -> Table:
    """`count` rows from the one after `shown`; only the last part says what a question's limit cut off."""
    rows, ends = table.rows[shown : shown + count], shown + count >= len(table.rows)
    title = table.title if ends and not shown else f"{table.title} · {shown + 1} to {shown + count} of {table.total:,}"
    total = table.total - len(table.rows) + len(rows) if ends else len(rows)
    return dataclasses.replace(table, title=title.strip(" ·"), rows=rows, total=total, flows=False)


def _column(blocks: Sequence[Block], x: float, y: float, width: float) -> list[Placed]:
    """Blocks one under the other. Where room is short each has its share, and what one leaves is the others'."""
    if not blocks:
        return []
    left = BODY_BOTTOM - y - GAP * (len(blocks) - 1)
    natural, weights = [_natural(block, width) for block in blocks], [1 if isinstance(b, Lines) else 3 for b in blocks]
    order = sorted(range(len(blocks)), key=lambda number: natural[number] / weights[number])
    placed: dict[int, Placed] = {}
    for place, number in enumerate(order):
        share = weights[number] / sum(weights[other] for other in order[place:])
        placed[number] = _place(blocks[number], x, y, width, min(natural[number], left * share))
        left -= placed[number].height  # what a table's last row leaves is the next one's
    for number in range(len(blocks)):
        placed[number] = dataclasses.replace(placed[number], y=y)
        y += placed[number].height + GAP
    return [placed[number] for number in range(len(blocks))]


def _natural(block: Block, width: float) -> float:
    """How high a block is when it shows all it has; a chart takes what there is."""
    if isinstance(block, Chart):
        return HEIGHT
    if isinstance(block, Figures):
        inner = (width - GAP * (len(block.each) - 1)) / len(block.each)
        words = min(max(len(wrapped(words, inner, HEADING)) for _, _, words in block.each), 4)
        return HEADING * LINE + NUMBER * LINE + words * HEADING * LINE
    if isinstance(block, Lines):
        return _heading(block.title) + sum(_paragraph(line, width, block.size) for line in block.each)
    widths = _widths(block, width)
    return (
        _heading(block.title) + sum(_heights(block, widths)) + (NOTE * LINE + 2 if block.total > len(block.rows) else 0)
    )


def _place(block: Block, x: float, y: float, width: float, height: float) -> Placed:
    if isinstance(block, Table):
        return _place_table(block, x, y, width, height)
    if isinstance(block, Lines):
        kept, used = [], _heading(block.title)
        for line in block.each:
            room = int((height - used) / (block.size * LINE))
            if room < 1:
                break
            kept.append(clipped(line, width, block.size, room))
            used += _paragraph(kept[-1], width, block.size)
        return Placed(dataclasses.replace(block, each=tuple(kept)), x, y, width, used)
    if isinstance(block, Figures):
        inner = (width - GAP * (len(block.each) - 1)) / len(block.each)
        sizes = ((HEADING, 1, False), (NUMBER, 1, True), (HEADING, 4, False))
        cut = ((clipped(text, inner, *how) for text, how in zip(one, sizes, strict=True)) for one in block.each)
        each = tuple((heading, number, words) for heading, number, words in cut)
        return Placed(Figures(each), x, y, width, height)
    return Placed(block, x, y, width, height)


def _place_table(table: Table, x: float, y: float, width: float, height: float) -> Placed:
    widths = _widths(table, width)
    rows = tuple(tuple(_clip(table, row, widths)) for row in table.rows)
    table = dataclasses.replace(table, rows=rows)
    heights = _heights(table, widths)
    room = height - _heading(table.title) + 0.5
    if sum(heights) > room or table.total > len(rows):
        room -= NOTE * LINE + 2
    count, used = 0, heights[0]
    while count < len(rows) and used + heights[count + 1] <= room:
        used += heights[count + 1]
        count += 1
    note = "" if count >= table.total else f"The first {count} of {table.total:,}; the workbook has the rest."
    if note and table.total > len(rows) and not table.flows:
        note = f"The first {count} of {table.total:,}; the workbook has {len(rows):,}."
    shown, used = (
        dataclasses.replace(table, rows=rows[:count]),
        _heading(table.title) + used + (NOTE * LINE + 2 if note else 0),
    )
    return Placed(shown, x, y, width, used, widths, heights[: count + 1], note)


def _drawn(table: Table) -> tuple[int, ...]:
    return tuple(number for number, column in enumerate(table.columns) if column.share)


def _widths(table: Table, width: float) -> tuple[float, ...]:
    """By their shares, but none so narrow that its longest word breaks, where the others can spare it."""
    drawn = _drawn(table)
    shares = [table.columns[number].share for number in drawn]
    widths = [width * share / sum(shares) for share in shares]
    least = [min(_longest_word(table, number) + INSIDE + 1, width * WIDEST_WORD) for number in drawn]
    wanted = sum(max(need - has, 0) for need, has in zip(least, widths, strict=True))
    spare = sum(max(has - need, 0) for need, has in zip(least, widths, strict=True))
    taken, given = (min(wanted, spare) / total if total else 0 for total in (spare, wanted))
    return tuple(
        has - (has - need) * taken if has > need else has + (need - has) * given
        for need, has in zip(least, widths, strict=True)
    )


def _longest_word(table: Table, number: int) -> float:
    texts = {(table.columns[number].name, True), *((row[number].text, False) for row in table.rows[:LOOKED_AT])}
    return max(width_of(word, table.size, bold) for text, bold in texts for word in [*text.split(), ""])


def _clip(table: Table, row: tuple[Cell, ...], widths: Sequence[float]) -> Iterator[Cell]:
    room = dict(zip(_drawn(table), widths, strict=True))
    for number, cell in enumerate(row):
        if number in room:
            cell = dataclasses.replace(cell, text=clipped(cell.text, room[number] - INSIDE, table.size, table.lines))
        yield cell


def _heights(table: Table, widths: Sequence[float]) -> tuple[float, ...]:
    drawn = _drawn(table)
    header = [table.columns[number].name for number in drawn]
    rows = [[row[number].text for number in drawn] for row in table.rows]
    return tuple(
        max(
            len(wrapped(text, width - INSIDE, table.size, bold=number == 0))
            for text, width in zip(texts, widths, strict=True)
        ) * table.size * LINE + 2 * PADDING_Y
        for number, texts in enumerate([header, *rows])
    )  # fmt: skip


def _heading(title: str) -> float:
    return HEADING * LINE + 4 if title else 0.0


def _paragraph(text: str, width: float, size: int) -> float:
    return len(wrapped(text, width, size)) * size * LINE + 5
