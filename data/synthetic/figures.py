"""The made-up areas, measures and values: every verdict, every shape of a series, benchmarks, a contradiction."""

import datetime
import itertools
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv

from data.contracts import contracts
from data.synthetic.plans import STRATEGIC, Tree, tie
from data.synthetic.words import AREA, DATE, FIGURES, HOME, HOUSING, POSTS, Row, quarter, ref

NEIGHBOURS, COUNTRY, COUNTY = "example-neighbours", "example-country", "example-county"
NEAR = 16  # areas in the smaller group
# How a measure stands to its target, one after another; and the shape of its series.
STANDINGS = ("met", "within", "off", "to_go", "at_next", "no_target", "tbs", "to_be_agreed", "neutral", "words",
             "unrepresentative", "range", "between", "easier")  # fmt: skip
SHAPES = ("steady", "step", "trend", "outlier", "trial", "flat", "short")
# What is measured: its unit, its decimals and which way is better.
WHAT = (
    ("Rough sleepers found", "people", 0, "lower"), ("Homes built", "homes", 0, "higher"),
    ("Repairs on time", "%", 1, "higher"), ("Families in temporary homes", "families", 0, "lower"),
    ("Empty homes reopened", "homes", 0, "higher"), ("Rent collected", "%", 1, "higher"),
    ("Evictions prevented", "per 1,000", 2, "higher"), ("Days to let a home", "days", 1, "lower"),
    ("Homes made warm", "homes", 0, "higher"), ("Calls answered", "%", 1, "higher"),
    ("Complaints upheld", "complaints", 0, "lower"), ("Tenants content", "%", 1, "higher"),
)  # fmt: skip

FILLED = ("area_id", "period", "period_end", "kind", "basis", "value", "value_text", "value_status", "is_baseline",
          "denominator", "value_low", "value_high")  # fmt: skip


class Sized(Protocol):
    @property
    def areas(self) -> int: ...
    @property
    def quarters(self) -> int: ...


def areas(count: int) -> dict[str, list[Row]]:
    """The home area and others, the areas printed averages stand for, and two groups that are compared."""
    others: list[Row] = [{"area_id": f"authority-{n:03}", "name": f"Authority {n:03} (made up)", "kind": "authority",
                           "is_home": "false"} for n in range(2, count + 1)]  # fmt: skip
    area: list[Row] = [{"area_id": HOME, "name": AREA, "kind": "authority", "is_home": "true"}, *others,
            {"area_id": COUNTY, "name": "Example county (made up)", "kind": "county", "is_home": "false"},
            {"area_id": NEIGHBOURS, "name": "Example neighbours", "kind": "group", "is_home": "false"}]  # fmt: skip
    every = [HOME, *(str(row["area_id"]) for row in others)]
    near = [(f"{NEIGHBOURS}-2025", "Example neighbours, 2025 (made up)", key) for key in every[:NEAR]]
    whole = [(f"{COUNTRY}-2025", "Every made-up authority", key) for key in every]
    return {"area": area, "area_group": [
        {"group_id": group, "title": title, "as_at": DATE, "area_id": key, "source_ref": ref(FIGURES, "groups", n)}
        for n, (group, title, key) in enumerate([*near, *whole], 1)]}  # fmt: skip


def indicators(count: int, tree: Tree) -> list[Row]:
    """`count` measures: most of the strategy's table, some of a plan, of the text, and benchmarks."""
    made: list[Row] = []
    running = tree.editions[0][1]
    for n in range(count):
        place, turn = n % 16, n // 16
        series = {12: "prose", 13: "benchmark", 14: "benchmark", 15: "measure"}.get(place, "table")
        name, unit, decimals, better = WHAT[0 if series == "prose" else place % len(WHAT)]
        if series == "benchmark":
            unit, decimals, better = "£ per head", 2, "lower"
        standing = STANDINGS[_of_table(n) % len(STANDINGS)] if series == "table" else "off"
        polarity = {"neutral": "neutral", "range": "range"}.get(standing, better)
        undeveloped = series == "table" and place == 11
        key, again = f"measure-{n + 1:03}", f" ({turn + 1})" if turn else ""
        title = {
            "prose": f"{name}, as the text says{again}",
            "benchmark": f"Cost of service {n + 1} per head",
            "measure": f"{name}, plan's measure{again}",
        }.get(series, f"{name}{again}")
        number = place % len(STRATEGIC) + 1
        made.append({
            "indicator_id": key, "plan_id": running if series == "measure" else HOUSING,
            "priority_id": f"{running}-p{number:02}" if series == "measure" else f"{HOUSING}-p{number:02}",
            "row_number": n + 1, "objective": f"{number}.1" if series == "table" else "", "title": title,
            "name_printed": title, "code": f"MU {n + 1}" if series == "table" else "",
            "unit": unit,
            "polarity": polarity, "decimals": decimals,
            "in_laa": "true" if n % 5 == 0 else "false", "in_corporate_plan": "true" if n % 3 == 0 else "false",
            "lead": POSTS[n % len(POSTS)] if n % 4 else "", "series": series,
            "state": "to_be_developed" if undeveloped else "live", "source_ref": ref(FIGURES, "measures", n + 1),
            "note": f"The same as measure-{n - 11:03} of the table." if series == "prose" else "",
        })  # fmt: skip
    return made


