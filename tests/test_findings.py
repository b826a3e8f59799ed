"""Findings: what the rules find unaided, where and why; what makes one appear or go; and the notes kept on them."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.contracts import contracts
from data.store import Snapshot
from tests.altered import add, alter, ask, judged, one, remove

BY_KEY = "SELECT * FROM finding WHERE finding_key = ?"


def keys(snapshot: Snapshot) -> set[str]:
    return {row["finding_key"] for row in ask(snapshot, "SELECT finding_key FROM finding")}


def appear_and_go(before: Snapshot, after: Snapshot) -> tuple[set[str], set[str]]:
    """The findings a change brought, and those it took away."""
    old, new = keys(before), keys(after)
    return new - old, old - new


# As shipped.


def test_the_shipped_figures_have_these_findings_and_no_others(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT rule, severity FROM finding")
    assert Counter((row["rule"], row["severity"]) for row in rows) == {
        ("total_differs", "high"): 3, ("total_differs", "low"): 2, ("plan_short_of_target", "high"): 1,
        ("figure_differs", "medium"): 5, ("gross_against_net", "medium"): 1, ("saving_changed", "medium"): 2,
        ("saving_before_milestone", "medium"): 3, ("not_cash_releasing", "low"): 2, ("not_ongoing", "low"): 2,
        ("invalid_date", "medium"): 1, ("due_before_plan", "medium"): 4, ("due_before_plan", "low"): 1,
        ("due_after_plan", "low"): 5, ("duplicate_milestone", "low"): 1, ("dropped_silently", "medium"): 1,
        ("past_due_not_reported", "low"): 1, ("target_easier_than_baseline", "medium"): 3,
        ("unrepresentative_baseline", "medium"): 1, ("no_baseline_year", "low"): 1, ("series_contradict", "medium"): 2,
        ("contradictory_claims", "medium"): 1,
    }  # fmt: skip


REQUIRED = {
    "total_differs:odi-2009-10-divisional-l30:2009/10": ("divisional table, row 30", "lines 18 to 29"),
    "plan_short_of_target:odi-2010-11-sources-l15:2010/11": ("section 2.4 sources table, line 15", "£191,000 less"),
    "total_differs:supporting-people-l03:2008/09": ("Supporting People row 3", "£1 less than its 2 lines"),
    "total_differs:supporting-people-l03:2009/10": ("Supporting People row 3", "£1 more than its 2 lines"),
    "figure_differs:odi-2009-10-text-l09:2010/11": ("section 2.3, bullet 5", "£1,677,000"),
    "figure_differs:odi-2010-11-text-l05:2010/11": ("priority five, measure bullet 1", "£2,000,000"),
    "gross_against_net:odi-2010-11-sources-l05:2010/11": ("sources table, line 5", "less non-general fund"),
    "invalid_date:odi-2010-11-p05-m12": ("priority five, milestone bullet 6", "31st April 2010"),
    "duplicate_milestone:odi-2010-11-p03-m12": ("priority three, milestone bullet 9", "odi-2010-11-p05-m05"),
    "saving_before_milestone:odi-2010-11-programmes-l07:2010/11": ("ODI programmes table, line 7", "31 days before"),
    "saving_changed:odi-2010-11-divisional-l10:2010/11": ("divisional table, line 10", "prints no figure"),
    "series_contradict:temporary-accommodation": ("section 2.2, bullet 5", "The text gives 42 (2009), the table 53"),
    "target_easier_than_baseline:reconnection-rate:2009/10": (
        "objective 1.1 line 2",
        "easier than the baseline of 87.5",
    ),
    "contradictory_claims:staff-2009-12:lowest": ("section 2.3.4, bullet 1", "are each called lowest"),
    "dropped_silently:odi-2009-10": ("ODI plan cover", "23 milestones"),
    "past_due_not_reported:odi-2009-10": ("ODI plan cover", "22 milestones"),
}


@pytest.mark.parametrize("key", REQUIRED)
def test_each_is_found_unaided_with_where_it_stands_and_why(snapshot: Snapshot, key: str) -> None:
    where, why = REQUIRED[key]
    row = one(snapshot, BY_KEY, key)
    assert where in row["source_ref"]
    assert why in row["explanation"]
    assert row["quote"] and row["title"] and row["subject_id"] in key


def test_every_finding_is_whole_and_has_a_key_of_its_own(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM finding")
    documents = {row["document_id"] for row in ask(snapshot, "SELECT document_id FROM source")}
    assert len({row["finding_key"] for row in rows}) == len(rows)
    for row in rows:
        assert row["finding_key"].startswith(f"{row['rule']}:{row['subject_id']}"), row["finding_key"]
        assert row["severity"] in ("high", "medium", "low")
        assert row["explanation"].endswith(".") and row["title"] and row["dataset"], row["finding_key"]
        assert row["source_ref"].split(", ")[0] in documents
        assert row["status"] == "open" and row["note"] is None


def test_every_subject_of_a_finding_exists(snapshot: Snapshot) -> None:
    ids = {"plan": "plan_id", "milestone": "milestone_id", "indicator": "indicator_id", "survey": "survey_id"}
    for kind in {row["subject_kind"] for row in ask(snapshot, "SELECT subject_kind FROM finding")}:
        known = {row["id"] for row in ask(snapshot, f"SELECT {ids.get(kind, 'line_id')} AS id FROM {kind}")}  # noqa: S608
        subjects = ask(snapshot, "SELECT subject_id FROM finding WHERE subject_kind = ?", kind)
        assert {row["subject_id"] for row in subjects} <= known, kind


def test_the_gravest_come_first(snapshot: Snapshot) -> None:
    order = ["high", "medium", "low"]
    found = [order.index(row["severity"]) for row in ask(snapshot, "SELECT * FROM finding")]
    assert found == sorted(found)


def test_the_easier_targets_are_those_of_the_indicator_verdicts(snapshot: Snapshot) -> None:
    easier = ask(snapshot, "SELECT indicator_id FROM indicator_verdict WHERE target_easier_than_baseline")
    found = ask(snapshot, "SELECT subject_id FROM finding WHERE rule = 'target_easier_than_baseline'")
    assert sorted(r["subject_id"] for r in found) == sorted(r["indicator_id"] for r in easier)


# A changed figure.


def test_a_mended_total_takes_its_finding_away(shipped: Path, snapshot: Snapshot) -> None:
    where = {"line_id": "odi-2009-10-divisional-l30", "period": "2009/10"}
    alter(shipped, "efficiency_amount", where, amount_gbp_000="3340")
    came, went = appear_and_go(snapshot, judged(shipped))
    assert came == set()
    assert went == {
        "total_differs:odi-2009-10-divisional-l30:2009/10", "figure_differs:odi-2009-10-main-l10:2009/10",
    }  # fmt: skip


def test_a_spoiled_line_brings_findings_wherever_it_is_counted(shipped: Path, snapshot: Snapshot) -> None:
    where = {"line_id": "odi-2010-11-sources-l06", "period": "2010/11"}
    alter(shipped, "efficiency_amount", where, amount_gbp_000="642")
    came, went = appear_and_go(snapshot, judged(shipped))
    assert (came, went) == ({"total_differs:odi-2010-11-sources-l07:2010/11"}, set())


def test_a_plan_that_meets_its_target_is_no_finding(shipped: Path, snapshot: Snapshot) -> None:
    target = {"line_id": "odi-2010-11-target-l04"}
    alter(shipped, "efficiency_amount", target, amount_gbp_000="37252")
    _, went = appear_and_go(snapshot, judged(shipped))
    assert "plan_short_of_target:odi-2010-11-sources-l15:2010/11" in went
    alter(shipped, "efficiency_amount", target, amount_gbp_000="37000")
    assert not ask(judged(shipped), "SELECT * FROM finding WHERE rule = 'plan_short_of_target'")  # more is no fault


def test_a_date_outside_its_plan_by_a_day_is_found(shipped: Path, snapshot: Snapshot) -> None:
    for number, due_on in enumerate(("2010-03-31", "2010-04-01", "2011-03-31", "2011-04-01"), start=1):
        alter(shipped, "milestone", {"milestone_id": f"odi-2010-11-p01-m0{number}"}, due_on=due_on)
    came, _ = appear_and_go(snapshot, judged(shipped))
    assert came == {"due_before_plan:odi-2010-11-p01-m01", "due_after_plan:odi-2010-11-p01-m04"}


def test_a_second_impossible_date_is_found(shipped: Path) -> None:
    where = {"milestone_id": "odi-2010-11-p01-m01"}
    alter(shipped, "milestone", where, due_on="", due_precision="invalid", due_text="by 30th February 2010")
    row = one(judged(shipped), BY_KEY, "invalid_date:odi-2010-11-p01-m01")
    assert row["explanation"].startswith('"by 30th February 2010" is no day of the calendar')


def test_a_milestone_printed_twice_is_found_by_its_title_or_three_long_words(shipped: Path, snapshot: Snapshot) -> None:
    twin = {"milestone_id": "odi-2010-11-p08-m03"}  # due 30 September 2010, as is p06-m09
    alter(shipped, "milestone", twin, title="Secure customer portal opened on the web")
    came, _ = appear_and_go(snapshot, judged(shipped))
    assert came == {"duplicate_milestone:odi-2010-11-p06-m09"}
    alter(shipped, "milestone", twin, title="The customers' portal, secured")
    assert appear_and_go(snapshot, judged(shipped))[0] == {"duplicate_milestone:odi-2010-11-p06-m09"}
    alter(shipped, "milestone", twin, title="A portal for councillors")
    assert appear_and_go(snapshot, judged(shipped))[0] == set()


def test_series_that_agree_are_no_finding(shipped: Path, snapshot: Snapshot) -> None:
    where = {"indicator_id": "prose-temporary-accommodation", "period": "2009"}
    alter(shipped, "indicator_value", where, value="53")
    came, went = appear_and_go(snapshot, judged(shipped))
    assert (came, went) == (set(), {"series_contradict:temporary-accommodation"})


def test_series_that_differ_for_one_period_are_a_finding(shipped: Path) -> None:
    alter(
        shipped, "indicator", {"indicator_id": "prose-council-evictions"},
        note="Repeats table indicator overcrowded-households.", unit="households",
    )  # fmt: skip
    add(
        shipped, "indicator_value", indicator_id="prose-council-evictions", area_id="leicester", period="2008/09",
        period_end="2009-03-31", kind="actual", basis="prose", value="300", value_status="stated", is_baseline="false",
    )  # fmt: skip
    row = one(judged(shipped), BY_KEY, "series_contradict:overcrowded-households")
    assert (row["printed"], row["recomputed"], row["difference"]) == (300, 312, -12)


def test_a_printed_average_its_figures_do_not_make_is_found(shipped: Path, snapshot: Snapshot) -> None:
    alter(shipped, "indicator_value", {"indicator_id": "homelessness-cost-per-head", "area_id": "oldham"}, value="1.23")
    came, _ = appear_and_go(snapshot, judged(shipped))
    assert came == {"average_differs:homelessness-cost-per-head:2008:printed_mean"}


def test_a_baseline_that_gains_a_year_is_no_finding(shipped: Path, snapshot: Snapshot) -> None:
    where = {"indicator_id": "temporary-accommodation", "period": "not printed"}
    alter(shipped, "indicator_value", where, period="2008/09", period_end="2009-03-31")
    came, went = appear_and_go(snapshot, judged(shipped))
    assert "no_baseline_year:temporary-accommodation" in went and not came


def test_a_response_rate_that_differs_is_found(shipped: Path, snapshot: Snapshot) -> None:
    alter(shipped, "survey_response", {"mode": "electronic"}, rate_pct="52.1", printed_rate="52.1%")
    came, _ = appear_and_go(snapshot, judged(shipped))
    assert came == {"rate_differs:staff-2009-12:electronic"}


def test_reported_milestones_are_no_longer_counted_as_silent(shipped: Path) -> None:
    where = {"milestone_id": "odi-2009-10-p01-m01"}
    alter(shipped, "milestone_update", where, status="achieved")
    snapshot = judged(shipped)
    assert one(snapshot, BY_KEY, "past_due_not_reported:odi-2009-10")["difference"] == 21
    assert one(snapshot, BY_KEY, "dropped_silently:odi-2009-10")["difference"] == 22


def test_a_plan_still_running_is_not_blamed_for_silence_until_it_ends(snapshot: Snapshot) -> None:
    silent = "SELECT subject_id FROM finding_at(?) WHERE rule = 'past_due_not_reported' ORDER BY subject_id"

    def plans(day: date) -> list[Any]:
        return [row["subject_id"] for row in ask(snapshot, silent, day)]

    assert plans(date(2010, 3, 30)) == []
    assert plans(date(2010, 3, 31)) == ["odi-2009-10"]
    assert plans(date(2011, 4, 1)) == ["odi-2009-10", "odi-2010-11"]


# What has been decided of a finding.


def test_a_note_stays_with_its_finding_from_version_to_version(shipped: Path) -> None:
    key = "total_differs:odi-2009-10-divisional-l30:2009/10"
    add(
        shipped, "finding_note", finding_key=key, status="explained", note="The total covers the Resources lines only.",
        as_at="2010-03-31",
    )  # fmt: skip
    first = judged(shipped)
    assert one(first, BY_KEY, key)["status"] == "explained"
    alter(shipped, "milestone", {"milestone_id": "odi-2010-11-p01-m01"}, title="Another title")
    second = judged(shipped)
    assert second.version.number == first.version.number + 1
    row = one(second, BY_KEY, key)
    assert (row["status"], row["note"]) == ("explained", "The total covers the Resources lines only.")
    assert keys(first) == keys(second)
    assert ask(second, "SELECT count(*) AS n FROM finding WHERE status <> 'open'") == [{"n": 1}]


def test_the_key_in_the_contract_is_one_the_rules_write(snapshot: Snapshot) -> None:
    example = next(f.example for f in contracts()["finding_note"].fields if f.name == "finding_key")
    rule, *of = example.split(":")  # it names nobody's papers, but is built as a key of its rule is
    assert len(of) in {key.count(":") for key in keys(snapshot) if key.startswith(f"{rule}:")}


def test_removing_the_cause_removes_the_finding_with_its_note_kept_aside(shipped: Path) -> None:
    key = "invalid_date:odi-2010-11-p05-m12"
    add(shipped, "finding_note", finding_key=key, status="accepted", note="A slip of the pen.", as_at="2010-03-31")
    remove(shipped, "milestone", milestone_id="odi-2010-11-p05-m12")
    snapshot = judged(shipped)
    assert not ask(snapshot, BY_KEY, key)
    assert ask(snapshot, "SELECT finding_key FROM finding_note") == [{"finding_key": key}]
