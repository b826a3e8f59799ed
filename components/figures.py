"""What every chart has in common: its dress, the names of its lines, and no tags in it but our own."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from components.palette import Palette

FONT = "Source Sans, Source Sans Pro, Segoe UI, Arial, sans-serif"
CONFIG = {"displayModeBar": False, "responsive": True}
STILL = {"displayModeBar": False, "staticPlot": True}  # of one size, nothing to hover: it is looked at from afar
LOOSE = {"l": 8, "r": 24, "t": 12, "b": 8}
TIGHT = {**LOOSE, "t": 4, "b": 4}
_NOT_OURS = re.compile("<(?!/?[bi]>|br>)")


def figure(
    traces: Sequence[Mapping[str, Any]],
    palette: Palette,
    height: int,
    xaxis: Mapping[str, Any],
    yaxis: Mapping[str, Any],
    margin: Mapping[str, int] = LOOSE,
    **more: Any,
) -> go.Figure:
    """A figure in our dress, made in one piece: each later change of one costs Plotly a millisecond."""
    # There is room for every label beside an axis: else Plotly measures each of them to see, twice over.
    across = {
        "showgrid": False, "automargin": True, "linecolor": palette.line, "ticklabeloverflow": "allow",
        "tickfont": {"size": 15, "color": palette.text},
    }  # fmt: skip
    up = {
        "gridcolor": palette.line, "zerolinecolor": palette.muted, "ticklabeloverflow": "allow",
        "tickfont": {"size": 14, "color": palette.muted},
    }  # fmt: skip
    layout = {
        "template": "none",  # the usual one is seven kilobytes a chart, all of it overruled here
        "height": height,
        "margin": dict(margin),
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
    return {"size": 14, "color": palette.text}


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


def _without_markup(part: Any) -> Any:
    """A part of a figure with every other tag than ours shown as it stands: Plotly draws links and styles from text."""
    if isinstance(part, str):
        return _NOT_OURS.sub("&lt;", part)
    if isinstance(part, Mapping):
        return {key: value if key == "hovertemplate" else _without_markup(value) for key, value in part.items()}
    return [_without_markup(one) for one in part] if isinstance(part, list) else part
