"""What the page on Delivering Excellence says and shows: titles and tables, from rows already judged and summed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components import wording
from components.rows import each
from components.tables import renamed

_RECURRENCE = {"annual": "each year", "one_off": "once", "not_stated": "not stated"}


def became_title(frame: pd.DataFrame) -> str:
    """The finding: how many programmes go on, and how many nothing goes on with."""
    first = frame.iloc[0]
    count, on = int(first["programme_count"]), int(first["continued_count"])
    if not count:
        return "No programme within these filters, only what began after it"
    return f"{on} of {count} programmes and enablers go on in later plans; {count - on} are matched with nothing there"


def became(frame: pd.DataFrame) -> pd.DataFrame:
    """A row a programme, a column a later plan, the milestones since, and why they are taken as its successors."""
    plans = sorted(frame["successor_plan"].dropna().unique())
    return pd.DataFrame([_line(list(each(rows)), plans) for _, rows in frame.groupby("root_id", sort=False)])


def structure_title(frame: pd.DataFrame, sums: pd.DataFrame) -> str:
    """The finding: how many posts more, for how much, and whether the printed total comes out."""
    summed = frame[frame["line_kind"] == "sum"].iloc[0]
    posts, cost = _change(summed["posts_change"]), wording.quantity(summed["cost_gbp"], "£")
    return " ".join([f"{posts} posts for {cost}.", *sums["reason"]])


def structure(frame: pd.DataFrame) -> pd.DataFrame:
    """Posts before and after, and the cost of the change: cells as printed, and ours where the paper prints no sum."""
    kinds = {"sum": " (ours)", "total": " (printed)"}
    rows = list(each(frame))
    shown = pd.DataFrame(
        {
            "Employment area": [f"{r.title[0].upper()}{r.title[1:]}{kinds.get(r.line_kind, '')}" for r in rows],
            "Posts now": [_cell(r.posts_now_printed, wording.number(r.posts_now)) for r in rows],
            "Change": [_cell(r.posts_change_printed, _change(r.posts_change)) for r in rows],
            "After (ours)": [wording.number(r.posts_after) for r in rows],
            "Cost of change": [_cell(r.cost_printed, wording.quantity(r.cost_gbp, "£")) for r in rows],
        }
    )
    return shown


def notes(frame: pd.DataFrame) -> list[str]:
    """What a reader should know of the rows, each under its name."""
    return [f"{r.title}: {r.note}" for r in each(frame[frame["note"].notna()])]


def costs(frame: pd.DataFrame) -> pd.DataFrame:
    """Costs and posts as the text states them, in its own words."""
    shown = frame.assign(recurrence=frame["recurrence"].map(_RECURRENCE))
    names = {"title": "What", "posts_printed": "Posts, as printed", "cost_printed": "Cost, as printed",
             "recurrence": "How often", "note": "Our note"}  # fmt: skip
    return renamed(shown, names)


def savings_title(frame: pd.DataFrame) -> str:
    """The finding: how many lines are held, and how many something was found about."""
    found = int(frame["found"].notna().sum())
    total = int(frame["total_rows"].iloc[0])
    shown = f"first {len(frame)} of {total:,}" if total > len(frame) else f"{total}"
    return f"{shown} savings stated; something was found about {found} of them".capitalize()


def savings(frame: pd.DataFrame) -> pd.DataFrame:
    """Savings with their amounts by period in £000, as printed, and what was found beside them."""
    rows = list(each(frame))
    shown = frame.assign(
        kind=[f"{r.measure.replace('_', ' ')}{' (text)' if r.line_kind == 'claim' else ''}" for r in rows],
        amounts=["; ".join(_amount(amount) for amount in r.amounts) for r in rows],
        priority=[_numbered(r.priority_number, r.priority_title) for r in rows],
        found=[f"▲ {r.found}" if isinstance(r.found, str) else "" for r in rows],
    )
    names = {"plan_title": "Plan", "title": "Saving", "kind": "Figure", "amounts": "£000 (as printed)",
             "found": "What was found", "priority": "Waits for milestones of", "note": "Our note"}  # fmt: skip
    return renamed(shown, names)


def _change(posts: float) -> str:
    return "" if pd.isna(posts) else f"{posts:+,.0f}"


def _cell(printed: Any, ours: str) -> str:
    return printed if isinstance(printed, str) else ours


def _line(rows: list[Any], plans: list[str]) -> dict[str, str]:
    first = rows[0]
    later = {
        plan: "; ".join(_numbered(r.successor_number, r.successor_title) for r in rows if r.successor_plan == plan)
        for plan in plans
    }
    matched = " ".join(r.matched for r in rows if r.generation == 1 and isinstance(r.matched, str))
    return {
        "Programme or enabler": _programme(first) if first.is_programme else "none: begins later",
        "Sponsors": first.lead if first.is_programme and isinstance(first.lead, str) else "",
        **{plan: text or "–" for plan, text in later.items()},
        "Milestones since": _milestones(first),
        "Matched because": matched if first.is_programme else "",
        "Our note": first.note if first.is_programme and isinstance(first.note, str) else "",
    }


def _programme(row: Any) -> str:
    number = "" if pd.isna(row.number) else f" {int(row.number)}"
    return f"{row.kind.capitalize()}{number}: {row.title}"


def _numbered(number: Any, title: Any) -> str:
    if not isinstance(title, str):
        return ""
    return title if pd.isna(number) else f"{int(number)} {title}"


def _milestones(row: Any) -> str:
    if not row.milestone_count:
        return "none"
    counts = {"done": row.done_count, "overdue": row.overdue_count, "not reported": row.silent_count}
    told = ", ".join(f"{int(n):,} {word}" for word, n in counts.items() if n)
    return f"{int(row.milestone_count):,}{': ' + told if told else ''}"


def _amount(amount: Mapping[str, Any]) -> str:
    figure = wording.number(amount["gbp_000"])
    printed = f" ({amount['printed']})" if amount["printed"].replace(",", "") != figure.replace(",", "") else ""
    return f"{amount['period']}: {figure}{printed}"
