"""Savings as a reader sees them: titles, sentences and tables. Amounts come in £000, as the papers print them."""

from typing import Any

import pandas as pd

from components import wording
from components.cards import Card
from components.chosen import FILTERS, Chosen
from components.rows import each
from components.tables import first_of, renamed, with_remarks

MARKS = {
    "inflation": "rests on inflation",
    "before_milestone": "waits for a late milestone",
    "not_cashable": "is non-cashable",
    "before_deduction": "is counted gross",
}
OVERLAP = "These overlap, so they are never added. Late: see Timing. Gross: before a deduction printed elsewhere."
EDITIONS = "Sums of lines, cumulative; printed totals are under Totals. The papers give no reason for a change."
GROUPINGS: dict[str, Any] = {
    "Board": "board",
    "Department": "department",
    "Division": "division",
    "Officer": "officer",
    "Section": "section",
}
DATASETS = {
    "findings": "efficiency_line",
    "lines": "efficiency_amount",
    "editions": "efficiency_amount",
    "differing": "efficiency_amount",
    "agreeing": "efficiency_amount",
    "timing": "milestone",
    "tests": "efficiency_line",
}
# Which of the page's filters a view can be narrowed by.
APPLIES = {
    "Bridge": ("plan",),
    "Owed": ("plan", "board", "lead"),
    "Editions": ("plan",),
    "Totals": ("plan", "board"),
    "Timing": ("plan", "theme", "priority", "lead"),
    "Tests": ("plan", "board", "lead"),
}
MEASURES = {"cumulative": "cumulative", "plan": "planned for the year"}


def millions(thousands: float) -> str:
    """£000 in millions of pounds: 37252 as "£37.252m"."""
    return f"{'-' if thousands < 0 else ''}£{abs(thousands) / 1000:.3f}m"


def on_course(bridge: pd.DataFrame) -> str:
    """The answer the page gives, in one line."""
    if bridge.empty:
        return "What each savings plan owes, when, and who answers for it."
    step = bridge.iloc[0]
    gap = "meets" if not step["gap"] else f"is {millions(abs(step['gap']))} {'short of' if step['gap'] > 0 else 'over'}"
    return (
        f"On paper the plan to {step['period']}, {millions(step['planned'])}, {gap} its {millions(step['target'])} "
        "target. The papers print what is planned; none prints what has been saved."
    )


def bridge_title(bridge: pd.DataFrame) -> str:
    """The finding of the bridge: how far the sources reach."""
    step, sources = bridge.iloc[0], int(bridge.loc[bridge["step_kind"] == "source", "lines"].sum())
    missing = {True: f"{millions(step['gap'])} short of", False: f"{millions(-step['gap'])} beyond"}[step["gap"] > 0]
    reach = f"{missing} its {millions(step['target'])} target" if step["gap"] else "its target exactly"
    return f"{sources} sources bring the plan to {millions(step['planned'])}, {reach}"


def bridge_subtitle(bridge: pd.DataFrame) -> str:
    """Measure, plan and period of the bridge."""
    return f"{bridge['plan_title'].iloc[0]} · savings planned by {bridge['period'].iloc[0]}, largest source first"


def bridge_steps(bridge: pd.DataFrame) -> pd.DataFrame:
    """The bridge as a chart wants it: label, amount, starts_at, said and role."""
    roles = {"plan": "whole", "gap": "gap", "target": "target"}
    rows = list(each(bridge))
    named = {"plan": "Planned", "gap": "Short of target" if rows[0].gap > 0 else "Beyond target"}
    return pd.DataFrame(
        {
            "label": [named.get(r.step_kind, _short(r.title)) for r in rows],
            "amount": bridge["amount"],
            "starts_at": bridge["starts_at"],
            "said": [_said(r) for r in rows],
            "role": [roles.get(r.step_kind, "marked" if r.is_wholly_marked else "part") for r in rows],
        }
    )


