"""Charts as drawings (SVG), for paper: the figures, marks and words of the native ones. Pure: a chart in, text out."""

import math
from collections.abc import Iterator, Sequence
from html import escape

from components.lettering import width_of
from components.pack.content import Chart
from components.pack.fitting import clipped
from components.palette import Palette

FONTS = "Arial, Liberation Sans, Libertinus Serif"
SIZE = 12.0
_OUTLINED = ("target", "muted")


def drawn(chart: Chart, width: float, height: float, palette: Palette) -> str:
    """The chart as SVG of that size in points."""
    make = {"path": _path, "columns": _columns, "bars": _bars, "bridge": _bars}[chart.kind]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height:.1f}" font-family="{FONTS}" '
        f'font-size="{SIZE:g}">{"".join(make(chart, width, height, palette))}</svg>'
    )


def _path(chart: Chart, width: float, height: float, palette: Palette) -> Iterator[str]:
    """Lines over periods, on a scale from nought."""
    left, right, top, bottom = 46.0, 46.0, 40.0, height - 26.0
    values = [value for series in chart.series for value in series.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    step = _step(high - low)
    ticks = [round(step * n, 6) for n in range(math.floor(low / step), math.floor(high / step + 1e-9) + 2)]
    low, high = min(ticks[0], low), max(ticks[-1], high)
    across = (width - left - right) / max(len(chart.categories), 1)

    def at(place: int, value: float) -> tuple[float, float]:
        return left + across * (place + 0.5), bottom - (value - low) / (high - low) * (bottom - top)

    for tick in ticks:
        y = at(0, tick)[1]
        yield _line(left, y, width - right, y, palette.line)
        yield _said(f"{tick:,g}{'%' if chart.unit == '%' else ''}", left - 6, y + 4, palette.muted, "end")
    for place, category in enumerate(chart.categories):
        yield _said(category, at(place, low)[0], bottom + 18, palette.text, "middle")
    for number, (series, labels) in enumerate(zip(chart.series, chart.labels, strict=True)):
        ink, role = getattr(palette, series.roles[0]), series.roles[0]
        dash = ' stroke-dasharray="8 5"' if role == "target" else ""
        points = [(at(place, value), labels[place]) for place, value in enumerate(series.values) if value is not None]
        way = " ".join(f"{x:.1f},{y:.1f}" for (x, y), _ in points)
        yield f'<polyline points="{way}" fill="none" stroke="{ink}" stroke-width="3"{dash}/>'
        for place, ((x, y), label) in enumerate(points):
            yield _mark(x, y, role, palette)
            ends = place == len(points) - 1
            yield _said(
                label, x + 9 if ends else x, y + 4 if ends else y - 9, palette.text, "start" if ends else "middle"
            )
        x = left + number * 110
        yield _line(x, 14, x + 30, 14, ink, 3, dash) + _mark(x + 15, 14, role, palette)
        yield _said(series.name, x + 38, 18, palette.text)


def _columns(chart: Chart, width: float, height: float, palette: Palette) -> Iterator[str]:
    """Columns from nought; months named under them, the year where it begins."""
    top, bottom, (series,) = 24.0, height - 40.0, chart.series
    values = [value or 0.0 for value in series.values]
    across, scale = width / max(len(values), 1), (bottom - top) / (max([*values, 0.0]) or 1)
    for place, (value, label, role) in enumerate(zip(values, chart.labels[-1], series.roles, strict=True)):
        x, high = across * place, value * scale
        yield _box(x + across * 0.14, bottom - high, across * 0.72, high, role, palette)
        yield _said(label, x + across / 2, bottom - high - 5, palette.text, "middle")
        month, _, year = chart.categories[place].partition(" ")
        yield _said(month, x + across / 2, bottom + 16, palette.text, "middle")
        if place == 0 or not chart.categories[place - 1].endswith(year):
            yield _said(year, x + across / 2, bottom + 31, palette.muted, "middle")
    yield _line(0, bottom, width, bottom, palette.muted)


def _bars(chart: Chart, width: float, height: float, palette: Palette) -> Iterator[str]:
    """Bars from the top down, from nought or from where the one above ends; each says its figure at its end."""
    series, labels = chart.series[-1], chart.labels[-1]
    begins: Sequence[float | None] = chart.series[0].values if chart.kind == "bridge" else (0.0,) * len(labels)
    names = [clipped(name, width * 0.36, SIZE, 1) for name in chart.categories]
    left = max((width_of(name, SIZE) for name in names), default=0) + 10
    said = max((width_of(label, SIZE) for label in labels), default=0) + 14
    ends = [(begin or 0) + (value or 0) for begin, value in zip(begins, series.values, strict=True)]
    low = min([0.0, *ends])
    scale = max(width - left - said, 60) / ((max([0.0, *ends]) - low) or 1)
    down = min(height / max(len(names), 1), 40.0)
    for place, (name, label, role) in enumerate(zip(names, labels, series.roles, strict=True)):
        begin, end = sorted((left + ((begins[place] or 0) - low) * scale, left + (ends[place] - low) * scale))
        middle = down * (place + 0.5)
        yield _said(name, left - 8, middle + 4, palette.text, "end")
        yield _box(begin, middle - down * 0.36, max(end - begin, 1), down * 0.72, role, palette)
        yield _said(label, end + 5, middle + 4, palette.text)
    yield _line(left - low * scale, 0, left - low * scale, down * len(names), palette.muted)


def _step(span: float) -> float:
    """A round step that parts a span in four to eight."""
    size = 1.0
    while span / size > 8 or span / size < 0.8:
        size = size * 10 if span / size > 8 else size / 10
        if not span:
            return 1.0
    return next(size * part for part in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0) if span / (size * part) <= 7)


def _mark(x: float, y: float, role: str, palette: Palette) -> str:
    ink = getattr(palette, role)
    if role == "target":
        square = f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"'
        return f'{square} fill="{palette.surface}" stroke="{ink}" stroke-width="2.5"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{ink}"/>'


def _box(x: float, y: float, width: float, height: float, role: str, palette: Palette) -> str:
    ink = getattr(palette, role)
    looks = f'fill="{palette.surface}" stroke="{ink}" stroke-width="2"' if role in _OUTLINED else f'fill="{ink}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {looks}/>'


def _line(x: float, y: float, to_x: float, to_y: float, ink: str, width: float = 1, more: str = "") -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{ink}" stroke-width="{width:g}"{more}/>'


def _said(text: str, x: float, y: float, ink: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}" text-anchor="{anchor}">{escape(text)}</text>'
