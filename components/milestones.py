"""What the milestones page says and shows: sentences, titles and tables, from rows already judged."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components import wording
from components.rows import each
from components.status import MILESTONE_GROUPS, MILESTONES, Status
from components.tables import renamed, with_remarks

# What became of a milestone, in the order in which a board reads it.
FATES = {
    "achieved": Status("achieved", "●", "good"),
    "partly": Status("partly achieved", "◐", "part"),
    "in_progress": Status("under way", "◐", "part"),
    "carried_forward": Status("carried forward", "◆", "part"),
    "discontinued": Status("discontinued", "×", "none"),
    "no_longer_mentioned": Status("no longer mentioned", "○", "none"),
}
LEADS_TOLD = (
    "Where a paper names nobody beside a milestone, the Senior Responsible Officer of its priority stands for it, else "
    "those named responsible; one with several leads counts for each. Names are as printed."
)
ALL: tuple[str, ...] = ()  # states: no choice among them
CHARTED = 20  # moved dates a chart can show


def grouped(states: pd.DataFrame) -> dict[str, int]:
    """How many milestones are in each group of states; `states` holds state and milestone_count."""
    groups = dict.fromkeys(MILESTONES, 0)
    for row in each(states):
        groups[MILESTONE_GROUPS[row.state]] += int(row.milestone_count)
    return groups


def states_of(group: str) -> tuple[str, ...]:
    """The states gathered in a group; none for all."""
    return tuple(state for state, of in MILESTONE_GROUPS.items() if of == group)


def group_label(group: str) -> str:
    """A choice of the state filter: "▲ overdue". No count in it: the address holds these words."""
    return str(MILESTONES[group]) if group else "All"


def fate_label(fate: str) -> str:
    """A choice of what became of them: "● achieved"."""
    return str(FATES[fate]) if fate else "All"


def line(groups: Mapping[str, int], date: str) -> str:
    """What the page answers, lateness and silence told apart."""
    return (
        f"{sum(groups.values()):,} milestones as at {date}: {groups['overdue']:,} overdue (last reported "
        f"unfinished), {groups['silent']:,} past due with nothing reported (silence, not lateness), "
        f"{groups['soon']:,} fall due in 90 days."
    )


def listed(frame: pd.DataFrame) -> pd.DataFrame:
    """Milestones: when, what, how they stand, who, and why the state is said; dates no more exact than printed."""
    rows = list(each(frame))
    shown = frame.assign(
        due=[wording.due(r.due_on, r.due_precision, r.due_text) for r in rows],
        days=[_days(r.days_to_due, r.days_late) for r in rows],
        stands=[f"{MILESTONES[MILESTONE_GROUPS[r.state]].shape} {r.word}" for r in rows],
        priority=[_priority(r) for r in rows],
        owner=frame["owner"].fillna("no lead named"),
    )
    names = {"due": "Due", "days": "Days", "title": "Milestone", "stands": "State", "owner": "Lead",
             "reason": "Why", "plan_title": "Plan", "priority": "Priority", "note": "Our note"}  # fmt: skip
    return with_remarks(renamed(shown, names), frame, "Why")


def due_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The same in words that wrap, for the few of one month."""
    shown = listed(frame)
    return shown[[*("Due", "Milestone", "State", "Lead", "Priority", "Plan"), *_remarks(shown)]]


def fates_title(fates: pd.DataFrame) -> str:
    """The finding: what was achieved, and what is no longer spoken of."""
    first = fates.iloc[0]
    whose = first["plan_title"] if first["plan_count"] == 1 else f"{first['plan_count']} plans with a later edition"
    total, silent = int(first["milestone_total"]), _count(fates, "no_longer_mentioned")
    return (
        f"Of {total:,} milestones of {whose}, {_count(fates, 'achieved'):,} are reported achieved "
        f"and {silent:,} are no longer mentioned"
    )


def fate_bars(fates: pd.DataFrame) -> pd.DataFrame:
    """What became of them as a chart wants it: area, value and role."""
    return pd.DataFrame(
        {
            "area": [str(FATES[fate]) for fate in fates["fate"]],
            "value": fates["milestone_count"].astype(int),
            "role": ["other" if fate == "no_longer_mentioned" else "home" for fate in fates["fate"]],
        }
    )


def fates_table(fates: pd.DataFrame) -> pd.DataFrame:
    """What became of them, counted."""
    return renamed(fates, {"fate_word": "What became of it", "milestone_count": "Milestones"})


def became(frame: pd.DataFrame) -> pd.DataFrame:
    """Each milestone of an earlier edition: what it was, what became of it, what the later paper prints, and where it
    goes on."""
    rows = list(each(frame))
    shown = frame.assign(
        due=[wording.due(r.due_on, r.due_precision, r.due_text) for r in rows],
        became=[str(FATES[r.fate]) for r in rows],
        said=frame["said"].fillna("nothing found"),
        goes_on=["; ".join(f"{n['title']}, {_due(n)}" for n in r.goes_on_as) for r in rows],
        priority=[_priority(r) for r in rows],
    )
    names = {"title": "Milestone", "due": "Due", "became": "What became of it", "said": "What the later paper prints",
             "note": "Our note", "goes_on": "Goes on as", "priority": "Priority", "plan_title": "Plan",
             "reason": "State on the date, and why"}  # fmt: skip
    return with_remarks(renamed(shown, names), frame)


def became_table(shown: pd.DataFrame) -> pd.DataFrame:
    """The columns of `became` that fit a screen."""
    fits = ("Milestone", "Due", "What became of it", "What the later paper prints", "Goes on as", "Priority")
    return shown[[*fits, *_remarks(shown)]]