def bridge_table(bridge: pd.DataFrame) -> pd.DataFrame:
    """The bridge step by step, in £000."""
    shown = bridge.assign(
        amount=_thousands(bridge["amount"]), to_here=_thousands(bridge["ends_at"]), title=bridge["title"]
    )
    names = {"title": "Source", "section": "Under", "amount": "£000", "to_here": "Sum to here, £000", "word": "Mark",
             "reason": "Why", "note": "Our note"}  # fmt: skip
    return renamed(shown, names)


def bridge_why(bridge: pd.DataFrame) -> dict[str, str]:
    """What the verdict rests on."""
    plan = bridge[bridge["step_kind"] == "plan"].iloc[0]
    return {"Because": plan["reason"], "Figures": plan["inputs"], "Rule": plan["rule"]}


def bridge_card(bridge: pd.DataFrame) -> Card:
    """The bridge with what it needs to be believed."""
    title, subtitle, why = bridge_title(bridge), bridge_subtitle(bridge), bridge_why(bridge)
    return Card(title, subtitle, bridge_table(bridge), bridge, "efficiency_amount", "savings-bridge", why)


def card(shown: pd.DataFrame, rows: pd.DataFrame, name: str) -> Card:
    """A table shown, with the rows behind it."""
    return Card("", "", shown, rows, DATASETS[name], f"savings-{name}")


def rests_on(frame: pd.DataFrame) -> pd.DataFrame:
    """How much of a plan rests on what, its share, and how short the plan would be without it."""
    return pd.DataFrame(
        {
            "Amount": [millions(v) for v in frame["amount"]],
            "Share": [f"{v:.0f}%" for v in frame["share_pct"]],
            "What": frame["mark"].map(MARKS),
            "Short without": [millions(v) if v > 0 else "not short" for v in frame["short_without"]],
        }
    )


def owed_title(frame: pd.DataFrame) -> str:
    """Who owes most, and how much of its table that is."""
    most = frame.iloc[0]
    if pd.isna(most["latest"]):
        return "No amount is printed for these lines"
    share = f"{most['share_pct']:.0f}% of its table"
    return f"{most['grouped']} owes most for {most['latest_period']}: {millions(most['latest'])}, {share}"


def owed_caption(frame: pd.DataFrame) -> str:
    """What the table of groups leaves out, and how its figures are to be read."""
    cut = f"{first_of(frame, 'groups')}. " if len(frame) < frame["total_rows"].iloc[0] else ""
    return (
        f"{cut}£000, as printed. A cumulative figure holds what went before it, so years are never added; "
        "lines that repeat another table of their plan are left out."
    )


