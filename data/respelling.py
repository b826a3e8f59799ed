"""A table's columns while they are being respelt, each change and each fault kept with the row it is in."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from data.contracts import Contract
from data.faults import fault, listed
from data.findings import Finding
from data.intake import TextTable
from data.layouts import FIGURES

CHANGES = ("row", "column", "before", "after", "why")


class Respelling:
    """The columns as they are being respelt, and what has been said of them."""

    def __init__(self, table: TextTable, contract: Contract):
        self.table, self.contract = table, contract
        self.columns: dict[str, pd.Series] = {}
        self.changes: list[pd.DataFrame] = []
        self.findings: list[Finding] = []

    def has(self, name: str) -> bool:
        return name in self.columns and name in self.contract.columns

    def change(self, name: str, places: np.ndarray, after: pd.Series, why: pd.Series | str) -> None:
        """Put `after` in these places of a column, and show it."""
        before = self.columns[name].iloc[places].reset_index(drop=True)
        after = after.reset_index(drop=True).astype(str)
        differs = (before != after).to_numpy(dtype=bool)
        if not differs.any():
            return
        whys = why.reset_index(drop=True)[differs].to_numpy() if isinstance(why, pd.Series) else why
        self.changes.append(
            pd.DataFrame(
                {
                    "row": self.table.rows[places[differs]],
                    "column": self._shown(name, places[differs]),
                    "before": before[differs].to_numpy(),
                    "after": after[differs].to_numpy(),
                    "why": whys,
                }
            )
        )
        column = self.columns[name].to_numpy(dtype=object, copy=True)
        column[places] = after.to_numpy()
        self.columns[name] = pd.Series(column, dtype=str)

    def find(
        self, rule: str, name: str, places: np.ndarray, expected: str | Mapping[str, str] = "", mend: str = ""
    ) -> None:
        """A finding for each place; what is expected may differ by cell."""

        def make(n: int) -> Finding:
            cell = self.columns[name].iloc[places[n]]
            column = str(self._shown(name, places[n : n + 1])[0])
            words = expected if isinstance(expected, str) else expected[cell]
            return fault(rule, self.table.file, self.table.row(places[n]), column, cell, words, mend)

        self.findings += listed(len(places), make)

    def warn(self, rule: str, row: int, column: str, value: str) -> None:
        self.findings.append(fault(rule, self.table.file, row, column, value))

    def _shown(self, name: str, places: np.ndarray) -> np.ndarray:
        """The column a reader of the file would look in: of a wide table the heading the figure stood under."""
        figures = FIGURES.get(self.contract.name)
        if self.table.from_column is None or not figures or name not in (figures.value, figures.text):
            return np.full(len(places), name, dtype=object)
        return self.table.from_column.iloc[places].to_numpy(dtype=object)