def links(measured: list[Row], dated: dict[str, list[Row]]) -> list[Row]:
    """Which milestones of the strategy are meant to move which of its measures."""
    table = [row["indicator_id"] for row in measured if row["series"] == "table"][::2]
    moving = [row["milestone_id"] for row in dated["milestone"] if row["plan_id"] == HOUSING]
    pairs = zip(moving, itertools.cycle(table), strict=False)
    return [
        tie("milestone", key, "moves", "indicator", to, ("stated", "matched")[n % 3 == 0])
        for n, (key, to) in enumerate(pairs)
    ]


def remarks(measured: list[Row]) -> list[Row]:
    """Why some measures moved; those off target without one are asked for it."""
    told = [row["indicator_id"] for row in measured if row["series"] == "table"][1:12:4]
    return [{"commentary_id": f"remark-{key}", "subject_kind": "indicator", "subject_id": key, "as_at": DATE,
             "author_role": "Head of Housing", "text": "Demand rose in the winter.",
             "action": "Two more advisers from May.", "source_ref": ref(FIGURES, "remarks", n)}
            for n, key in enumerate(told, 1)]  # fmt: skip


def recalculations(measured: list[Row], quarters: int) -> list[Row]:
    """One measure is known to have changed for good: its limits are worked out anew from then on."""
    stepped = [n for n, row in enumerate(measured) if row["state"] == "live" and _shape(n) == "step"]
    if not stepped or quarters < 24:
        return []
    period, end = quarter(10)
    return [{"indicator_id": measured[stepped[0]]["indicator_id"], "area_id": HOME, "period": period, "period_end": end,
             "reason": "The service moved to a new provider", "decided_on": DATE, "decided_by": "Homes Board",
             "source_ref": ref(FIGURES, "recalculations", 1)}]  # fmt: skip


def write_values(path: Path, measured: list[Row], size: Sized, chance: np.random.Generator) -> None:
    """Write every value, measure by measure: results of every area in every quarter, and the home area's targets."""
    columns = contracts()["indicator_value"].columns
    schema = pa.schema([(name, pa.string()) for name in columns])
    others = [f"authority-{n:03}" for n in range(2, size.areas + 1)]
    with pyarrow.csv.CSVWriter(path, schema) as writer:
        for n, row in enumerate(measured):
            if row["state"] != "live":
                continue
            made = _text(n, row) if row["series"] == "prose" else _values(n, row, others, size.quarters, chance)
            given = {name: made.get(name, [""] * len(made["area_id"])) for name in columns}
            writer.write_table(pa.table({name: pa.array(given[name], pa.string()) for name in columns}, schema=schema))


Columns = dict[str, list[str]]


def _values(n: int, row: Row, others: list[str], quarters: int, chance: np.random.Generator) -> Columns:
    decimals, standing = int(str(row["decimals"])), _standing(n, row)
    level = float(chance.uniform(30, 60))
    walk = chance.normal(0, level * 0.03, (len(others), quarters))
    figures = np.maximum(level * chance.uniform(0.7, 1.3, (len(others), 1)) + walk, 0)
    home = _series(n, level, quarters, chance)
    periods = [quarter(ago) for ago in range(quarters - 1, -1, -1)]
    made: Columns = {name: [] for name in FILLED}

    def add(area: str, at: tuple[str, object], kind: str, value: object, status: str = "stated", **more: str) -> None:
        said = {"area_id": area, "period": at[0], "period_end": str(at[1]), "kind": kind, "basis": "published",
                "value": "" if value is None else f"{value:.{decimals}f}", "value_status": status,
                "is_baseline": "false", **more}  # fmt: skip
        said.setdefault("value_text", said["value"])
        for name, cells in made.items():
            cells.append(said.get(name, ""))

    people = {"denominator": "250000"} if row["unit"] == "£ per head" else {}
    if standing == "words":
        add(HOME, periods[-1], "actual", None, "words_only", value_text="more than last year")
    for ago, value in enumerate(home[::-1] if standing != "words" else []):
        status = "unrepresentative" if standing == "unrepresentative" and ago == 0 else "stated"
        baseline = "true" if ago == len(home) - 1 else "false"
        add(HOME, quarter(ago), "actual", value, status, is_baseline=baseline, **people)
    for at, low, high, value, status in _targets(row, standing, home):
        add(HOME, quarter(at), "target", value, status, value_low=low, value_high=high)
    if row["series"] == "benchmark" and others:
        last = np.append(figures[: NEAR - 1, -1], home[-1])
        add(NEIGHBOURS, periods[-1], "printed_mean", last.mean() + (n % 2) * 3)
        add(NEIGHBOURS, periods[-1], "printed_median", float(np.median(last)))
        add(HOME, periods[-1], "actual", home[-1] * 0.97, basis="restated")
    return _with_others(n, made, others, periods, figures, decimals, people.get("denominator", ""))


