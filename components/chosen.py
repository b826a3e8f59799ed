"""What a reader has chosen to see."""

import datetime
from dataclasses import dataclass

FILTERS = {"plan": "Plan", "board": "Board", "theme": "Theme", "priority": "Priority", "lead": "Lead"}


@dataclass(frozen=True)
class Chosen:
    """What the reader has chosen; an empty string chooses all."""

    plan: str
    board: str
    theme: str
    priority: str
    lead: str
    reporting_date: datetime.date

    @property
    def any(self) -> bool:
        return any((self.plan, self.board, self.theme, self.priority, self.lead))
