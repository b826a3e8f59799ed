"""Control figures worked out by hand from the papers; they run anywhere, without the papers."""

import re
from collections import Counter
from decimal import Decimal
from statistics import median

import pytest
from second_reading.data import Row, every_row, rows
from second_reading.text import FILES

HOMELESSNESS = "homelessness-2008-13"

# Postal and switchboard forms seen in the papers: (0116) 252 8301, Ext. 29 7401, 297121, extension 7490.
TELEPHONE = re.compile(
    r"\b0\d{2,4}\)? ?\d{3} ?\d{3,4}\b|\b25\d \d{4}\b|\b29 ?\d{4}\b"
    r"|\b(?:tel|telephone|phone|ext|extension)\b\W*\d",
    re.IGNORECASE,
)
E_MAIL = re.compile(r"\S+@\S+\.\w+")


# Helpers.


def milestones_by_priority(plan_id: str, priorities: int) -> list[int]:
    """How many milestones each priority has, in order of the priorities."""
    count = Counter(row["priority_id"] for row in rows("milestone", lambda row: row["plan_id"] == plan_id))
    assert sum(count.values()) == len(rows("milestone", lambda row: row["plan_id"] == plan_id))
    return [count[f"{plan_id}-p{number:02}"] for number in range(1, priorities + 1)]


def amounts(table_id: str, measure: str = "") -> list[tuple[Row, dict[str, Decimal]]]:
    """Every line of a table in order of printing, with its amounts by period."""
    lines = rows("efficiency_line", lambda row: row["table_id"] == table_id)
    cells: dict[str, dict[str, Decimal]] = {line["line_id"]: {} for line in lines}
    for row in rows("efficiency_amount", lambda row: row["line_id"] in cells):
        if row["amount_gbp_000"] and (not measure or row["measure"] == measure):
            cells[row["line_id"]][row["period"]] = Decimal(row["amount_gbp_000"])
    lines.sort(key=lambda line: int(line["row_number"]))
    return [(line, cells[line["line_id"]]) for line in lines]


def summed(lines: list[tuple[Row, dict[str, Decimal]]], period: str) -> Decimal:
    """The sum of the plain lines in one period; subtotals and totals are left out."""
    return sum((own.get(period, Decimal()) for line, own in lines if line["line_kind"] == "line"), Decimal())


def total(table_id: str, period: str, measure: str = "") -> Decimal:
    """The figure printed as the (first) total of a table."""
    return next(own[period] for line, own in amounts(table_id, measure) if line["line_kind"] == "total")


def value(indicator: str, period: str, kind: str, basis: str = "") -> Row:
    """The one value of an indicator, found by its id or its National Indicator code."""
    named = rows("indicator", lambda row: indicator in (row["indicator_id"], row["code"]))
    ids = {row["indicator_id"] for row in named}
    found = rows("indicator_value", lambda row: row["indicator_id"] in ids and row["kind"] == kind)
    found = [row for row in found if row["period"] == period and basis in ("", row["basis"])]
    assert len(found) == 1, f"{indicator} {period} {kind} {basis}: {len(found)} values"
    return found[0]


def cost_per_head(kind: str = "actual") -> dict[str, Decimal]:
    """Published cost per head of each area, in £."""
    found = rows("indicator_value", lambda row: row["indicator_id"] == "homelessness-cost-per-head")
    published = [row for row in found if row["kind"] == kind and row["basis"] != "restated"]
    return {row["area_id"]: Decimal(row["value"]) for row in published}


def to_pence(amount: Decimal) -> Decimal:
    """Rounded to two places, halves up."""
    return amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


# Counts.


def test_the_plan_of_2009_10_has_63_milestones() -> None:
    assert milestones_by_priority("odi-2009-10", 11) == [6, 4, 11, 4, 11, 7, 0, 5, 4, 5, 6]


def test_the_plan_of_2010_11_has_88_milestones_in_78_bullets() -> None:
    # Bullets 7, 16, 11, 7, 9, 12, 4, 5, 7; those of several dates give 1 + 3 + 6 rows more.
    assert milestones_by_priority("odi-2010-11", 9) == [7, 17, 14, 7, 15, 12, 4, 5, 7]


