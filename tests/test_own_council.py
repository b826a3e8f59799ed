"""Another council's own: an empty set that says how to fill it, and a made-up council that shows every view full."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from components import menu, starting, status
from components.chosen import FILTERS
from data import beginning, places, service, synthetic
from data.__main__ import app as command_line
from data.contracts import contracts
from data.store import FileStore
from pages.packs import asking, selection
from tests import choosing, reading
from tests.choosing import every_view

OTHERS = re.compile(r"(?i)leicester|\bodi\b|homelessness strategy|delivering excellence|nearest neighbours")
FIRST_ROWS = {
    "source": "document_id,title,publisher,status\nour-plan,Our plan,Anyborough,final\n",
    "plan": "plan_id,title,starts_on,ends_on,status,document_id\n"
    "our-plan,Our plan 2025/26,2025-04-01,2026-03-31,in_force,our-plan\n",
    "priority": "priority_id,plan_id,number,title,kind,lead\nour-plan-p1,our-plan,1,Warm homes,priority,Ann Example\n",
    "indicator": "indicator_id,plan_id,priority_id,row_number,title,name_printed,unit,polarity,decimals,in_laa,"
    "in_corporate_plan,series,state\nwarm-homes,our-plan,our-plan-p1,1,Homes made warm,Homes made warm,homes,higher,0,"
    "false,false,table,live\n",
    "indicator_value": "indicator_id,area_id,period,kind,basis,value,value_status,is_baseline\n"
    "warm-homes,anyborough,2024/25,actual,table,80,stated,false\n"
    "warm-homes,anyborough,2024/25,target,table,100,stated,false\n",
}


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty set made by the command, and the one setting that points the dashboard at it."""
    folder = tmp_path / "anyborough"
    asked = ["init", str(folder), "--area", "Anyborough", "--council", "Anyborough Borough Council",
             "--date", "2025-03-31"]  # fmt: skip
    assert CliRunner().invoke(command_line, asked).exit_code == 0
    yield from pointed_at(folder, monkeypatch)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The made-up council, published once for the tests that look at it."""
    folder = tmp_path_factory.mktemp("made-up") / "set"
    synthetic.write(folder)
    with pytest.MonkeyPatch.context() as patch:
        yield from pointed_at(folder, patch)


def pointed_at(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Path]:
    patch.delenv(places.HOME_SETTING)
    patch.setenv(places.DATASETS_SETTING, str(folder))
    service.store.cache_clear()
    yield folder
    service.store.cache_clear()


def registered() -> list[tuple[str, str]]:
    """The file and address of every page."""
    return [(page.file, page.address) for pages in menu.listed().values() for page in pages]


def everything(node: Any) -> str:
    """All a page holds, popovers, tables and links too, but for the rules' own SQL."""
    said = str(getattr(node, "proto", "")) if node.type not in ("main", "code") else ""
    return said + "".join(everything(child) for child in getattr(node, "children", {}).values())


def leads_to_upload(node: Any) -> list[str]:
    """Which dataset each link to the Upload page chooses there."""
    there = [node.proto.query_string] if node.type == "page_link" and "upload_of" in node.proto.query_string else []
    return there + [one for child in getattr(node, "children", {}).values() for one in leads_to_upload(child)]


def test_every_page_of_an_empty_council_says_what_to_upload_and_speaks_of_nobody_else(own: Path) -> None:
    assert {path.stem for path in own.glob("*.csv")} == set(contracts())
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    for file, address in registered():
        app.switch_page(file).run()
        assert not app.exception, (file, [e.value for e in app.exception])
        said = everything(app.main)
        assert "Anyborough Borough Council" in said
        assert not OTHERS.search(said), (file, OTHERS.findall(said))
        if address in starting.PAGES:
            asked = leads_to_upload(app.main)
            assert len(asked) == len(starting.PAGES[address].filled_by), (file, asked)
            assert "Nothing to show yet" in app.info[0].value


def test_a_dataset_whose_rows_name_others_asks_for_those_first(own: Path) -> None:
    assert own.exists()
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/upload.py").run()
    choosing.choose(app, "upload_what", "Milestones")
    assert any("must be uploaded first" in caption.value for caption in app.caption)
    asked = [re.findall("upload_of=([A-Za-z+]+)", link) for link in leads_to_upload(app.main)]
    assert asked == [["Plan"], ["Priority"]]


def test_a_first_plan_priority_measure_and_figure_fill_the_first_page(own: Path) -> None:
    assert own.exists()
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    for dataset, text in FIRST_ROWS.items():
        assert any(f"upload_of={dataset.capitalize().replace('_', '+')}" in link for link in leads_to_upload(app.main))
        checked = service.check(dataset, text.encode(), f"{dataset}.csv")
        assert checked.fit, [str(finding) for finding in checked.findings]
        service.publish(service.preview(checked), "our own", "ann", accept_warnings=True)
        app = AppTest.from_file("../app.py", default_timeout=60).run()
    assert not app.exception, [e.value for e in app.exception]
    words = reading.words(app)
    assert "Homes made warm" in words
    assert "off target" in words.lower()
    assert "1 measure and 0 milestones" in words
    app.switch_page("pages/homelessness.py").run()
    assert not app.exception
    assert any("Homes made warm" in title for title in reading.titles(app))


