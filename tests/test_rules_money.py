"""Sums, repeated figures, the plan and its target, and the tests of an efficiency: found unaided, and recomputed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data import places
from data.store import Snapshot
from tests.altered import add, alter, ask, empty_rules, judged, one, read, refill

CHECK = "SELECT * FROM reconciliation WHERE check_id = ?"
DIVISIONAL = "total_of_lines:odi-2009-10-divisional-l30:{}:cumulative"
# Each example is several tables: to plan the rule takes longer than to add them up.
UNHURRIED = settings(max_examples=15, deadline=None, derandomize=True, database=None)


def amount(folder: Path, line_id: str, period: str, measure: str, value: str, **more: str) -> None:
    where = {"line_id": line_id, "period": period, "measure": measure}
    alter(folder, "efficiency_amount", where, amount_gbp_000=value, value_status="stated", **more)


# What the rules find unaided.


@pytest.mark.parametrize(
    ("period", "printed", "lines"), [("2009/10", 1761, 3340), ("2010/11", 2003, 6128), ("2011/12", 2030, 8113)]
)
def test_the_divisional_total_counts_only_its_last_12_lines_and_says_which(
    snapshot: Snapshot, period: str, printed: int, lines: int
) -> None:
    row = one(snapshot, CHECK, DIVISIONAL.format(period))
    assert (row["printed_amount"], row["recomputed"], row["difference"]) == (printed, lines, printed - lines)
    assert (row["agrees"], row["line_count"], row["reason_kind"]) == (False, 29, "subset_of_lines")
    assert row["likely_reason"] == (
        'it sums only 12 of 29 lines: lines 18 to 29, from "Reduce size of DMT" '
        'to "Catering costs - reduction in the volume of catering"'
    )
    assert row["inputs"].endswith(f" = {lines:,}")


def test_the_summary_carries_the_sum_of_the_lines_not_the_printed_total(snapshot: Snapshot) -> None:
    row = one(snapshot, CHECK, "repeats:odi-2009-10-main-l10:2009/10:cumulative")
    assert (row["printed_amount"], row["recomputed"], row["reason_kind"]) == (3340, 1761, "sum_of_lines")


def test_the_plan_falls_191_short_of_its_target(snapshot: Snapshot) -> None:
    row = one(snapshot, "SELECT * FROM reconciliation WHERE check_kind = 'plan_against_target'")
    assert (row["printed_amount"], row["recomputed"], row["difference"]) == (37252, 37443, -191)
    assert (row["agrees"], row["plan_id"], row["likely_reason"]) == (False, "odi-2010-11", "not explained")
    assert row["reason"].startswith("£37,252,000 is printed, £191,000 less than its target (£37,443,000).")


@pytest.mark.parametrize(("period", "difference"), [("2008/09", -1), ("2009/10", 1)])
def test_supporting_people_is_a_pound_out_opposite_ways(snapshot: Snapshot, period: str, difference: int) -> None:
    row = one(snapshot, CHECK, f"total_of_lines:supporting-people-l03:{period}:cost")
    assert (row["difference"], row["unit"], row["reason_kind"], row["agrees"]) == (difference, "£", "rounding", False)


def test_the_text_says_1_667_where_the_table_says_1_677(snapshot: Snapshot) -> None:
    row = one(snapshot, CHECK, "repeats:odi-2009-10-text-l09:2010/11:total_by")
    assert (row["printed_amount"], row["recomputed"], row["reason_kind"]) == (1667, 1677, "one_digit")


def test_the_programmes_are_counted_gross_where_their_table_prints_a_net(snapshot: Snapshot) -> None:
    row = one(snapshot, "SELECT * FROM reconciliation WHERE check_kind = 'gross_against_net'")
    assert (row["subject_id"], row["printed_amount"], row["recomputed"]) == ("odi-2010-11-sources-l05", 4500, 4000)
    assert row["inputs"] == '4,500 - 500 ("less non-general fund") = 4,000 ("Net savings")'


def test_the_success_measure_claims_the_procurement_figure_for_support_services(snapshot: Snapshot) -> None:
    row = one(snapshot, CHECK, "repeats:odi-2010-11-text-l05:2010/11:target")
    assert (row["printed_amount"], row["recomputed"], row["agrees"]) == (2500, 2000, False)
    assert row["likely_reason"] == 'it is the figure of another line: "Procurement"'
    assert one(snapshot, CHECK, "repeats:odi-2010-11-text-l05:2011/12:target")["agrees"]


def test_nothing_else_disagrees(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT check_kind, agrees, count(*) AS n FROM reconciliation GROUP BY ALL")
    assert {(row["check_kind"], row["agrees"]): row["n"] for row in rows} == {
        ("total_of_lines", True): 44, ("total_of_lines", False): 5, ("repeats", True): 17, ("repeats", False): 5,
        ("gross_against_net", False): 1, ("plan_against_target", False): 1,
    }  # fmt: skip


def test_every_check_says_what_was_done_and_where_it_stands(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM reconciliation")
    assert len({row["check_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["reason"] and row["source_ref"] and row["threshold_id"] == "default/all/reconciliation", row
        assert row["word"] in ("Agrees", "Differs")


# Other reasons, other tolerances.


def test_the_merged_cell_left_out_of_a_total_is_named(shipped: Path) -> None:
    amount(shipped, "odi-2009-10-main-l27", "2009/10", "cumulative", "5540")  # 8,040 without the merged 2,500
    row = one(judged(shipped), CHECK, "total_of_lines:odi-2009-10-main-l27:2009/10:cumulative")
    assert (row["reason_kind"], row["line_count"]) == ("merged_cell", 10)
    assert row["likely_reason"] == 'the merged cell of "Seven ODI programmes together" is left out'


def test_a_line_counted_twice_is_named(shipped: Path) -> None:
    amount(shipped, "odi-2009-10-main-l09", "2010/11", "total_by", "1786")  # 1,677 and 109 again
    row = one(judged(shipped), CHECK, "total_of_lines:odi-2009-10-main-l09:2010/11:total_by")
    assert row["likely_reason"] == 'the line "Print Procurement" is counted twice'


def test_the_sum_of_another_column_is_named(shipped: Path) -> None:
    amount(shipped, "odi-2010-11-divisional-l37", "2010/11", "cumulative", "4115")
    row = one(judged(shipped), CHECK, "total_of_lines:odi-2010-11-divisional-l37:2010/11:cumulative")
    assert row["likely_reason"] == "it is the sum of another column: cumulative 2009/10"


def test_a_total_over_three_years_sums_the_years(snapshot: Snapshot) -> None:
    row = one(snapshot, CHECK, "total_of_lines:odi-2010-11-target-l04:2008/09-2010/11:target")
    assert (row["agrees"], row["inputs"]) == (True, "10,906 + 10,906 + 15,631 = 37,443")


def test_a_dash_under_a_total_counts_as_nothing(snapshot: Snapshot) -> None:
    row = one(snapshot, CHECK, "total_of_lines:odi-2009-10-main-l29:2009/10:cumulative")
    assert (row["printed_amount"], row["recomputed"], row["agrees"]) == (0, 0, True)


def test_a_tolerance_of_one_lets_the_pound_pass_and_nothing_more(shipped: Path) -> None:
    alter(shipped, "threshold", {"rule": "reconciliation"}, amber_within="1")
    rows = ask(
        judged(shipped), "SELECT subject_id, agrees, reason FROM reconciliation WHERE difference <> 0 AND agrees"
    )
    assert {row["subject_id"] for row in rows} == {"supporting-people-l03"}
    assert "within the tolerance" in rows[0]["reason"]


def test_a_tolerance_may_be_a_plans_own(shipped: Path) -> None:
    add(
        shipped,
        "threshold",
        scope="plan",
        scope_id="odi-2010-11",
        rule="reconciliation",
        amber_within="200",
        unit="gbp_000",
    )
    row = one(judged(shipped), "SELECT * FROM reconciliation WHERE check_kind = 'plan_against_target'")
    assert (row["agrees"], row["threshold_id"]) == (True, "plan/odi-2010-11/reconciliation")


@pytest.mark.parametrize(
    ("printed", "value", "agrees"), [("£6.1m", "6100", True), ("£6.13m", "6130", True), ("£6.2m", "6200", False)]
)
def test_a_figure_in_the_text_may_be_rounded_as_far_as_it_is_printed(
    shipped: Path, printed: str, value: str, agrees: bool
) -> None:
    amount(shipped, "odi-2009-10-text-l05", "2010/11", "total_by", value, printed=printed)
    assert one(judged(shipped), CHECK, "repeats:odi-2009-10-text-l05:2010/11:total_by")["agrees"] is agrees


# The second calculation, in plain Python.


def by_hand() -> dict[str, tuple[Decimal, Decimal, int]]:
    """Printed, recomputed and number of lines of every printed total, straight from the CSVs."""
    folder = places.SHIPPED_FOLDER
    lines = {row["line_id"]: row for row in read(folder, "efficiency_line")}
    cells = [(row, lines[row["line_id"]], row["amount_gbp_000"]) for row in read(folder, "efficiency_amount")]
    cells += [(row, row, row["amount_gbp"] or row["quantity"]) for row in read(folder, "cost_line")]
    beneath = defaultdict(list)
    for cell, line, value in cells:
        beneath[line["parent_line_id"], cell["measure"]].append((cell["period"], Decimal(value or 0)))
    totals = {}
    for cell, line, value in cells:
        if line["line_kind"] not in ("subtotal", "total") or not value:
            continue
        period, own = cell["period"], beneath[line["line_id"], cell["measure"]]
        first, last = period[:4], period[-7:-3]
        counted = [v for p, v in own if p == period or (first < last and first <= p[:4] <= last)]
        totals[f"{line['line_id']}:{period}:{cell['measure']}"] = (
            Decimal(value),
            sum(counted, Decimal()),
            len(counted),
        )
    return totals


def test_every_printed_total_recomputes_to_the_same_by_hand(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM reconciliation WHERE check_kind = 'total_of_lines'")
    found = {row["check_id"].split(":", 1)[1]: row for row in rows}
    expected = by_hand()
    assert found.keys() == expected.keys()
    for key, (printed, summed, count) in expected.items():
        row = found[key]
        assert (row["printed_amount"], row["recomputed"], row["line_count"]) == (printed, summed, count), key
        assert row["difference"] == printed - summed and row["agrees"] == (printed == summed), key


@pytest.fixture(scope="module")
def rules(no_rows: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_rules(no_rows)
    yield connection
    connection.close()


def tables(made: list[tuple[list[int | None], int]]) -> dict[str, list[dict[str, Any]]]:
    """Tables of one column, each its values and the total printed beneath them: "t1", "t2" and so on."""
    lines, amounts = [], []
    for number, (values, total) in enumerate(made, start=1):
        for row, value in enumerate([*values, total], start=1):
            of = f"t{number}-sum"
            last = row > len(values)
            line_id = of if last else f"t{number}-l{row}"
            lines.append({
                "line_id": line_id, "row_number": row, "title": "Total" if last else f"Line {row}",
                "line_kind": "total" if last else "line", "parent_line_id": None if last else of, "plan_id": "p",
                "table_id": f"t{number}", "source_ref": "a, b, c",
            })  # fmt: skip
            amounts.append({
                "line_id": line_id, "period": "2010/11", "measure": "plan", "amount_gbp_000": value,
                "value_status": "stated", "source_ref": "a, b, c",
            })  # fmt: skip
    return {"efficiency_line": lines, "efficiency_amount": amounts}


def checked(rules: duckdb.DuckDBPyConnection, made: list[tuple[list[int | None], int]]) -> list[dict[str, Any]]:
    """What is said of the total of each table, in their order."""
    refill(rules, **tables(made))
    rows = {row["check_id"]: row for row in ask(rules, "SELECT * FROM reconciliation")}
    assert len(rows) == len(made)
    return [rows[f"total_of_lines:t{number}-sum:2010/11:plan"] for number in range(1, len(made) + 1)]


AMOUNTS = st.lists(st.none() | st.integers(-500, 5000), min_size=1, max_size=12)


@UNHURRIED
@given(drawn=st.lists(st.tuples(AMOUNTS, st.integers(-3, 3)), min_size=4, max_size=6))
def test_any_total_agrees_exactly_when_its_lines_make_it(
    rules: duckdb.DuckDBPyConnection, drawn: list[tuple[list[int | None], int]]
) -> None:
    sums = [sum(value or 0 for value in values) for values, _ in drawn]
    found = checked(rules, [(values, summed + off) for (values, off), summed in zip(drawn, sums, strict=True)])
    for row, (values, off), summed in zip(found, drawn, sums, strict=True):
        assert (row["recomputed"], row["difference"], row["line_count"]) == (summed, off, len(values))
        assert row["agrees"] == (off == 0)
        assert (row["reason_kind"] == "rounding") == (abs(off) == 1)


@st.composite
def runs(draw: st.DrawFn) -> tuple[list[int | None], int]:
    """Lines, and a total that some of them, one after the other, make; not all, and not one alone."""
    values = draw(st.lists(st.integers(2, 5000), min_size=4, max_size=15))
    first = draw(st.integers(0, len(values) - 3))
    last = draw(st.integers(first + 1, len(values) - (1 if first else 2)))
    total = sum(values[first : last + 1])
    assume(total != sum(values))
    return list(values), total


@UNHURRIED
@given(drawn=st.lists(runs(), min_size=4, max_size=6))
def test_any_run_of_lines_that_makes_the_total_is_found(
    rules: duckdb.DuckDBPyConnection, drawn: list[tuple[list[int], int]]
) -> None:
    for row, (values, total) in zip(checked(rules, drawn), drawn, strict=True):
        assert row["reason_kind"] == "subset_of_lines"
        start = row["likely_reason"].index(": lines ") + len(": lines ")
        a, b = (int(n) for n in row["likely_reason"][start:].split(",")[0].split(" to "))
        assert sum(values[a - 1 : b]) == total  # the run named is one that makes it


# The Government's three tests.


def test_each_saving_is_tested_by_what_the_paper_says_only(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM efficiency_test")
    assert Counter(row["cash_releasing"] for row in rows) == {"cannot_tell": 128, "no": 2, "yes": 1}
    assert Counter(row["ongoing"] for row in rows) == {"cannot_tell": 90, "yes": 39, "no": 2}
    assert Counter(row["net"] for row in rows) == {"cannot_tell": 124, "no": 7}
    assert {row["word"] for row in rows} == {"Cannot tell", "Fails a test"}


def test_ongoing_needs_two_full_years_no_lower_than_the_first(snapshot: Snapshot) -> None:
    def ongoing(line_id: str) -> tuple[str, str]:
        row = one(snapshot, "SELECT * FROM efficiency_test WHERE line_id = ?", line_id)
        return row["ongoing"], row["inputs"]

    assert ongoing("odi-2009-10-divisional-l01") == ("yes", "2009/10: 200; 2010/11: 500; 2011/12: 500")
    assert ongoing("odi-2009-10-divisional-l03") == ("cannot_tell", "2009/10: 0; 2010/11: 319; 2011/12: 1,277")
    assert ongoing("odi-2009-10-divisional-l13") == ("no", "2009/10: 519; 2010/11: 494; 2011/12: 494")
    assert ongoing("odi-2010-11-divisional-l01")[0] == "cannot_tell"  # only one further year printed


def test_a_saving_is_tested_again_when_the_paper_says_more(shipped: Path) -> None:
    alter(shipped, "efficiency_line", {"line_id": "odi-2009-10-divisional-l01"}, cashable="true")
    row = one(judged(shipped), "SELECT * FROM efficiency_test WHERE line_id = 'odi-2009-10-divisional-l01'")
    assert (row["net"], row["ongoing"], row["cash_releasing"]) == ("cannot_tell", "yes", "yes")


def test_targets_deductions_and_claims_are_not_tested(snapshot: Snapshot) -> None:
    tested = {row["line_id"] for row in ask(snapshot, "SELECT line_id FROM efficiency_test")}
    lines = ask(snapshot, "SELECT * FROM efficiency_line")
    assert not any(line["line_id"] in tested for line in lines if line["line_kind"] != "line")
    assert not tested & {"odi-2010-11-target-l01", "odi-2010-11-programmes-l09", "odi-2009-10-main-l19"}


def test_procurement_claims_a_year_with_31_days_left_to_earn_it(snapshot: Snapshot) -> None:
    row = one(snapshot, "SELECT * FROM efficiency_test WHERE line_id = 'odi-2010-11-programmes-l07'")
    assert (row["claimed_before_milestone"], row["days_left"]) == (True, 31)
    rows = ask(snapshot, "SELECT * FROM efficiency_timing WHERE claimed_before_milestone")
    assert {(row["line_id"][-3:], row["period"], row["days_left"]) for row in rows} == {
        ("l07", "2010/11", 31), ("l07", "2010/11", 59), ("l02", "2010/11", 59), ("l06", "2010/11", 0),
    }  # fmt: skip


def test_an_earlier_or_an_achieved_milestone_no_longer_holds_a_saving_back(shipped: Path) -> None:
    alter(shipped, "milestone", {"milestone_id": "odi-2010-11-p07-m04"}, due_on="2010-06-30")
    add(
        shipped, "milestone_update", milestone_id="odi-2010-11-p07-m03", as_at="2010-12-31", status="achieved",
        assumed="false",
    )  # fmt: skip
    snapshot = judged(shipped)
    held = "SELECT * FROM efficiency_test_at(?) WHERE line_id = 'odi-2010-11-programmes-l07'"
    assert one(snapshot, held, date(2010, 12, 30))["days_left"] == 59
    assert not one(snapshot, held, date(2010, 12, 31))["claimed_before_milestone"]


# The same saving in two editions.


def test_two_savings_changed_between_the_editions(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "SELECT * FROM efficiency_drift WHERE changed ORDER BY line_id")
    assert [(row["line_id"], row["earlier_amount"], row["later_amount"], row["change"]) for row in rows] == [
        ("odi-2010-11-divisional-l03", 319, 100, -219),
        ("odi-2010-11-divisional-l10", 1500, None, None),
    ]
    assert rows[1]["reason"] == "ODI Plan 2009/10 prints £1,500,000 for 2010/11, ODI Plan 2010/11 prints no figure."


def test_every_line_that_refers_to_the_earlier_plan_is_compared_by_hand(snapshot: Snapshot) -> None:
    folder = places.SHIPPED_FOLDER
    amounts = {(a["line_id"], a["period"]): a["amount_gbp_000"] for a in read(folder, "efficiency_amount")}
    expected = {
        (line["line_id"], period)
        for line in read(folder, "efficiency_line")
        if line["line_id"].startswith("odi-2010-11-divisional") and line["refers_to"]
        for period in ("2009/10", "2010/11")
        if amounts[line["line_id"], period] != amounts[line["refers_to"], period]
    }
    rows = ask(snapshot, "SELECT * FROM efficiency_drift WHERE changed AND line_id LIKE '%divisional%'")
    assert {(row["line_id"], row["period"]) for row in rows} == expected
