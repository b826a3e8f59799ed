"""Charts as pure functions: a frame in, a Plotly figure out; they know neither Streamlit nor any source."""

import datetime
import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.figures import LOOSE, TIGHT, at_the_end, beside_bars, figure
from components.palette import Palette
from components.wording import day, quantity

_DAY = 24 * 60 * 60 * 1000  # Plotly counts time in milliseconds


def path_to_target(
    actuals: pd.DataFrame,
    targets: pd.DataFrame,
    periods: Sequence[str],
    unit: str,
    decimals: int,
    palette: Palette,
    *,
    is_beside: bool = False,
) -> go.Figure:
    """What was achieved, and the path the plan asks for.

    `actuals` and `targets` hold period and value, in order of time; `periods` is the whole axis, with a place for each
    period that has neither. Values are in `unit`. Where it `is_beside` something there is less room than on a phone.
    """
    traces = [
        {
            "type": "scatter",
            "x": list(frame["period"]),
            "y": list(frame["value"]),
            "name": name,
            "mode": "lines+markers+text",
            "line": {"color": colour, "dash": dash, "width": 3},
            "marker": {"symbol": symbol, "size": 11, "line": {"width": 3, "color": colour}},
            "text": _labels(figures := [quantity(v, unit, decimals) for v in frame["value"]]),
            "customdata": figures,
            "textposition": "top center",
            "textfont": {"size": 16, "color": palette.text},
            "hovertemplate": "%{x}: %{customdata} (" + name.lower() + ")<extra></extra>",
            "cliponaxis": False,
        }
        for frame, name, colour, dash, symbol in (
            (actuals, "Actual", palette.home, "solid", "circle"),
            (targets, "Target", palette.target, "dash", "square-open"),
        )
    ]
    highest = max([*actuals["value"], *targets["value"], 0])
    return figure(
        traces,
        palette,
        height=280,
        xaxis={
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(periods),
            "range": [-0.5, len(periods) - 0.3],
            "ticklabelstandoff": 8,
        },
        yaxis={
            "range": [0, highest * 1.2 or 1],
            "nticks": 4,
            "tickformat": ",",
            "ticksuffix": "%" if unit == "%" else "",
        },
        beside=[_longest(highest * 1.2, "%" if unit == "%" else "")],
        below=() if is_beside else periods,
        annotations=[*at_the_end(actuals, "result", palette), *at_the_end(targets, "target", palette)],
    )


def _longest(top: float, suffix: str) -> str:
    """A figure as long as any beside an axis from nought to `top`, in steps of a quarter or so."""
    decimals = max(0, 2 - math.floor(math.log10(top))) if top > 0 else 1
    return f"{top:,.{decimals}f}{suffix}"


def _labels(figures: list[str]) -> list[str]:
    """What is written at each point: of a long series only the first and the last, as there is no room for more."""
    return figures if len(figures) <= 12 else [figures[0], *[""] * (len(figures) - 2), figures[-1]]


def process_limits(points: pd.DataFrame, unit: str, decimals: int, palette: Palette) -> go.Figure:
    """An XmR chart: the series, its mean and limits, the target, and special points by shape as well as colour.

    `points` holds period, value, mean, lower_limit, upper_limit, target, signal, reading and stretch, in order of time.
    Mean and limits step where a new stretch begins, and a line says so.
    """
    begins = [place for place in range(1, len(points)) if points["stretch"].diff().iloc[place]]
    traces: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for name, colour, dash in (
        ("upper_limit", palette.muted, "dot"),
        ("mean", palette.muted, "solid"),
        ("lower_limit", palette.muted, "dot"),
        ("target", palette.target, "dash"),
    ):
        line = points[points[name].notna()]
        x, y = list(points["period"]), list(points[name].astype(object).where(points[name].notna(), None))
        for place in [] if name == "target" else begins[::-1]:
            x.insert(place, None)
            y.insert(place, None)
        traces.append(
            {
                "type": "scatter", "x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "name": name,
                "line": {"color": colour, "dash": dash, "width": 2},
            }
        )  # fmt: skip
        names += at_the_end(line.assign(value=line[name]), name.replace("_", " "), palette)
    looks = {"improvement": ("triangle-up", palette.good), "concern": ("triangle-down", palette.concern)}
    marks = [looks.get(r, ("diamond", palette.muted)) if s else ("circle", palette.home)
             for s, r in zip(points["signal"], points["reading"], strict=True)]  # fmt: skip
    traces.append(
        {
            "type": "scatter",
            "x": list(points["period"]),
            "y": list(points["value"]),
            "mode": "lines+markers",
            "line": {"color": palette.home, "width": 2},
            "marker": {"symbol": [m for m, _ in marks], "color": [c for _, c in marks], "size": 12},
            "text": [quantity(v, unit, decimals) for v in points["value"]],
            "customdata": [r or "" for r in points["reading"]],
            "hovertemplate": "%{x}: %{text} %{customdata}<extra></extra>",
            "name": "value",
        }
    )
    said = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "text": "limits worked out anew"}
    return figure(
        traces,
        palette,
        height=300,
        # a place of an axis of categories is its number
        xaxis={"type": "category", "range": [-0.5, len(points) * 1.09], "categoryarray": list(points["period"])},
        yaxis={"nticks": 5, "tickformat": ","},
        margin={**LOOSE, "t": 28} if begins else LOOSE,
        shapes=[
            {
                "type": "line", "x0": place - 0.5, "x1": place - 0.5, "yref": "paper", "y0": 0, "y1": 1,
                "line": {"color": palette.muted, "dash": "dashdot", "width": 2},
            }
            for place in begins
        ],
        annotations=[
            *names,
            *({**said, "x": place - 0.5, "font": {"size": 15, "color": palette.muted}} for place in begins),
        ],
    )  # fmt: skip


