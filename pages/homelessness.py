"""Homelessness: how far the strategy's measures are from their targets, what the service costs, what is being done."""

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import charts, parts, stories, tables, wording
from queries import frame, homelessness, sources

PLAN, COST, NEIGHBOURS = "homelessness-2008-13", "homelessness-cost-per-head", "nearest-neighbours-2008"
snapshot = st.session_state.snapshot
titles = dict(sources.documents(snapshot)[["document_id", "title"]].itertuples(index=False))


def measures(priority: str, choosers: DeltaGenerator) -> None:
    rows = homelessness.strategy_indicators(snapshot, PLAN, priority)
    live = rows[rows["state"] == "live"].set_index("indicator_id")
    chosen = choosers.selectbox(
        "Measure", live.index, format_func=live["title"].get, key="measure", bind="query-params"
    )
    one_measure(live.loc[chosen], homelessness.indicator_values(snapshot, chosen))
    st.subheader("All measures, with the targets of each year", anchor=False)
    shown, config = tables.indicators(rows)
    st.dataframe(
        shown, column_config=config, hide_index=True, height="content", alt="Measures with baselines and targets"
    )
    st.caption(
        "TBS: target to be set. * The paper says this baseline does not represent the full year. "
        "Three rows are measures still to be developed."
    )


def one_measure(measure: pd.Series, values: pd.DataFrame) -> None:
    charted = values[values["basis"] != "in_year"]
    actuals = charted[(charted["kind"] == "actual") & charted["value"].notna()]
    targets = charted[(charted["kind"] == "target") & charted["value"].notna()]
    unit, decimals = measure["unit"], int(measure["decimals"])
    title = stories.path_title(measure["title"], actuals, targets, unit, decimals)
    subtitle = f"{measure['name_printed']} · {unit} · Leicester"
    gaps = stories.path_gaps(charted, "2009/10")
    if isinstance(measure["note"], str):
        gaps.append(measure["note"])
    card = parts.Card(
        title=title,
        subtitle=subtitle,
        foot=parts.source_line(titles, values, snapshot.version.number),
        alt=stories.path_alt(title, subtitle, gaps),
        table=tables.values(values, unit, decimals),
        evidence=tables.split_reference(values, titles),
        file_name=measure.name,
    )
    figure = charts.path_to_target(
        actuals, targets, list(dict.fromkeys(charted["period"])), unit, decimals, parts.colours()
    )
    parts.chart_card(card, figure, gaps)


def cost() -> None:
    rows = homelessness.benchmark_values(snapshot, COST, NEIGHBOURS)
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
        foot=parts.source_line(titles, rows, snapshot.version.number),
        alt=stories.path_alt(title, subtitle, []),
        table=tables.compared(rows),
        evidence=tables.split_reference(rows, titles),
        file_name=COST,
    )
    figure = charts.ranked_bars(tables.ranking(rows), unit, decimals, parts.colours())
    parts.chart_card(card, figure, tables.beside(rows, unit, decimals))


def actions(priority: str) -> None:
    rows = homelessness.actions(snapshot, PLAN, priority)
    if rows.empty:
        return parts.empty("No actions.", "The delivery plan lists none under this priority.")
    shown = tables.actions(rows)
    st.subheader(f"{len(rows)} actions of the delivery plan", anchor=False)
    parts.text_table(shown, "Actions of the delivery plan", height=400)
    card = parts.Card("", "", parts.source_line(titles, rows, snapshot.version.number), "", shown,
                      tables.split_reference(rows, titles), "homelessness-actions")  # fmt: skip
    parts.card_foot(card)
    return None


parts.heading(
    "Homelessness",
    "What the Homelessness Strategy 2008-2013 set out to change, its measures, its cost and its actions.",
    frame.place(snapshot),
)
priorities = frame.plan_priorities(snapshot, PLAN).set_index("priority_id")
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
        priority = st.selectbox(
            "Strategic priority", ["", *priorities.index], key="priority", bind="query-params",
            format_func=lambda key: wording.numbered(priorities, key) if key else "All four",
        )  # fmt: skip
if view == "Measures":
    measures(priority, choosers)
elif view == "Actions":
    actions(priority)
else:
    cost()