def test_the_homelessness_delivery_plan_has_40_actions() -> None:
    assert milestones_by_priority(HOMELESSNESS, 4) == [9, 10, 9, 12]


def test_the_homelessness_table_has_31_indicators_of_which_28_are_live() -> None:
    found = rows("indicator", lambda row: row["series"] == "table" and row["plan_id"] == HOMELESSNESS)
    assert len(found) == 31
    assert Counter(row["state"] for row in found) == {"live": 28, "to_be_developed": 3}
    assert sum(row["in_laa"] == "true" for row in found) == 6
    assert sum(row["in_corporate_plan"] == "true" for row in found) == 3


def test_the_plans_have_11_and_9_and_4_priorities() -> None:
    count = Counter(row["plan_id"] for row in rows("priority"))
    assert (count["odi-2009-10"], count["odi-2010-11"], count[HOMELESSNESS]) == (11, 9, 4)


def test_16_authorities_are_compared() -> None:
    assert len(cost_per_head()) == 16


@pytest.mark.parametrize(
    ("table_id", "lines"),
    [
        ("odi-2009-10-main", 25),  # with a row of its own for the figure merged over seven programmes
        ("odi-2009-10-divisional", 29),
        ("odi-2010-11-target", 3),
        ("odi-2010-11-sources", 10),
        ("odi-2010-11-programmes", 7),  # the deduction is a line
        ("odi-2010-11-divisional", 36),
        ("odi-2010-11-boards", 33),
    ],
)
def test_every_efficiency_table_has_its_number_of_lines(table_id: str, lines: int) -> None:
    assert sum(line["line_kind"] == "line" for line, _ in amounts(table_id)) == lines


# Dates.


def test_one_date_is_impossible_and_two_lie_before_their_plan() -> None:
    invalid = rows("milestone", lambda row: row["due_precision"] == "invalid")
    assert [(row["plan_id"], row["due_on"]) for row in invalid] == [("odi-2010-11", "")]
    assert "31st April 2010" in invalid[0]["due_text"]
    due = [row["due_on"] for row in rows("milestone", lambda row: row["plan_id"] == "odi-2009-10")]
    assert [day for day in due if "" < day < "2009-04-01"] == ["2009-03-31", "2009-03-31"]


# Indicators.


def test_rough_sleeping_was_5_then_11_and_is_to_fall_to_none() -> None:
    count = "rough-sleeping-count"
    actual = [value(count, year, "actual", "table")["value"] for year in ("2007/08", "2008/09")]
    years = ("2009/10", "2010/11", "2011/12", "2012/13")
    targets = [value(count, year, "target")["value"] for year in years]
    assert (actual, targets) == (["5", "11"], ["6", "5", "3", "0"])


def test_ni_145_has_an_unrepresentative_baseline_above_its_targets() -> None:
    baseline = value("NI 145", "2008/09", "actual")
    assert (baseline["value"], baseline["value_status"]) == ("79", "unrepresentative")
    assert [value("NI 145", year, "target")["value"] for year in ("2009/10", "2010/11")] == ["62", "65"]


def test_the_average_cost_per_head_is_printed_as_it_recomputes() -> None:
    figures = cost_per_head()
    assert (max(figures, key=figures.__getitem__), figures["slough"]) == ("slough", Decimal("8.71"))
    assert (min(figures, key=figures.__getitem__), figures["oldham"]) == ("oldham", Decimal("0.23"))
    assert sum(figures.values()) == Decimal("52.54")
    assert list(cost_per_head("printed_mean").values()) == [Decimal("3.28")]
    assert to_pence(sum(figures.values()) / 16) == Decimal("3.28")
    assert list(cost_per_head("printed_median").values()) == [Decimal("2.69")]
    assert median(figures.values()) == Decimal("2.69")


def test_leicester_costs_4_96_a_head_once_restated() -> None:
    found = rows("indicator_value", lambda row: row["basis"] == "restated")
    assert [(row["area_id"], row["value"]) for row in found] == [("leicester", "4.96")]
    assert cost_per_head()["leicester"] == Decimal("6.95")


