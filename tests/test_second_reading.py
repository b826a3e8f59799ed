"""Every printed table is read twice: by the people who made the CSVs, and here, straight from the papers."""

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import product

import pytest
from second_reading import costs, efficiency, homelessness, plans
from second_reading.data import Differences, Row, as_date, as_number, every_row, rows
from second_reading.dates import DateReading, find_dates
from second_reading.text import FILES, SEEDS, has_words, plain, read_document, seeds_are_here, words

pytestmark = pytest.mark.skipif(
    not seeds_are_here(), reason=f"the five papers are not in {SEEDS}: there is nothing to read twice"
)

PACK = "cabinet-pack-2009-07-13"
PLAN_2010 = "odi-plan-2010-11"
REPORT = "delivering-excellence-2008"
HOMELESSNESS = "homelessness-2008-13"
ODI_PLANS = {"odi-2009-10": PACK, "odi-2010-11": PLAN_2010}


@pytest.fixture
def differences() -> Differences:
    return Differences()


# The homelessness strategy, section 5.


def table_indicators() -> list[Row]:
    found = rows("indicator", lambda row: row["series"] == "table" and row["plan_id"] == HOMELESSNESS)
    return sorted(found, key=lambda row: int(row["row_number"] or 0))


def indicator_pairs() -> list[tuple[Row, homelessness.IndicatorRow]]:
    """Each indicator beside the printed row it comes from; the order of printing pairs them."""
    printed = homelessness.indicator_rows(read_document(PACK))
    return list(zip(table_indicators(), printed, strict=True))


def values_of(indicator_id: str, kind: str) -> list[Row]:
    return rows("indicator_value", lambda row: row["indicator_id"] == indicator_id and row["kind"] == kind)


def test_every_homelessness_indicator_stands_in_its_printed_row(differences: Differences) -> None:
    for row, printed in indicator_pairs():
        what = row["indicator_id"]
        measure_words = words(printed.measure)
        name = words(row["name_printed"])
        # The tags (NI 32) (LAA) (CPM) may be left off the name; the columns below hold them.
        tags = re.search(r"(?: \((?:element of )?(?:NI ?\d+|LAA|CPM)\))+$", printed.measure)
        bare = words(printed.measure.replace(tags[0], "")) if tags else measure_words
        differences.holds(what, name in (measure_words, bare), row["name_printed"], printed.measure)
        differences.same(f"{what} objective", row["objective"], printed.objective)
        differences.same(f"{what} priority", row["priority_id"], f"{HOMELESSNESS}-p{printed.priority:02}")
        for column, tag in (("in_laa", "(LAA)"), ("in_corporate_plan", "(CPM)")):
            differences.same(f"{what} {column}", row[column] == "true", tag in printed.measure)
        differences.same(f"{what} live", row["state"] == "live", printed.is_live)
        code = re.search(r"\(NI ?(\d+)\)", printed.measure)
        if code or "element of" not in printed.measure:  # an element of NI 155 may or may not bear its code
            differences.same(f"{what} code", row["code"], f"NI {code[1]}" if code else "")
    differences.none()


def test_every_homelessness_target_cell_reads_the_same_twice(differences: Differences) -> None:
    for row, printed in indicator_pairs():
        values = values_of(row["indicator_id"], "target")
        targets = {(value["period"], value["basis"] == "in_year"): value for value in values}
        if not printed.is_live:
            numbers = [value["value"] for value in values if value["value"]]
            differences.same(f"{row['indicator_id']} targets", numbers, [])
            continue
        for year, cell in zip(homelessness.TARGET_YEARS, printed.targets, strict=True):
            what = f"{row['indicator_id']} target {year}"
            expected = homelessness.target_cell(cell, year)
            value = targets.pop((year, False), None)
            if value is None:
                differences.say(what, f"the CSV has no row, the paper {cell!r}")
                continue
            differences.same(what, plain(value["value_text"]), plain(expected.printed))
            differences.same(f"{what} value", as_number(value["value"]), expected.value)
            differences.same(f"{what} status", value["value_status"], expected.status)
            if expected.in_year is not None:
                in_year = targets.pop((year, True), {"value": ""})
                differences.same(f"{what} in the year alone", as_number(in_year["value"]), expected.in_year)
        differences.same(f"{row['indicator_id']} other targets", sorted(targets), [])
    differences.none()


