"""How figures, dates and missing things are written; the one place that decides it."""

import datetime
import math
import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

MISSING = {
    "tbs": "to be set (TBS)",
    "to_be_agreed": "to be agreed",
    "to_be_established": "to be established",
    "set_annually": "set each year",
    "not_applicable": "not applicable",
    "unrepresentative": "not representative",
    "suppressed": "suppressed",
    "dash": "a dash is printed",
    "blank": "nothing printed",
    "merged": "within a merged cell",
    "words_only": "in words only",
}
POLARITY = {"higher": "▲ higher", "lower": "▼ lower", "range": "◆ within a range", "neutral": "– neither"}
# A bare address becomes a link even where its signs are escaped, unless an (invisible) word joiner parts it.
_LINK = re.compile(r"https?://|\bwww(?=\.)|@(?=\w)", re.IGNORECASE)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|$~:])")


def number(value: float | None, decimals: int = 0) -> str:
    """1234.5 with one decimal as "1,234.5"; nothing as an empty string. Zero is "0"."""
    if value is None or math.isnan(value):
        return ""
    return f"{value:,.{decimals}f}"


def quantity(value: float | None, unit: str, decimals: int = 0) -> str:
    """A figure with its unit where the unit is a sign: 58.9%, £6.95; otherwise the number alone."""
    text = number(value, decimals)
    if not text:
        return ""
    if unit == "%":
        return f"{text}%"
    return f"£{text}" if unit.startswith("£") else text


def measured(value: float | None, unit: str, decimals: int = 0) -> str:
    """A figure as `quantity` gives it, in the size of its money, as the rules write it: £2.5m, £250k."""
    text = quantity(value, unit, decimals)
    return text + {"£m": "m", "£ million": "m", "£000": "k"}.get(unit, "") if text else ""


def figure(value: float | str | None, unit: str | None) -> str:
    """A figure of any unit, with as many decimals as it has, up to two; words as they are."""
    if isinstance(value, str) or value is None or pd.isna(value):
        return value if isinstance(value, str) else ""
    text = f"{float(value):,.2f}".rstrip("0").rstrip(".")
    return f"{text}%" if unit == "%" else text


def missing(status: str) -> str:
    """In words, which kind of nothing a cell holds."""
    return MISSING.get(status, "nothing printed")


def cell(value: float | None, status: str, unit: str, decimals: int) -> str:
    """A figure, or in words what stands in its place."""
    return quantity(value, unit, decimals) or missing(status)


def day(date: datetime.date | None) -> str:
    """30 June 2010."""
    return f"{date.day} {date:%B %Y}" if date is not None and date == date else ""


def moment(when: datetime.datetime) -> str:
    """30 June 2010, 09:05 UTC."""
    return f"{day(when)}, {when:%H:%M} UTC"


def due(date: datetime.date | None, precision: str, printed: str | None) -> str:
    """When something falls due, no more exact than the paper: "31 July 2009", "April 2010", or the words printed."""
    if precision == "day":
        return day(date)
    if precision == "month" and date is not None and date == date:
        return f"{date:%B %Y}"
    return printed if isinstance(printed, str) and printed else "no date printed"


def sequence(words: Sequence[str], last: str = "then") -> str:
    """6, 5, 3 then 0."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def movement(title: str, figures: Sequence[str], values: Sequence[float]) -> str:
    """What the actuals did, as the head of a chart: "People sleeping rough rose from 5 to 11"."""
    if not figures:
        return f"{title}: no figure published"
    if len(figures) == 1:
        return f"{title}: {figures[0]}"
    if values[-1] == values[0]:
        return f"{title} stayed at {figures[-1]}"
    return f"{title} {'rose' if values[-1] > values[0] else 'fell'} from {figures[0]} to {figures[-1]}"


def numbered(priorities: pd.DataFrame, key: str) -> str:
    """A priority as a choice: "1 Prevent homelessness"; `priorities` is indexed by priority_id."""
    priority = priorities.loc[key]
    return f"{int(priority['number'])} {priority['title']}" if pd.notna(priority["number"]) else priority["title"]


def cardinal(n: int) -> str:
    """2 as "two"; beyond ten as "11"."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[n] if n < len(words) else f"{n:,}"


def ordinal(n: int) -> str:
    """2 as "second"; beyond tenth as "11th"."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    if n <= len(words):
        return words[n - 1]
    suffix = "th" if 10 < n % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{suffix}"


def first_of(shown: int, total: int, what: str) -> str:
    """How many there are, and that not all are shown: "The first 100 of 1,762 rows"."""
    return f"The first {shown:,} of {total:,} {what}" if shown < total else f"{total:,} {what}"


def dataset(name: str) -> str:
    """A dataset's name as words: "efficiency_line" as "Efficiency line"."""
    return name.replace("_", " ").capitalize()


def owners(named: Any) -> str:
    """Who answers for it, as many names as a list has room for: "Nicola Hobbs + 3"."""
    names = list(dict.fromkeys(named.split("; "))) if isinstance(named, str) and named else []
    if len(names) > 2:
        return f"{names[0]} + {len(names) - 1}"
    return " and ".join(names) or "no owner named"


def plain(text: str) -> str:
    """Text from a file made safe to stand in Markdown: shown as it is, never as formatting, formula or link."""
    return _MARKDOWN.sub(r"\\\1", _LINK.sub("\\g<0>\u2060", text.replace("\n", " ")))
