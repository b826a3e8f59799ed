"""What a chart says in words: its title, what is missing, and what it reads like to somebody who cannot see it."""

import pandas as pd

from components.rows import each
from components.wording import missing, movement, ordinal, quantity, sequence


def path_title(title: str, actuals: pd.DataFrame, targets: pd.DataFrame, unit: str, decimals: int) -> str:
    """The finding: what the results did, and what the plan asks for."""
    results = [quantity(v, unit, decimals) for v in actuals["value"]]
    said = movement(title, results, list(actuals["value"]))
    asked = [quantity(v, unit, decimals) for v in targets["value"]]
    return f"{said}; the plan asks for {sequence(asked)}" if asked else said


def path_gaps(values: pd.DataFrame) -> list[str]:
    """What the chart cannot show: targets not set, figures to be careful with."""
    lines = []
    actuals, targets = values[values["kind"] == "actual"], values[values["kind"] == "target"]
    for status, group in targets[targets["value"].isna()].groupby("value_status", sort=False):
        lines.append(f"Targets for {sequence(list(group['period']), 'and')}: {missing(str(status))}.")
    lines += [
        f"Baseline: {missing(status)}." for status in actuals.loc[actuals["value"].isna(), "value_status"].unique()
    ]
    if (actuals["period"] == "not printed").any() and actuals["value"].notna().any():
        lines.append("The year of the baseline is not printed.")
    if (actuals["value_status"] == "unrepresentative").any():
        lines.append("The baseline is footnoted as not representative of a full year.")
    return lines


def rank_title(area: str, rank: int, count: int, value: float, median: float, unit: str, decimals: int) -> str:
    """Where the home area stands among the areas compared."""
    place = "highest" if rank == 1 else f"{ordinal(rank)} highest"
    figures = f"{quantity(value, unit, decimals)} against a median of {quantity(median, unit, decimals)}"
    return f"{area} is the {place} of {count}: {figures}"


def verdict_told(verdict: pd.Series) -> dict[str, str]:
    """What a verdict rests on: the status in a word, the reason, the sum done, the rule and its threshold."""
    names = {"word": "Status", "reason": "Because", "inputs": "Figures", "forecast_reason": "Ahead", "rule": "Rule",
             "threshold_id": "Threshold"}  # fmt: skip
    held = {key: verdict.get(key) for key in names}
    return {names[key]: value for key, value in held.items() if isinstance(value, str) and value}


def what_if_told(frame: pd.DataFrame, tolerance: str) -> str:
    """Which verdicts another tolerance would move, in a sentence: "At 5 percent, 3 met become off target"."""
    moved = frame[frame["verdict_now"] != frame["verdict_then"]].groupby(["verdict_now", "verdict_then"]).size()
    if frame.empty:
        return "No indicator has a result for a period with a target yet, so no tolerance moves a verdict."
    if moved.empty:
        return f"At {tolerance}, none of the {len(frame)} judged indicators would move."
    told = [f"{n} {now.replace('_', ' ')} become {then.replace('_', ' ')}" for (now, then), n in moved.items()]
    return f"At {tolerance}, {'; '.join(told)}."


def commentary_told(rows: pd.DataFrame, verdict: pd.Series) -> list[str]:
    """What has been said, and what is asked for where nothing has been since the last result."""
    said = [f"{row.text} {row.action or ''} ({row.author_role})".replace("  ", " ") for row in each(rows)]
    return [verdict["commentary"], *said] if isinstance(verdict["asked"], str) else said


def findings_told(rows: pd.DataFrame) -> list[str]:
    """The findings about one thing, each in a sentence."""
    return [f"Finding: {row.explanation}" for row in each(rows)]


def process_title(title: str, points: pd.DataFrame) -> str:
    """What a process chart found: how many points stand out, and which way."""
    special = points[points["signal"]]
    if special.empty:
        return f"{title}: no point stands out from ordinary variation"
    readings = special["reading"].fillna("change").value_counts()
    return f"{title}: " + sequence(
        [f"{n} of {len(points)} points show {reading}" for reading, n in readings.items()], "and"
    )


def process_told(points: pd.DataFrame) -> list[str]:
    """Beside a process chart: when and why limits were worked out anew, what to expect of the target, each signal.

    `points` holds recalculation, limits, assurance_reason, signal and reason, in order of time; the latest come first.
    """
    anew = list(points["recalculation"].dropna().unique())[::-1]
    signals = list(points.loc[points["signal"], "reason"].unique())[::-1]
    latest = points.iloc[-1]
    if isinstance(latest["assurance_reason"], str):
        signals.insert(0, latest["assurance_reason"])
    elif pd.isna(latest["limits"]):
        signals.insert(0, latest["reason"])
    return [*anew[:1], *signals, *anew[1:]]


def tolerance_link(amount: float, unit: str) -> dict[str, str]:
    """What opens the form for thresholds with this tolerance filled in, for every measure."""
    return {
        "form": "Threshold", "threshold_scope": "Everything", "threshold_rule": "Indicator status",
        "threshold_amount": f"{amount:g}", "threshold_unit": unit,
    }  # fmt: skip