def test_every_homelessness_baseline_reads_the_same_twice(differences: Differences) -> None:
    for row, printed in indicator_pairs():
        what = f"{row['indicator_id']} baseline"
        found = [v for v in values_of(row["indicator_id"], "actual") if v["is_baseline"] == "true"]
        found = sorted((v for v in found if v["basis"] != "prose"), key=lambda v: v["period"])
        cells = [cell for cell in homelessness.baseline_cells(printed) if cell.printed or found]
        differences.same(f"{what} count", len(found), len(cells))
        for value, cell in zip(found, cells, strict=False):
            text = plain(value["value_text"])
            agrees = text in (plain(cell.printed), plain(printed.baseline))
            differences.holds(what, agrees, text, cell.printed)
            differences.same(f"{what} value", as_number(value["value"]), cell.value)
            differences.same(f"{what} status", value["value_status"], cell.status)
            if cell.period or (cell.value is not None and "(" not in cell.printed):
                differences.same(f"{what} period", value["period"], cell.period or "not printed")
            differences.same(f"{what} numerator", as_number(value["numerator"]), cell.numerator)
            differences.same(f"{what} denominator", as_number(value["denominator"]), cell.denominator)
    differences.none()


# The homelessness strategy, Appendix 1.


def test_every_action_of_the_delivery_plan_reads_the_same_twice(differences: Differences) -> None:
    printed = {row.ref: row for row in homelessness.action_rows(read_document(PACK))}
    found = rows("milestone", lambda row: row["plan_id"] == HOMELESSNESS)
    differences.same("refs in order", [row["ref"] for row in found], list(printed))
    for row in found:
        action = printed.get(row["ref"])
        if action is None:
            continue
        what = row["milestone_id"]
        differences.same(f"{what} priority", row["priority_id"], f"{HOMELESSNESS}-p{action.priority:02}")
        differences.same(f"{what} when", plain(row["due_text"]), plain(action.when))
        differences.same(f"{what} who", words(row["delivered_by"]), words(action.who))
        differences.same(f"{what} resources", words(row["resources"]), words(action.resources))
        differences.same(f"{what} lead", words(row["lead"]), words(action.lead))
        (reading,) = find_dates(action.when)
        compare_date(differences, what, row, reading)
        # Outcome and baseline are retold shorter: they bring no figure of their own, and share a longer word.
        for column, cell in (("outcome", action.outcome), ("baseline_text", action.baseline)):
            short, full = set(words(row[column])), set(words(cell))
            figures = {word for word in short if word[0].isdigit()}
            agrees = figures <= full and any(len(word) > 3 for word in short & full)
            differences.holds(f"{what} {column}", agrees, row[column], cell)
    differences.none()


def compare_date(differences: Differences, what: str, row: Row, reading: DateReading) -> None:
    """One milestone's dates beside the reading of its printed words."""
    differences.same(f"{what} due_on", as_date(row["due_on"]), reading.due_on)
    differences.same(f"{what} due_precision", row["due_precision"], reading.precision)
    differences.same(f"{what} date_role", row["date_role"], "start" if reading.is_start else "finish")
    starts_on = as_date(row["starts_on"])
    if reading.starts_on or not reading.is_start:
        differences.same(f"{what} starts_on", starts_on, reading.starts_on)
    elif starts_on and reading.due_on:  # a start in a month may also give the first of that month
        differences.same(f"{what} starts_on", starts_on, reading.due_on.replace(day=1))


# The ODI plans: priorities and milestones.


@pytest.mark.parametrize("plan_id", ODI_PLANS)
def test_every_priority_has_its_printed_theme_and_officers(plan_id: str, differences: Differences) -> None:
    printed = plans.priorities(read_document(ODI_PLANS[plan_id]))
    found = rows("priority", lambda row: row["plan_id"] == plan_id)
    differences.same("numbers", [row["number"] for row in found], [str(p.number) for p in printed])
    for row, priority in zip(found, printed, strict=False):
        what = row["priority_id"]
        differences.same(f"{what} id", what, f"{plan_id}-p{priority.number:02}")
        differences.same(f"{what} theme", row["theme"], priority.theme)
        for officer in filter(None, [*row["lead"].split("; "), row["sro"], row["sro_post"]]):
            agrees = plain(officer) in plain(priority.responsible)
            differences.holds(f"{what} officer", agrees, officer, priority.responsible)
        is_sro = "Senior Responsible Officer" in priority.responsible
        differences.holds(f"{what} sro", bool(row["sro"]) <= is_sro, row["sro"], priority.responsible)
    differences.none()


