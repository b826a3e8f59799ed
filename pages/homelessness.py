"""Homelessness: how far the strategy's measures are from their targets, what the service costs, what is being done."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import charts, parts, stories, tables, wording
from queries import frame, homelessness, judgement, overview

PLAN, COST, NEIGHBOURS = "homelessness-2008-13", "homelessness-cost-per-head", "nearest-neighbours-2008"
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))


def measures(within: tuple[str, ...], choosers: DeltaGenerator) -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, within)
    verdicts = overview.measures(snapshot, chosen.reporting_date, within).set_index("indicator_id")
    live = rows[rows["state"] == "live"].set_index("indicator_id")
    one = choosers.selectbox("Measure", live.index, format_func=live["title"].get, key="measure", bind="query-params")
    one_measure(live.loc[one], homelessness.indicator_values(snapshot, one), verdicts.loc[one])
    st.subheader("All measures, with the targets of each year", anchor=False)
    parts.text_table(tables.indicators(rows, verdicts), "Measures with baselines and targets")
    st.caption(
        "TBS: target to be set. * The paper says this baseline does not represent the full year. "
        "Three rows are measures still to be developed."
    )


def one_measure(measure: pd.Series, values: pd.DataFrame, verdict: pd.Series) -> None:
    charted = values[values["basis"] != "in_year"]
    actuals = charted[(charted["kind"] == "actual") & charted["value"].notna()]
    targets = charted[(charted["kind"] == "target") & charted["value"].notna()]
    unit, decimals = measure["unit"], int(measure["decimals"])
    title = stories.path_title(measure["title"], actuals, targets, unit, decimals)
    subtitle = f"{measure['name_printed']} · {unit} · Leicester"
    said = judgement.commentary(snapshot, chosen.reporting_date, "indicator", measure.name)
    found = judgement.findings_about(snapshot, chosen.reporting_date, measure.name)
    told = [verdict["reason"], *stories.commentary_told(said, verdict), *stories.findings_told(found),
            *stories.path_gaps(charted), measure["note"]]  # fmt: skip
    card = parts.Card(
        title=title,
        subtitle=subtitle,
        table=tables.values(values, unit, decimals),
        rows=values,
        dataset="indicator_value",
        file_name=measure.name,
        why=stories.verdict_told(verdict),
    )
    figure = charts.path_to_target(
        actuals, targets, list(dict.fromkeys(charted["period"])), unit, decimals, parts.colours()
    )
    parts.chart_card(card, figure, provenance, [line for line in told if isinstance(line, str)])
    limits(measure)


def limits(measure: pd.Series) -> None:
    points = homelessness.spc_points(snapshot, measure.name, chosen.reporting_date)
    if not points.empty:
        unit, decimals = measure["unit"], int(measure["decimals"])
        figure = charts.process_limits(points, unit, decimals, parts.colours())
        told = list(points.loc[points["signal"], "reason"].unique())[::-1]
        table = tables.process_points(points, unit, decimals)
        parts.plain_card(stories.process_title(measure["title"], points), figure, told, table, f"limits-{measure.name}")


def cost() -> None:
    rows = homelessness.benchmark_values(snapshot, COST, NEIGHBOURS, chosen.reporting_date)
    home = rows[(rows["role"] == "compared") & rows["is_home"]].iloc[0]
    unit, decimals = "£ per head", 2
    title = stories.rank_title(
        home["area"], int(home["place_from_highest"]), int(home["compared_count"]), home["value"],
        home["compared_median"], unit, decimals,
    )  # fmt: skip
    subtitle = f"Cost of homelessness services per head of population · {home['group_title']} · published figures"
    card = parts.Card(
        title=title,
        subtitle=subtitle,
        table=tables.compared(rows),
        rows=rows,
        dataset="indicator_value",
        file_name=COST,
        why=stories.verdict_told(home),
    )
    figure = charts.ranked_bars(tables.ranking(rows), unit, decimals, parts.colours())
    parts.chart_card(card, figure, provenance, [home["reason"], *tables.beside(rows, unit, decimals)])


def actions(within: tuple[str, ...]) -> None:
    rows = homelessness.actions(snapshot, PLAN, within, chosen.lead)
    if rows.empty:
        return parts.empty("No actions.", "The delivery plan lists none within these filters.")
    shown = tables.actions(rows)
    st.subheader(f"{len(rows)} actions of the delivery plan", anchor=False)
    parts.text_table(shown, "Actions of the delivery plan", height=400)
    parts.card_foot(parts.Card("", "", shown, rows, "milestone", "homelessness-actions"), provenance)
    return None


parts.line("What the Homelessness Strategy 2008-2013 set out to change, its measures, its cost and its actions.")
left = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
priorities = frame.plan_priorities(snapshot, PLAN).set_index("priority_id")
priorities = priorities[priorities.index.isin(left)]
if priorities.empty:
    parts.empty(
        "Nothing of the Homelessness Strategy is left.", "The filters leave none of its priorities; clear them."
    )
    st.stop()
choosers = st.container(horizontal=True, vertical_alignment="bottom")
with choosers:
    view = st.segmented_control(
        "View",
        ["Measures", "Cost per head", "Actions"],
        default="Measures",
        required=True,
        key="view",
        bind="query-params",
    )
    if view != "Cost per head":
        strategic = st.selectbox(
            "Strategic priority", ["", *priorities.index], key="strategic", bind="query-params",
            format_func=lambda key: wording.numbered(priorities, key) if key else "All",
        )  # fmt: skip
        within = (strategic,) if strategic else tuple(priorities.index)
if view == "Measures":
    measures(within, choosers)
elif view == "Actions":
    actions(within)
else:
    cost()
