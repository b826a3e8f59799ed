"""What a tile says: its headline number, the words beside it, and how it divides. Pure: rows in, words out."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from components.status import Status


@dataclass(frozen=True)
class Part:
    """One state of a tile: how many rows are in it, and the key that shows them."""

    status: Status
    count: int
    key: str


Counts = Mapping[str, int]  # how many rows are in each state


def counts(frame: pd.DataFrame, groups: Mapping[str, str] | None = None) -> Counts:
    """How many there are in each state, or group of states, from rows that hold state and of_state."""
    each = frame.drop_duplicates("state")
    totals: dict[str, int] = {}
    for state, count in zip(each["state"], each["of_state"], strict=True):
        group = groups[state] if groups else state
        totals[group] = totals.get(group, 0) + int(count)
    return totals


def counted(counts: Counts, statuses: Mapping[str, Status], prefix: str = "") -> list[Part]:
    """The parts of a tile, in the order of `statuses`; each leads to `prefix` and state, or to the status in words."""
    return [
        Part(status, counts.get(state, 0), f"{prefix}-{state}" if prefix else str(status))
        for state, status in statuses.items()
    ]


def shares(reached: float, whole: float) -> list[Part]:
    """A bar of what is reached and what is missing."""
    missing = max(whole - reached, 0)
    return [Part(Status("", "", "wait"), round(reached), ""), Part(Status("", "", "concern"), round(missing), "")]


def behind(frame: pd.DataFrame, words: str, key: str) -> list[Part]:
    """A way in to the rows behind a headline, which may be more than `frame` holds; none where there are none."""
    if frame.empty:
        return []
    count = int(frame["total_rows"].iloc[0]) if "total_rows" in frame else len(frame)
    return [Part(Status(words, "→", "none"), count, key)]


Headline = tuple[str, str, str]  # a tile's title, its number, and the words beside it


def measures_headline(counts: Counts) -> Headline:
    short = counts.get("to_go", 0) + counts.get("off_target", 0)
    return "Measures", f"{short:,}", f"of {sum(counts.values()):,} still to reach their next target"


def milestones_headline(counts: Counts) -> Headline:
    return "Milestones", f"{counts.get('soon', 0):,}", f"of {sum(counts.values()):,} fall due in 90 days"


def savings_headline(savings: pd.DataFrame) -> Headline:
    """The plan furthest from its target; money in millions of pounds."""
    if savings.empty:
        return "Savings", "–", "no plan is held against a target"
    row = savings.iloc[0]
    words = f"planned, {_millions(abs(row['gap_gbp_000']))} {'short of' if row['gap_gbp_000'] < 0 else 'over'} "
    return (
        f"Savings to {row['period']}",
        _millions(row["plan_gbp_000"]),
        f"{words}the {_millions(row['target_gbp_000'])} target",
    )


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


def since_told(meeting: str, changed: pd.DataFrame) -> str:
    """What changed since a meeting, in a line; `changed` holds Number, What and Now."""
    said = []
    for what, of in changed.groupby("What", sort=False):
        counted = [f"{now[:1]} {number:,} {now[2:]}" for number, now in zip(of["Number"], of["Now"], strict=True)]
        said.append(f"{what} {', '.join(counted)}")
    return f"Since {meeting}: {'; '.join(said) or 'every verdict, figure and date stands as it did'}."


def overview_line(measures: Counts, milestones: Counts, date: str) -> str:
    said = [f"{n:,} {thing}{'' if n == 1 else 's'}"
            for n, thing in ((sum(measures.values()), "measure"), (sum(milestones.values()), "milestone"))]  # fmt: skip
    return f"{' and '.join(said)} of the plans, judged as at {date}."


def _millions(thousands: float) -> str:
    return f"£{thousands / 1000:.3f}m"
