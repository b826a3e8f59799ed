"""Present: a running order of views in large type, walked by arrow keys, a clicker or one click; Escape goes back."""

from itertools import chain

import pandas as pd
import streamlit as st

from components import (
    attention,
    charts,
    figures,
    headlines,
    parts,
    pieces,
    presenting,
    savings,
    status,
    survey,
    tables,
    wording,
)
from components import homelessness as told
from components import milestones as by_time
from components.presenting import View
from queries import changes, efficiency, frame, homelessness, judgement, milestones, overview
from queries import survey as asked_staff

snapshot, chosen = st.session_state.snapshot, st.session_state.chosen
date, place = chosen.reporting_date, frame.place(snapshot)
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
within = snapshot, date, scope, chosen.lead


@parts.kept
def live_measures() -> pd.DataFrame:
    left = told.offered(strategies.set_index("plan_id"), scope, most=presenting.STRATEGIES)
    return told.live(homelessness.strategy_indicators(snapshot, "", tuple(chain.from_iterable(left.values()))))


def glance() -> View:
    measures, dated = overview.measures(*within, 5), overview.milestones(*within, 5)
    counts, groups = headlines.counts(measures), headlines.counts(dated, status.MILESTONE_GROUPS)
    money, staff = overview.savings(snapshot), overview.survey_line(snapshot)
    tiles = [
        (headlines.measures_headline(counts), headlines.counted(counts, status.MEASURES)),
        (headlines.milestones_headline(groups), headlines.counted(groups, status.MILESTONES)),
        (headlines.savings_headline(money), headlines.savings_parts(money)),
        (headlines.survey_headline(staff), headlines.survey_parts(staff)),
    ]
    return presenting.glance(tiles, parts.colours())


def furthest() -> View:
    rows = overview.measures(*within, 5)
    first = tables.first_needing_attention(rows)
    if first.empty:
        return View("No measure is short of its next target", "Nothing within these filters has further to go.")
    return presenting.furthest(attention.attention(first, {}), headlines.counts(rows))


def measure(one: str = "") -> View:
    rows = overview.measures(*within).set_index("indicator_id", drop=False)
    shown = one or presenting.to_chart(tables.first_needing_attention(rows))
    if shown is None or shown not in live.index or shown not in rows.index:
        return View("No measure to show", "No measure within these filters has a path to a target.")
    values, verdict = homelessness.indicator_values(snapshot, shown), rows.loc[shown]
    card = told.measure_card(live.loc[shown], values, verdict, judgement.findings_about(snapshot, date, shown))
    figure = told.measure_figure(live.loc[shown], values, parts.colours())
    return presenting.chart(card.title, card.subtitle, figure, f"{card.title}. {verdict['reason']}")


def due() -> View:
    rows = overview.milestones(*within, 5)
    count = headlines.counts(rows, status.MILESTONE_GROUPS).get("soon", 0)
    soon = judgement.beside(snapshot, date, rows[rows["state"] == "due_soon"], "milestone", "milestone_id")
    return presenting.due(tables.due_next(soon), count)


def since() -> View:
    meeting = changes.last_meeting(snapshot, date, chosen.board)
    if meeting is None:
        return View("No board has met", "No meeting before this date is held.")
    rows = overview.since(snapshot, meeting["held_on"].date(), date, scope, chosen.lead)
    return presenting.since(attention.since_board(rows), meeting["title"])


def bridge() -> View:
    steps = efficiency.bridge(snapshot, date, chosen.plan)
    if steps.empty:
        return View("No savings bridge", "The plan chosen prints no savings total held against a target.")
    figure = charts.bridge_bars(presenting.fewer_steps(savings.bridge_steps(steps)), parts.colours())
    card = savings.bridge_card(steps)
    return presenting.chart(card.title, card.subtitle, figure, card.title)


def cost() -> View:
    priced = strategies[strategies["cost_id"].notna()]
    if priced.empty:
        return View("No cost to compare", "None is printed by this date.")
    rows = homelessness.cost_compared(snapshot, priced.iloc[0], date)
    home = told.home_of(rows)
    card, bars = told.cost_card(rows, home), presenting.fewer(tables.ranking(rows))
    figure = charts.ranked_bars(bars, home["unit"], int(home["decimals"]), parts.colours())
    return presenting.chart(card.title, presenting.ranked_line(bars, rows), figure, card.title)


