"""What the priorities page says and shows: counts in words, never an averaged colour; and its tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from components import status, wording
from components.chosen import Chosen
from components.markup import Link
from components.rows import each
from components.status import SEVERITIES, Status
from components.tables import renamed, with_remarks

READ_WHOLE = 20  # rows read as a page; more are a list to scroll
PLACES = {
    place: f"{shape}\xa0{place}"
    for place, shape in zip(("up", "within", "down", "before", "after"), "▲●▼◀▶", strict=True)
}
RELATIONS = {
    "supports": "supports",
    "monitors": "watches",
    "continues": "continues",
    "moves": "is meant to move",
    "depends_on": "waits for",
    "answers": "answers",
}
SINGULAR = {
    "measures": "measure", "milestones": "milestone", "savings lines": "savings line", "remarks": "remark",
    "findings": "finding", "ties": "tie of the golden thread", "survey figures": "figure of the staff survey",
    "other figures": "other figure printed",
    "priorities": "priority", "boards": "board", "measures and figures": "measure or figure",
}  # fmt: skip
PLURAL = {
    "ties": "ties of the golden thread", "survey figures": "figures of the staff survey",
    "other figures": "other figures printed",
}  # fmt: skip
NONE_KINDS = {"indicator": "measures and figures", "milestone": "milestones", "efficiency_line": "savings lines"}


def headline(states: pd.DataFrame, savings: pd.DataFrame, findings: pd.DataFrame) -> str:
    """How much is assessed and how it divides, as a sentence; `states` holds kind, state, assessed and row_count."""
    measures = states[states["kind"] == "measure"]
    assessed, count = int(measures.loc[measures["assessed"], "row_count"].sum()), int(measures["row_count"].sum())
    said = (
        [f"{assessed} of {_count(count, 'measure')} assessed: {_divided(measures, status.MEASURES)}."] if count else []
    )
    said += [milestones_told(states), counts_told(savings, findings)]
    return " ".join(filter(None, said)) or "Nothing printed belongs to it but its ties in the golden thread."


def milestones_told(states: pd.DataFrame) -> str:
    """How the milestones divide by state, as a sentence; nothing where there are none."""
    rows = states[states["kind"] == "milestone"]
    count = int(rows["row_count"].sum())
    return f"{_count(count, 'milestone')}: {_divided(_grouped(rows), status.MILESTONES)}." if count else ""


def counts_told(savings: pd.DataFrame, findings: pd.DataFrame) -> str:
    """How many savings lines and findings there are, as a sentence; nothing where there are none."""
    pairs = ((savings, "savings lines"), (findings, "findings"))
    counts = [titled(whole(rows), name) for rows, name in pairs if len(rows)]
    return f"{wording.sequence(counts, 'and')}." if counts else ""


def facts(priority: pd.Series) -> str:
    """Which theme a priority stands under, and who answers for it."""
    said = (priority["theme"], f"lead: {_text(priority['owner']) or 'none named'}")
    return " · ".join(part for part in said if isinstance(part, str))


def subject_of(about: str, chosen: Chosen) -> tuple[str, str]:
    """Whose page it is, as kind and key: the narrowest of what is chosen; no key where nothing is."""
    wished = (
        ("priority", about or chosen.priority),
        ("theme", chosen.theme),
        ("board", chosen.board),
        ("plan", chosen.plan),
    )
    return next(((kind, key) for kind, key in wished if key), ("", ""))


def titles(rows: pd.DataFrame) -> dict[str, str]:
    """Each priority as a choice, by its key: "ODI Plan 2010/11: 5 Transforming support services"."""
    return {row.priority_id: f"{row.plan_title}: {_numbered(row)}" for row in each(rows)}


def missing(sections: Mapping[str, pd.DataFrame]) -> list[str]:
    """Which sorts of things do not belong to it, so that a table not drawn is told from one forgotten."""
    absent = [PLURAL.get(name, name) for name, rows in sections.items() if rows.empty]
    return [f"None of these belongs to it: {wording.sequence(absent, 'or')}."] if absent else []


def whole(rows: pd.DataFrame) -> int:
    """How many there are in all; `rows` holds total_rows."""
    return 0 if rows.empty else int(rows["total_rows"].iloc[0])


def title(rows: pd.DataFrame, name: str) -> str:
    """How many there are: "13 measures", or "The first 200 of 228 milestones"; `rows` holds total_rows."""
    count = whole(rows)
    if count > len(rows):
        return f"The first {len(rows)} of {count:,} {PLURAL.get(name, name)}"
    return titled(count, name)


def titled(count: int, name: str) -> str:
    """How many of a kind: "13 measures", "1 measure"."""
    return f"{count:,} {SINGULAR.get(name, name) if count == 1 else PLURAL.get(name, name)}"


def listed(rows: pd.DataFrame, kept: Mapping[str, str]) -> pd.DataFrame:
    """Priorities with how their measures and milestones divide; each, and its plan, leads to its report card.

    `kept` goes along in each link.
    """
    counts, labels = _counts(rows), titles(rows)
    return pd.DataFrame(
        {
            "Plan": _links(rows["plan_title"], [{**kept, "plan": title} for title in rows["plan_title"]], rows),
            "Priority": _links(
                [_numbered(row) for row in each(rows)],
                [{**kept, "about": labels[key]} for key in rows["priority_id"]],
                rows,
            ),
            "Measures": counts["Measures"],
            "Milestones": counts["Milestones"],
            "Savings": counts["Savings lines"],
            "Findings": rows["finding_count"],
            "Lead": rows["owner"].fillna("none named"),
            "Other figures": counts["Other figures"],
        }
    )


def boards(rows: pd.DataFrame, kept: Mapping[str, str]) -> pd.DataFrame:
    """Boards with how the measures and milestones they watch divide; each leads to its report card."""
    led = _links(rows["title"], [{**kept, "board": title} for title in rows["title"]], rows)
    return pd.DataFrame({"Board": led, "Priorities": rows["priority_count"], **_counts(rows)})


def measures(rows: pd.DataFrame) -> pd.DataFrame:
    """Measures, or other figures, with their verdict in a word and the reason for it."""
    shown = pd.DataFrame(
        {
            "Status": [str(status.MEASURES[state]) for state in rows["state"]],
            "Measure": [
                " ".join(filter(None, (_text(r.title), f"({r.code})" if _text(r.code) else ""))) for r in each(rows)
            ],
            "Latest": [_figure(r.value, r.period, r) for r in each(rows)],
            "Target": [_target(r) for r in each(rows)],
            "Why": rows["reason"],
            "Owner": rows["owner"].fillna("no owner named"),
        }
    )
    return with_remarks(shown, rows)


def milestones(rows: pd.DataFrame) -> pd.DataFrame:
    """Milestones with their state in a word, and the reason for it."""
    shown = pd.DataFrame(
        {
            "State": [f"{_group(r.state).shape} {r.word}" for r in each(rows)],
            "Milestone": rows["title"],
            "Due": [wording.due(r.due_on, r.due_precision, r.due_text) for r in each(rows)],
            "Why": rows["reason"],
            "Owner": rows["owner"].fillna("no owner named"),
        }
    )
    return with_remarks(shown, rows)


def savings(rows: pd.DataFrame) -> pd.DataFrame:
    """Savings lines with every amount printed, what they wait for, and how the tests of an efficiency read them."""
    shown = pd.DataFrame(
        {
            "Line": [f"{r.title} ({r.line_kind})" if r.line_kind != "line" else r.title for r in each(rows)],
            "Amounts, £000": ["; ".join(_amount(a) for a in r.amounts) or "no amount printed" for r in each(rows)],
            "Waits for": rows["waits_for"].fillna("no milestone named"),
            "An efficiency?": rows["word"].fillna(""),
            "Under": rows["board_title"].fillna(rows["section"]).fillna(""),
            "Officer": rows["officer"].fillna("none named"),
        }
    )
    return with_remarks(shown, rows)


def remarks(rows: pd.DataFrame) -> pd.DataFrame:
    """What was said, what is promised, and which factor of the survey that answers."""
    shown = rows.assign(
        day=[wording.day(day) for day in rows["as_at"]],
        about=[("Staff survey: " if r.of_survey else "") + _text(r.about).replace("-", " ") for r in each(rows)],
    )
    names = {"day": "As at", "about": "About", "text": "Said", "action": "To be done", "answers": "Answers"}
    return renamed(shown, names)


def survey(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures of the staff survey as printed."""
    shown = rows.assign(measure=rows["measure"].map(wording.dataset))
    names = {"what": "Factor", "who": "Who", "measure": "Figure", "printed": "As printed", "basis": "Against"}
    return renamed(shown, names)


