"""The staff survey: rates recomputed, scores against what they are measured by, small groups withheld."""

from decimal import Decimal
from pathlib import Path

import pytest

from data import places
from data.store import Snapshot
from tests.altered import add, alter, ask, judged, one, read, remove

SURVEY = "staff-2009-12"
OF_KIND = "SELECT * FROM survey_check WHERE check_kind = ?"
SIZES = {
    "Learning Services and Learning Environment": "400",
    "Regeneration, Transport & Highways": "380",
    "Planning & Economic Development": "198",
    "Older People's Services": "8",
}  # 986 in all, as many as answered


def size(folder: Path, group: str, n: str) -> None:
    alter(folder, "survey_score", {"group_name": group, "measure": "engagement_pct"}, n=n)


def withheld(snapshot: Snapshot) -> set[str]:
    return {row["group_name"] for row in ask(snapshot, "SELECT * FROM survey_check WHERE suppressed")}


# Responses.


def test_every_response_rate_agrees_and_the_ways_of_answering_add_up(snapshot: Snapshot) -> None:
    for kind in ("response_rate", "response_total"):
        rows = ask(snapshot, OF_KIND, kind)
        assert rows and all(row["holds"] for row in rows), kind


def test_every_rate_recomputes_to_the_same_by_hand(snapshot: Snapshot) -> None:
    rows = {row["group_name"]: row for row in ask(snapshot, OF_KIND, "response_rate")}
    expected = {row["mode"]: row for row in read(places.SHIPPED_FOLDER, "survey_response") if row["sent"]}
    assert rows.keys() == expected.keys()
    for mode, row in expected.items():
        rate = 100 * Decimal(row["completed"]) / Decimal(row["sent"])
        assert rows[mode]["against"] == pytest.approx(float(rate))
        assert rows[mode]["holds"] == (
            rate.quantize(Decimal("0.1"), rounding="ROUND_HALF_UP") == Decimal(row["rate_pct"])
        )


def test_a_rate_its_numbers_do_not_make_is_said_so(shipped: Path) -> None:
    alter(shipped, "survey_response", {"mode": "paper"}, completed="127")
    snapshot = judged(shipped)
    row = one(snapshot, OF_KIND + " AND group_name = 'paper'", "response_rate")
    assert (row["holds"], row["word"]) == (False, "Differs")
    assert row["reason"] == "127 of 627 completed makes 20.26%; 18.7% is printed."
    total = one(snapshot, OF_KIND + " AND measure = 'completed'", "response_total")
    assert (total["holds"], total["gap"]) == (False, -10)


# Scores.


def test_the_index_is_18_9_points_under_the_accreditation(snapshot: Snapshot) -> None:
    row = one(snapshot, OF_KIND, "index_against_threshold")
    assert (row["value"], row["against"], row["holds"]) == (581.1, 600, False)
    assert row["gap"] == pytest.approx(-18.9)
    assert "581.1 against 600 (ones to watch), 18.9 points under" in row["reason"]


@pytest.mark.parametrize(("index", "holds"), [("600", False), ("600.1", True)])
def test_the_index_must_be_over_the_threshold_not_at_it(shipped: Path, index: str, holds: bool) -> None:
    alter(shipped, "survey_score", {"measure": "index"}, value=index)
    assert one(judged(shipped), OF_KIND, "index_against_threshold")["holds"] is holds


def test_leadership_is_under_neutral_and_under_its_comparator(snapshot: Snapshot) -> None:
    neutral = one(snapshot, OF_KIND + " AND factor = 'leadership'", "score_against_neutral")
    assert (neutral["against"], neutral["word"]) == (4, "Under")
    comparator = one(snapshot, OF_KIND, "score_against_comparator")
    assert comparator["gap"] == pytest.approx(-0.19)
    assert "large Councils, derived" in comparator["reason"]


def test_a_factor_without_a_score_is_not_given_one(snapshot: Snapshot) -> None:
    row = one(snapshot, OF_KIND + " AND factor = 'fair-deal'", "score_against_neutral")
    assert (row["value"], row["gap"], row["holds"], row["word"]) == (None, None, None, "No figure")


def test_differences_are_ordered_only_among_those_of_one_basis(snapshot: Snapshot) -> None:
    rows = ask(snapshot, OF_KIND + " AND value IS NOT NULL ORDER BY value, group_name", "difference_from_basis")
    places_by_basis: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        places_by_basis.setdefault((row["factor"], row["basis"]), []).append(row["place_in_basis"])
    assert len(places_by_basis) == 4
    assert places_by_basis["leadership", "other employment groups"] == [1, 2]
    assert all(found == sorted(found) and found[0] == 1 for found in places_by_basis.values())


