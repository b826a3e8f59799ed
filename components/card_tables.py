"""The tables of a report card: few columns, short cells, so that the card prints on one side of A4."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components import priorities, status, wording
from components.rows import each

_LONG = 120  # letters of a cell of words
_BRIEF = {"tbs": "TBS", "blank": "–", "dash": "–"}  # kinds of nothing, where a column has no room


@dataclass(frozen=True)
class Path:
    """A measure's results and targets, frames of period and value in its unit, in order of time; `row` its own row,
    `periods` every one of either."""

    title: str
    subtitle: str
    unit: str
    decimals: int
    actuals: pd.DataFrame
    targets: pd.DataFrame
    periods: Sequence[str]
    row: pd.DataFrame


def path(of: Path) -> pd.DataFrame:
    """The figures of a path, as a table beside its chart."""
    whole = pd.concat([of.actuals.assign(what="Result"), of.targets.assign(what="Target")])
    figures = [wording.measured(value, of.unit, of.decimals) for value in whole["value"]]
    return pd.DataFrame({"Period": whole["period"], "What": whole["what"], "Figure": figures})


def measures(rows: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Measures with the objective they serve, their path, what the text says beside it, and what is to move them."""
    by_it = [beside.loc[key] for key in rows["indicator_id"]]
    units = list(zip(rows["unit"], rows["decimals"].astype(int), strict=True))
    shown = pd.DataFrame(
        {
            "Status": [f"{status.MEASURES[s].shape}\xa0{status.MEASURES[s].label}" for s in rows["state"]],
            "Measure": [_measure(row, near) for row, near in zip(each(rows), by_it, strict=True)],
            "Results": [_path(near["results"], *unit, "\xa0→\xa0") for near, unit in zip(by_it, units, strict=True)],
            "Targets": [_path(near["targets"], *unit, "\xa0/\xa0") for near, unit in zip(by_it, units, strict=True)],
            "The text says": [_short(_texts(near["in_text"])) for near in by_it],
            "Meant to move it": [_short(_actions(near["actions"])) for near in by_it],
            "Owner": [_short(owner) for owner in rows["owner"].fillna("no owner named")],
        }
    )
    return shown if shown["The text says"].any() else shown.drop(columns="The text says")


def benchmarks(rows: pd.DataFrame) -> pd.DataFrame:
    """Figures beside other areas', as published and as restated since."""
    return pd.DataFrame(
        {
            "Measure": rows["title"],
            "Published": [_dated(r.value, r.period, r.unit, r.decimals) for r in each(rows)],
            "Restated": [_dated(r.restated_value, r.restated_period, r.unit, r.decimals) for r in each(rows)],
            "Place": [f"{_place(int(r.rank_from_highest))} of {int(r.n)}" for r in each(rows)],
            "Median": [wording.measured(r.median, r.unit, int(r.decimals)) for r in each(rows)],
            "Among": rows["group_title"],
        }
    )


def milestones(rows: pd.DataFrame) -> pd.DataFrame:
    """Milestones, what needs a board first."""
    shown = priorities.milestones(rows)
    return shown[["State", "Milestone", "Due", "Owner"]]


def savings(rows: pd.DataFrame) -> pd.DataFrame:
    """Savings lines, the sums of their tables first."""
    shown = priorities.savings(rows)[["Line", "Amounts, £000", "Waits for"]]
    return shown.assign(**{name: [_short(words) for words in shown[name]] for name in shown})


def remarks(rows: pd.DataFrame) -> pd.DataFrame:
    """What was said and what is to be done."""
    shown = priorities.remarks(rows)
    return pd.DataFrame(
        {
            "About": shown["About"],
            "Said": [_short(_text(words)) for words in shown["Said"]],
            "To be done": [_short(_text(words)) for words in shown["To be done"]],
        }
    )


def findings(rows: pd.DataFrame) -> pd.DataFrame:
    """Findings, the gravest first."""
    shown = priorities.findings(rows)
    return shown[["Severity", "Finding", "Explanation"]].assign(
        Severity=shown["Severity"].str.replace(" ", "\xa0"),
        Explanation=[_short(words) for words in shown["Explanation"]],
    )


def _measure(row: Any, near: pd.Series) -> str:
    code = f" ({row.code})" if _text(row.code) else ""
    return ". ".join(filter(None, (f"{row.title}{code}", objective(near), _text(row.finding))))


def objective(near: pd.Series) -> str:
    words = " ".join(filter(None, (_text(near["objective"]), _text(near["objective_title"]))))
    return f"Objective: {words}" if _text(near["objective_title"]) else ""


def known(cells: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Those of a path that have a figure, as period and value."""
    known = [(cell["period"], cell["value"]) for cell in cells if cell["value"] is not None]
    return pd.DataFrame(known, columns=["period", "value"])


def _path(cells: Sequence[Mapping[str, Any]], unit: str, decimals: int, between: str) -> str:
    """Figures in order of time with their first and last period: "6 / 5 / 3 / 0 (2009/10 to 2012/13)"."""
    periods = [cell["period"].replace("not printed", "year not printed") for cell in cells]
    dated = f" ({periods[0]}{f' to {periods[-1]}' if len(periods) > 1 else ''})" if periods else ""
    return f"{figures(cells, unit, decimals, between)}{dated}"


def figures(cells: Iterable[Mapping[str, Any]], unit: str, decimals: int, between: str) -> str:
    return between.join(
        wording.measured(c["value"], unit, decimals) or _BRIEF.get(c["status"]) or wording.missing(c["status"])
        for c in cells
    )


def _texts(cells: Iterable[Mapping[str, Any]]) -> str:
    said = []
    for cell in cells:
        stated = cell["status"] == "stated" and not _text(cell["area"])
        words = wording.measured(cell["value"], cell["unit"], int(cell["decimals"])) if stated else f"“{cell['text']}”"
        place = f"{cell['area']}: " if _text(cell["area"]) else ""
        kind = "target " if cell["kind"] == "target" else ""
        said.append(f"{place}{kind}{words} ({cell['period'].replace('not printed', 'no date')})")
    return "; ".join(said)


def _actions(cells: Iterable[Mapping[str, Any]]) -> str:
    said = []
    for cell in cells:
        shape = status.MILESTONES[status.MILESTONE_GROUPS[cell["state"]]].shape
        due = wording.due(cell["due_on"], cell["precision"], cell["text"])
        said.append(f"{shape}\xa0{_text(cell['ref']) or cell['title']} ({due})")
    return ", ".join(said) or "no action"


def _dated(value: float, period: str | None, unit: str, decimals: int) -> str:
    figure = wording.measured(value, unit, int(decimals))
    return f"{figure} ({period})" if figure else ""


def _place(rank: int) -> str:
    return "highest" if rank == 1 else f"{wording.ordinal(rank)} highest"


def _short(words: str) -> str:
    return words if len(words) <= _LONG else f"{words[:_LONG].rsplit(' ', 1)[0]} …"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
