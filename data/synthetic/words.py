"""The names of the made-up council: its documents, people and things, and how its rows say where they stand."""

import calendar
import datetime
from collections.abc import Mapping

HOME, AREA = "exampleton", "Exampleton (made up)"
COUNCIL = "Exampleton (made up, not real)"
DATE = datetime.date(2025, 3, 31)
VISION, CHANGE, HOUSING = "exampleton-vision", "change-programme", "housing-strategy"
FIGURES, SURVEYED = "made-up-figures", "made-up-staff-survey"

Row = Mapping[str, object]


def document(key: str, title: str, issued: str) -> Row:
    return {"document_id": key, "title": f"{title} (made up)", "issued_on": issued, "publisher": COUNCIL,
            "status": "final", "covers": "Made-up figures for training; nothing in it is real."}  # fmt: skip


SOURCES = [
    document(VISION, "Vision for Exampleton 2035", "2020-01-15"),
    document(CHANGE, "Change programme", "2022-02-01"),
    document(HOUSING, "Housing strategy 2022 to 2027", "2022-03-10"),
    document("council-plan-2023", "Council plan 2023/24", "2023-03-20"),
    document("council-plan-2024", "Council plan 2024/25 to 2025/26", "2024-03-18"),
    document(FIGURES, "Quarterly figures", "2025-04-20"),
    document(SURVEYED, "Staff survey reports", "2024-12-10"),
]
POSTS = (
    "Head of Housing", "Director of Finance", "Head of Customer Services", "Head of Transport", "Director of Children",
    "Head of Public Health", "Head of Planning", "Head of Parks", "Head of People", "Head of Digital",
)  # fmt: skip
DIVISIONS = (
    "Housing", "Finance", "Customer Services", "Transport", "Children", "Public Health", "Planning", "Parks",
)  # fmt: skip
ACTS = ("Publish", "Review", "Agree", "Open", "Consult on", "Pilot", "Complete", "Replace", "Begin", "Evaluate")
THINGS = (
    "the housing register", "a cycling route", "the repairs contract", "youth centre hours", "the flood plan",
    "a skills programme", "the library offer", "council tax support", "the depot move", "home insulation grants",
    "the foster care scheme", "a market hall", "the bus lane study", "the care home fees", "an online account",
    "the tree survey", "the play areas", "a recycling round", "the debt service",
)  # fmt: skip


def ref(source: str, section: str, row: object) -> str:
    """Where a row stands, in three parts."""
    return f"{source}, {section}, row {row}"


def month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def quarter(ago: int) -> tuple[str, datetime.date]:
    """The quarter so many before that of DATE (or after it, below nought): "2024/25 Q4", and its last day."""
    month = 12 * DATE.year + DATE.month - 1 - 3 * ago
    end = month_end(month // 12, month % 12 + 1)
    year = end.year if end.month > 3 else end.year - 1
    return f"{year}/{(year + 1) % 100:02} Q{(end.month - 4) % 12 // 3 + 1}", end