def findings(rows: pd.DataFrame) -> pd.DataFrame:
    """Findings: how grave, what and why."""
    names = {"severity": "Severity", "title": "Finding", "explanation": "Explanation", "status": "Decision"}
    return renamed(rows.assign(severity=rows["severity"].map(SEVERITIES)), names)


def thread(rows: pd.DataFrame) -> pd.DataFrame:
    """Ties as sentences: where it leads, from what, how, to what, and whether the papers say so or we matched it."""
    return pd.DataFrame(
        {
            "Where": rows["place"].map(PLACES),
            "From": [_end(r.from_kind, r.from_title, r.from_id) for r in each(rows)],
            "How": rows["relation"].map(RELATIONS),
            "To": [_end(r.to_kind, r.to_title, r.to_id) for r in each(rows)],
            "Basis": [
                ("the papers say so" if r.basis == "stated" else "matched by us")
                + (", of the whole plan" if r.through_plan else "")
                for r in each(rows)
            ],
            "Our note": rows["note"].fillna(""),
        }
    )


def without(rows: pd.DataFrame) -> pd.DataFrame:
    """What has no priority and no board."""
    shown = rows.assign(plan_title=rows["plan_title"].fillna("no plan"), sort=rows["sort"].map(_sort))
    return renamed(shown, {"title": "What", "sort": "Printed in", "plan_title": "Plan", "owner": "Owner"})


