"""Golden thread: from the vision's priorities down to measures, milestones and savings lines, walked both ways."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components import choosers, filters, markup, parts, pieces, thread, thread_picture
from queries import frame
from queries import thread as asked

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
within = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def wished() -> str:
    """The thing of the address; once a filter changes, that of the filters."""
    node = st.query_params.get("node", "")
    was, now = st.session_state.get("thread_was"), (chosen.plan, chosen.board, chosen.theme, chosen.priority)
    if was and node and was[0] == node and was[1] != now:
        node = ""
        st.query_params.from_dict(thread.led(st.query_params.to_dict(), node))
    st.session_state.thread_was = (node, now)
    return node


@parts.kept
def begun(node: str) -> tuple[dict[str, str], str]:
    begins = asked.begin(snapshot, within, chosen.plan, chosen.board, *thread.split(node))
    return thread.labels(begins), thread.begun(begins, node, chosen)


@parts.kept
def drawn(_: str, opened: str, *address: tuple[str, str]) -> str:
    return thread_picture.html(thread_picture.picture(thing, ties, opened), parts.colours(), dict(address))


def picture() -> None:
    pieces.draw(drawn(node, opened, *st.query_params.to_dict().items()))
    foot()


@parts.kept
def listed(_: str, *address: tuple[str, str]) -> str:
    def told(title: str, walk: Callable[..., list[markup.Branch]]) -> str:
        return markup.stack([markup.title(title) + markup.tree(walk(thing, ties, dict(address)), title)])

    return markup.halves(told("The way up", thread.way_up), told("The way down", thread.way_down))


def as_list() -> None:
    pieces.draw(listed(node, *st.query_params.to_dict().items()))
    foot()


@parts.kept
def headed(_: str, *along: tuple[str, str]) -> str:
    page, params = thread.page_of(thing)
    own = markup.Link.to("Its own page", {**dict(along), **params}, page)
    return markup.headed(thread.headline(thing, ties), own, "")


def foot() -> None:
    if editions := thread.editions(thing, st.query_params.to_dict()):
        pieces.draw(markup.tree(editions, "Other editions"))
    parts.foot(ties_card(node), provenance)


@parts.kept
def ties_card(_: str) -> parts.Card:
    table = thread.ties_table(thing, ties)
    return parts.Card("Ties of the golden thread", "", table, ties, "link", "golden-thread")


@parts.kept
def loose(label: str, *address: tuple[str, str]) -> tuple[str, parts.Card]:
    rows = asked.loose(snapshot, thread.LOOSE[label], plan_id=chosen.plan, lead=chosen.lead)
    table = thread.loose(rows, dict(address)) if len(rows) else rows
    return thread.loose_title(rows, label), parts.Card("", "", table, rows, "", f"loose-{thread.LOOSE[label]}")


@parts.kept
def reached() -> tuple[str, pd.DataFrame]:
    counts = asked.reach(snapshot, chosen.plan, chosen.lead)
    return thread.reach_told(counts), thread.reach(counts)


def loose_ends() -> None:
    parts.section(*reached(), alt="How far up each kind of thing reaches")
    title, card = loose(label, *st.query_params.to_dict().items())
    if card.rows.empty:
        return parts.empty("None.", "Nothing within these filters is loose in this way.")
    return parts.section(title, card.table, card, provenance, alt=label, told=thread.LOOSE_TOLD[label], height=400)


LINE = "Which priority of the vision each measure, milestone and saving serves, and what is tied to nothing."
labels, node = begun(wished())
opened = st.query_params.get("open", "")
things = asked.thing(snapshot, *thread.split(node))
if things.empty:
    parts.line(LINE)
    parts.empty("No golden thread.", "Nothing within these filters is on it.", "plan", "link")
    st.stop()
thing, ties = things.iloc[0], asked.ties(snapshot, chosen.reporting_date, *thread.split(node))
views = {"Picture": picture, "List": as_list, "Loose ends": loose_ends}
with pieces.stacked():
    with choosers.Row(LINE) as row:
        view = row.view("View", views, "thread")
        if view == "Loose ends":
            label = row.view("Show", thread.LOOSE, "loose", "Hangs on nothing")
        else:
            row.one("Chosen", labels, "node", labels.get, node, says_key=True)
    if view != "Loose ends":
        pieces.draw(headed(node, *filters.in_address().items()))
    views[view]()
