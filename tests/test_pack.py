"""A pack made of the shipped figures, its three files opened again: they say what the pages say, and each other's."""

import dataclasses
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import packs_read as read
import pypdf
import pytest

from components import savings
from components.chosen import Chosen
from components.pack.content import Chart, Table
from components.pack.fitting import BODY_BOTTOM, MARGIN, WIDTH, lay_out
from data.store import Snapshot
from pages.packs import making
from pages.packs.making import Made
from pages.packs.selection import USUAL, Selection, offered
from queries import efficiency, frame, homelessness, judgement, milestones, overview, priorities
from tests.altered import alter, judged

ALL = Chosen("", "", "", "", "", frame.datetime.date(2010, 3, 31))
STRANGE = "Signs that no type has: \U00013000\U00013001 \U0001f600 and \U00012000"
HOSTILE = '=HYPERLINK("http://x.example","y") #panic("z") $a$ *b* <i>&amp;'


@pytest.fixture(scope="module")
def made(snapshot: Snapshot) -> Made:
    """The usual pack of everything."""
    return making.make(snapshot, Selection(ALL))


@pytest.fixture(scope="module")
def slides(made: Made) -> list[str]:
    return read.slide_texts(made.files["pptx"])


@pytest.fixture(scope="module")
def paper(made: Made) -> list[str]:
    return read.pages(made.files["pdf"])


def small(snapshot: Snapshot, *order: str, **filters: str) -> Made:
    return making.make(snapshot, Selection(dataclasses.replace(ALL, **filters), order))


# The figures are the pages'.


def test_rough_sleeping_is_11_against_6_in_all_three(made: Made, slides: list[str], paper: list[str]) -> None:
    title = "People sleeping rough (snapshot) rose from 5 to 11; the plan asks for 6, 5, 3 then 0"
    chart = read.charts(made.files["pptx"])[title]
    assert list(chart.plots[0].categories) == ["2007/08", "2008/09", "2009/10", "2010/11", "2011/12", "2012/13"]
    assert {s.name: list(s.values) for s in chart.plots[0].series} == {
        "Result": [5, 11, None, None, None, None], "Target": [None, None, 6, 5, 3, 0],
    }  # fmt: skip
    assert read.behind(chart)[:4] == [
        [None, "Result", "Target"], ["2007/08", 5, None], ["2008/09", 11, None], ["2009/10", None, 6],
    ]  # fmt: skip
    (row,) = [r for r in read.rows(made.files["xlsx"], "Needs attention") if r["Page"] == 5
              and r["Measure"] == "People sleeping rough (snapshot)"]  # fmt: skip
    assert (row["Latest"], row["Next target"], row["To go"], row["Target period"]) == (11, 6, 5, "2009/10")
    assert any("People sleeping rough (snapshot) | 11 (2008/09) | 6 (2009/10) | 5" in text for text in slides)
    assert any(title in page for page in paper)
    assert any("11 (2008/09) 6 (2009/10) 5" in page for page in paper)


def test_the_savings_plan_is_37_252_against_37_443_million_in_all_three(
    made: Made, slides: list[str], paper: list[str], snapshot: Snapshot
) -> None:
    steps = efficiency.bridge(snapshot, ALL.reporting_date)
    title = "10 sources bring the plan to £37.252m, £0.191m short of its £37.443m target"
    assert savings.bridge_title(steps) == title
    series = read.charts(made.files["pptx"])[title].plots[0].series[1]
    assert list(series.values) == list(steps["amount"])
    assert list(series.values)[-3:] == [37252, 191, 37443]
    assert [row["£000"] for row in read.rows(made.files["xlsx"], "Savings bridge")] == list(steps["amount"])
    for told in (slides, paper):
        assert any(title in text for text in told)


def test_every_measure_short_of_its_target_has_the_figures_of_the_overview(made: Made, snapshot: Snapshot) -> None:
    scope = frame.scope(snapshot, "", "", "", "")
    measures = overview.measures(snapshot, ALL.reporting_date, scope)
    short = measures[measures["state"].isin(("off_target", "to_go"))]
    held = [row for row in read.rows(made.files["xlsx"], "Needs attention") if row["Page"] == 5]
    assert [(r["Measure"], r["Latest"], r["Next target"]) for r in held] == [
        (row.title, row.value, row.next_target) for row in short.itertuples()
    ]


def test_every_priority_has_a_page_with_all_its_measures_and_milestones_in_the_workbook(
    made: Made, snapshot: Snapshot
) -> None:
    scope = frame.scope(snapshot, "", "", "", "")
    listed = priorities.priority_list(snapshot, ALL.reporting_date, scope)
    told = {page.section for page in made.pack.pages}
    for kind, column in (("Measures", "measure_count"), ("Milestones", "milestone_count")):
        rows = read.rows(made.files["xlsx"], kind)
        assert len(rows) == int(listed[column].sum())
    for row in listed.itertuples():
        filled = row.measure_count + row.milestone_count + row.savings_count + row.finding_count
        assert (f"priority:{row.priority_id}" in told) == (filled > 0), row.priority_id


