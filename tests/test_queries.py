"""Each question gives the columns it promises, from SQL that formats nothing in."""

import dataclasses
import datetime
import functools
import inspect
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest

from data.store import Snapshot
from queries import (
    benchmarks,
    changes,
    frame,
    homelessness,
    judgement,
    milestones,
    overview,
    priorities,
    runner,
    sources,
)
from tests import altered

FOLDER = Path(runner.__file__).parent
PLAN = "homelessness-2008-13"
PRIORITIES = tuple(f"{PLAN}-p0{n}" for n in range(1, 5))


@pytest.fixture(params=["files", "lake"])
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """The shipped figures, from a file of this machine's or out of a lake: every question is asked of both."""
    return request.getfixturevalue("snapshot_of_files" if request.param == "files" else "snapshot_of_a_lake")


def test_every_sql_file_has_a_function_and_every_question_a_file() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    asked = set(re.findall(r'ask\(\s*snapshot,\s*"(\w+)"', code))
    assert asked == {path.stem for path in FOLDER.glob("*.sql")}


def test_every_sql_file_says_what_it_answers_and_binds_its_parameters() -> None:
    for path in FOLDER.glob("*.sql"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- "), path.name
        assert "{" not in re.sub(r"\{\s*'\w+':[^}]*\}", "", text), path.name


def test_no_question_compares_each_row_with_each(snapshot_of_files: Snapshot) -> None:
    # A LEFT JOIN with a condition on its left side alone does: printed totals took 30 s at 1,000 times the figures. The
    # few words looked for are compared with those of the index.
    for path in FOLDER.glob("*.sql"):
        sql = runner._sql(path.stem)
        bound = {name: _some(name) for name in set(re.findall(r"\$(\w+)", sql))}
        bound |= {"words": ["a"]} if path.stem in ("search", "evidence", "evidence_found") else {}
        with runner._judged(snapshot_of_files, sql, bound) as judged:
            ((_, plan),) = snapshot_of_files.cursor().execute(*runner._bound(f"EXPLAIN {judged}", bound)).fetchall()
        assert "BLOCKWISE_NL_JOIN" not in plan or "starts_with" in plan, path.name


def _some(parameter: str) -> object:
    """A value of a parameter's type: of a filter none, which leaves the most to do."""
    if parameter in ("reporting_date", "since"):
        return datetime.date(2010, 3, 31)
    if parameter.endswith("places"):
        return [1, 2]
    if parameter.endswith("ids") or parameter in ("states", "asked"):
        return ["a", "b"]
    others = {"row_limit": 10, "amber_within": 5.0, "everything": True, "loose": "bare", "with_none": True}
    return others.get(parameter, "")


MODULES = [frame, homelessness, judgement, overview, sources]
ARGUMENTS = {
    "plan_id": PLAN,
    "indicator_id": "homelessness-cost-per-head",
    "group_id": "nearest-neighbours-2008",
    "period": "2008",
    "priority_ids": PRIORITIES,
    "date": datetime.date(2010, 3, 31),
    "meeting": datetime.date(2009, 9, 3),
    "subject_kind": "survey_section",
    "subject_id": "leadership",
    "rows": pd.DataFrame({"line_id": ["odi-2009-10-divisional-l30"]}),
    "kind": "efficiency_line",
    "key": "line_id",
    **dict.fromkeys(("board_id", "theme", "priority_id"), ""),
}


def questions(module: object) -> Iterator[tuple[str, Callable[[Snapshot], Any]]]:
    """Every function of a module that gives rows of a question, with all it asks for but the version."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ != module.__name__ or name in ("place", "evidence_found"):  # type: ignore[attr-defined]
            continue
        wanted = {k: v for k, v in ARGUMENTS.items() if k in inspect.signature(function).parameters}
        if name == "what_if":
            wanted |= {"amber_within": 5.0, "unit": "percent"}
        if "strategy" in inspect.signature(function).parameters:
            yield name, functools.partial(_of_the_strategy, function, wanted)
        else:
            yield name, functools.partial(function, **wanted)


def _of_the_strategy(function: Callable[..., Any], wanted: dict[str, Any], snapshot: Snapshot) -> Any:
    strategy = homelessness.strategies(snapshot, datetime.date(2010, 3, 31)).iloc[0]
    return function(snapshot, strategy=strategy, **wanted)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_every_question_gives_rows_of_its_promised_columns(snapshot: Snapshot, module: object) -> None:
    for name, question in questions(module):
        # As shipped no result falls in a period with a target, no series has five points; nothing was found about the
        # cost per head, and no action is meant to move it.
        nothing_yet = name in ("what_if", "spc_points", "findings_about", "indicator_actions")
        assert len(question(snapshot)) or nothing_yet, name


def test_a_question_whose_sql_lost_a_column_says_so(snapshot: Snapshot) -> None:
    with pytest.raises(runner.MissingColumn, match=r"documents\.sql gives no colour"):
        runner.ask(snapshot, "documents", ("title", "colour"))


def test_an_answer_changed_by_one_page_is_whole_for_the_next(snapshot: Snapshot) -> None:
    first = sources.documents(snapshot)
    first["title"] = "spoilt"
    assert "spoilt" not in set(sources.documents(snapshot)["title"])


def test_words_looked_for_are_text_and_nothing_else(snapshot: Snapshot) -> None:
    assert len(sources.evidence(snapshot, words="rough sleeping")) > 3
    typed, words, every = (sources.evidence_found(snapshot, words=w) for w in ("' OR 1=1 --", "1 or", ""))
    assert typed == words < every
    assert sources.evidence(snapshot, words="%").equals(sources.evidence(snapshot, words="%"))


def test_cost_per_head_ranks_as_a_plain_sort_does(snapshot: Snapshot) -> None:
    import statistics

    rows = homelessness.benchmark_values(
        snapshot, "homelessness-cost-per-head", "nearest-neighbours-2008", "2008", datetime.date(2010, 3, 31)
    )
    compared = rows[rows["role"] == "compared"]
    values = sorted(compared["value"], reverse=True)
    home = compared[compared["is_home"]].iloc[0]
    assert len(values) == 16
    assert home["place_from_highest"] == values.index(home["value"]) + 1 == 2
    assert home["compared_median"] == pytest.approx(statistics.median(values))
    assert set(rows["role"]) == {"compared", "restated", "printed_mean", "printed_median"}


def test_the_strategy_table_has_31_rows_in_order_of_printing(snapshot: Snapshot) -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, PRIORITIES)
    assert len(rows) == 31
    assert list(rows["objective"]) == sorted(rows["objective"])
    assert list(rows["path"].iloc[0]) == [5, 11, 6, 5, 3, 0]


def test_a_target_of_nought_is_told_from_none(snapshot: Snapshot) -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, PRIORITIES).set_index("indicator_id")
    repeat = [t["status"] for t in rows.loc["repeat-homelessness", "targets"]]
    assert repeat == ["stated", "stated", "stated", "blank"]
    assert [t["value"] for t in rows.loc["rough-sleeping-count", "targets"]][-1] == 0


def test_changes_between_two_dates_name_what_moved_and_nothing_else(snapshot: Snapshot) -> None:
    early, late = datetime.date(2009, 9, 3), datetime.date(2010, 3, 31)
    assert changes.changes(snapshot, late, snapshot, late).empty
    moved = changes.changes(snapshot, early, snapshot, late)
    assert (moved["before"] != moved["after"]).all()
    appraisal = moved[(moved["title"] == "New appraisal framework") & (moved["what"] == "Figure or date")].iloc[0]
    assert (appraisal["before"], appraisal["after"]) == ("30 April 2010", "31 March 2011")


def test_another_tolerance_moves_the_verdicts_it_should(shipped: Path) -> None:
    path = shipped / "indicator_value.csv"
    row = (
        "rough-sleeping-count,leicester,2009/10,2010-03-31,actual,table,6.5,6.5,stated,false,,,,,,"
        '"cabinet-pack-2009-07-13, first result, uploaded",,\n'
    )
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    changed = altered.judged(shipped)
    date = datetime.date(2010, 3, 31)
    for tolerance, verdict in ((0, "off_target"), (5, "off_target"), (10, "within_tolerance")):
        judged = judgement.what_if(changed, date, tolerance, "percent").set_index("indicator_id")
        assert judged.loc["rough-sleeping-count", "verdict_then"] == verdict
        assert judged.loc["rough-sleeping-count", "verdict_now"] == "off_target"


def test_what_changed_is_the_same_of_one_version_and_of_two_alike(snapshot: Snapshot, tmp_path: Path) -> None:
    early, late = datetime.date(2009, 9, 3), datetime.date(2010, 3, 31)
    twin = Snapshot(Path(shutil.copy(snapshot.path, tmp_path / "twin.duckdb")), snapshot.version)
    found = changes.changes(snapshot, early, snapshot, late)
    assert len(found) > 50
    pd.testing.assert_frame_equal(changes.changes(twin, early, snapshot, late), found, check_dtype=False)
    first = changes.changes(snapshot, early, snapshot, late, 10)
    assert len(first) == 10
    assert set(first["total_rows"]) == {len(found)}


def test_all_priorities_leave_what_every_one_of_them_named_leaves(snapshot: Snapshot) -> None:
    every, date = frame.scope(snapshot, "", "", "", ""), datetime.date(2010, 3, 31)
    named = (*every, "no-such-priority")
    many = (*named, *(f"nor-{number}" for number in range(runner.LONG)))
    for ask in (milestones.states, milestones.listed, overview.measures, benchmarks.choices, priorities.priority_list):
        pd.testing.assert_frame_equal(ask(snapshot, date, every), ask(snapshot, date, named))
        pd.testing.assert_frame_equal(ask(snapshot, date, every), ask(snapshot, date, many))


def test_a_long_list_of_places_leaves_what_a_short_one_of_the_same_things_leaves(snapshot: Snapshot) -> None:
    date, subject = datetime.date(2010, 3, 31), priorities.Subject(PRIORITIES)
    few = priorities.places(snapshot, subject)
    beyond = range(100_000, 100_000 + runner.LONG)  # nothing stands there
    many = dataclasses.replace(few, held=(*few.held, *beyond))
    before = [ask(snapshot, date, subject) for ask in (priorities.measures, priorities.states, priorities.findings)]
    with mock.patch.object(priorities, "places", return_value=many):
        after = [ask(snapshot, date, subject) for ask in (priorities.measures, priorities.states, priorities.findings)]
    for one, other in zip(before, after, strict=True):
        assert len(one) > 1
        pd.testing.assert_frame_equal(one, other)