@pytest.mark.parametrize("plan_id", ODI_PLANS)
def test_the_two_printings_of_a_priority_title_agree(plan_id: str, differences: Differences) -> None:
    document = read_document(ODI_PLANS[plan_id])
    listed = plans.listed_titles(document)
    for priority in plans.priorities(document):
        what = f"{plan_id} priority {priority.number}"
        agrees = has_words(listed[priority.number], priority.title)  # "(PBB)" stands in one of them only
        differences.holds(what, agrees, listed[priority.number], priority.title)
    count = len(rows("priority", lambda row: row["plan_id"] == plan_id))
    differences.same(f"{plan_id} count", count, len(listed))
    differences.none()


@pytest.mark.parametrize("plan_id", ODI_PLANS)
def test_every_key_milestone_bullet_reads_the_same_twice(plan_id: str, differences: Differences) -> None:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows("milestone", lambda row: row["plan_id"] == plan_id):
        found[row["priority_id"]].append(row)
    for priority in plans.priorities(read_document(ODI_PLANS[plan_id])):
        priority_id = f"{plan_id}-p{priority.number:02}"
        remaining = found.pop(priority_id, [])
        for number, bullet in enumerate(priority.bullets, 1):
            what = f"{priority_id} bullet {number}"
            # The rows of a bullet are the next ones whose quote is printed in it.
            own = [remaining.pop(0)] if remaining else []
            while remaining and plain(remaining[0]["quote"]) in plain(bullet):
                own.append(remaining.pop(0))
            for row, column in product(own, ("quote", "due_text")):
                agrees = plain(row[column]) in plain(bullet)
                differences.holds(f"{what} {column}", agrees, row[column], bullet)
            compare_bullet(differences, what, own, bullet)
        beyond = [row["milestone_id"] for row in remaining]
        differences.same(f"{priority_id} rows beyond the bullets", beyond, [])
    differences.same("priorities with milestones", list(found), [])
    differences.none()


def compare_bullet(differences: Differences, what: str, own: list[Row], bullet: str) -> None:
    """Every date of a bullet is a row; a second sentence without a date may add an undated one."""
    readings = find_dates(bullet)
    if len(own) > len(readings):
        own = [row for row in own if row["due_precision"] != "none"]
    differences.same(f"{what} dates", [row["due_on"] for row in own], [str(r.due_on or "") for r in readings])
    for row, reading in zip(own, readings, strict=False):
        compare_date(differences, f"{what} {row['milestone_id']}", row, reading)


def test_every_due_date_follows_from_its_own_printed_words(differences: Differences) -> None:
    for row in rows("milestone"):
        readings = find_dates(row["due_text"])
        if len(readings) == 1 and readings[0].precision in ("day", "month", "range", "invalid"):
            what = f"{row['milestone_id']} {row['due_text']!r}"
            differences.same(f"{what} due_on", as_date(row["due_on"]), readings[0].due_on)
            differences.same(f"{what} precision", row["due_precision"], readings[0].precision)
    differences.none()


# Money.

THREE_YEARS = ("2009/10", "2010/11", "2011/12")
TABLES: dict[str, tuple[str, Callable[[str], list[efficiency.Line]], tuple[str, ...]]] = {
    "odi-2009-10-main": (PACK, efficiency.main_2009_10, ("2010/11", *THREE_YEARS, "2010/11", "2011/12")),
    "odi-2009-10-divisional": (PACK, efficiency.divisional_2009_10, THREE_YEARS),
    "odi-2010-11-target": (PLAN_2010, efficiency.target_2010_11, ("",)),  # its years are in the rows
    "odi-2010-11-sources": (PLAN_2010, efficiency.sources_2010_11, ("2010/11",)),
    "odi-2010-11-programmes": (PLAN_2010, efficiency.programmes_2010_11, ("2010/11", "2011/12", "2012/13")),
    "odi-2010-11-divisional": (PLAN_2010, efficiency.divisional_2010_11, ("2009/10", "2010/11")),
    "odi-2010-11-boards": (PLAN_2010, efficiency.boards_2010_11, ("2010/11",)),
}
# The main table prints 2010/11 three times; the measure tells the columns apart.
MAIN_MEASURES = ("total_by", *["cumulative"] * 3, *["budget_contribution"] * 2)