# Money.


def test_every_level_of_the_2009_10_summary_adds_up() -> None:
    # Total efficiency by 2010/11; cumulative 2009/10, 2010/11, 2011/12; contribution 2010/11, 2011/12.
    groups: dict[str, dict[str, list[int]]] = {
        "Activity prior": {"total_by": [9420]},
        "Activity in 2008/09": {"total_by": [1677]},
        "Activity in 2009/10": {"total_by": [24496], "cumulative": [8040, 14128, 21913]},
        "Planned activity": {"total_by": [1850], "cumulative": [0, 1850, 2000]},
        "": {"total_by": [37443], "cumulative": [8040, 15978, 23913], "budget_contribution": [8050, 13500]},
    }
    for section, figures in groups.items():
        for measure, expected in figures.items():
            lines = [pair for pair in amounts("odi-2009-10-main", measure) if section in pair[0]["section"]]
            periods = ("2009/10", "2010/11", "2011/12") if len(expected) == 3 else ("2010/11", "2011/12")
            got = [summed(lines, period) for period in periods[: len(expected)]]
            assert got == expected, f"{section or 'whole table'} {measure}: lines {got}, not {expected}"
            # What the lines sum to is also what the table prints under them.
            kind = "subtotal" if section else "total"
            (printed,) = (own for line, own in lines if line["line_kind"] == kind)
            assert [printed.get(period, 0) for period in periods[: len(expected)]] == expected, section


def test_the_divisional_total_of_2009_10_counts_only_its_last_12_lines() -> None:
    lines = amounts("odi-2009-10-divisional")
    plain = [pair for pair in lines if pair[0]["line_kind"] == "line"]
    years = ("2009/10", "2010/11", "2011/12")
    assert [summed(plain, year) for year in years] == [3340, 6128, 8113]
    assert [summed(plain[-12:], year) for year in years] == [1761, 2003, 2030]
    assert [total("odi-2009-10-divisional", year) for year in years] == [1761, 2003, 2030]
    # The summary carries the sum of all 29, under 'Divisional revenue strategies'.
    carried = next(own for li, own in amounts("odi-2009-10-main", "cumulative") if "ivisional" in li["title"])
    assert [carried[year] for year in years] == [3340, 6128, 8113]


def test_the_2010_11_plan_falls_191_short_of_its_target() -> None:
    (target,) = amounts("odi-2010-11-target")[-1][1].values()
    parts = [own for line, own in amounts("odi-2010-11-target") if line["line_kind"] == "line"]
    assert target == sum(sum(own.values()) for own in parts) == 37443
    sources = amounts("odi-2010-11-sources")
    assert summed(sources, "2010/11") == total("odi-2010-11-sources", "2010/11") == 37252
    subtotals = [own["2010/11"] for line, own in sources if line["line_kind"] == "subtotal"]
    assert subtotals == [12780, 6762, 11644, 6066]
    assert target - total("odi-2010-11-sources", "2010/11") == 191


@pytest.mark.parametrize(
    ("table_id", "sums"),
    [
        ("odi-2010-11-divisional", {"2009/10": 4115, "2010/11": 5384}),
        ("odi-2010-11-boards", {"2010/11": 6260}),
    ],
)
def test_the_2010_11_tables_sum_to_their_totals(table_id: str, sums: dict[str, int]) -> None:
    for period, expected in sums.items():
        assert summed(amounts(table_id), period) == total(table_id, period) == expected


def test_each_priority_board_total_is_the_sum_of_its_lines() -> None:
    expected = {
        "investing-in-children": 1065,
        "people-not-cars": 2121,
        "thriving-safe-communities": 2851,
        "wellbeing-health": 33,
        "talk-up-leicester": 190,
    }
    lines = amounts("odi-2010-11-boards")
    printed = {li["board_id"]: own["2010/11"] for li, own in lines if li["line_kind"] == "subtotal"}
    assert printed == expected
    for board, figure in expected.items():
        assert summed([pair for pair in lines if pair[0]["board_id"] == board], "2010/11") == figure, board


