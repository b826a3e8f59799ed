"""What a check says when something is wrong: where, what, and how to mend it, in one sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One fault of a file. `row` counts as a spreadsheet does: the header is row 1. 0 means the whole file.

    An error keeps the file out; a warning asks somebody to say that they have seen it.
    """

    rule: str
    file: str
    row: int
    column: str
    value: str
    expected: str
    mend: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", row {self.row}"
        if self.column:
            where += f", column {self.column}"
        shown = f": found {self.value!r}" if self.value else ""
        return f"{where}{shown}; expected {self.expected}. {self.mend}"


class Refused(Exception):
    """A set of files was not accepted; nothing has changed. `findings` holds every fault found."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("\n".join(str(f) for f in self.findings))