def owed(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Groups with a column for each year; `what` heads the first. Years are never added."""
    years = _years(frame)
    return pd.DataFrame(
        {
            what: frame["grouped"],
            **{year: [_in_year(years_of, year) for years_of in frame["years"]] for year in years},
            "Of its table": [f"{wording.number(v)}%" if pd.notna(v) else "" for v in frame["share_pct"].astype(float)],
            "Lines": frame["lines"],
            "Figures": frame["measure"].map(MEASURES),
            "Answers for it": frame["officers"],
            "Printed in": frame["plan_title"] + ", " + frame["printed_in"],
        }
    )


def owed_lines(frame: pd.DataFrame) -> pd.DataFrame:
    """Lines with a column for each year, who answers, and the parts of the council they belong to."""
    years = _years(frame)
    parts = {"board": "Board", "department": "Department", "division": "Division"}
    shown = pd.DataFrame(
        {
            "Saving": frame["title"],
            **{year: [_in_year(years_of, year) for years_of in frame["years"]] for year in years},
            "Answers for it": frame["owner"].fillna("no officer printed"),
            **{title: frame[name].fillna("") for name, title in parts.items() if frame[name].notna().any()},
            "Figures": frame["measure"].map(MEASURES),
            "Edition": frame["plan_title"],
        }
    )
    return with_remarks(shown, frame)


def editions_title(sums: pd.DataFrame) -> str:
    """What became of the earlier edition's sum in the last year that both print."""
    both = sums[sums["later_sum"].notna()]
    if both.empty:
        return "The two editions share no year"
    year = both.iloc[-1]
    words = {"lowered": "lowered", "dropped": "dropped", "raised": "raised", "added": "new"}
    moved = [f"{millions(abs(year[name]))} {word}" for name, word in words.items() if year[name]]
    change = f": {', '.join(moved)}" if moved else ", line by line the same"
    return f"{millions(year['earlier_sum'])} for {year['period']} became {millions(year['later_sum'])}{change}"


def edition_sums(frame: pd.DataFrame) -> pd.DataFrame:
    """How one edition's lines became the other's, a row a year, in £000; sums of lines, not printed totals."""
    sums = {"Raised": "raised", "Lowered": "lowered", "Dropped": "dropped", "New": "added"}
    earlier, later = "Earlier edition, £000", "Later edition, £000"
    return pd.DataFrame(
        {
            "Year": frame["period"],
            earlier: _thousands(frame["earlier_sum"]),
            **{title: _thousands(frame[name]) for title, name in sums.items()},
            later: [wording.number(value) or "year not printed" for value in frame["later_sum"]],
            "Editions": frame["earlier_plan_title"] + " → " + frame["plan_title"],
        }
    )


def editions(frame: pd.DataFrame) -> pd.DataFrame:
    """Lines with their amount in the earlier and the later edition for each year, and what happened."""
    years = sorted({year["period"] for years in frame["years"] for year in years})
    columns = {f"{year} {edition}": (year, edition) for year in years for edition in ("earlier", "later")}
    shown = pd.DataFrame(
        {
            "Saving": frame["title"],
            "What happened": frame["word"].map(_MOVES).fillna(frame["word"]),
            **{name: [_edition(y, *key) for y in frame["years"]] for name, key in columns.items()},
            "Answers for it": frame["officer"].fillna("no officer printed"),
        }
    )
    return with_remarks(shown, frame)


_MOVES = {"Lowered": "▼ lowered", "Raised": "▲ raised", "New line": "+ new line", "Line gone": "× line gone",
          "No figure now": "○ no figure now", "No figure before": "○ no figure before",
          "Unchanged": "– unchanged"}  # fmt: skip


def not_applied(view: str, chosen: Chosen) -> str:
    """Which of the filters chosen cannot narrow this view, in a sentence; else nothing."""
    idle = [title for name, title in FILTERS.items() if getattr(chosen, name) and name not in APPLIES[view]]
    if not idle:
        return ""
    return f"{wording.sequence(idle, 'and')} cannot narrow this view: what is printed here names none."


def height(frame: pd.DataFrame) -> int | None:
    """As high as its rows, up to what leaves room for what stands beside it."""
    return None if len(frame) <= 7 else 330


def _said(row: Any) -> str:
    mark = f" ◐ {row.word}" if row.step_kind == "source" and isinstance(row.word, str) else ""
    return millions(row.amount) + mark


def _short(title: str) -> str:
    """A printed name cut to what fits beside a bar: what stands in brackets goes first."""
    name = title if len(title) <= 34 else title.split(" (")[0]
    return name if len(name) <= 34 else f"{name[:33].rstrip()}…"


def _thousands(values: pd.Series) -> list[str]:
    return [wording.number(v) for v in values.astype(float)]


def _years(frame: pd.DataFrame) -> list[str]:
    return sorted({year["period"] for years in frame["years"] for year in years})


def _in_year(years: Any, period: str) -> str:
    for year in years:
        if year["period"] == period:
            return wording.number(year["amount"]) or wording.missing(year.get("status", ""))
    return ""


def _edition(years: Any, period: str, edition: str) -> str:
    for year in years:
        if year["period"] == period:
            absent = {"earlier": "New line", "later": "Line gone"}[edition] == year["word"]
            return wording.number(year[edition]) or ("no such line" if absent else "no figure")
    return wording.missing("blank")
