"""The golden thread as a picture: boxes in lanes from the vision to the savings lines, and the ties between them.

Its boxes are links in lists, so that it is walked by keyboard and read aloud as it is by mouse.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from components import markup, status, thread
from components.palette import Palette
from components.rows import each

LANES = {
    "vision": "Vision",
    "aim": "Vision’s priorities",
    "board": "Boards",
    "plan": "Plans",
    "priority": "Priorities",
    "indicator": "Measures and figures",
    "milestone": "Milestones",
    "efficiency_line": "Savings",
}
FEW, MANY = 4, 9  # boxes of a lane drawn by themselves unasked, and at most
LIST = "list"  # where a box leads that stands for more than a lane shows
_WIDE, _GAP = 1120, 30  # the picture in shares of its width
_ROW, _HEAD = 48, 44  # in pixels
_SHARES = {"named": 1.4, "counted": 0.75, "opened": 2.4}  # of the width, by what a lane holds
Key = tuple[str, str]


@dataclass(frozen=True, eq=False)  # two boxes may say the same
class Box:
    """One thing, or how many there are of a lane; `leads_to` is what choosing it asks: a thing, a lane to open, or the
    LIST."""

    lane: str
    words: str
    said: str  # in full
    role: str  # chosen, up, down or count
    leads_to: str


@dataclass
class Picture:
    """The boxes of each lane from the top, and the ties between boxes as (on what, what)."""

    lanes: dict[str, list[Box]] = field(default_factory=dict)
    ties: dict[tuple[Box, Box], None] = field(default_factory=dict)  # in order, each once
    opened: str = ""

    @property
    def boxes(self) -> list[Box]:
        return [box for lane in self.lanes.values() for box in lane]


def lane_of(row: Any) -> str:
    """The lane of a thing that has is_vision, is_aim and far_kind."""
    return "vision" if row.is_vision else "aim" if row.is_aim else row.far_kind


def picture(thing: pd.Series, ties: pd.DataFrame, opened: str = "") -> Picture:
    """What is drawn of a thing's way up and down: what is few, the lane that is `opened`, and counts of the rest."""
    far = ties.drop_duplicates(["far_kind", "far_id"])
    own: Key = (thing["kind"], thing["id"])
    lanes: dict[str, list[Any]] = {lane: [] for lane in LANES}
    for row in each(far):
        if (row.far_kind, row.far_id) != own:
            lanes[lane_of(row)].append(row)
    own_lane = "vision" if thing["is_vision"] else "aim" if thing["is_aim"] else thing["kind"]
    if own_lane != "vision" and not _under_vision(ties):
        lanes["vision"] = []  # its priorities stand for it
    drawn = Picture(opened=opened if len(lanes.get(opened, [])) > FEW else "")
    first = next((lane for lane in LANES if any(row.way == "down" for row in lanes[lane])), "")
    box_of: dict[Key, Box] = {}
    for lane in LANES:
        boxes = []
        if lane == own_lane:
            title = thing["title"]
            boxes.append(Box(lane, title, thread.name(thing["kind"], title), "chosen", ""))
            box_of[own] = boxes[0]
        for way in ("up", "down"):
            rows = sorted((row for row in lanes[lane] if row.way == way), key=_urgency)
            boxes += _boxes(lane, way, rows, lane == drawn.opened, lane == first, box_of)
        if boxes:
            drawn.lanes[lane] = boxes
    for row in each(ties):
        near, there = box_of.get((row.near_kind, row.near_id)), box_of.get((row.far_kind, row.far_id))
        if near and there and near is not there:
            drawn.ties[(there, near) if row.way == "up" else (near, there)] = None
    return drawn


def html(drawn: Picture, palette: Palette, address: Mapping[str, str]) -> str:
    """Boxes a lane each from left to right, the ties behind them; each box leads on from this `address`."""
    spots = _spots(drawn)
    rows = max((len(lane) for lane in drawn.lanes.values()), default=1)
    ties = " ".join(_way(above, below, drawn, spots) for above, below in drawn.ties)
    lanes = "".join(_lane(lane, boxes, spots[boxes[0]], address) for lane, boxes in drawn.lanes.items())
    colours = {"up": palette.home, "down": palette.good, "count": palette.muted, "tie": palette.other}
    style = "".join(f"--cp-{name}:{colour};" for name, colour in colours.items())
    alt = "Picture of the golden thread"
    return (
        f'<div class="cp-thread cp-scroll" role="group" aria-label="{alt}" tabindex="0" style="{style}">'
        f'<div style="height:{_ROW * rows + _HEAD}px"><svg aria-hidden="true" style="top:{_HEAD}px"'
        f' height="{_ROW * rows}" viewBox="0 -0.5 {_WIDE} {rows}" preserveAspectRatio="none"><path d="{ties}"/></svg>'
        f"{lanes}</div></div>"
    )


@dataclass(frozen=True)
class _Spot:
    left: float
    width: float
    row: float


def _lane(lane: str, boxes: list[Box], first: _Spot, address: Mapping[str, str]) -> str:
    left, width, top = 100 * first.left / _WIDE, 100 * first.width / _WIDE, _HEAD + _ROW * first.row
    listed = "".join(_item(box, address) for box in boxes)
    return (
        f'<section style="left:{left:.2f}%;width:{width:.2f}%"><h3>{escape(LANES[lane])}</h3>'
        f'<ul style="top:{top:.0f}px" aria-label="{escape(LANES[lane])}">{listed}</ul></section>'
    )


