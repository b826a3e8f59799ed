"""What a pack holds, as plain data: the one thing that slides, paper and workbook are all written from."""

import dataclasses
import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

SHORT = 12  # characters of the hash that stand at the foot of each page
Value: TypeAlias = float | int | datetime.date


@dataclass(frozen=True)
class Cell:
    """`text` as a page shows it; `value` the number or date behind it, for the workbook."""

    text: str
    value: Value | None = None


@dataclass(frozen=True)
class Column:
    """`share` of a table's width on a page, 0 where only the workbook has it; `right`: a column of figures."""

    name: str
    share: float = 1.0
    right: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under `columns`; `total` counts what a question's limit cut off too.

    `sheet` is where the workbook gathers tables of one sort. One that `flows` goes on over further pages, any other
    shows what fits. `size` is that of its type in points, `lines` the most a cell may have. `about`: whose rows these
    are, in a sheet of several.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    sheet: str
    flows: bool = False
    size: int = 12
    about: str = ""
    lines: int = 9


@dataclass(frozen=True)
class Series:
    """`roles` name a colour of the palette, one a point."""

    name: str
    values: tuple[float | None, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart that slides hold as a native one and paper as a drawing.

    kind: path (results and targets as lines over periods), bars (from the top down), bridge (bars that begin where the
    one above ends; the first series is the beginning and is not seen) or columns. `labels` are what each point of the
    last series says. `alt` is what it reads like to somebody who cannot see it.
    """

    kind: Literal["path", "bars", "bridge", "columns"]
    title: str
    subtitle: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    labels: tuple[tuple[str, ...], ...]
    unit: str
    decimals: int
    alt: str


@dataclass(frozen=True)
class Figures:
    """Headline numbers side by side, each with its heading and the words under it."""

    each: tuple[tuple[str, str, str], ...]  # heading, number, words


@dataclass(frozen=True)
class Lines:
    """Sentences, each a paragraph."""

    title: str
    each: tuple[str, ...]
    size: int = 14


Block: TypeAlias = Table | Chart | Figures | Lines


@dataclass(frozen=True)
class Page:
    """One page: `kicker` says what it belongs to, `title` its finding.

    `top` stands over the whole width; under it `left` and `right`, of which `split` is the left's share. `sources` are
    the printed places its figures come from, `evidence` the words printed there. `section` is its key in the running
    order. `told` names it in the contents; a page that goes on from the one before has none. `more`: tables that only
    the workbook has.
    """

    section: str
    kicker: str
    title: str
    top: tuple[Block, ...] = ()
    left: tuple[Block, ...] = ()
    right: tuple[Block, ...] = ()
    split: float = 1.0
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    told: str = ""
    more: tuple[Table, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*self.top, *self.left, *self.right)


@dataclass(frozen=True)
class Facts:
    """What holds for a whole pack: whose it is, on which date, from which data, through which filters."""

    place: str
    as_at: datetime.date
    version: int
    published_at: str
    fingerprint: str
    filters: tuple[str, ...]
    order: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """Facts, pages in their order, and every table with all its rows and the number of the page it begins on."""

    facts: Facts
    pages: tuple[Page, ...]
    tables: tuple[tuple[int, Table], ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the facts (the selection and what names the version of the data) and of every page and table."""
        return hashlib.sha256(json.dumps(dataclasses.asdict(self), default=_plain, sort_keys=True).encode()).hexdigest()


_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def fit(page: Page) -> Page:
    """The page without the control characters that no office file can hold."""
    return _fit(page)


def _fit(held: Any) -> Any:
    if isinstance(held, str):
        return _UNFIT.sub("", held)
    if isinstance(held, tuple):
        return tuple(_fit(each) for each in held)
    if dataclasses.is_dataclass(held) and not isinstance(held, type):
        return type(held)(*(_fit(getattr(held, field.name)) for field in dataclasses.fields(held)))
    return held


def _plain(value: Any) -> str:
    return value.isoformat()
