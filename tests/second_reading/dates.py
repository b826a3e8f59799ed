"""A small reader of the date words in milestone bullets and action cells."""

import calendar
import re
from datetime import date
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DASH = r"\s*[\u2013-]\s*"

# A range comes first, or its second month would be read as a date of its own.
_DATE = re.compile(
    rf"(?P<from_month>{_MONTH})(?: (?P<from_year>\d{{4}}))?{_DASH}(?P<to_month>{_MONTH}) (?P<to_year>\d{{4}})"
    rf"|(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th) )?(?P<month>{_MONTH}) (?P<year>\d{{4}})(?P<onwards> onwards)?"
)


class DateReading(NamedTuple):
    """One printed date: its words and what they certainly mean."""

    words: str
    starts_on: date | None
    due_on: date | None
    precision: str
    is_start: bool


def month_number(word: str) -> int:
    """March, Mar -> 3."""
    return MONTHS.index(word[:3].lower()) + 1


def month_end(year: int, month: int) -> date:
    """A month alone falls due on its last day."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _one(found: re.Match[str], clause: str) -> DateReading:
    """Read one match; the clause before it tells a beginning from an end."""
    is_start = bool(re.search(r"\bcommenc|\bstart by\s*$|\bfrom\s*$", clause, re.IGNORECASE))
    part = found.groupdict()
    if part["to_month"]:
        last_year = int(part["to_year"])
        starts = date(int(part["from_year"] or last_year), month_number(part["from_month"]), 1)
        ends = month_end(last_year, month_number(part["to_month"]))
        return DateReading(found.group(), starts, ends, "range", False)
    year, month = int(part["year"]), month_number(part["month"])
    if part["day"]:
        try:
            return DateReading(found.group(), None, date(year, month, int(part["day"])), "day", is_start)
        except ValueError:  # 31st April is printed, and stays what it is: no date.
            return DateReading(found.group(), None, None, "invalid", is_start)
    if part["onwards"]:
        return DateReading(found.group(), date(year, month, 1), month_end(year, month), "month", True)
    return DateReading(found.group(), None, month_end(year, month), "month", is_start)


def find_dates(text: str) -> list[DateReading]:
    """Every date in a text, in order of printing; or one reading that says ongoing, complete or none."""
    readings, before = [], 0
    for found in _DATE.finditer(text):
        readings.append(_one(found, text[before : found.start()]))
        before = found.end()
    if readings:
        return readings
    last_word = text.strip().rstrip(".").split(" ")[-1].lower() if text.strip() else ""
    precision = {"ongoing": "ongoing", "complete": "complete"}.get(last_word, "none")
    return [DateReading(text if precision == "none" else last_word, None, None, precision, False)]
