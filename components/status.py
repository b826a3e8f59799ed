"""What a state is called, its shape and its tone: a word and a shape before it is a colour."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "part", "concern", "wait", "none"]


@dataclass(frozen=True)
class Status:
    word: str
    shape: str
    tone: Tone
    short: str = ""

    @property
    def label(self) -> str:
        """The word that fits a tile."""
        return self.short or self.word

    def __str__(self) -> str:
        return f"{self.shape} {self.word}"


# In the order in which a board reads them.
MEASURES = {
    "off_target": Status("off target", "▲", "concern"),
    "to_go": Status("to go", "▲", "concern"),
    "within_tolerance": Status("within tolerance", "◐", "part"),
    "met": Status("met", "●", "good"),
    "at_next_target": Status("at next target", "●", "good"),
    "no_target": Status("no target yet", "○", "none"),
    "no_value": Status("no usable figure", "○", "none", "no figure"),
    "neutral": Status("no better or worse", "–", "none"),
    "to_be_developed": Status("still to be developed", "○", "none", "to develop"),
}
MILESTONES = {
    "overdue": Status("overdue", "▲", "concern"),
    "silent": Status("past due, not reported", "○", "none", "not reported"),
    "soon": Status("due in 90 days", "◆", "wait", "due soon"),
    "under_way": Status("under way or moved", "◐", "part", "under way"),
    "done": Status("done", "●", "good"),
    "later": Status("later", "◇", "wait"),
    "undated": Status("no date", "○", "none"),
    "dropped": Status("dropped", "×", "none"),
}
SEVERITIES = {"high": "▲ high", "medium": "◆ medium", "low": "○ low"}
# The states a milestone can be in, gathered for a board.
MILESTONE_GROUPS = {
    "overdue": "overdue",
    "past_due_not_reported": "silent",
    "due_soon": "soon",
    "partly": "under_way",
    "in_progress": "under_way",
    "carried_forward": "under_way",
    "achieved_late": "done",
    "achieved_on_time": "done",
    "achieved_undated": "done",
    "complete": "done",
    "discontinued": "dropped",
    "not_due": "later",
    "not_datable": "undated",
}