def ranked_bars(frame: pd.DataFrame, unit: str, decimals: int, palette: Palette) -> go.Figure:
    """Areas as bars from the highest down, home marked by colour and weight, an average among them in outline.

    `frame` holds area, value and role (home, other or average), highest first, in `unit`.
    """
    fills = {"home": palette.home, "other": palette.other, "average": palette.surface}
    labels = [f"<b>{area}</b>" if role == "home" else area for area, role in frame[["area", "role"]].to_numpy()]
    bars = {
        "type": "bar",
        "x": list(frame["value"]),
        "y": labels,
        "orientation": "h",
        "marker": {
            "color": [fills[role] for role in frame["role"]],
            "line": {"color": palette.muted, "width": [2 if role == "average" else 0 for role in frame["role"]]},
        },
        "text": [quantity(v, unit, decimals) for v in frame["value"]],
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 14, "color": palette.text},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "cliponaxis": False,
    }
    return figure(
        [bars],
        palette,
        height=22 * len(frame) + 12,
        xaxis={"visible": False, "range": [0, max(frame["value"]) * 1.1]},
        yaxis={"autorange": "reversed", "showgrid": False, "tickfont": beside_bars(palette)},
        beside=labels,
        bargap=0.25,
        margin=TIGHT,
    )


def bridge_bars(frame: pd.DataFrame, palette: Palette) -> go.Figure:
    """A way from nothing to a target in steps: each bar begins where the one above it ends, whole sums begin at nought.

    `frame` holds label, amount, starts_at, said (what stands at the bar's end, the amount and its mark in words) and
    role (part, marked, whole, gap or target), in order from the top; amounts in one unit.
    """
    fills = {"part": palette.home, "marked": palette.part, "whole": palette.home, "gap": palette.concern,
             "target": palette.surface}  # fmt: skip
    bold = {"whole", "gap", "target"}
    labels = [f"<b>{label}</b> " if role in bold else f"{label} "
              for label, role in zip(frame["label"], frame["role"], strict=True)]  # fmt: skip
    bars = {
        "type": "bar",
        "x": list(frame["amount"]),
        "y": list(range(len(frame))),
        "base": list(frame["starts_at"]),
        "orientation": "h",
        "marker": {
            "color": [fills[role] for role in frame["role"]],
            "line": {"color": palette.target, "width": [3 if role == "target" else 0 for role in frame["role"]]},
        },
        "text": list(frame["said"]),
        "textposition": "none",
        "customdata": list(frame["label"]),
        "hovertemplate": "%{customdata}: %{text}<extra></extra>",
    }
    # What a bar says stands where there is room: before it once it begins in the right half.
    ends = frame["starts_at"] + frame["amount"]
    furthest = max([*ends, *frame["starts_at"], 0]) or 1
    before = [start > furthest / 2 for start in frame["starts_at"]]
    said = {
        "type": "scatter",
        "x": [start if left else end for start, end, left in zip(frame["starts_at"], ends, before, strict=True)],
        "y": list(range(len(frame))),
        "mode": "text",
        "text": [f"{said} " if left else f" {said}" for said, left in zip(frame["said"], before, strict=True)],
        "textposition": ["middle left" if left else "middle right" for left in before],
        "textfont": {"size": 14, "color": palette.text},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    return figure(
        [bars, said],
        palette,
        height=22 * len(frame) + 12,
        xaxis={"visible": False, "range": [0, furthest * 1.16]},
        yaxis={
            "range": [len(frame) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
            "tickvals": list(range(len(frame))),
            "ticktext": labels,
            "tickfont": beside_bars(palette),
        },
        beside=labels,
        bargap=0.25,
        margin=TIGHT,
    )


def month_bars(frame: pd.DataFrame, reporting_date: datetime.date, palette: Palette) -> go.Figure:
    """What is still open by the month it falls due, from nought; the months past in grey, the reporting date marked.

    `frame` holds due_month (its first day), open_count and is_ahead, in order of time.
    """
    months = [month.date() for month in frame["due_month"]]
    bars = {
        "type": "bar",
        "x": [month + datetime.timedelta(days=14) for month in months],
        "y": list(frame["open_count"]),
        "width": 24 * _DAY,
        "marker": {"color": [palette.home if ahead else palette.other for ahead in frame["is_ahead"]]},
        "text": list(frame["open_count"]),
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 15, "color": palette.text},
        "customdata": [f"{month:%B %Y}" for month in months],
        "hovertemplate": "%{customdata}: %{y} open<extra></extra>",
        "cliponaxis": False,
    }
    asked_on = reporting_date.isoformat()
    line = {
        "type": "line", "x0": asked_on, "x1": asked_on, "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": palette.concern, "dash": "dash", "width": 2},
    }  # fmt: skip
    named = {
        "x": asked_on, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "text": f"as at {day(reporting_date)}", "font": {"size": 15, "color": palette.concern},
    }  # fmt: skip
    return figure(
        [bars],
        palette,
        height=280,
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "dtick": "M3", "automargin": False},
        yaxis={"visible": False, "range": [0, max([*frame["open_count"], 1]) * 1.15]},
        margin={**LOOSE, "t": 28, "b": 52},
        shapes=[line],
        annotations=[named],
    )


