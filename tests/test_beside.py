"""What stands beside a figure on its page and in its download: what was found, what was said, what is asked for."""

import datetime
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import export, homelessness, tables
from data import service
from data.store import Snapshot
from queries import homelessness as measures
from queries import judgement, overview
from tests import reading
from tests.altered import add, judged, one

DATE = datetime.date(2010, 3, 31)
STRATEGY = tuple(f"homelessness-2008-13-p0{n}" for n in range(1, 5))
OVERDUE = "odi-2009-10-p01-m04"  # reported in progress as at 31 March 2010, past its date


def told(where: Snapshot, kind: str, key: str) -> str | None:
    rows = judgement.beside(where, DATE, pd.DataFrame({"key": [key]}), kind, "key")
    return rows["commentary"].iloc[0]


def said(kind: str, key: str, as_at: str, **other: str) -> dict[str, str]:
    return {
        "commentary_id": f"said-of-{key}", "subject_kind": kind, "subject_id": key, "as_at": as_at,
        "author_role": "Head of service", "text": "More people were counted.", "source_ref": "odi-plan-2010-11, a, b",
        **other,
    }  # fmt: skip


# ---- commentary -------------------------------------------------------------------------------------------------


def test_a_remark_is_asked_of_the_owner_where_a_measure_moved_away_or_a_milestone_is_overdue(
    snapshot: Snapshot,
) -> None:
    # rough sleeping rose from 5 to 11, and its target is lower
    owners = "Nicola Hobbs; Nigel Hewett; Ann Branson; Toni Soni"
    assert told(snapshot, "indicator", "rough-sleeping-count") == f"No commentary yet; owner: {owners}."
    assert told(snapshot, "milestone", OVERDUE) == "No commentary yet; owner: Strategic Management Board."
    cursor = snapshot.cursor()
    asked = cursor.execute("SELECT subject_kind, subject_id FROM beside WHERE asked IS NOT NULL").fetchall()
    overdue = cursor.execute(
        "SELECT 'milestone', milestone_id FROM milestone_verdict WHERE state = 'overdue'"
    ).fetchall()
    assert sorted(asked) == sorted([("indicator", "rough-sleeping-count"), *overdue])


def test_once_it_is_said_it_is_shown_and_asked_for_again_when_a_later_result_needs_it(shipped: Path) -> None:
    action = {"action": "Outreach is doubled."}
    add(shipped, "commentary", **said("indicator", "rough-sleeping-count", "2009-03-31", **action))
    add(shipped, "commentary", **said("milestone", OVERDUE, "2009-06-30"))
    held = judged(shipped)
    assert told(held, "indicator", "rough-sleeping-count") == (
        "More people were counted. Outreach is doubled. (Head of service, 31 March 2009)"
    )
    assert told(held, "milestone", OVERDUE) == ("No commentary since 30 June 2009; owner: Strategic Management Board.")
    add(
        shipped, "indicator_value", indicator_id="rough-sleeping-count", area_id="leicester", period="2009/10",
        period_end="2010-03-31", kind="actual", basis="table", value="9", value_status="stated", is_baseline="false",
        source_ref="odi-plan-2010-11, a, b",
    )  # fmt: skip
    later = judged(shipped)
    assert one(later, "SELECT verdict FROM indicator_verdict WHERE indicator_id = 'rough-sleeping-count'") == {
        "verdict": "off_target"
    }
    assert str(told(later, "indicator", "rough-sleeping-count")).startswith("No commentary since 31 March 2009; owner:")


def test_a_remark_made_after_the_reporting_date_is_not_known_on_it(shipped: Path) -> None:
    add(shipped, "commentary", **said("indicator", "rough-sleeping-count", "2010-04-01"))
    held = judged(shipped)
    assert str(told(held, "indicator", "rough-sleeping-count")).startswith("No commentary yet")
    rows = judgement.beside(
        held, datetime.date(2010, 4, 1), pd.DataFrame({"key": ["rough-sleeping-count"]}), "indicator", "key"
    )
    assert rows["commentary"].iloc[0].startswith("More people were counted.")


# ---- findings ---------------------------------------------------------------------------------------------------


