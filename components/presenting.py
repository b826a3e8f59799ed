"""Views for a projector: 24 pt and up, one finding a view, on a stage of 1280 by 720 that is scaled to the screen.

Pure: frames, headlines and figures of the pages in, what is shown out. Looks are in present.css.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components import markup, status, tiles
from components.headlines import Headline, Part
from components.markup import Address, Link
from components.palette import Palette
from components.savings import millions

TYPE, WIDTH = 32, 1216  # pixels: 24 pt, and the stage within its margins
NAMED = "measure:"  # before the key of a measure chosen to be shown
VIEWS = {
    "glance": "At a glance",
    "furthest": "Off target, else furthest to go",
    "measure": "Chart of a measure moving away, else furthest to go",
    "due": "Due next",
    "since": "Since last board",
    "bridge": "Savings bridge",
    "cost": "Cost per head",
    "months": "Milestones by month",
    "survey": "Staff survey",
    "findings": "Findings",
}
STRATEGIES = 10  # whose measures can be named in an order, the latest first
USUAL = ("glance", "furthest", "measure", "due", "bridge")
_STAGE, _EDGE, _TITLE_LINE, _LETTERS = 720, 24, 48, 58  # the height, its margin, and a line of a title


@dataclass(frozen=True, eq=False)
class View:
    """One view: its finding, a line about it, and either HTML of ours or a chart with the words that tell it."""

    title: str
    line: str = ""
    body: str = ""
    figure: go.Figure | None = None
    told: str = ""


def number_of(text: str | None, count: int) -> int:
    """Which view an address asks for, from 1; 0 where it asks for none."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 5):
        return 0
    return min(int(text), count)


def offered(measures: pd.DataFrame) -> dict[str, str]:
    """Every view there is, by key, with the words it is chosen by; `measures` holds title, by indicator_id."""
    return VIEWS | {f"{NAMED}{key}": f"Measure: {title}" for key, title in measures["title"].items()}


def page(view: View, narrowed: Sequence[str], corner: str) -> str:
    """What stands around a view's chart, or the whole of a view without one; `narrowed` are the filters in words."""
    lines = [*narrowed, *([view.line] if view.line else [])]
    line = f'<p class="cp-about">{escape(" · ".join(lines))}</p>' if lines else ""
    return (
        '<div class="cp-slide">'
        f'<h1>{escape(view.title)}</h1>{line}{view.body}</div><p class="cp-corner">{escape(corner)}</p>'
    )


def walk(number: int, count: int, view_at: Callable[[int], Address]) -> str:
    """The ways to the view before and after, and back to choosing; `view_at` gives the address of each, of 0 the last.

    The keys a presenter or a clicker sends do the same (page.js).
    """
    ways = {"Back": max(number - 1, 1), "Next": min(number + 1, count), "End": 0}
    links = "".join(markup.anchor(Link.to(words, view_at(to))) for words, to in ways.items())
    return f'<nav class="cp-walk" aria-label="Views" data-count="{count}">{links}</nav>'


def start(last: int, view_at: Callable[[int], Address]) -> str:
    """The way into the views, from the `last` on that was shown; the Enter key leads there too."""
    on = Link.to("Start" if last == 1 else f"Go on from view {last}", view_at(last))
    again = markup.anchor(Link.to("Start again", view_at(1))) if last > 1 else ""
    return f'<p class="cp-start">{markup.anchor(on)}{again}<small>or the Enter key</small></p>'


def corner(area: str, date: str, version: int, number: int, count: int) -> str:
    """What always stands at the foot: which view it is, whose figures, as at when, of which version."""
    return f"{number} of {count} · {area} · as at {date} · data version {version}"


def glance(said: Sequence[tuple[Headline, Sequence[Part]]], palette: Palette) -> View:
    """The four tiles; the first two say the finding."""
    measures, milestones = said[0][0], said[1][0]
    title = f"{measures[0]}: {measures[1]} {measures[2]}; {milestones[1]} milestones fall due in 90 days"
    drawn = "".join(
        f'<div class="cp-tile">{tiles.headed(headline, parts, palette)}{_states(parts)}</div>'
        for headline, parts in said
    )
    return View(title, body=f'<div class="cp-tiles">{drawn}</div>')


def furthest(rows: pd.DataFrame, counts: Mapping[str, int]) -> View:
    """The measures that need attention first."""
    short, all_of_them = counts.get("off_target", 0) + counts.get("to_go", 0), sum(counts.values())
    title = f"{short} of {all_of_them} measures are off target or still to reach their next target"
    return View(title, "The furthest first", table(rows.head(4).drop(columns="Results")))


def due(rows: pd.DataFrame, count: int) -> View:
    """What falls due next, and on whom."""
    shown = rows.head(5)[["Due", "Milestone", "Owner"]]
    return View(f"{count:,} milestones fall due in 90 days", "The soonest first", table(shown))


def since(rows: pd.DataFrame, meeting: str) -> View:
    """What became of measures and milestones since a meeting; `rows` as attention.since_board gives them."""
    return View(f"Since {meeting}", "Measures and milestones that came into another state", table(rows.head(7)))


