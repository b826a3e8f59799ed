"""What a tile says: its headline number, the words beside it, and how it divides. Pure: rows in, words out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from components.status import Status


@dataclass(frozen=True)
class Part:
    """One state of a tile: how many rows are in it, and the key that shows them."""

    status: Status
    count: int
    key: str


def counted(states: Iterable[str], statuses: Mapping[str, Status], prefix: str) -> list[Part]:
    """The parts of a tile from a state a row, in the order of `statuses`."""
    states = list(states)
    return [Part(status, states.count(state), f"{prefix}-{state}") for state, status in statuses.items()]


def shares(reached: float, whole: float) -> list[Part]:
    """A bar of what is reached and what is missing."""
    missing = max(whole - reached, 0)
    return [Part(Status("", "", "wait"), round(reached), ""), Part(Status("", "", "concern"), round(missing), "")]


def behind(frame: pd.DataFrame, words: str, key: str) -> list[Part]:
    """A way in to the rows behind a headline; none where there are no rows."""
    return [] if frame.empty else [Part(Status(words, "→", "none"), len(frame), key)]


Headline = tuple[str, str, str]  # a tile's title, its number, and the words beside it


def measures_headline(measures: pd.DataFrame) -> Headline:
    short = int(measures["state"].isin(("to_go", "off_target")).sum())
    return "Measures", str(short), f"of {len(measures)} still to reach their next target"


def milestones_headline(milestones: pd.DataFrame) -> Headline:
    soon = int((milestones["state"] == "due_soon").sum())
    return "Milestones", str(soon), f"of {len(milestones)} fall due in 90 days"


def savings_headline(savings: pd.DataFrame) -> Headline:
    """The plan furthest from its target; money in millions of pounds."""
    if savings.empty:
        return "Savings", "–", "no plan is held against a target"
    row = savings.iloc[0]
    words = f"planned, {_millions(abs(row['gap_gbp_000']))} {'short of' if row['gap_gbp_000'] < 0 else 'over'} "
    return "Savings to 2010/11", _millions(row["plan_gbp_000"]), f"{words}the {_millions(row['target_gbp_000'])} target"


def savings_parts(savings: pd.DataFrame) -> list[Part]:
    return [] if savings.empty else shares(savings.iloc[0]["plan_gbp_000"], savings.iloc[0]["target_gbp_000"])


def survey_parts(survey: pd.DataFrame) -> list[Part]:
    return [] if survey.empty else shares(survey.iloc[0]["index_score"], survey.iloc[0]["threshold"])


def survey_headline(survey: pd.DataFrame) -> Headline:
    """The index against the threshold it is held to, and the response against peers'."""
    if survey.empty:
        return "Staff survey", "–", "no survey is held"
    row = survey.iloc[0]
    gap = row["index_score"] - row["threshold"]
    words = (
        f"of {row['scale_max']:,.0f}; {abs(gap):.1f} {'below' if gap < 0 else 'above'} “{row['threshold_name']}”. "
        f"Response {row['rate_pct']:.1f}%, peers {row['peer_rate_pct']:.1f}%"
    )
    return row["title"], f"{row['index_score']:.1f}", words


def overview_line(measures: pd.DataFrame, milestones: pd.DataFrame, date: str) -> str:
    return f"{len(measures)} measures and {len(milestones)} milestones of the plans, judged as at {date}."


def _millions(thousands: float) -> str:
    return f"£{thousands / 1000:.3f}m"
