"""Charts as PowerPoint's own: their figures stand in a workbook within, and can be edited there."""

import dataclasses
import io

import xlsxwriter
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from components.pack.archives import MADE, undated
from components.pack.content import Chart, Series
from components.palette import Palette

_TYPES = {
    "path": XL_CHART_TYPE.LINE_MARKERS,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "bridge": XL_CHART_TYPE.BAR_STACKED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
}
SIZE = 12
_ROOM = 0.4  # of the furthest bar's end, for the words beyond it


def draw(slide: Slide, chart: Chart, x: float, y: float, width: float, height: float, palette: Palette) -> GraphicFrame:
    """Put the chart on the slide as a native one, measures in points."""
    chart = _with_room(chart)
    frame = slide.shapes.add_chart(_TYPES[chart.kind], Pt(x), Pt(y), Pt(width), Pt(height), _data(chart))
    native = frame.chart
    native.part.chart_workbook.update_from_xlsx_blob(workbook(chart))
    native.font.size, native.font.color.rgb = Pt(SIZE), colour(palette.text)
    native.has_title = False
    native.has_legend = chart.kind == "path"
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(native, chart, palette)
    for number in range(len(chart.series)):
        (_line if chart.kind == "path" else _bars)(native, chart, number, palette)
        _labels(native, chart, number, palette)
    return frame


def colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def number_format(unit: str, decimals: int) -> str:
    """How Excel and PowerPoint write the unit: 58.9%, £6.95, and £000 in millions as £37.252m."""
    figure = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    if unit == "£000":
        return '"£"#,##0.000,"m"'
    if unit == "%":
        return f'{figure}"%"'
    return f'"£"{figure}' if unit.startswith("£") else figure


def workbook(chart: Chart) -> bytes:
    """The figures of the chart where PowerPoint looks for them: categories in A, a column each series; text is text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Sheet1")
        figures = book.add_format({"num_format": number_format(chart.unit, chart.decimals)})
        for row, category in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, category)
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, series.name)
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value, figures)
    return undated(out.getvalue())


def _data(chart: Chart) -> CategoryChartData:
    data = CategoryChartData(number_format(chart.unit, chart.decimals))
    data.categories = chart.categories
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _axes(native: NativeChart, chart: Chart, palette: Palette) -> None:
    categories, values = native.category_axis, native.value_axis
    categories.has_major_gridlines = False
    categories.format.line.color.rgb = colour(palette.muted)
    categories.tick_labels.font.size = Pt(SIZE)
    values.minimum_scale = min(
        [0.0, *(value for series in chart.series for value in series.values if value is not None)]
    )
    values.has_major_gridlines = chart.kind == "path"
    values.visible = chart.kind == "path"
    if chart.kind == "path":
        values.major_gridlines.format.line.color.rgb = colour(palette.line)
        values.format.line.fill.background()
        values.tick_labels.font.color.rgb = colour(palette.muted)
    else:
        native.plots[0].gap_width = 35
    if chart.kind in ("bars", "bridge"):
        categories.reverse_order = True
        categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "bridge":
        native.plots[0].overlap = 100
        values.maximum_scale = _furthest(chart) * (1 + _ROOM)


def _line(native: NativeChart, chart: Chart, number: int, palette: Palette) -> None:
    series, role = native.plots[0].series[number], chart.series[number].roles[0]
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour(getattr(palette, role)), Pt(3)
    if role == "target":
        series.format.line.dash_style = MSO_LINE.DASH
    series.marker.style = XL_MARKER_STYLE.SQUARE if role == "target" else XL_MARKER_STYLE.CIRCLE
    series.marker.size = 9
    fill = palette.surface if role == "target" else getattr(palette, role)
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(fill)
    series.marker.format.line.color.rgb = colour(getattr(palette, role))


def _bars(native: NativeChart, chart: Chart, number: int, palette: Palette) -> None:
    """Each bar in the colour of its meaning; where it begins is not seen; a target is an outline."""
    for row, role in enumerate(chart.series[number].roles):
        looks = native.plots[0].series[number].points[row].format
        if role == "surface":
            looks.fill.background()
        elif role in ("target", "muted"):
            looks.fill.solid()
            looks.fill.fore_color.rgb = colour(palette.surface)
            looks.line.color.rgb, looks.line.width = colour(getattr(palette, role)), Pt(2)
        else:
            looks.fill.solid()
            looks.fill.fore_color.rgb = colour(getattr(palette, role))


def _labels(native: NativeChart, chart: Chart, number: int, palette: Palette) -> None:
    """Each point says its figure; where a bar of a bridge ends, its figure and its mark in words."""
    series, labels = native.plots[0].series[number], native.plots[0].series[number].data_labels
    if chart.kind == "bridge":
        for row, said in enumerate(chart.labels[-1] if number == 2 else ()):
            label = series.points[row].data_label
            label.text_frame.text, label.position = said, XL_LABEL_POSITION.INSIDE_BASE
            label.text_frame.word_wrap = False
        return
    labels.show_value, labels.number_format_is_linked = True, False
    labels.number_format = number_format(chart.unit, chart.decimals)
    labels.font.size, labels.font.color.rgb = Pt(SIZE), colour(palette.text)
    labels.position = XL_LABEL_POSITION.ABOVE if chart.kind == "path" else XL_LABEL_POSITION.OUTSIDE_END
    if chart.kind == "path":
        last = max(row for row, value in enumerate(chart.series[number].values) if value is not None)
        label = series.points[last].data_label  # no line goes on from there
        label.position = XL_LABEL_POSITION.RIGHT
        label.font.size, label.font.color.rgb = Pt(SIZE), colour(palette.text)


def _with_room(chart: Chart) -> Chart:
    """A bridge with a third, unseen series at whose beginning the words stand: a stacked bar has no place beyond it."""
    if chart.kind != "bridge":
        return chart
    room = Series(
        "Room for words", (_furthest(chart) * _ROOM,) * len(chart.categories), ("surface",) * len(chart.categories)
    )
    return dataclasses.replace(chart, series=(*chart.series, room))


def _furthest(chart: Chart) -> float:
    """Where the furthest bar of a bridge ends."""
    begins, amounts = (series.values for series in chart.series[:2])
    return max((begin or 0) + (amount or 0) for begin, amount in zip(begins, amounts, strict=True))
