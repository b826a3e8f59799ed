"""What the benchmarks page says: titles, tables and cautions. Pure: rows in, words out."""

from typing import Any

import pandas as pd

from components import stories, wording
from components.rows import each
from components.tables import renamed

_BETTER = {"lower": "lowest being best", "higher": "highest being best"}


def title(areas: pd.DataFrame, home_name: str) -> str:
    """Where the home area stands, or that it has no figure to stand with."""
    one = areas.iloc[0]
    home = areas[areas["is_home"]]
    if home.empty:
        return f"{home_name} has no figure among the {one['n']} areas compared; {one['area']} has the highest"
    row = home.iloc[0]
    return stories.rank_title(
        row["area"], int(row["rank_from_highest"]), int(row["n"]), row["value"], row["comparator_median"], row["unit"],
        int(row["decimals"]),
    )  # fmt: skip


def subtitle(areas: pd.DataFrame) -> str:
    """The measure, its unit, the group and the period; and how many are drawn where not all are."""
    row = areas.iloc[0]
    drawn = int(areas["is_charted"].sum())
    nearest = "" if drawn == row["total_rows"] else f" · drawn: the {drawn} nearest in rank of {row['total_rows']}"
    return f"{row['title']} · {row['unit']} · {row['group_title']} · {row['period']}{nearest}"