def test_a_survey_not_yet_taken_says_nothing(snapshot: Snapshot) -> None:
    assert ask(snapshot, "SELECT * FROM survey_check_at(DATE '2009-12-30')") == []
    assert ask(snapshot, "SELECT * FROM survey_check_at(DATE '2009-12-31')")


# Claims.


def test_three_factors_are_each_called_lowest(snapshot: Snapshot) -> None:
    row = one(snapshot, OF_KIND, "contradictory_claims")
    assert (row["value"], row["holds"], row["inputs"]) == (3, False, "fair-deal, leadership, wellbeing")
    assert "Leadership" in row["reason"] and "Wellbeing" in row["reason"] and "Fair Deal" in row["reason"]


def test_one_factor_alone_may_be_the_lowest(shipped: Path) -> None:
    for factor in ("wellbeing", "fair-deal"):
        remove(shipped, "survey_score", factor=factor, measure="rank")
    assert one(judged(shipped), OF_KIND, "contradictory_claims")["holds"]


# Small groups.


def test_without_printed_sizes_nothing_can_be_withheld(snapshot: Snapshot) -> None:
    assert withheld(snapshot) == set()


def test_a_group_under_ten_is_withheld_with_its_words(shipped: Path) -> None:
    size(shipped, "Older People's Services", "9")
    size(shipped, "Planning & Economic Development", "10")
    snapshot = judged(shipped)
    assert withheld(snapshot) == {"Older People's Services"}
    row = one(snapshot, "SELECT * FROM survey_check WHERE suppressed")
    assert [row[column] for column in ("value", "gap", "n", "inputs", "quote")] == [None] * 5
    assert row["reason"] == "Withheld: the group has fewer than 10 people."
    shown = one(snapshot, "SELECT * FROM survey_shown WHERE suppressed")
    assert [shown[column] for column in ("value", "printed", "n", "quote", "note")] == [None] * 5


def test_a_small_group_is_withheld_wherever_it_appears(shipped: Path) -> None:
    where = {"group_name": "Strategic Asset Management", "factor": "leadership"}
    alter(shipped, "survey_score", where, n="7")
    rows = ask(judged(shipped), "SELECT * FROM survey_shown WHERE group_name = 'Strategic Asset Management'")
    assert len(rows) == 2 and all(row["suppressed"] and row["value"] is None for row in rows)


def test_a_second_group_goes_with_the_only_small_one_where_the_sizes_make_a_total(shipped: Path) -> None:
    for group, n in SIZES.items():
        size(shipped, group, n)
    snapshot = judged(shipped)
    assert withheld(snapshot) == {"Older People's Services", "Planning & Economic Development"}  # the smallest other
    row = one(snapshot, "SELECT * FROM survey_check WHERE suppressed AND group_name LIKE 'Planning%'")
    assert row["reason"] == "Withheld: with it, a group too small to show could be worked out by subtraction."


def test_no_second_group_goes_where_subtraction_would_not_reveal_the_first(shipped: Path) -> None:
    for group, n in {**SIZES, "Regeneration, Transport & Highways": "379"}.items():  # 985: one is in no group
        size(shipped, group, n)
    assert withheld(judged(shipped)) == {"Older People's Services"}


def test_no_third_group_goes_where_two_are_small_already(shipped: Path) -> None:
    for group, n in {
        **SIZES,
        "Planning & Economic Development": "9",
        "Regeneration, Transport & Highways": "569",
    }.items():
        size(shipped, group, n)
    assert withheld(judged(shipped)) == {"Older People's Services", "Planning & Economic Development"}


def test_the_least_size_is_a_threshold_of_the_survey_else_of_all_else_the_setting(shipped: Path) -> None:
    size(shipped, "Older People's Services", "9")
    add(
        shipped, "threshold", scope="survey", scope_id=SURVEY, rule="minimum_group_size", amber_within="5", unit="count"
    )
    assert withheld(judged(shipped)) == set()
    remove(shipped, "threshold", rule="minimum_group_size", scope_id=SURVEY)
    assert withheld(judged(shipped)) == {"Older People's Services"}
    remove(shipped, "threshold", rule="minimum_group_size")
    alter(shipped, "setting", {"name": "minimum_group_size"}, value="8")
    assert withheld(judged(shipped)) == set()