def test_an_empty_set_is_never_written_over_another(own: Path) -> None:
    result = CliRunner().invoke(command_line, ["init", str(own), "--area", "Elsewhere"])
    assert result.exit_code == 1
    assert "name a folder without datasets" in result.stderr
    assert "Anyborough" in (own / "area.csv").read_text(encoding="utf-8")
    assert CliRunner().invoke(command_line, ["init", str(own / "x"), "--area", "---"]).exit_code == 1


def test_the_reporting_date_begins_at_the_end_of_the_last_whole_quarter() -> None:
    for today, last in (((2025, 1, 1), (2024, 12, 31)), ((2025, 3, 31), (2024, 12, 31)), ((2025, 4, 1), (2025, 3, 31))):
        assert beginning.last_quarter(datetime.date(*today)) == datetime.date(*last)


def test_the_same_seed_makes_the_same_council_and_another_makes_another(tmp_path: Path) -> None:
    small = synthetic.Size(areas=5, indicators=16, quarters=12)
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        synthetic.write(tmp_path / name, small, seed)
    one, again, other = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "again", "other"))
    assert one == again
    assert one["indicator_value.csv"] != other["indicator_value.csv"]


def test_every_view_of_the_made_up_council_is_full_and_says_that_it_is_made_up(made_up: Path) -> None:
    assert made_up.exists()
    app = AppTest.from_file("../app.py", default_timeout=60).run()
    wanting, seen = [], 0

    def look(where: str) -> None:
        assert not app.exception, (where, [e.value for e in app.exception])
        said = everything(app.main)
        assert "made up, not real" in said, where
        assert not OTHERS.search(said), (where, OTHERS.findall(said))
        wanting.extend((where, words) for words in reading.empties(app))

    for file, address in registered():
        if address == "search":
            app.query_params["find"] = "homes"
        app.switch_page(file).run()
        look(file)
        for view in every_view(app):
            if "Frozen packs" not in view:
                look(f"{file}: {view}")
                seen += 1
    assert seen > 30
    assert wanting == []


def test_the_made_up_council_has_every_verdict_there_is(made_up: Path) -> None:
    assert made_up.exists()
    cursor = service.current().cursor()

    def held(question: str) -> set[Any]:
        return {value for (value,) in cursor.execute(question).fetchall()}

    measures = held("SELECT measure_state(verdict, not_assessed_reason, already_at_next) FROM indicator_verdict")
    assert measures | {"to_be_developed"} == set(status.MEASURES)
    assert "to_be_developed" in held("SELECT state FROM indicator")
    assert held("SELECT state FROM milestone_verdict") == set(status.MILESTONE_GROUPS)
    assert held("SELECT forecast_verdict FROM indicator_verdict") >= {"met", "within_tolerance", "off_target"}
    assert held("SELECT moved FROM indicator_verdict") >= {"towards", "away", "unchanged"}
    assert held("SELECT reading FROM spc_point") >= {"improvement", "concern", "common_cause"}
    assert held("SELECT assurance FROM spc_point") >= {"will_pass", "will_fail", "hit_and_miss"}
    assert held("SELECT quartile FROM benchmark_rank WHERE is_home") == {1, 2, 3, 4}
    assert held("SELECT severity FROM finding") == {"high", "medium", "low"}
    assert held("SELECT status FROM finding") == {"open", "accepted", "explained"}
    assert held("SELECT suppressed FROM survey_shown") == {True, False}


def test_what_nobody_asks_for_is_not_judged(made_up: Path) -> None:
    """Of a country's areas and quarters there would be millions of signals and ranks."""
    assert made_up.exists()
    cursor = service.current().cursor()
    areas = cursor.execute("SELECT DISTINCT area_id FROM spc_point").fetchall()
    assert areas == [("exampleton",)]
    compared = "SELECT indicator_id, group_id, list(DISTINCT period ORDER BY period) FROM benchmark_rank GROUP BY ALL"
    latest = ["2024/25 Q1", "2024/25 Q2", "2024/25 Q3", "2024/25 Q4"]
    assert {tuple(periods) for _, _, periods in cursor.execute(compared).fetchall()} == {tuple(latest)}


def test_several_councils_plans_pass_every_check(tmp_path: Path) -> None:
    size = synthetic.Size(areas=5, indicators=16, quarters=12, councils=3, milestones=120)
    synthetic.write(tmp_path / "set", size)
    cursor = service.build(FileStore(tmp_path / "home"), tmp_path / "set").cursor()
    assert cursor.execute("SELECT count(*) FROM milestone").fetchall() == [(120,)]
    assert cursor.execute("SELECT count(DISTINCT plan_id) FROM milestone").fetchall() == [(7,)]


def test_a_pack_gives_so_many_priorities_a_page_and_says_that_there_are_more(
    made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made_up.exists()
    monkeypatch.setattr(asking, "MOST", 2)
    chosen = selection.named(service.current(), dict.fromkeys(FILTERS, ""), None, ("each",))
    asked = asking.Asked(service.current(), chosen)
    entries = asked.entries()
    assert len(entries) == 3
    assert [page.title for page in asked.pages(entries[-1])] == ["The first 2 priorities have a page of their own"]
