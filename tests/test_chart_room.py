"""A chart leaves room for its labels by what they say, and none is cut off or turned aside."""

import json

import pandas as pd
import pytest
from conftest import Watched

from components import charts, figures
from components.palette import LIGHT

CUT_OFF = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap(chart => {
  const room = chart.getBoundingClientRect()
  return [...chart.querySelectorAll(':is(.xtick, .ytick) text')].filter(label => {
    const box = label.getBoundingClientRect(), turned = / rotate\\((?!0)/.test(label.getAttribute('transform'))
    return turned || box.left < room.left || box.right > room.right || box.bottom > room.bottom + 1
  }).map(label => label.textContent)
})"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    ["/homelessness", "/homelessness?view=Cost+per+head", "/efficiency", "/milestones?milestones=Slipped",
     "/milestones?milestones=By+month", "/benchmarks"],
)  # fmt: skip
def test_no_label_of_a_chart_is_cut_off_or_turned(watched: Watched, path: str) -> None:
    page = watched.open(path)
    page.locator(":is(.xtick, .ytick) text").first.wait_for()
    assert page.evaluate(CUT_OFF) == []
    page.set_viewport_size({"width": 700, "height": 720})
    page.wait_for_timeout(700)  # a chart follows half a second later
    assert page.evaluate(CUT_OFF) == []


def drawn(*areas: str) -> dict[str, object]:
    frame = pd.DataFrame({"area": areas, "value": range(len(areas), 0, -1), "role": "other"})
    figure: dict[str, object] = json.loads(charts.ranked_bars(frame, "people", 0, LIGHT).to_json())["layout"]
    return figure


def test_labels_too_long_for_half_a_phone_are_left_to_plotly() -> None:
    short, long = drawn("Derby", "Kingston upon Hull"), drawn("Derby", "W" * 40)
    assert short["yaxis"]["automargin"] is False
    assert short["margin"]["l"] > figures.TIGHT["l"] + 100
    assert long["yaxis"]["automargin"] is True
    assert long["margin"]["l"] == figures.TIGHT["l"]


@pytest.mark.parametrize(("top", "longest"), [(13.2, "13.2"), (1200, "1,200"), (0.024, "0.0240"), (0, "0.0")])
def test_the_figures_beside_an_axis_are_taken_as_long_as_its_steps_are_fine(top: float, longest: str) -> None:
    assert charts._longest(top, "") == longest
