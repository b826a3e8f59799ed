"""Golden thread: from the vision's priorities down to measures, milestones and savings lines, walked both ways."""

import plotly.graph_objects as go
import streamlit as st

from components import choosers, figures, filters, markup, parts, pieces, thread, thread_picture
from queries import frame
from queries import thread as asked

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
within = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def lead_to(where: str) -> None:
    st.query_params.from_dict(thread.led(st.query_params.to_dict(), where))


def clicked() -> None:
    for point in st.session_state[f"picture-{node}-{opened}"]["selection"]["points"]:
        lead_to(point["customdata"][0] or node)


def wished() -> str:
    """The thing of the address; once a filter changes, that of the filters."""
    node = st.query_params.get("node", "")
    was, now = st.session_state.get("thread_was"), (chosen.plan, chosen.board, chosen.theme, chosen.priority)
    if was and node and was[0] == node and was[1] != now:
        lead_to(node := "")
    st.session_state.thread_was = (node, now)
    return node


@parts.kept
def made(node: str, opened: str) -> tuple[go.Figure, str]:
    ties = asked.ties(snapshot, chosen.reporting_date, *thread.split(node))
    drawn = thread_picture.picture(thing, ties, opened)
    return thread_picture.figure(drawn, parts.colours()), thread_picture.told(drawn)


def picture() -> None:
    figure, told = made(node, opened)
    with st.container(key="thread-picture"):
        st.plotly_chart(figure, theme=None, config=figures.CONFIG, on_select=clicked, selection_mode="points",
                        key=f"picture-{node}-{opened}", alt=told)  # fmt: skip
        foot()


def as_list() -> None:
    up, down = st.columns(2, gap="medium")
    for column, title, walked in ((up, "The way up", thread.way_up), (down, "The way down", thread.way_down)):
        pieces.draw(markup.title(title) + markup.tree(walked(thing, ties, st.query_params.to_dict()), title), column)
    foot()


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


def loose_ends() -> None:
    counts = asked.reach(snapshot, chosen.plan, chosen.lead)
    alt = "How far up each kind of thing reaches"
    parts.section(thread.reach_told(counts), thread.reach(counts), alt=alt)
    label = choosers.Row().view("Show", thread.LOOSE, "loose", "Hangs on nothing")
    title, card = loose(label, *st.query_params.to_dict().items())
    if card.rows.empty:
        return parts.empty("None.", "Nothing within these filters is loose in this way.")
    return parts.section(title, card.table, card, provenance, alt=label, told=thread.LOOSE_TOLD[label], height=400)


parts.line("Which priority of the vision each measure, milestone and saving serves, and what is tied to nothing.")
node = wished()
begins = asked.begin(snapshot, within, chosen.plan, chosen.board, *thread.split(node))
labels, node, opened = thread.labels(begins), thread.begun(begins, node, chosen), st.query_params.get("open", "")
things = asked.thing(snapshot, *thread.split(node))
if things.empty:
    parts.empty("No golden thread.", "Nothing within these filters is on it.", "plan", "link")
    st.stop()
thing, ties = things.iloc[0], asked.ties(snapshot, chosen.reporting_date, *thread.split(node))
views = {"Picture": picture, "List": as_list, "Loose ends": loose_ends}
with choosers.Row() as row:
    view = row.view("View", views, "thread")
    if view != "Loose ends":
        row.one("Chosen", labels, "node", labels.get, node, says_key=True)
if view != "Loose ends":
    page, params = thread.page_of(thing)
    own = markup.anchor(markup.Link.to("Its own page", {**filters.in_address(), **params}, page))
    pieces.draw(markup.strong(thread.headline(thing, ties)) + f'<p class="cp-found">{own}</p>')
views[view]()
