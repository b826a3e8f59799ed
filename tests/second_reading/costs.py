"""Small tables: cost per head, Supporting People, the cost of the new structure, survey responses."""

import re
from typing import NamedTuple

from second_reading.text import between, cells_of, number


class CostPerHead(NamedTuple):
    """The 16 authorities in order of printing, the two printed averages, and Leicester's restated figure."""

    authorities: dict[str, str]
    average: str
    median: str
    restated: str


class StructureRow(NamedTuple):
    """One row of Table 2 of Delivering Excellence."""

    title: str
    staffing_now: str
    staffing_change: str
    cost: str


class ResponseRow(NamedTuple):
    """One row of the survey response table."""

    mode: str
    sent: int
    completed: int
    rate: str


def cost_per_head(pack: str) -> CostPerHead:
    """Appendix B report section 5.1."""
    figures: dict[str, str] = {}
    for line in between(pack, "Slough\t", "Median\t"):
        authority, figure = cells_of(line)
        figures[authority] = figure
    average, median = figures.pop("Average"), figures.pop("Median")
    restated = re.search(r"for the 2009/10 return will be £([\d.]+)", pack)
    return CostPerHead(figures, average, median, restated[1] if restated else "")


def supporting_people(pack: str) -> dict[str, tuple[str, str]]:
    """Cost of each service in 2008/09 and 2009/10 as printed; the unlabelled last row is the total."""
    lines = between(pack, "Accommodation Based Service\t", "Resourcing the Homelessness Strategy")[:-1]
    rows = [cells_of(line) for line in lines]
    return {title or "Total": (first, second) for title, first, second in rows}


def structure_cost(report: str) -> list[StructureRow]:
    """Table 2 of Delivering Excellence; the last row is the total."""
    rows = []
    for line in between(report, "Employment area\t", "Table 2")[1:-1]:
        title, now, change, cost = cells_of(line)
        if change == "Total":  # the word stands in the third column, beside its figure
            title, change = change, ""
        rows.append(StructureRow(title, now, change, cost))
    return rows


def survey_responses(plan: str) -> list[ResponseRow]:
    """Section 2.3.2 of the 2010/11 plan; the comparator of the sentence below has only a rate."""
    rows = []
    for line in between(plan, "Surveys Sent\t", "Total - ")[1:]:
        first, completed, rate = cells_of(line)
        mode, sent = first.split(" - ")
        rows.append(ResponseRow(mode.lower(), int(sent), int(completed), rate))
    return rows


def survey_comparator(plan: str) -> str:
    """The average response of organisations of a similar size."""
    found = re.search(r"compared to an average of ([\d.]+%) for public sector", plan)
    return found[1] if found else ""


def pounds(cell: str) -> float | None:
    """£ 75,099 -> 75099."""
    return number(cell)
