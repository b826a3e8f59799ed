"""What a chart says in words: its title, what is missing, and what it reads like to somebody who cannot see it."""

from collections.abc import Sequence

import pandas as pd

from components.wording import missing, movement, ordinal, quantity, sequence


def path_title(title: str, actuals: pd.DataFrame, targets: pd.DataFrame, unit: str, decimals: int) -> str:
    """The finding: what the results did, and what the plan asks for."""
    results = [quantity(v, unit, decimals) for v in actuals["value"]]
    said = movement(title, results, list(actuals["value"]))
    asked = [quantity(v, unit, decimals) for v in targets["value"]]
    return f"{said}; the plan asks for {sequence(asked)}" if asked else said


def path_gaps(values: pd.DataFrame, reporting_year: str) -> list[str]:
    """What the chart cannot show: results not published, targets not set, figures to be careful with."""
    lines = []
    actuals, targets = values[values["kind"] == "actual"], values[values["kind"] == "target"]
    if not (actuals["period"] == reporting_year).any():
        lines.append(f"No {reporting_year} result is published yet.")
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


def path_alt(title: str, subtitle: str, gaps: Sequence[str]) -> str:
    return " ".join([f"{title}.", f"{subtitle}.", *gaps])


def rank_title(area: str, rank: int, count: int, value: float, median: float, unit: str, decimals: int) -> str:
    """Where the home area stands among the areas compared."""
    place = "highest" if rank == 1 else f"{ordinal(rank)} highest"
    figures = f"{quantity(value, unit, decimals)} against a median of {quantity(median, unit, decimals)}"
    return f"{area} is the {place} of {count}: {figures}"
