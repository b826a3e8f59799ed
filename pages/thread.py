"""Golden thread: from the vision's priorities down to measures, milestones and savings lines, walked both ways."""

import streamlit as st

from components import charts, markup, parts, thread, thread_picture, wording
from queries import frame
from queries import thread as asked

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
within = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)


def lead_to(where: str) -> None:
    """Choose a thing, or open a lane of the picture."""
    name, value = ("open", where.removeprefix("open:")) if where.startswith("open:") else ("node", where)
    st.query_params.from_dict({**thread.elsewhere(st.query_params.to_dict(), name), name: value})


def chosen_in_list() -> None:
    lead_to(st.session_state[f"begin-{node}"])


def clicked() -> None:
    for point in st.session_state[f"picture-{node}-{opened}"]["selection"]["points"]:
        if where := point["customdata"][0]:
            lead_to(where)


def wished() -> str:
    """The thing of the address; once a filter changes, that of the filters."""
    filters, node = (chosen.plan, chosen.board, chosen.theme, chosen.priority), st.query_params.get("node", "")
    was = st.session_state.get("thread_was", ("", filters))
    if node and was[0] == node and was[1] != filters:
        st.query_params.from_dict(thread.elsewhere(st.query_params.to_dict(), "node"))
        node = ""
    st.session_state.thread_was = (node, filters)
    return node


def picture() -> None:
    drawn = thread_picture.picture(thing, ties, opened)
    st.plotly_chart(
        thread_picture.figure(drawn, parts.colours()), theme=None, config=charts.CONFIG, on_select=clicked,
        selection_mode="points", key=f"picture-{node}-{opened}", alt=thread_picture.told(drawn),
    )  # fmt: skip
    foot()


def as_list() -> None:
    up, down = st.columns(2, gap="medium")
    for column, title, walked in ((up, "The way up", thread.way_up), (down, "The way down", thread.way_down)):
        column.header(title, anchor=False)
        column.html(markup.tree(walked(thing, ties, st.query_params.to_dict()), title))
    foot()


def foot() -> None:
    if editions := thread.editions(thing, st.query_params.to_dict()):
        st.html(markup.tree(editions, "Other editions"))
    table = thread.ties_table(thing, ties)
    parts.card_foot(parts.Card("Ties of the golden thread", "", table, ties, "link", "golden-thread"), provenance)


def loose_ends() -> None:
    counts = asked.reach(snapshot, chosen.plan, chosen.lead)
    st.header(wording.plain(thread.reach_told(counts)), anchor=False)
    parts.text_table(thread.reach(counts), "How far up each kind of thing reaches")
    label = st.segmented_control("Show", list(thread.LOOSE), default="Hangs on nothing", required=True, key="loose",
                                 bind="query-params")  # fmt: skip
    rows = asked.loose(snapshot, thread.LOOSE[label], plan_id=chosen.plan, lead=chosen.lead)
    if rows.empty:
        return parts.empty("None.", "Nothing within these filters is loose in this way.")
    st.header(wording.plain(thread.loose_title(rows, label)), anchor=False)
    st.caption(thread.LOOSE_TOLD[label])
    shown = thread.loose(rows, st.query_params.to_dict())
    parts.text_table(shown, label, height=400)
    return parts.card_foot(parts.Card("", "", shown, rows, "", f"loose-{thread.LOOSE[label]}"), provenance)


parts.line("Which priority of the vision each measure, milestone and saving serves, and what is tied to nothing.")
node = wished()
begins = asked.begin(snapshot, within, chosen.plan, chosen.board, *thread.split(node))
labels, node, opened = thread.labels(begins), thread.begun(begins, node, chosen), st.query_params.get("open", "")
things = asked.thing(snapshot, *thread.split(node))
if things.empty:
    parts.empty("No golden thread.", "Nothing within these filters is on it.")
    st.stop()
thing, ties = things.iloc[0], asked.ties(snapshot, chosen.reporting_date, *thread.split(node))
views = {"Picture": picture, "List": as_list, "Loose ends": loose_ends}
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = st.segmented_control("View", list(views), default="Picture", required=True, key="thread",
                                bind="query-params")  # fmt: skip
    if view != "Loose ends":
        st.selectbox("Chosen", list(labels), list(labels).index(node), key=f"begin-{node}", on_change=chosen_in_list,
                     format_func=lambda key: labels[key])  # fmt: skip
        page, params = thread.page_of(thing)
        st.page_link(f"pages/{page}.py", label="Its own page", icon=":material/arrow_forward:",
                     query_params={**thread.elsewhere(st.query_params.to_dict(), "all"), **params})  # fmt: skip
if view != "Loose ends":
    st.markdown(f"**{wording.plain(thread.headline(thing, ties))}**")
views[view]()
