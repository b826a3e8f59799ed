"""A report card: a priority, a board or a plan in a headline and a few short tables. Pure: frames in, words out.

What is shown is bounded, so that the whole prints on one side of A4; each section says how many there are.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from components import card_tables, priorities, status, stories, wording
from components.card_tables import Path
from components.rows import each

ROWS = {"measures": 7, "beside others": 3, "milestones": 6, "savings lines": 4, "remarks": 3, "findings": 3}
DATASETS = {
    "measures": "indicator", "beside others": "indicator", "milestones": "milestone",
    "savings lines": "efficiency_line", "remarks": "commentary", "findings": "",
}  # fmt: skip
NAMED = 3  # measures a sentence names
# A measure that is not assessed, in a sentence.
_NOT_ASSESSED = {
    "to_go": "short of their next target",
    "at_next_target": "already at it",
    "no_target": "without a target yet",
    "no_value": "without a usable figure",
    "neutral": "with no better or worse",
    "to_be_developed": "still to be developed",
}
_WRAPPED = ("Results", "Targets", "The text says", "Meant to move it", "Waits for")  # columns of words


@dataclass(frozen=True)
class Section:
    """A table of the card under its count, which says where not all are shown: `table` as a reader sees it (its columns
    `wrapped` are words), `rows` the rows of `dataset` it shows, with source_ref, quote and note."""

    name: str
    title: str
    table: pd.DataFrame
    rows: pd.DataFrame
    dataset: str
    wrapped: Collection[str]


@dataclass(frozen=True)
class ReportCard:
    """`facts` says who answers for it and what it serves; `headline` how its measures stand, `also` the rest;
    `first` the path of the measure that comes first, where it has one; `lines` what is missing, each in a sentence."""

    title: str
    facts: Sequence[str]
    headline: str
    also: str
    first: Path | None
    sections: Sequence[Section]
    lines: Sequence[str]


def assemble(title: str, facts: Sequence[str], held: Mapping[str, pd.DataFrame]) -> ReportCard:
    """The card of what is `held`: the frames of `queries.report_card.held`, by name."""
    beside = held["beside"].set_index("indicator_id")
    measures = _first(worst(held["measures"]), "measures")
    milestones, savings = urgent(held["milestones"]), totals(held["savings lines"])
    remarks = told_first(held["remarks"])
    sections = [
        _section("measures", card_tables.measures(measures, beside), measures, held["measures"]),
        _section("beside others", card_tables.benchmarks(held["benchmarks"]), held["benchmarks"], held["benchmarks"]),
        _section(
            "milestones", card_tables.milestones(_first(milestones, "milestones")), milestones, held["milestones"]
        ),
        _section(
            "savings lines", card_tables.savings(_first(savings, "savings lines")), savings, held["savings lines"]
        ),
        _section("remarks", card_tables.remarks(_first(remarks, "remarks")), remarks, held["remarks"]),
        _section(
            "findings", card_tables.findings(_first(held["findings"], "findings")), held["findings"], held["findings"]
        ),
    ]
    return ReportCard(
        title,
        [fact[:1].upper() + fact[1:] for fact in facts],
        headline(held),
        also(held),
        path(measures, beside),
        [s for s in sections if not s.table.empty],
        _missing(held, sections),
    )


def facts(ties: pd.DataFrame, *first: str) -> list[str]:
    """What it is, then what it serves and who watches it, or what it watches; `ties` as in `queries.priorities`."""
    watches = _ends(ties, "down", "monitors", "to_title", "watches")
    others = (
        ("up", "supports", "to_title", "supports"),
        ("down", "supports", "from_title", "supported by"),
        ("up", "monitors", "from_title", "watched by"),
    )
    return [words for words in (*first, *([watches] if watches else [_ends(ties, *end) for end in others])) if words]


def headline(held: Mapping[str, pd.DataFrame]) -> str:
    """What is assessed and how it stands, how much is short of its next target, and what moved the wrong way."""
    states, measures = held["states"], held["measures"]
    said = (_measures_told(states, measures), _away_told(measures, held["beside"].set_index("indicator_id")))
    return " ".join(filter(None, said)) or "No measure belongs to it."


def also(held: Mapping[str, pd.DataFrame]) -> str:
    """How its milestones stand, and how many savings lines and findings there are."""
    said = (
        priorities.milestones_told(held["states"]),
        priorities.counts_told(held["savings lines"], held["findings"]),
    )
    return " ".join(filter(None, said))


def path(measures: pd.DataFrame, beside: pd.DataFrame) -> Path | None:
    """The path of the first measure, where it has a result and a target to draw."""
    for row in each(measures.head(1)):
        near = beside.loc[row.indicator_id]
        actuals, targets = (card_tables.known(near[kind]) for kind in ("results", "targets"))
        if len(actuals) and len(targets):
            decimals, subtitle = int(row.decimals), [card_tables.objective(near), row.unit]
            return Path(
                stories.path_title(row.title, actuals, targets, row.unit, decimals),
                " · ".join(filter(None, subtitle)), row.unit, decimals, actuals, targets,
                list(dict.fromkeys([*actuals["period"], *targets["period"]])), measures.head(1),
            )  # fmt: skip
    return None


def _ends(ties: pd.DataFrame, place: str, relation: str, end: str, words: str) -> str:
    rows = ties[(ties["place"] == place) & (ties["relation"] == relation)]
    rows = rows[~rows["through_plan"]] if place == "down" else rows  # what serves a whole plan serves no part of it
    names = _some(list(dict.fromkeys(rows[end].dropna())), 2 * NAMED)
    return f"{words} {wording.sequence(names, 'and')}" if names else ""


def _some(names: Sequence[str], most: int = NAMED) -> list[str]:
    """The first of them, and how many more there are."""
    return [*names[:most], f"{len(names) - most} more"] if len(names) > most else list(names)


def _section(name: str, table: pd.DataFrame, rows: pd.DataFrame, whole: pd.DataFrame) -> Section:
    count, shown = priorities.whole(whole), len(table)
    left_out = f", {shown} shown" if 0 < shown < count else ""
    title = "Beside other areas" if name == "beside others" else f"{priorities.titled(count, name)}{left_out}"
    return Section(name, title, table, rows.head(ROWS[name]), DATASETS[name], _WRAPPED)


def _first(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows.head(ROWS[name])


def worst(rows: pd.DataFrame) -> pd.DataFrame:
    """Off target, then what moved away, then furthest to go; what is still to be developed is told, not listed."""
    live = rows[rows["state"] != "to_be_developed"]
    off, away = live["state"] == "off_target", live["moved"] == "away"
    return live.assign(place=2 - 2 * off - (away & ~off)).sort_values("place", kind="stable")


def urgent(rows: pd.DataFrame) -> pd.DataFrame:
    """Overdue, not reported, due soon and so on, a few of each before more of the first; within these soonest due."""
    order = list(status.MILESTONES)
    group = pd.Series([order.index(status.MILESTONE_GROUPS[s]) for s in rows["state"]], rows.index, dtype=int)
    few = rows.groupby(group).cumcount() >= NAMED
    return rows.assign(few=few, group=group).sort_values(["few", "group"], kind="stable")


def told_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Remarks on its own measures and plans before those of the survey, and what is to be done first."""
    return rows.assign(said_only=rows["action"].isna()).sort_values(["of_survey", "said_only"], kind="stable")


def totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Printed sums before the lines they sum."""
    order = {"total": 0, "subtotal": 1}
    place = [order.get(kind, 2) for kind in rows["line_kind"]]
    return rows.assign(place=place).sort_values("place", kind="stable")


def _measures_told(states: pd.DataFrame, measures: pd.DataFrame) -> str:
    rows = states[states["kind"] == "measure"]
    counts = rows.groupby("state")["row_count"].sum()
    whole, assessed = int(counts.sum()), int(rows.loc[rows["assessed"], "row_count"].sum())
    if not whole:
        return ""
    verdicts = [
        f"{counts[state]} {status.MEASURES[state].word}{_named(measures[measures['state'] == state], state)}"
        for state in ("off_target", "within_tolerance", "met")
        if state in counts
    ]
    rest = [f"{counts[state]} {words}" for state, words in _NOT_ASSESSED.items() if state in counts]
    if "to_go" not in counts:
        rest = [words.replace("already at it", "already at their next target") for words in rest]
    said = f"{assessed:,} of {whole:,} measure{'' if whole == 1 else 's'} assessed"
    if verdicts:
        others = f" Of the others: {', '.join(rest)}." if rest else ""
        return f"{said}: {wording.sequence(verdicts, 'and')}.{others}"
    why = (
        ", for no result has come yet in a period with a target"
        if {"to_go", "at_next_target"} & {*counts.index}
        else ""
    )
    return f"{said}{why}: {', '.join(rest)}."


def _named(rows: pd.DataFrame, state: str) -> str:
    return f" ({'; '.join(_some(list(rows['title'])))})" if state == "off_target" and len(rows) else ""


def _away_told(measures: pd.DataFrame, beside: pd.DataFrame) -> str:
    away = measures[measures["moved"] == "away"]
    paths = (beside.loc[key, "results"][-2:] for key in away["indicator_id"])
    named = [
        f"{row.title}, {card_tables.figures(cells, row.unit, int(row.decimals), ' to ')}"
        for row, cells in zip(each(away), paths, strict=True)
    ]
    return f"{len(away)} moved the wrong way: {'; '.join(_some(named))}." if named else ""


def _missing(held: Mapping[str, pd.DataFrame], sections: Iterable[Section]) -> list[str]:
    """What nobody has spoken of, what belongs and is not shown, and what is not there at all."""
    measures = held["measures"]
    wanted = measures[measures["asked"].notna()].head(NAMED)
    lines = [f"{row.title}: {row.commentary[:1].lower()}{row.commentary[1:]}" for row in each(wanted)]
    to_develop = list(measures.loc[measures["state"] == "to_be_developed", "title"])
    lines += [f"Still to be developed: {'; '.join(_some(to_develop))}."] if to_develop else []
    told = {"beside others", *(["measures"] if to_develop else [])}
    none = [priorities.PLURAL.get(s.name, s.name) for s in sections if s.table.empty and s.name not in told]
    return [*lines, *([f"No {wording.sequence(none, 'or')}."] if none else [])]