def efficiency_pairs(table_id: str) -> list[tuple[Row, efficiency.Line]]:
    document_id, read, _ = TABLES[table_id]
    printed = efficiency.with_group_rows(read(read_document(document_id)))
    found = rows("efficiency_line", lambda row: row["table_id"] == table_id)
    found.sort(key=lambda row: int(row["row_number"]))
    return list(zip(found, printed, strict=True))


@pytest.mark.parametrize("table_id", TABLES)
def test_every_efficiency_line_stands_where_it_is_printed(table_id: str, differences: Differences) -> None:
    for row, line in efficiency_pairs(table_id):
        what = row["line_id"]
        above = set(words(" ".join(line.headings)))
        label, title = set(words(line.label)), set(words(row["title"]))
        if label:  # the row of a merged figure has no printed name, so its title is the transcriber's
            agrees = bool(title & label) and title <= label | above
            differences.holds(f"{what} title", agrees, row["title"], line.label)
        kind = "total" in line.label.lower() or line.label == "Net savings"
        differences.holds(f"{what} kind", (row["line_kind"] != "line") == kind, row["line_kind"], line.label)
        named = line.officer if line.officer not in ("N/A", "-") else ""
        if named != "See Separate Table":
            differences.same(f"{what} officer", words(row["officer"]), words(named))
        for column in ("department", "division"):
            agrees = set(words(row[column])) <= above
            differences.holds(f"{what} {column}", agrees, row[column], line.headings)
        if table_id == "odi-2010-11-boards" and line.label != "OVERALL TOTAL":
            differences.same(f"{what} board", row["board_id"], "-".join(words(line.headings[0])))
    differences.none()


@pytest.mark.parametrize("table_id", TABLES)
def test_every_efficiency_amount_reads_the_same_twice(table_id: str, differences: Differences) -> None:
    amounts: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows("efficiency_amount"):
        amounts[row["line_id"]].append(row)
    periods = TABLES[table_id][2]
    for row, line in efficiency_pairs(table_id):
        own = amounts[row["line_id"]]
        for index, period in enumerate(periods):
            what = f"{row['line_id']} {row['title']!r} column {index + 1} {period}"
            cells = [a for a in own if period in (a["period"], "")]
            if table_id == "odi-2009-10-main":
                cells = [a for a in cells if a["measure"] == MAIN_MEASURES[index]]
            if len(cells) != 1:
                if cells or line.printed[index]:
                    differences.say(what, f"the CSV has {len(cells)} cells for {line.printed[index]!r}")
                continue
            differences.same(what, cells[0]["printed"], line.printed[index])
            differences.same(f"{what} £000", as_number(cells[0]["amount_gbp_000"]), line.amounts[index])
            statuses = {"-": ("dash",), "": ("blank", "merged")}.get(line.printed[index], ("stated",))
            status = cells[0]["value_status"]
            differences.holds(f"{what} status", status in statuses, status, line.printed[index])
        headed = periods if periods[0] else ({line.label} if line.label != "Total" else ())
        beyond = [a["period"] for a in own if headed and a["period"] not in headed]
        differences.same(f"{row['line_id']} periods no column has", beyond, [])
        differences.holds(f"{row['line_id']} columns", len(own) <= len(periods), own, line.printed)
    differences.none()