def test_a_finding_is_told_by_its_kind_and_by_what_was_decided(snapshot: Snapshot, shipped: Path) -> None:
    rows = pd.DataFrame({"line_id": ["odi-2009-10-divisional-l30", "odi-2010-11-sources-l01"]})
    found = judgement.beside(snapshot, DATE, rows, "efficiency_line", "line_id")["finding"]
    assert found.iloc[0] == "▲ Total differs from its lines"
    assert pd.isna(found.iloc[1])
    for year in ("2009/10", "2010/11", "2011/12"):
        key = f"total_differs:odi-2009-10-divisional-l30:{year}"
        add(shipped, "finding_note", finding_key=key, status="explained", note="Seen.", as_at="2010-03-31")
    decided = judgement.beside(judged(shipped), DATE, rows, "efficiency_line", "line_id")["finding"]
    assert decided.iloc[0] == "▲ Total differs from its lines (explained)"


def test_findings_stand_in_the_download_of_a_measure_beside_the_value_they_are_about(snapshot: Snapshot) -> None:
    rows = measures.strategy_indicators(snapshot, STRATEGY[0][:-4], STRATEGY).set_index("indicator_id")
    verdicts = overview.measures(snapshot, DATE, STRATEGY, row_limit=200).set_index("indicator_id")
    values = measures.indicator_values(snapshot, "alcohol-admissions")
    found = judgement.findings_about(snapshot, DATE, "alcohol-admissions")
    card = homelessness.measure_card(rows.loc["alcohol-admissions"], values, verdicts.loc["alcohol-admissions"], found)
    beside = card.table.set_index(["Period", "What"])["Finding"]
    assert "is easier than the baseline" in beside["2009/10", "Target"]
    assert set(beside.drop(("2009/10", "Target"))) == {""}
    assert b"is easier than the baseline" in export.as_csv(card.table)
    everything = tables.indicators(rows.reset_index(), verdicts)
    assert everything.set_index("Measure").loc[rows.loc["alcohol-admissions", "title"], "Finding"] == (
        "▲ Target easier than the baseline"
    )


PAGES = {
    "overview": ({"rows": "savings"}, "▲ Plan falls short of its target"),
    "homelessness": ({"view": "All measures"}, "▲ Target easier than the baseline"),
    "milestones": ({"milestone_state": "overdue"}, "▲ Due before its plan begins"),
    "efficiency": ({"show": "Tests"}, "▲ Saving changed between editions"),
    "priorities": ({"of_all": "All that belongs"}, "▲ Due before its plan begins"),
}


@pytest.mark.usefixtures("snapshot")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_that_lists_figures_lists_what_was_found_about_them(name: str) -> None:
    parameters, words = PAGES[name]
    app = AppTest.from_file("../app.py", default_timeout=60)
    for key, value in parameters.items():
        app.query_params[key] = value
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception, [e.value for e in app.exception]
    found = [table for table in reading.tables(app) if "Finding" in table]
    assert any(words in cell for table in found for cell in table["Finding"]), name


# ---- the second status ------------------------------------------------------------------------------------


def test_four_results_give_a_second_status_for_the_plans_end_unless_limits_were_worked_out_anew_since(
    shipped: Path,
) -> None:
    for year, value in ((2005, 9), (2006, 7)):
        add(
            shipped, "indicator_value", indicator_id="rough-sleeping-count", area_id="leicester",
            period=f"{year}/{year % 100 + 1:02}", period_end=f"{year + 1}-03-31", kind="actual", basis="table",
            value=str(value), value_status="stated", is_baseline="false", source_ref="odi-plan-2010-11, a, b",
        )  # fmt: skip
    held = judged(shipped)
    row = overview.measures(held, DATE, STRATEGY, row_limit=200).set_index("indicator_id").loc["rough-sleeping-count"]
    assert row["forecast_word"] == "off course"
    assert "the plan's last target is 0 (2012/13), so it is off course by" in row["forecast_reason"]
    shown = tables.to_go(row.to_frame().T.reset_index())
    assert list(shown["At the plan's end"]) == ["off course"]
    add(
        shipped, "recalculation", indicator_id="rough-sleeping-count", area_id="leicester", period="2006/07",
        period_end="2007-03-31", reason="Counted otherwise.", source_ref="odi-plan-2010-11, a, b",
    )  # fmt: skip
    anew = overview.measures(judged(shipped), DATE, STRATEGY, row_limit=200).set_index("indicator_id")
    assert pd.isna(anew.loc["rough-sleeping-count", "forecast_word"])
    assert service.diff is not None


def test_the_share_of_its_time_gone_is_said_of_a_milestone_with_a_first_and_a_last_day(snapshot: Snapshot) -> None:
    # "Partnership improvement plan implemented", November 2009 to April 2010: 150 of 180 days
    reason = one(snapshot, "SELECT reason FROM milestone_verdict WHERE milestone_id = 'odi-2009-10-p02-m04'")["reason"]
    assert reason.endswith("It began on 1 November 2009: 83% of its time has gone.")