def without_told(rows: pd.DataFrame) -> str:
    """How many of each kind have no priority and no board."""
    counts = rows.drop_duplicates("kind").set_index("kind")["total_rows"]
    said = [f"{int(counts.get(kind, 0)):,} {name}" for kind, name in NONE_KINDS.items()]
    return f"Printed under no priority and no board: {wording.sequence(said, 'and')}."


SECTIONS = {
    "measures": (measures, "indicator"),
    "milestones": (milestones, "milestone"),
    "savings lines": (savings, "efficiency_line"),
    "survey figures": (survey, "survey_score"),
    "remarks": (remarks, "commentary"),
    "findings": (findings, ""),
    "ties": (thread, "link"),
    "other figures": (measures, "indicator"),
}  # all that belongs: as which table, and rows of which dataset


def _links(words: Iterable[str], asked: Iterable[Mapping[str, str]], rows: pd.DataFrame) -> pd.Series:
    return pd.Series([Link.to(*pair) for pair in zip(words, asked, strict=True)], index=rows.index, dtype=object)


def _counts(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "Measures": [_told(s, status.MEASURES) for s in rows["measure_states"]],
        "Milestones": [_told(s, status.MILESTONES, status.MILESTONE_GROUPS) for s in rows["milestone_states"]],
        "Savings lines": rows["savings_count"],
        "Other figures": rows["figure_count"],
    }


def _told(states: Sequence[Any], words: Mapping[str, Status], groups: Mapping[str, str] | None = None) -> str:
    counts: dict[str, int] = {}
    for row in states:
        key = groups[row["state"]] if groups else row["state"]
        counts[key] = counts.get(key, 0) + int(row["count"])
    # Spaces that do not break, so that a count stays with its word.
    divided = [f"{words[k].shape} {counts[k]} {words[k].label}".replace(" ", "\xa0") for k in words if k in counts]
    return f"{sum(counts.values())}: {', '.join(divided)}" if divided else "none"


def _divided(rows: pd.DataFrame, words: Mapping[str, Status]) -> str:
    counts = rows.groupby("state")["row_count"].sum()
    return ", ".join(f"{counts[key]} {words[key].label}" for key in words if key in counts)


def _grouped(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(state=rows["state"].map(status.MILESTONE_GROUPS))


def _group(state: str) -> Status:
    return status.MILESTONES[status.MILESTONE_GROUPS[state]]


def _count(n: int, thing: str) -> str:
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def _numbered(row: Any) -> str:
    return f"{int(row.number)} {row.title}" if pd.notna(row.number) else row.title


def _figure(value: float, period: str | None, row: Any) -> str:
    figure = wording.measured(value, row.unit, row.decimals)
    if not figure:
        return ""
    dated = _text(period) or "year not printed"
    return f"{figure} ({'year not printed' if dated == 'not printed' else dated})"


def _target(row: Any) -> str:
    judged = pd.notna(row.target)
    return _figure(*((row.target, row.target_period) if judged else (row.next_target, row.next_target_period)), row)


def _amount(amount: Mapping[str, Any]) -> str:
    value = amount["amount"]
    printed = f"“{amount['printed']}”" if value is None or pd.isna(value) else wording.number(value, 0)
    return f"{wording.dataset(amount['measure'])} {amount['period']}: {printed}"


def _end(kind: str, title: str, key: str) -> str:
    words = {"efficiency_line": "Savings line", "survey_factor": "Survey factor", "commentary": "Survey action"}
    return f"{words.get(kind, wording.dataset(kind))}: {_text(title) or key}"


def _sort(printed_in: object) -> str:
    words = {
        "table": "table",
        "prose": "the text",
        "benchmark": "benchmark",
        "measure": "success measures",
        "text": "the text",
    }
    return words.get(_text(printed_in), _text(printed_in))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
