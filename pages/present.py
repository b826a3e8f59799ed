"""Present: a running order of views in large type, walked by arrow keys, a clicker or one click; Escape goes back."""

from itertools import chain

import pandas as pd
import streamlit as st

from components import (
    ahead,
    attention,
    charts,
    figures,
    filters,
    headlines,
    parts,
    pieces,
    presenting,
    running_order,
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

ORDER, VIEW = "order", "view"  # in the address
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


def view_at(number: int) -> dict[str, str | list[str]]:
    """The address of a view of the order; 0 goes back to choosing."""
    others = {name: words for name, words in filters.address().items() if name not in (ORDER, VIEW)}
    return others | {ORDER: ",".join(order)} | ({VIEW: str(number)} if number else {})


def presented(number: int) -> None:
    st.session_state.presented = order, number
    view = view_of(order[number - 1])
    corner = presenting.corner(place.council, wording.day(date), place.version, number, len(order))
    parts.looks_presenting()
    with st.container(key="present"), st.container(key="stage"):
        # One piece, so that the ways on are never out of sight while a view takes the place of another.
        walk = presenting.walk(number, len(order), view_at)
        pieces.draw(presenting.page(view, st.session_state.narrowed, corner) + walk)
        if view.figure is not None:
            st.plotly_chart(
                view.figure, width=presenting.WIDTH, theme=None, config=figures.STILL, alt=view.told,
                key=f"present-{number}",
            )  # fmt: skip


def chosen_order() -> None:
    parts.line("Large type for the room: right and left arrows walk the views, Escape comes back here.")
    of_order, last = st.session_state.get("presented", (order, 1))
    pieces.draw(presenting.start(last if of_order == order else 1, view_at))
    running_order.draw(ORDER, order, offered, presenting.USUAL)


VIEWS = {"glance": glance, "furthest": furthest, "measure": measure, "due": due, "since": since, "bridge": bridge,
         "cost": cost, "months": months, "survey": staff, "findings": findings}  # fmt: skip
strategies = homelessness.strategies(snapshot, date)
live = live_measures()
offered = presenting.offered(live)
order = running_order.asked(ORDER, offered, presenting.USUAL)
number = presenting.number_of(st.query_params.get(VIEW), len(order))
ahead.offered(VIEW, [str(place) for place in range(1, len(order) + 1)])
if number:
    presented(number)
else:
    chosen_order()