def months() -> View:
    rows = milestones.months(*within)
    if rows.empty:
        return View("No month", "No milestone within these filters has a date to fall due on.")
    title = by_time.months_title(rows)
    figure = charts.month_bars(presenting.near(rows), date, parts.colours())
    return presenting.chart(title, "Still open, by month due, near this date", figure, title)


def staff() -> View:
    held = asked_staff.surveys(snapshot, date)
    if held.empty:
        return View("No staff survey", "None was taken by this date.")
    taken = held.iloc[0]
    rows = asked_staff.factors(snapshot, taken["survey_id"], date)
    if rows.empty:
        return View(taken["title"], "No factor of this survey is held.")
    return presenting.survey(survey.factors_title(rows), taken["title"], survey.factors(rows, taken["earlier_title"]))


def findings() -> View:
    rows = judgement.findings(snapshot, date, chosen.plan)
    return View("Every check holds") if rows.empty else presenting.findings(rows)


@parts.kept
def view_of(key: str) -> View:
    return measure(key.removeprefix(presenting.NAMED)) if key.startswith(presenting.NAMED) else VIEWS[key]()


def walk(number: int) -> None:
    """Lead to another view of the order; 0 goes back to choosing."""
    st.query_params["order"] = ",".join(order)
    if number:
        st.query_params["view"] = str(number)
    else:
        st.session_state.presented = st.query_params.pop("view")


def controls(number: int) -> None:
    back, on = max(number - 1, 1), min(number + 1, len(order))
    with st.container(horizontal=True, key="present-keys"):
        st.button("Back", key="back", shortcut="Left", on_click=walk, args=(back,))
        st.button("Next", key="next", shortcut="Right", on_click=walk, args=(on,))
        st.button("End", key="end", shortcut="Esc", on_click=walk, args=(0,))
    with st.container(key="present-clicker"):  # the keys a presenter's clicker sends
        st.button("Previous view", key="page-up", shortcut="PageUp", on_click=walk, args=(back,))
        st.button("Next view", key="page-down", shortcut="PageDown", on_click=walk, args=(on,))


def presented(number: int) -> None:
    view = view_of(order[number - 1])
    corner = presenting.corner(place.council, wording.day(date), place.version, number, len(order))
    parts.looks_presenting()
    with st.container(key="present"), st.container(key="stage"):
        pieces.draw(presenting.page(view, st.session_state.narrowed, corner))
        if view.figure is not None:
            st.plotly_chart(
                view.figure, width=presenting.WIDTH, theme=None, config=figures.STILL, alt=view.told,
                key=f"present-{number}",
            )  # fmt: skip
        controls(number)


def chosen_order() -> None:
    parts.line("Large type for the room: right and left arrows walk the views, Escape comes back here.")
    st.multiselect("Running order", list(offered), default=list(order), key="running", format_func=offered.__getitem__,
                   on_change=reordered, help="The views run in the order in which they are picked.")  # fmt: skip
    first = presenting.number_of(st.session_state.get("presented"), len(order)) or 1
    with st.container(horizontal=True):
        st.button("Start" if first == 1 else f"Go on from view {first}", type="primary", icon=":material/slideshow:",
                  key="start", shortcut="Enter", on_click=walk, args=(first,))  # fmt: skip
        if first > 1:
            st.button("Start again", key="again", on_click=walk, args=(1,))
    st.markdown("\n".join(f"{n}. {wording.plain(offered[key])}" for n, key in enumerate(order, 1)))


def reordered() -> None:
    st.session_state.presented = None
    st.session_state.order = st.query_params["order"] = ",".join(st.session_state.running)


VIEWS = {"glance": glance, "furthest": furthest, "measure": measure, "due": due, "since": since, "bridge": bridge,
         "cost": cost, "months": months, "survey": staff, "findings": findings}  # fmt: skip
strategies = homelessness.strategies(snapshot, date)
live = live_measures()
offered = presenting.offered(live)
order = presenting.order_of(st.query_params.get("order") or st.session_state.get("order"), offered)
number = presenting.number_of(st.query_params.get("view"), len(order))
if number:
    presented(number)
else:
    chosen_order()
