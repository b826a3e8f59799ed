"""Every rule a file is checked by: its stage, whether it blocks, and the words it is told in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from data.findings import Finding

# So many of one rule in one column are listed; the last one says how many more there are.
MOST_LISTED = 500


class Rule(NamedTuple):
    """`expected` and `mend` are what a finding says where its check has nothing more exact to say."""

    stage: Literal["file", "values", "rows", "versions", "set"]
    level: Literal["error", "warning"]
    expected: str
    mend: str


RULES: Mapping[str, Rule] = {
    # The file: nothing later runs while one of these errors stands.
    "too_large": Rule("file", "error", "a smaller file", "Send it in parts, or have the limit raised."),
    "empty_file": Rule("file", "error", "a header and rows", "Begin from the template."),
    "not_csv": Rule("file", "error", "a CSV file", "Save it as CSV UTF-8 and send that."),
    "wrong_encoding": Rule("file", "error", "text in the encoding named", "Name another encoding."),
    "stray_quote": Rule(
        "file", "error", "a quote at both ends of a cell", 'Write a quote inside a cell twice (""), the cell in quotes.'
    ),
    "no_header": Rule("file", "error", "the template's columns in row 1", "Put the template's header above the rows."),
    "title_rows": Rule("file", "error", "the header in row 1", "Delete the rows above the header, or say where it is."),
    "second_header": Rule("file", "error", "one header row", "Delete it."),
    "unnamed_column": Rule("file", "error", "a name above every column", "Name it as the template does, or delete it."),
    "empty_column": Rule("file", "warning", "no empty columns", "It is left out; nothing is lost."),
    "duplicate_column": Rule("file", "error", "each column once", "Delete or rename one of them."),
    "missing_column": Rule("file", "error", "this column", "Add it; the template has it."),
    "absent_column": Rule(
        "file",
        "warning",
        "every column of the template",
        "Where rows are added and updated, what stands there is kept (words as printed while their figure stands).",
    ),
    "misspelt_column": Rule("file", "error", "a column of the template", "Rename it."),
    "unknown_column": Rule(
        "file", "error", "only the template's columns", "Delete it or rename it to a column of the template."
    ),
    "uneven_row": Rule(
        "file", "error", "as many cells as the header", "Quote cells that hold commas, and add or drop the odd ones."
    ),
    "blank_row": Rule("file", "warning", "no blank rows", "It is left out; nothing is lost."),
    "no_rows": Rule("file", "error", "at least one row below the header", "Fill it in before sending it."),
    "totals_row": Rule("file", "error", "one fact a row, no totals", "Delete it: totals are worked out."),
    "garbled_text": Rule(
        "file", "warning", "letters and signs as typed", "Save it again as CSV UTF-8 from the original."
    ),
    "wide_layout": Rule("file", "warning", "one value a row", "See that the rows made of it are what you mean."),
    # The values, one by one.
    "wrong_type": Rule("values", "error", "a value of the column's type", "Write it so, or leave the cell empty."),
    "ambiguous_number": Rule("values", "error", "a number that can be read one way", "Write it plainly, as 1234.5."),
    "number_too_large": Rule("values", "error", "a number the column can hold", "Look at its unit."),
    "too_many_decimals": Rule("values", "error", "no more decimals than the column keeps", "Round it."),
    "unclear_unit": Rule("values", "warning", "an amount in the column's unit", "See that it is not in pounds."),
    "unclear_sign": Rule(
        "values", "warning", "savings positive", "See that it is not a saving in the paper's brackets."
    ),
    "impossible_date": Rule("values", "error", "a date that is in the calendar", "Write the day that is meant."),
    "ambiguous_date": Rule("values", "error", "a date that can be read one way", "Write it as YYYY-MM-DD."),
    "british_date": Rule("values", "warning", "a date as YYYY-MM-DD", "See that the day comes first."),
    "short_year": Rule("values", "warning", "a year of four digits", "See that the century is right."),
    "serial_date": Rule("values", "warning", "a date as YYYY-MM-DD", "See that it is the day meant."),
    "unlikely_date": Rule("values", "warning", "a year from 1900 to 2100", "See that the year is right."),
    "ambiguous_period": Rule("values", "error", "a period that can be read one way", "Write it out."),
    "period_end_differs": Rule("values", "warning", "the last day of the period", "Correct one of the two."),
    "missing_mark": Rule("values", "error", "a value or an empty cell", "Leave the cell empty."),
    "suppressed_mark": Rule("values", "warning", "a value, or the words for none", "See that it was withheld."),
    "status_differs": Rule("values", "error", "a value_status that fits the value", "Correct one of the two."),
    "own_source": Rule("values", "warning", "where each row is printed", "This upload will stand as its source."),
    # The rows, once every value has its type.
    "empty_cell": Rule("rows", "error", "a value", "Fill it in."),
    "enum": Rule("rows", "error", "one of the words allowed", "Change the cell."),
    "pattern": Rule("rows", "error", "the form the column asks", "Change the cell."),
    "minimum": Rule("rows", "error", "a value not so low", "Change the cell."),
    "maximum": Rule("rows", "error", "a value not so high", "Change the cell."),
    "duplicate_key": Rule("rows", "error", "each key once", "Delete or rename one."),
    # Against the version that stands.
    "unit_changed": Rule("versions", "warning", "the same unit as before", "See that the unit is the same."),
    "unknown_reference": Rule("versions", "error", "a key that exists", "Add it, or correct the cell."),
    "still_referred_to": Rule("versions", "error", "what others refer to", "Keep it, or remove those rows first."),
    # What whole sets of files are checked by.
    "missing_file": Rule("set", "error", "a file of this name", "Begin from the template; a header alone will do."),
}


def fault(
    rule: str, file: str, row: int = 0, column: str = "", value: str = "", expected: str = "", mend: str = ""
) -> Finding:
    """A finding of a rule. Raises KeyError where no such rule is registered."""
    known = RULES[rule]
    shown = value if len(value) <= 80 else value[:79] + "…"
    return Finding(
        rule, file, int(row), column, shown, expected or known.expected, mend or known.mend, level=known.level
    )


def blocks(findings: Iterable[Finding]) -> bool:
    return any(f.level == "error" for f in findings)


def listed(count: int, make: Callable[[int], Finding]) -> list[Finding]:
    """The first of so many findings, made by their number; the last one says how many more there are."""
    found = [make(n) for n in range(min(count, MOST_LISTED))]
    if count > MOST_LISTED:
        found[-1] = replace(found[-1], mend=f"{found[-1].mend} And so in {count - MOST_LISTED:,} more rows.")
    return found