def _with_others(
    n: int,
    made: Columns,
    others: list[str],
    periods: list[tuple[str, datetime.date]],
    figures: np.ndarray,
    decimals: int,
    people: str,
) -> Columns:
    count, quarters = figures.shape
    values = [f"{value:.{decimals}f}" for value in figures.ravel()]
    whole = count * quarters
    of_all = {
        "area_id": [area for area in others for _ in range(quarters)], "period": [name for name, _ in periods] * count,
        "period_end": [str(end) for _, end in periods] * count, "kind": ["actual"] * whole,
        "basis": ["published"] * whole, "value": values, "value_text": values, "value_status": ["stated"] * whole,
        "is_baseline": ["false"] * whole, "denominator": [people] * whole,
    }  # fmt: skip
    joined = {name: cells + of_all.get(name, [""] * whole) for name, cells in made.items()}
    rows = len(joined["area_id"])
    source = [ref(FIGURES, f"measure {n + 1}", 1)] * rows
    return {**joined, "indicator_id": [f"measure-{n + 1:03}"] * rows, "source_ref": source}


def _text(n: int, row: Row) -> Columns:
    """What the text says of a measure: one figure without a date, which the table has nowhere; and one of elsewhere."""
    one = {"indicator_id": str(row["indicator_id"]), "kind": "actual", "basis": "prose", "value_status": "stated",
           "is_baseline": "false", "source_ref": ref(FIGURES, "text", n + 1)}  # fmt: skip
    said = [{**one, "area_id": HOME, "period": "not printed", "value": "7", "value_text": "seven"},
            {**one, "area_id": COUNTY, "period": "2023/24", "period_end": "2024-03-31", "value": "40",
             "value_text": "some forty"}]  # fmt: skip
    return {name: [row.get(name, "") for row in said] for name in said[1]}


def _series(n: int, level: float, quarters: int, chance: np.random.Generator) -> np.ndarray:
    """The home area's results, the earliest first; fewer where the shape is short."""
    shape = _shape(n)
    noise = np.zeros(quarters) if shape == "flat" else chance.normal(0, level * 0.04, quarters)
    series = level + noise
    if shape == "step":
        series[-10:] += level * 0.3
    elif shape == "trend":
        series[-8:] += level * 0.06 * np.arange(1, 9)[-quarters:] + 0 * noise[-8:]
    elif shape == "outlier":
        series[-1] += level * 0.5
    keep = {"short": 3, "trial": 8}.get(shape, quarters)
    return np.maximum(series[-keep:], 0)


def _targets(row: Row, standing: str, home: np.ndarray) -> list[tuple[int, str, str, float | None, str]]:
    """The targets: how many quarters before DATE (or after, below nought), low, high, value, status."""
    last, better = float(home[-1]), 1 if row["polarity"] == "higher" else -1
    step = better * 0.05 * last
    if standing in ("no_target", "words", "neutral"):
        return [(-4, "", "", last, "stated")] if standing != "no_target" else []
    if standing in ("tbs", "to_be_agreed"):
        return [(at, "", "", None, standing) for at in (0, -4)]
    if standing == "range":
        return [(at, f"{last * 0.8:.2f}", f"{last * 1.2:.2f}", None, "stated") for at in (0, -4)]
    first = {"within": last + 0.6 * step, "off": last + 5 * step, "to_go": last + 3 * step,
             "easier": float(home[0]) - 3 * step}.get(standing, last - 0.6 * step)  # fmt: skip
    begins = {"to_go": -4, "at_next": -4, "between": 4}.get(standing, 0)
    ahead = [at for at in (begins, -4, -8) if at <= begins]
    return [(at, "", "", max(first + n * step, 0), "stated") for n, at in enumerate(dict.fromkeys(ahead))]


def _standing(n: int, row: Row) -> str:
    return STANDINGS[_of_table(n) % len(STANDINGS)] if row["series"] == "table" else "off"


def _of_table(n: int) -> int:
    """Its place among the live measures of the table."""
    return n // 16 * 11 + n % 16


def _shape(n: int) -> str:
    return SHAPES[n % len(SHAPES)]