def slipped_title(frame: pd.DataFrame) -> str:
    """The finding: how many stand later than first promised, and by how much."""
    first = frame.iloc[0]
    count, promises = int(first["slipped_count"]), int(first["promise_count"])
    undated = int(frame["slipped_days"].fillna(0).eq(0).sum())
    said = []
    if promises:
        least, most = int(first["least_days"]), int(first["most_days"])
        days = f"{least:,} to {most:,}" if least != most else f"{most:,}"
        split = f" and {'stands' if promises == 1 else 'stand'} as {count} now" if promises != count else ""
        said.append(f"{_milestones(promises)} slipped by {days} days{split}")
    if undated:
        said.append(f"{undated:,} carried forward with no new date")
    return "; ".join(said) or "No date has moved later"


def moved_dates(frame: pd.DataFrame) -> pd.DataFrame:
    """The furthest moved, as a chart wants them: name, first_on, now_on and the days moved."""
    moved = frame[frame["slipped_days"].fillna(0) != 0].head(CHARTED)
    return pd.DataFrame(
        {
            "name": moved["title"],
            "first_on": moved["original_due_on"],
            "now_on": moved["current_due_on"],
            "moved": [f"{int(days):+,} days" for days in moved["slipped_days"]],
        }
    )


def slipped(frame: pd.DataFrame) -> pd.DataFrame:
    """Moved milestones: what each edition printed, the date now, the days, how often it moved, and how it stands."""
    rows = list(each(frame))
    shown = frame.assign(
        first=[wording.day(r.original_due_on) for r in rows],
        printed=[" → ".join(f"{e['plan']}: {_due(e)}" for e in r.editions) for r in rows],
        now=[_now(r) for r in rows],
        days=[f"{int(r.slipped_days):+,}" if r.slipped_days else "no new date" for r in rows],
        times=frame["rebaselined_count"].astype(int),
        owner=frame["owner"].fillna("no lead named"),
    )
    names = {"title": "Milestone", "first": "First due", "printed": "As each edition prints it", "now": "Due now",
             "days": "Days slipped", "times": "Times moved", "word": "State", "owner": "Lead"}  # fmt: skip
    return with_remarks(renamed(shown, names), frame)


def months_title(months: pd.DataFrame) -> str:
    """The finding: the fullest month ahead, or that none is."""
    ahead = months[months["is_fullest"] & months["is_ahead"]]
    if ahead.empty:
        return "Nothing falls due after the reporting date"
    fullest = ahead.iloc[0]
    return f"{fullest['due_month']:%B %Y} is the fullest month ahead: {_milestones(int(fullest['open_count']))} open"


def months_table(months: pd.DataFrame) -> pd.DataFrame:
    """Months with what falls due in them."""
    shown = months.assign(month=[f"{month:%B %Y}" for month in months["due_month"]])
    return renamed(shown, {"month": "Month", "due_count": "Due", "open_count": "Still open"})


def month_choices(months: pd.DataFrame) -> tuple[list[str], int]:
    """The months as choices (their first day), and which of them is the fullest ahead."""
    keys = [f"{month:%Y-%m-%d}" for month in months["due_month"]]
    return keys, list(months["is_fullest"]).index(True) if months["is_fullest"].any() else len(keys) - 1


def month_label(key: str) -> str:
    """2010-04-01 as "April 2010"."""
    return f"{datetime.date.fromisoformat(key):%B %Y}"


def leads_title(leads: pd.DataFrame) -> str:
    """The finding: who carries most."""
    named = leads[leads["owner"].notna()]
    if named.empty:
        return "No lead is named for any milestone"
    first = named.iloc[0]
    count = _milestones(int(first["milestone_count"]))
    return f"{first['owner']} carries most: {count}, {int(first['ahead_count']):,} of them ahead"


def leads(frame: pd.DataFrame) -> pd.DataFrame:
    """Leads with their milestones by state, the number as a bar too."""
    names = {"owner": "Lead", "milestone_count": "Milestones", "ahead_count": "Ahead", "due_soon_count": "Due soon",
             "next": "Next due", "overdue_count": "Overdue", "silent_count": "Not reported",
             "done_count": "Done", "named_count": "Named"}  # fmt: skip
    shown = frame.assign(
        owner=frame["owner"].fillna("no lead named"), next=[wording.day(date) for date in frame["next_due_on"]]
    )
    return shown[list(names)].rename(columns=names)


def _remarks(shown: pd.DataFrame) -> list[str]:
    return [name for name in ("Commentary", "Finding") if name in shown]


def _count(fates: pd.DataFrame, fate: str) -> int:
    return int(fates.loc[fates["fate"] == fate, "milestone_count"].sum())


def _milestones(count: int) -> str:
    return f"{count:,} milestone{'' if count == 1 else 's'}"


def _days(to_due: Any, late: Any) -> str:
    if not pd.isna(to_due):
        return "0" if to_due == 0 else f"in {int(to_due):,}"
    return "" if pd.isna(late) else f"{int(late):,} past"


def _due(edition: Mapping[str, Any]) -> str:
    return wording.due(edition["due_on"], edition["precision"], edition["text"])


def _now(row: Any) -> str:
    """The latest date, no more exact than the edition that gives it."""
    last: Sequence[Any] = list(row.editions)[-1:]
    if not row.slipped_days:
        return "no new date printed"
    same = last and last[0]["due_on"] is not None and pd.Timestamp(last[0]["due_on"]) == row.current_due_on
    return _due(last[0]) if same else wording.day(row.current_due_on)


def _priority(row: Any) -> str:
    number = "" if pd.isna(row.priority_number) else f"{int(row.priority_number)} "
    return f"{number}{row.priority_title}" if isinstance(row.priority_title, str) else ""