def test_every_cost_per_head_reads_the_same_twice(differences: Differences) -> None:
    printed = costs.cost_per_head(read_document(PACK))
    names = {row["area_id"]: row["name"] for row in rows("area")}
    benchmarks = {row["indicator_id"] for row in rows("indicator", lambda row: row["series"] == "benchmark")}
    values = rows("indicator_value", lambda row: row["indicator_id"] in benchmarks)
    slough = next(v["indicator_id"] for v in values if names[v["area_id"]] == "Slough")
    values = [v for v in values if v["indicator_id"] == slough]
    actual = {names[v["area_id"]]: v for v in values if v["kind"] == "actual" and v["basis"] != "restated"}
    differences.same("authorities", sorted(actual), sorted(printed.authorities))
    for authority, figure in printed.authorities.items():
        value = actual.get(authority, {"value": "", "value_text": ""})
        differences.same(authority, value["value_text"].lstrip("£"), figure)
        differences.same(f"{authority} value", as_number(value["value"]), float(figure))
        held = (value.get("period"), value.get("value_status"))
        differences.same(f"{authority} period and status", held, ("2008", "stated"))
    for kind, figure in (("printed_mean", printed.average), ("printed_median", printed.median)):
        own = [(v["value_text"], as_number(v["value"])) for v in values if v["kind"] == kind]
        differences.same(kind, own, [(figure, float(figure))])
    restated = [as_number(v["value"]) for v in values if v["basis"] == "restated"]
    differences.same("Leicester restated", restated, [float(printed.restated)])
    differences.none()


def test_every_supporting_people_cost_reads_the_same_twice(differences: Differences) -> None:
    printed = costs.supporting_people(read_document(PACK))
    found = rows("cost_line", lambda row: row["table_id"] == "supporting-people")
    found.sort(key=lambda row: int(row["row_number"]))
    cells = {(row["period"], row["line_id"]): row for row in found}
    order = list(dict.fromkeys(row["line_id"] for row in found))
    differences.same("rows", len(order), len(printed))
    for line_id, (title, figures) in zip(order, printed.items(), strict=False):
        for period, figure in zip(("2008/09", "2009/10"), figures, strict=True):
            row = cells[(period, line_id)]
            differences.same(f"{line_id} {period}", row["printed"], figure)
            differences.same(f"{line_id} {period} £", as_number(row["amount_gbp"]), costs.pounds(figure))
            differences.same(f"{line_id} kind", row["line_kind"] == "total", title == "Total")
            differences.holds(f"{line_id} title", has_words(title, row["title"]), row["title"], title)
    differences.none()


def test_every_cell_of_the_structure_cost_table_reads_the_same_twice(differences: Differences) -> None:
    printed = costs.structure_cost(read_document(REPORT))
    found: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows("cost_line", lambda row: row["plan_id"] == "delivering-excellence"):
        found[" ".join(words(row["title"]))][row["measure"]] = row
    for line in printed:
        row_cells = found.get(" ".join(words(line.title)), {})
        for measure in ("cost", "staffing_now", "staffing_change"):
            cell = getattr(line, measure)
            what = f"{line.title} {measure}"
            row = row_cells.get(measure)
            if row is None:
                differences.holds(what, not cell, "no row", cell)
                continue
            differences.same(what, row["printed"].replace(" ", ""), cell.replace(" ", ""))
            column = "amount_gbp" if measure == "cost" else "quantity"
            differences.same(f"{what} number", as_number(row[column]), costs.pounds(cell))
    differences.none()


def test_every_survey_response_cell_reads_the_same_twice(differences: Differences) -> None:
    plan = read_document(PLAN_2010)
    found = {row["mode"]: row for row in rows("survey_response")}
    printed = {line.mode: line for line in costs.survey_responses(plan)}
    differences.same("modes", set(found), {*printed, "comparator"})
    for mode, line in printed.items():
        row = found[mode]
        differences.same(mode, (row["sent"], row["completed"]), (str(line.sent), str(line.completed)))
        differences.same(f"{mode} rate", (row["printed_rate"], f"{row['rate_pct']}%"), (line.rate, line.rate))
    comparator, rate = found["comparator"], costs.survey_comparator(plan)
    differences.same("comparator", (comparator["printed_rate"], f"{comparator['rate_pct']}%"), (rate, rate))
    differences.none()


# Evidence.


def test_every_quote_is_printed_in_its_document_in_at_most_15_words(differences: Differences) -> None:
    texts = {document_id: plain(read_document(document_id)) for document_id in FILES}
    for where, row in every_row():
        document_id, quote = row.get("source_ref", "").split(",")[0], row.get("quote")
        if not quote or document_id.startswith("load:"):
            continue
        key = f"{where} ({next(iter(row.values()))})"
        differences.holds(f"{key} length", len(quote.split()) <= 15, quote, "at most 15 words")
        if document_id in texts and plain(quote) not in texts[document_id]:
            differences.say(key, f"the CSV quotes {quote!r}, which {document_id} does not print")
    differences.none()