def moved_dates(frame: pd.DataFrame, palette: Palette) -> go.Figure:
    """Dates that moved, a line a row: hollow where first due, filled where due now, the days between at the end.

    `frame` holds name, first_on, now_on (dates) and moved (words), the first row on top.
    """
    rows = list(range(len(frame)))
    names = ["<br>".join(textwrap.wrap(name.replace("<", "&lt;"), 40)) for name in frame["name"]]
    first, now = ([date.date() for date in frame[column]] for column in ("first_on", "now_on"))
    lines = [
        {
            "type": "line", "x0": first[row], "x1": now[row], "y0": row, "y1": row, "layer": "below",
            "line": {"color": palette.muted, "width": 3},
        }
        for row in rows
    ]  # fmt: skip
    moved = [f"{day(date)}  <b>{words}</b>" for date, words in zip(now, frame["moved"], strict=True)]
    ends = [
        {
            "type": "scatter", "x": dates, "y": rows, "mode": "markers+text", "text": texts, "textposition": place,
            "hoverinfo": "skip", "cliponaxis": False, "textfont": {"size": 14, "color": palette.text},
            "marker": {"size": 13, "color": fill, "line": {"width": 3, "color": edge}},
        }
        for dates, fill, edge, texts, place in (
            (first, palette.surface, palette.muted, [day(date) for date in first], "middle left"),
            (now, palette.home, palette.home, moved, "middle right"),
        )
    ]  # fmt: skip
    span = max(max(now) - min(first), datetime.timedelta(days=30))
    return figure(
        ends,
        palette,
        height=(40 if any("<br>" in name for name in names) else 30) * len(frame) + 24,
        xaxis={
            "type": "date",
            "visible": False,
            "range": [min(first) - span * 0.5, max(now) + span * 0.7],
        },
        yaxis={
            "tickmode": "array",
            "tickvals": rows,
            "ticktext": names,
            "showgrid": False,
            "range": [len(frame) - 0.5, -0.5],
            "zeroline": False,
            "tickfont": beside_bars(palette),
        },
        margin=TIGHT,
        beside=names,
        shapes=lines,
    )