def bars(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas for a chart and their median, highest first: area, value and role."""
    charted = areas[areas["is_charted"]]
    one = charted.iloc[0]
    median = {"area": f"Median of {one['n']}", "value": one["median"], "role": "average"}
    shown = charted[["area", "value"]].assign(role=charted["is_home"].map({True: "home", False: "other"}))
    return pd.concat([shown, pd.DataFrame([median])]).sort_values("value", ascending=False, kind="stable")


def standing(areas: pd.DataFrame, home_name: str) -> pd.DataFrame:
    """Where the home area stands, a line a fact, and in what group."""
    home, one = areas[areas["is_home"]], areas.iloc[0]
    at = f", as at {wording.day(one['as_at'])}" if pd.notna(one["as_at"]) else ", no date printed"
    facts = {"Rank": "no figure of its own"} if home.empty else _standing(home.iloc[0])
    facts["Group"] = f"{one['group_title']}{at}. {_joined(one['group_note'])}".strip()
    names = [name.replace(" ", "\N{NO-BREAK SPACE}") for name in facts]  # the long facts beside them may wrap
    return pd.DataFrame({"What": names, home_name: list(facts.values())})


def _standing(row: pd.Series) -> dict[str, str]:
    unit, decimals = row["unit"], int(row["decimals"])
    order = _BETTER.get(row["polarity"], "highest first, neither way being better")
    quarter = "none: fewer than 4 areas"
    if pd.notna(row["quartile"]):
        quarter = f"{int(row['quartile'])} of 4, {'1 being best' if row['polarity'] in _BETTER else 'from the highest'}"
    best = "none: neither way is better"
    if pd.notna(row["gap_to_best"]):
        best = f"{_gap(row['value'], row['best'], unit, decimals)} ({row['best_area']})"
    return {
        "Rank": f"{int(row['rank'])} of {int(row['n'])}, {order}",
        "Quarter": quarter,
        "Gap to median": _gap(row["value"], row["comparator_median"], unit, decimals),
        "Gap to best": best,
        "Gap in money": _money(row),
    }


def averages(areas: pd.DataFrame, home_name: str) -> pd.DataFrame:
    """The mean and the median with the home area and without it, and as printed."""
    row = areas.iloc[0]
    unit, decimals = row["unit"], int(row["decimals"])
    columns = {
        f"With {home_name}": ("mean", "median"),
        f"Without {home_name}": ("mean_without_home", "median_without_home"),
        "As printed": ("printed_mean", "printed_median"),
    }
    return pd.DataFrame(
        {"Average": ["Mean", "Median"]}
        | {
            name: [wording.quantity(row[column], unit, decimals) or "not printed" for column in pair]
            for name, pair in columns.items()
        }
    )


def cautions(areas: pd.DataFrame, beside: pd.DataFrame, home_name: str) -> list[str]:
    """What to know before comparing: what the averages count, what was restated, how far differences can be trusted."""
    row = areas.iloc[0]
    counted = {True: f"count {home_name} in", False: f"leave {home_name} out"}
    lines = []
    if pd.notna(row["printed_includes_home"]):
        lines.append(f"The printed averages {counted[bool(row['printed_includes_home'])]}: worked out so, they agree.")
    changed = beside[beside["role"] == "restated"]
    if len(changed):
        others = "no other area's figure is" if len(set(changed["area"])) == 1 else "not every area's figure is"
        lines.append(
            f"A restated figure changes no rank: it is of another period or counted otherwise, and {others} restated."
        )
    if row["total_rows"] > len(areas):
        lines.append(f"The table lists the {len(areas)} areas nearest in rank, of {row['total_rows']}.")
    lines.append("No interval is printed, so no difference is called significant.")
    return lines


def restated(areas: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Restated figures, each under the published one of the same area, with our notes; empty where none is restated."""
    changed = beside[beside["role"] == "restated"].head(3)
    published = areas[areas["area"].isin(changed["area"])]
    rows = [*each(published.assign(what="published")), *each(changed.assign(what="restated"))]
    unit, decimals = areas.iloc[0]["unit"], int(areas.iloc[0]["decimals"])
    shown = {
        "Figure": [f"{r.area}, {r.what} {r.period}: {wording.quantity(r.value, unit, decimals)}" for r in rows],
        "Our note": [r.note if isinstance(r.note, str) else "" for r in rows],
    }
    return pd.DataFrame(shown)


def table(areas: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """Every area with its rank and quarter, then what is printed beside."""
    roles = {"printed_mean": "Mean as printed", "printed_median": "Median as printed", "restated": "Restated"}
    listed = areas.assign(what="Compared", quartile=[f"{int(q)}" if pd.notna(q) else "" for q in areas["quartile"]])
    listed = listed.assign(rank=[str(int(r)) for r in areas["rank"]])
    more = beside.assign(what=beside["role"].map(roles), rank="", quartile="")
    names = {"area": "Area", "what": "What", "period": "Period", "value_text": "As printed", "rank": "Rank",
             "quartile": "Quarter", "note": "Note"}  # fmt: skip
    return pd.concat([renamed(listed, names), renamed(more, names)], ignore_index=True)


def evidence_rows(areas: pd.DataFrame, beside: pd.DataFrame) -> pd.DataFrame:
    """The rows behind the comparison, for its evidence; the home area's first."""
    columns = ["period", "value_text", "value_status", "source_ref", "quote", "note"]
    first = areas.sort_values("is_home", ascending=False, kind="stable")
    return pd.concat([first[columns], beside[columns]], ignore_index=True)


def figures_title(figures: pd.DataFrame, home_name: str) -> str:
    """How much another area prints of itself, and how much of that the home area prints too."""
    row = figures.iloc[0]
    count, shared, total = int(row["indicator_count"]), int(row["home_count"]), int(row["total_rows"])
    said = f"{row['area']}: {count} {'measure' if count == 1 else 'measures'} in {total} {_figures(total)}"
    both = f"{home_name} has a result for {shared} of them" if shared else f"{home_name} has a result for none of them"
    return f"{said}; {both}"


def figures(frame: pd.DataFrame, home_name: str) -> pd.DataFrame:
    """The figures of another area, each with what the home area printed of the same."""
    shown = frame.assign(
        figure=[measured(r) for r in each(frame)],
        period_words=frame["period_words"].fillna("not printed"),
        kind=frame["kind"].map({"actual": "Result", "target": "Aim"}),
        home_printed=frame["home_printed"].fillna("none printed"),
        remark=[_joined(_quoted(r.qualifier), r.note, r.meaning) for r in each(frame)],
    )
    names = {"title": "Measure", "figure": "Figure", "kind": "What", "period_words": "Date", "value_text": "As printed",
             "home_printed": home_name, "remark": "Our note"}  # fmt: skip
    if not frame.iloc[0]["home_count"]:  # the title says so, once for all
        del names["home_printed"]
    return renamed(shown, names)


def measured(row: Any) -> str:
    """A figure with its unit: "640,000 people", "90%", "£16.75 million"; or what kind of nothing stands there."""
    text = wording.number(row.value, int(row.decimals))
    if not text:
        return wording.missing(row.value_status)
    if row.unit == "%":
        return f"{text}%"
    if row.unit in ("rank", "level"):
        return f"{row.unit} {text}"
    return f"£{text}{row.unit[1:]}" if row.unit.startswith("£") else f"{text} {row.unit}"


def _gap(value: float, reference: float, unit: str, decimals: int) -> str:
    written = wording.quantity(reference, unit, decimals)
    apart = wording.number(abs(value - reference), decimals)
    if float(apart.replace(",", "")) == 0:
        return f"at {written}"
    sign = {"%": f"{apart} points"}.get(unit, wording.quantity(abs(value - reference), unit, decimals))
    return f"{sign} {'above' if value > reference else 'below'} {written}"


def _money(row: pd.Series) -> str:
    if row["unit"] != "£ per head":
        return "not a cost per head"
    if pd.isna(row["population"]):
        return "population not printed"
    gaps = [
        f"£{abs(row[gap]):,.0f} {'over' if row['value'] > row[reference] else 'under'} the {name}"
        for gap, reference, name in (
            ("gap_to_median_gbp", "comparator_median", "median"),
            ("gap_to_best_gbp", "best", "best"),
        )
        if pd.notna(row[gap])
    ]
    return f"{', '.join(gaps)}, for {row['population']:,.0f} people"


def _quoted(text: Any) -> str:
    return f"“{text}”" if isinstance(text, str) else ""


def _joined(*texts: Any) -> str:
    """The sentences that are there, each closed."""
    return " ".join(f"{text.rstrip('.')}." for text in texts if isinstance(text, str) and text)


def _figures(count: int) -> str:
    return "figure" if count == 1 else "figures"
