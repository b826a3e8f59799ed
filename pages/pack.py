"""Pack: the paper for a meeting, made of what the filters leave, in the order chosen; and the packs that were kept."""

from collections.abc import Mapping

import filelock
import streamlit as st

from components import parts, wording
from components.pack import kept
from packs import making, selection
from packs.asking import Asked

ORDER, MOVING = "pack_order", "pack_moving"
snapshot, chosen = (st.session_state[name] for name in ("snapshot", "chosen"))


def running_order() -> tuple[str, ...]:
    st.multiselect("Running order", list(names), selection.USUAL, key=ORDER, format_func=names.__getitem__,
                   bind="query-params", placeholder="Choose what the pack holds")  # fmt: skip
    order = list(st.session_state[ORDER])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = st.selectbox("Move", order, key=MOVING, format_func=names.__getitem__, disabled=not order, width=380)
        for word, by, icon in (("Earlier", -1, "arrow_upward"), ("Later", 1, "arrow_downward")):
            st.button(word, key=f"pack-{word}", icon=f":material/{icon}:", on_click=move, args=(one, by),
                      disabled=len(order) < 2)  # fmt: skip
    return tuple(order)


def move(one: str, by: int) -> None:
    st.session_state[ORDER] = kept.moved(st.session_state[ORDER], one, by)


def downloads(files: Mapping[str, bytes], pack_hash: str, as_at: str, key: str) -> None:
    with st.container(horizontal=True):
        for kind, (title, mime) in making.TYPES.items():
            st.download_button(title, files[kind], making.file_name(pack_hash, as_at, kind), mime, on_click="ignore",
                               icon=":material/download:", key=f"{key}-{kind}")  # fmt: skip


def make() -> None:
    with st.status("Making the pack…", expanded=True) as status:
        bar = st.progress(0.0)
        made = making.make(snapshot, asked, lambda done, words: bar.progress(done, wording.plain(words)))
        status.update(label=f"{len(made.pack.pages)} pages made", state="complete", expanded=False)


def ready(made: making.Made) -> None:
    pack = made.pack
    st.subheader(f"{len(pack.pages)} pages, ready", anchor=False)
    st.caption(wording.plain(f"SHA-256 {pack.hash}: the same selection of the same data gives the same."))
    downloads(made.files, pack.hash, pack.facts.as_at.isoformat(), "made")
    if st.button("Freeze this pack", key="freeze", icon=":material/ac_unit:", help="Keep these files for ever."):
        try:
            card = making.freeze(made, st.session_state.by)
            st.success(wording.plain(f"Frozen by {card.frozen_by} as {card.hash[:12]}."))
        except (OSError, filelock.Timeout) as refused:
            st.error(wording.plain(f"Nothing was frozen: {refused}"))
    parts.text_table(kept.contents(pack), "What is in the pack, by page", height=330)


def frozen() -> None:
    rows = making.frozen_rows().set_index("hash", drop=False)
    st.subheader("Frozen packs", anchor=False)
    if rows.empty:
        return parts.empty("None yet.", "A pack that is frozen is kept as it was, whatever is published later.")
    parts.text_table(kept.frozen(rows), "Frozen packs, the latest first", height=300)
    one = st.selectbox("Fetch", rows.index, key="frozen", format_func=lambda key: kept.label(rows.loc[key]))
    try:
        files = {kind: making.frozen().fetch(one, kind) for kind in making.TYPES}
    except (making.UnknownPack, making.DamagedPack) as gone:
        st.error(wording.plain(str(gone)))
        return None
    return downloads(files, one, rows.loc[one, "as_at"].date().isoformat(), "frozen")


parts.line("The paper for a meeting: slides, a PDF and a workbook of what the filters leave, in the order you choose.")
names = selection.offered(snapshot, chosen)
left, right = st.columns([1, 1], gap="large")
with left:
    asked = selection.Selection(chosen, running_order())
    made = making.remembered(snapshot, asked)
    if made is None:
        if st.button("Make the pack", key="make", type="primary", icon=":material/slideshow:"):
            make()
            made = making.remembered(snapshot, asked)
        else:
            entries = Asked(snapshot, asked).entries()
            parts.text_table(kept.planned(entries, names), "What the pack will hold, in order", height=330)
    if made is not None:
        ready(made)
with right:
    frozen()
