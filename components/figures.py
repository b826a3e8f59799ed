"""What every chart has in common: its dress, the names of its lines, and no tags in it but our own."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.lettering import width_of
from components.palette import Palette

FONT = "Source Sans, Source Sans Pro, Segoe UI, Arial, sans-serif"
CONFIG = {"displayModeBar": False, "responsive": True}
STILL = {"displayModeBar": False, "staticPlot": True}  # of one size, nothing to hover: it is looked at from afar
LOOSE = {"l": 8, "r": 24, "t": 12, "b": 8}
TIGHT = {**LOOSE, "t": 4, "b": 4}
ACROSS, UP = 15, 14  # pixels of the labels of an axis across and up
NARROWEST = 480  # pixels of a chart on a phone, less its margins (style.css)
_BETWEEN, _BELOW, _BESIDE = 12, 31, 6  # pixels between labels, of a line of them under its axis, and beside one
_NOT_OURS = re.compile("<(?!/?b>|br>)")
_TAG = re.compile("</?b>")


def figure(
    traces: Sequence[Mapping[str, Any]],
    palette: Palette,
    height: int,
    xaxis: Mapping[str, Any],
    yaxis: Mapping[str, Any],
    margin: Mapping[str, int] = LOOSE,
    beside: Sequence[str] = (),
    below: Sequence[str] = (),
    **more: Any,
) -> go.Figure:
    """A figure in our dress, made in one piece: each later change of one costs Plotly a millisecond.

    `beside` and `below` are the labels of its axes, where they are known: room is left for them if they fit. Else
    Plotly sees how much they need, and lays the whole chart out again, which takes it twice the time.
    """
    room = dict(margin)
    widest = max(map(_width, beside), default=0)
    if is_beside := 0 < widest < NARROWEST / 2:
        room["l"] += math.ceil(widest) + _BESIDE
    if is_below := 0 < sum(width_of(label, ACROSS) + _BETWEEN for label in below) < NARROWEST:
        room["b"] += _BELOW
    # There is room for every label beside an axis: else Plotly measures each of them to see, twice over.
    across = {
        "showgrid": False, "automargin": not is_below, "linecolor": palette.line, "ticklabeloverflow": "allow",
        "tickfont": {"size": ACROSS, "color": palette.text},
    }  # fmt: skip
    up = {
        "gridcolor": palette.line, "zerolinecolor": palette.muted, "ticklabeloverflow": "allow",
        "automargin": not is_beside, "ticklabelstandoff": _BESIDE, "tickfont": {"size": UP, "color": palette.muted},
    }  # fmt: skip
    layout = {
        "template": "none",  # the usual one is seven kilobytes a chart, all of it overruled here
        "height": height,
        "margin": room,
        "showlegend": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 15, "color": palette.text},
        "hoverlabel": {"font": {"size": 15}},
        "dragmode": False,
        "xaxis": {**across, **xaxis},
        "yaxis": {**up, **yaxis},
        **more,
    }
    return go.Figure({"data": [_without_markup(trace) for trace in traces], "layout": _without_markup(layout)})


def beside_bars(palette: Palette) -> dict[str, Any]:
    """How the names beside bars are written."""
    return {"size": UP, "color": palette.text}


def at_the_end(frame: pd.DataFrame, word: str, palette: Palette) -> list[dict[str, Any]]:
    """The name of a line where it ends, in place of a legend."""
    if frame.empty:
        return []
    return [
        {
            "x": frame["period"].iloc[-1],
            "y": frame["value"].iloc[-1],
            "text": word,
            "showarrow": False,
            "xanchor": "left",
            "xshift": 12,
            "font": {"size": 15, "color": palette.muted},
        }
    ]


def _width(label: str) -> float:
    """Of a label beside an axis, by its widest line."""
    return max(width_of(_TAG.sub("", line), UP, "<b>" in line) for line in label.split("<br>"))


def _without_markup(part: Any) -> Any:
    """A part of a figure with every other tag than ours shown as it stands: Plotly draws links and styles from text."""
    if isinstance(part, str):
        return _NOT_OURS.sub("&lt;", part)
    if isinstance(part, Mapping):
        return {key: value if key == "hovertemplate" else _without_markup(value) for key, value in part.items()}
    return [_without_markup(one) for one in part] if isinstance(part, list) else part