def test_the_findings_the_cost_and_the_fates_are_the_pages_own(
    made: Made, snapshot: Snapshot, slides: list[str]
) -> None:
    scope, date = frame.scope(snapshot, "", "", "", ""), ALL.reporting_date
    found = judgement.findings(snapshot, date)
    held = read.rows(made.files["xlsx"], "Findings")
    assert [row["Finding"] for row in held] == list(found["title"])
    assert any(f"{len(found)} checks of the papers do not hold" in text for text in slides)
    cost = homelessness.benchmark_values(
        snapshot, "homelessness-cost-per-head", "nearest-neighbours-2008", "2008", date
    )
    chart = read.charts(made.files["pptx"])["Leicester is the second highest of 16: £6.95 against a median of £2.69"]
    values = dict(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True))
    compared = cost[cost["role"] == "compared"]
    assert {area: values[area] for area in compared["area"]} == dict(
        zip(compared["area"], compared["value"], strict=True)
    )
    fates = milestones.fates(snapshot, date, scope)
    bars = read.charts(made.files["pptx"])[
        "Of 63 milestones of ODI Plan 2009/10, 25 are reported achieved and 23 are no longer mentioned"
    ]
    assert list(bars.plots[0].series[0].values) == list(fates["milestone_count"])


def test_slides_and_paper_say_the_same_page_by_page(made: Made, slides: list[str], paper: list[str]) -> None:
    assert len(slides) == len(paper) == len(made.pack.pages) > 40
    for slide, page in zip(slides, paper, strict=True):
        for line in slide.split("\n"):
            for cell in line.split(" | "):
                assert "".join(cell.split()) in "".join(page.split()), cell


# What stands on every page.


def test_each_page_says_whose_when_which_data_which_filters_the_hash_and_its_number(snapshot: Snapshot) -> None:
    made = small(snapshot, "headline", "due", plan="odi-2010-11")
    facts = "Leicester City Council · as at 31 March 2010 · data version 1 · Plan: ODI Plan 2010/11"
    count = len(made.pack.pages)
    for told in (read.slide_texts(made.files["pptx"]), read.pages(made.files["pdf"])):
        assert len(told) == count
        for number, text in enumerate(told, 1):
            assert facts in text
            assert f"{made.pack.hash[:12]} · page {number} of {count}" in text
        assert made.pack.hash in told[0]
    for sheet in read.workbook(made.files["xlsx"]):
        assert sheet["A2"].value == f"{facts} · {made.pack.hash[:12]}"
        assert made.pack.hash[:12] in sheet.oddFooter.left.text


def test_the_contents_lead_to_the_pages_they_name(made: Made, slides: list[str]) -> None:
    sheet = read.workbook(made.files["xlsx"])["Contents"]
    listed = {what.value: page.value for page, what in sheet.iter_rows() if isinstance(page.value, int)}
    assert listed["Headline"] == 4 and listed["People sleeping rough (snapshot)"] > 4
    assert "People sleeping rough (snapshot) rose" in slides[listed["People sleeping rough (snapshot)"] - 1]
    assert f"Savings: the bridge | {listed['Savings: the bridge']}" in "\n".join(slides[1:3])


def test_the_running_order_is_the_presenters(snapshot: Snapshot) -> None:
    one = "priority:homelessness-2008-13-p02"
    assert one in offered(snapshot, ALL)
    made = small(snapshot, "sources", one, "headline")
    assert [page.section for page in made.pack.pages] == ["cover", "contents", "sources", one, "headline"]


def test_an_empty_selection_gives_a_pack_that_says_so(snapshot: Snapshot) -> None:
    order = tuple(key for key in USUAL if key not in ("survey", "findings", "sources", "savings"))
    made = small(snapshot, *order, theme="no such theme")
    told = "\n".join(read.slide_texts(made.files["pptx"]))
    assert told.count("Nothing to show within these filters") >= 4
    assert "No measure with targets stands within these filters" in told
    nothing = small(snapshot)
    assert "No pages were chosen" in read.pages(nothing.files["pdf"])[0]
    assert "No pages were chosen" in read.slide_texts(nothing.files["pptx"])[0]


# The same again.


def test_the_same_selection_gives_the_same_bytes_and_another_another_hash(snapshot: Snapshot) -> None:
    order = ("headline", "savings", "priority:homelessness-2008-13-p01")
    first = small(snapshot, *order)
    making._MADE.clear()
    again = small(snapshot, *order)
    assert again is not first
    assert again.pack.hash == first.pack.hash
    for kind, content in first.files.items():
        assert again.files[kind] == content, kind
    assert small(snapshot, *order[:2]).pack.hash != first.pack.hash


# Nothing is cut, hidden or left to run.