def test_the_odi_programmes_give_4_000_then_8_000_net() -> None:
    lines = amounts("odi-2010-11-programmes")
    years = ("2010/11", "2011/12", "2012/13")
    gross = [(line, own) for line, own in lines if not line["title"].startswith("less")]
    assert [summed(gross, year) for year in years] == [4500, 9000, 9000]
    assert [summed(lines, year) for year in years] == [4000, 8000, 8000]
    assert [lines[-1][1][year] for year in years] == [4000, 8000, 8000]


def test_the_sources_repeat_the_totals_of_the_other_tables() -> None:
    sources = {line["title"]: own["2010/11"] for line, own in amounts("odi-2010-11-sources")}
    for beginning, table_id in (
        ("Planned 09/10", "odi-2010-11-divisional"),
        ("Planned 10/11", "odi-2010-11-boards"),
        ("ODI programmes", "odi-2010-11-programmes"),
    ):
        (figure,) = (own for title, own in sources.items() if title.startswith(beginning))
        assert figure == total(table_id, "2010/11"), beginning


def test_the_text_says_1_667_where_its_table_says_1_677() -> None:
    claims = [own for _, own in amounts("text") if Decimal("1667") in own.values()]
    assert len(claims) == 1
    table = [own for line, own in amounts("odi-2009-10-main", "total_by") if line["line_kind"] == "subtotal"]
    assert table[1]["2010/11"] == 1677


def test_supporting_people_totals_are_each_a_pound_out() -> None:
    found = rows("cost_line", lambda row: row["table_id"] == "supporting-people")
    for period, printed, difference in (("2008/09", 6852483, 1), ("2009/10", 7000444, -1)):
        own = [row for row in found if row["period"] == period]
        lines = sum(int(row["amount_gbp"]) for row in own if row["line_kind"] == "line")
        assert [int(row["amount_gbp"]) for row in own if row["line_kind"] == "total"] == [printed]
        assert lines - printed == difference, period


def test_the_new_structure_costs_844_372_and_12_posts() -> None:
    found = rows("cost_line", lambda row: row["table_id"] == "de-structure")
    lines = [row for row in found if row["line_kind"] == "line"]
    assert sum(int(row["amount_gbp"]) for row in lines if row["measure"] == "cost") == 844372
    assert [row["amount_gbp"] for row in found if row["line_kind"] == "total"] == ["844372"]
    posts = [int(row["quantity"]) for row in found if row["measure"] == "staffing_change" and row["quantity"]]
    assert posts == [4, 3, 1, 4]


# The staff survey.


def test_the_survey_scores_are_581_1_and_3_67() -> None:
    council = rows("survey_score", lambda row: row["group_kind"] == "council")
    own = {(r["factor"], r["measure"]): r["value"] for r in council if r["value_status"] == "stated"}
    assert (own[("overall", "index")], own[("leadership", "score")]) == ("581.1", "3.67")


def test_every_response_rate_is_printed_as_it_recomputes() -> None:
    found = {row["mode"]: row for row in rows("survey_response")}
    for mode, rate in (("electronic", "51.1"), ("paper", "18.7"), ("total", "42.4")):
        sent, completed = int(found[mode]["sent"]), int(found[mode]["completed"])
        assert f"{100 * completed / sent:.1f}" == rate == found[mode]["rate_pct"], mode
    for column in ("sent", "completed"):
        assert int(found["electronic"][column]) + int(found["paper"][column]) == int(found["total"][column])


# Evidence.


def test_every_source_ref_names_a_known_document() -> None:
    known = {row["document_id"] for row in rows("source")}
    assert set(FILES) <= known
    unknown = [
        f"{where}: {row['source_ref']!r}"
        for where, row in every_row()
        if row.get("source_ref")
        and not row["source_ref"].startswith("load:")
        and row["source_ref"].split(", ")[0] not in known
    ]
    assert not unknown, "\n".join(unknown)


def test_no_quote_holds_an_e_mail_address_or_a_telephone_number() -> None:
    found = [
        f"{where}: {row['quote']!r}"
        for where, row in every_row()
        if row.get("quote") and (E_MAIL.search(row["quote"]) or TELEPHONE.search(row["quote"]))
    ]
    assert not found, "\n".join(found)