def _item(box: Box, address: Mapping[str, str]) -> str:
    if box.role == "chosen":
        inside = f'<strong aria-current="true">{escape(box.words)}</strong>'
    else:
        asked = {**address, "thread": "List"} if box.leads_to == LIST else thread.led(address, box.leads_to)
        inside = markup.anchor(markup.Link.to(box.words, asked))
    return f'<li class="cp-way-{box.role}" title="{escape(box.said)}">{inside}</li>'


def _under_vision(ties: pd.DataFrame) -> bool:
    """Whether something other than its own priorities hangs on the vision as a whole."""
    onto = ties[(ties["way"] == "up") & ties["is_vision"]]
    aims = set(ties.loc[ties["is_aim"], "far_id"])
    return any(row.near_id not in aims and row.relation != "under" for row in each(onto))


def _boxes(lane: str, way: str, rows: list[Any], is_opened: bool, is_first: bool, box_of: dict[Key, Box]) -> list[Box]:
    """The boxes of one lane on one way, and in `box_of` which box each thing is in."""
    if not rows:
        return []
    by_name = is_opened or len(rows) <= FEW or ((is_first or way == "up") and len(rows) <= MANY)
    shown = rows[: MANY - 1 if len(rows) > MANY else MANY] if by_name else []
    boxes = []
    for row in shown:
        stands = thread.state(row)
        words = f"{stands.split()[0]} {row.far_title}" if stands else row.far_title
        said = f"{thread.name(row.far_kind, row.far_title)}{f', {stands}' if stands else ''}"
        boxes.append(Box(lane, words, said, way, f"{row.far_kind}:{row.far_id}"))
        box_of[row.far_kind, row.far_id] = boxes[-1]
    if rest := rows[len(shown) :]:
        count = _whole(rows) - len(shown)
        words = thread.counted({rest[0].far_kind: count})
        left = Box(
            lane, f"and {count:,} more" if shown else f"{count:,}", words, "count", LIST if shown else f"open:{lane}"
        )
        boxes.append(left)
        box_of |= {(row.far_kind, row.far_id): left for row in rest}
    return boxes


def _urgency(row: Any) -> int:
    """What a board asks about first stands first; everything else as it is printed."""
    if not isinstance(row.state, str):
        return len(status.MILESTONES)
    group = status.MILESTONE_GROUPS[row.state] if row.far_kind == "milestone" else row.state
    return list(status.MILESTONES if row.far_kind == "milestone" else status.MEASURES).index(group)


def _whole(rows: list[Any]) -> int:
    """How many there are in a lane, of which at most 200 were asked for."""
    return int(rows[0].of_kind) if len(rows) >= 200 else len(rows)


def _spots(drawn: Picture) -> Mapping[Box, _Spot]:
    """Where each box stands: the lanes share the width by what they hold, and each is centred."""
    shares = {
        lane: _SHARES[
            "opened" if lane == drawn.opened else "counted" if all(b.role == "count" for b in boxes) else "named"
        ]
        for lane, boxes in drawn.lanes.items()
    }
    unit = (_WIDE - _GAP * (len(shares) - 1)) / (sum(shares.values()) or 1)
    rows = max((len(lane) for lane in drawn.lanes.values()), default=1)
    spots: dict[Box, _Spot] = {}
    left = 0.0
    for lane, boxes in drawn.lanes.items():
        width = unit * shares[lane]
        above = (rows - len(boxes)) / 2
        spots |= {box: _Spot(left, width, above + row) for row, box in enumerate(boxes)}
        left += width + _GAP
    return spots


def _way(above: Box, below: Box, drawn: Picture, spots: Mapping[Box, _Spot]) -> str:
    """A line from the right of what is above to the left of what is below, through the gaps of the lanes between; of
    two in a lane, along its right."""
    start, end = spots[above], spots[below]
    x, y = start.left + start.width, start.row
    path = f"M {x:.1f},{y:.2f}"
    if end.left <= start.left:
        to_x, bend = end.left + end.width, _GAP * 0.7
        return f"{path} {_curve(x + bend, y, to_x + bend, end.row, to_x, end.row)}"
    lanes = list(drawn.lanes)
    for lane in lanes[lanes.index(above.lane) + 1 : lanes.index(below.lane)]:
        there = [spots[box] for box in drawn.lanes[lane]]
        left, right = there[0].left, there[0].left + there[0].width
        gap = _gap(y + (end.row - y) * (left - x) / (end.left - x), [spot.row for spot in there])
        path += f" {_bend(x, y, left, gap)} L {right:.1f},{gap:.2f}"
        x, y = right, gap
    return f"{path} {_bend(x, y, end.left, end.row)}"


def _bend(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return _curve(middle, y, middle, to_y, to_x, to_y)


def _curve(*points: float) -> str:
    """On to the last of three points, bent towards the two before it."""
    return "C " + " ".join(f"{x:.1f},{y:.2f}" for x, y in zip(points[::2], points[1::2], strict=True))


def _gap(y: float, rows: list[float]) -> float:
    """The height nearest to `y` at which a line meets none of the boxes at `rows`."""
    return y if all(abs(y - row) >= 0.5 for row in rows) else min(
        (row + side for row in rows for side in (-0.5, 0.5)), key=lambda gap: abs(gap - y)
    )  # fmt: skip