def findings(rows: pd.DataFrame) -> View:
    """The gravest findings."""
    count, shown = int(rows["total_rows"].iloc[0]), rows.head(5)
    said = pd.DataFrame(
        {"Severity": shown["severity"].map(status.SEVERITIES).str.replace(" ", "\xa0"), "Finding": shown["title"]}
    )
    return View(f"{count} places where the papers do not hold together", "The gravest first", table(said))


def survey(title: str, line: str, shown: pd.DataFrame) -> View:
    """The factors that have a score, else what stands in its place."""
    names = list(shown)[:4]
    scored = shown[~shown["Score"].str.startswith("no")]
    return View(title, line, table((scored if len(scored) else shown).head(5)[names]))


def chart(title: str, line: str, figure: go.Figure, told: str) -> View:
    """A page's chart, its type and marks enlarged, as tall as the room its title leaves."""
    lines = math.ceil(len(title) / _LETTERS)
    return View(title, line, figure=_enlarged(figure, _STAGE - 2 * _EDGE - lines * _TITLE_LINE - 110), told=told)


def ranked_line(bars: pd.DataFrame, rows: pd.DataFrame) -> str:
    """What is compared, and how many of the areas are drawn; `bars` holds role, `rows` role and group_title."""
    drawn, compared = int((bars["role"] != "average").sum()), int((rows["role"] == "compared").sum())
    few = f" · the highest and lowest of {compared}" if drawn < compared else ""
    return f"{rows['group_title'].iloc[0]}{few}"


def fewer(frame: pd.DataFrame, most: int = 9) -> pd.DataFrame:
    """Rows of a ranking a room can read: home and the average, and of the others the highest and the lowest."""
    if len(frame) <= most:
        return frame
    places = pd.Series(range(len(frame)), index=frame.index)
    from_an_end = pd.concat([places, len(frame) - 1 - places], axis=1).min(axis=1)
    order = from_an_end.where(frame["role"] == "other", -1).sort_values(kind="stable")
    return frame[frame.index.isin(order.index[:most])]


def near(months: pd.DataFrame, before: int = 3, ahead: int = 10) -> pd.DataFrame:
    """The months a room can read: the last few past and the next that have something due; holds is_ahead."""
    return pd.concat([months[~months["is_ahead"]].tail(before), months[months["is_ahead"]].head(ahead)])


def fewer_steps(steps: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The bridge with its largest sources, the others as one; amounts in £000."""
    is_source = steps["role"].isin(("part", "marked"))
    small = steps[is_source].iloc[most:]
    if len(small) < 2:
        return steps
    rest = small["amount"].sum()
    one = {"label": f"{len(small)} smaller sources", "amount": rest, "starts_at": small["starts_at"].iloc[0],
           "said": millions(rest), "role": "part"}  # fmt: skip
    return pd.concat([steps[is_source].head(most), pd.DataFrame([one]), steps[~is_source]], ignore_index=True)


def to_chart(rows: pd.DataFrame) -> str | None:
    """Of the measures that need attention, the first that moves away from its target, else the first; its key."""
    away = rows[rows["moved"] == "away"]
    return next(iter([*away["indicator_id"], *rows["indicator_id"]]), None)


def table(frame: pd.DataFrame) -> str:
    """A table of large type; what does not fit a cell's two lines ends in dots."""
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame)
    body = "".join(
        f"<tr>{''.join(f'<td><div>{escape(str(cell))}</div></td>' for cell in row)}</tr>"
        for row in frame.itertuples(index=False)
    )
    return f'<table class="cp-large"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _states(parts: Sequence[Part], most: int = 4) -> str:
    """The first states of a bar in words, and how many are in others."""
    held = [part for part in parts if part.count and part.status.word]
    said = [f"{part.status.shape}\xa0{part.count:,}\xa0{part.status.label}" for part in held[:most]]
    others = sum(part.count for part in held[most:])
    said += [f"{others:,}\xa0others"] if others else []
    return f"<p>{escape(' · '.join(said))}</p>" if said else ""


def _enlarged(figure: go.Figure, height: int) -> go.Figure:
    """The same chart, its type at 24 pt and its marks to match."""
    drawn: dict[str, Any] = _larger(figure.to_dict())
    for trace in drawn["data"]:
        if trace["type"] == "bar":
            trace |= {"constraintext": "none", "textangle": 0}  # else Plotly makes type smaller than asked
    for named in drawn["layout"].get("annotations", ()):
        if named.get("xshift"):  # the name of a line, clear of its last mark and of the axis
            named |= {"xshift": 18, "yshift": 14}
    for axis in ("xaxis", "yaxis"):  # its labels are larger than room was left for
        drawn["layout"][axis]["automargin"] = True
    drawn["layout"] |= {"height": height, "width": WIDTH, "margin": {"l": 8, "r": 60, "t": 48, "b": 8}}
    return go.Figure(drawn)


_FONTS = ("font", "tickfont", "textfont")


def _larger(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: _sized(name, value) for name, value in part.items()}
    return [_larger(item) for item in part] if isinstance(part, list) else part


def _sized(name: str, value: Any) -> Any:
    if name in _FONTS:
        return {**value, "size": TYPE}
    if name == "marker" and isinstance(value.get("size"), int | float):
        return {**value, "size": value["size"] * 1.7}
    return _larger(value)