def test_every_block_stands_on_its_page_and_covers_no_other(made: Made) -> None:
    for page in made.pack.pages:
        placed = lay_out(page)
        for block in placed:
            assert block.x >= MARGIN and block.x + block.width <= WIDTH - MARGIN + 0.1
            assert block.y + block.height <= BODY_BOTTOM + 0.6, page.title
        for one in placed:
            for other in placed:
                apart = one.x + one.width <= other.x or one.y + one.height <= other.y + 0.1
                assert one is other or apart or other.x + other.width <= one.x or other.y + other.height <= one.y + 0.1


def test_a_table_that_goes_on_shows_every_row_once(made: Made, slides: list[str]) -> None:
    findings = read.rows(made.files["xlsx"], "Findings")
    parts = [block for page in made.pack.pages if page.section == "findings" for block in page.left]
    assert sum(len(part.rows) for part in parts if isinstance(part, Table)) == len(findings)
    told = "".join(" ".join(text.split()) for text in slides)
    assert not [row["Finding"] for row in findings if " ".join(row["Finding"].split())[:80] not in told]


def test_charts_and_tables_can_be_edited_and_are_described_for_those_who_cannot_see(made: Made) -> None:
    shapes = [shape for slide in read.deck(made.files["pptx"]).slides for shape in slide.shapes]
    described = [shape for shape in shapes if shape.has_chart or shape.has_table]
    assert len(described) > 40
    assert not [shape for shape in shapes if shape.shape_type == 13]  # no pictures
    assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in described)
    assert all(slide.shapes.title.text_frame.text for slide in read.deck(made.files["pptx"]).slides)


def test_the_pdf_is_tagged_for_screen_readers_and_its_charts_are_told_in_words(made: Made) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made.files["pdf"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    charts = [block for page in made.pack.pages for block in page.blocks if isinstance(block, Chart)]
    alts = [obj["/Alt"] for obj in _elements(root["/StructTreeRoot"]) if "/Alt" in obj]
    assert [" ".join(alt.split()) for alt in alts] == [" ".join(chart.alt.split()) for chart in charts]


def _elements(held: object) -> list[Mapping]:
    held = held.get_object() if hasattr(held, "get_object") else held
    if isinstance(held, list):
        return [found for each in held for found in _elements(each)]
    if not isinstance(held, dict):
        return []
    return [held, *_elements(held.get("/K", []))]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A pack of figures whose words are meant to be run, or never to end; and of a survey with a small group."""
    folder = tmp_path_factory.mktemp("hostile") / "datasets"
    folder.mkdir()
    for file in Path(making.service.places.SHIPPED_FOLDER).glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    alter(folder, "indicator", {"title": "People sleeping rough (snapshot)"}, title=HOSTILE)
    alter(folder, "area", {"name": "Slough"}, name="=1+1")
    alter(folder, "indicator", {"title": "Repeat homelessness acceptances"}, title=STRANGE)
    alter(folder, "priority", {"priority_id": "homelessness-2008-13-p01"}, title="@SUM(1) " + "endless" * 60)
    alter(folder, "survey_score", {"group_name": "Older People's Services"}, n="9")
    order = ("attention", "homelessness", "survey", "priority:homelessness-2008-13-p01", "findings")
    return making.make(judged(folder), Selection(ALL, order))


def test_words_that_look_like_formulas_or_code_are_shown_as_words(hostile: Made) -> None:
    for book in read.every_workbook(dict(hostile.files)):
        for sheet in book:
            assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    assert any(row["Measure"] == HOSTILE for row in read.rows(hostile.files["xlsx"], "Needs attention"))
    cost = next(chart for title, chart in read.charts(hostile.files["pptx"]).items() if "second highest" in title)
    assert ["=1+1", 8.71] in read.behind(cost)
    slides, paper = read.slide_texts(hostile.files["pptx"]), read.pages(hostile.files["pdf"])
    assert any(HOSTILE in text for text in slides)
    assert any(HOSTILE in page for page in paper)
    assert any("endlessendless" in page for page in paper)
    assert any(STRANGE in text for text in slides)
    assert any("Signs that no type has: \ufffd\ufffd" in page for page in paper)


def test_a_group_too_small_to_show_is_shown_in_none_of_the_files(hostile: Made) -> None:
    parts = [*read.slide_texts(hostile.files["pptx"]), *read.pages(hostile.files["pdf"])]
    parts += [
        str(cell.value) for sheet in read.workbook(hostile.files["xlsx"]) for row in sheet.iter_rows() for cell in row
    ]
    with zipfile.ZipFile(io.BytesIO(hostile.files["pptx"])) as slides:
        parts += [slides.read(name).decode() for name in slides.namelist() if "notesSlide" in name]
    told = "\n".join(parts)
    assert "1 group withheld as too small to show" in told
    assert "withheld" in told
    assert "20.7" not in told
