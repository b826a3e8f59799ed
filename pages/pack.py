"""Pack: the paper for a meeting, made of what the filters leave, in the order chosen; and the packs that were kept."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from components import choosers, parts, pieces, running_order, wording
from components.pack import kept
from data import service
from pages.packs import making, selection
from pages.packs.asking import Asked

ORDER = "pack_order"
snapshot, chosen = (st.session_state[name] for name in ("snapshot", "chosen"))


def make_one() -> None:
    names = selection.offered(snapshot, chosen)
    asked = selection.Selection(chosen, running_order.asked(ORDER, names, selection.USUAL))
    made = making.remembered(snapshot, asked)
    wanted = made is None and st.button("Make the pack", key="make", type="primary", icon=":material/slideshow:")
    with pieces.stacked():
        running_order.draw(ORDER, asked.order, names, selection.USUAL)
        if made is None and not wanted:
            parts.text_table(planned(asked.order), "What the pack will hold", 400)
    if wanted:
        made = make(asked)
    if made is not None:
        ready(made)


@parts.kept
def planned(order: tuple[str, ...]) -> pd.DataFrame:
    entries = Asked(snapshot, selection.Selection(chosen, order)).entries()
    return kept.planned(entries, selection.offered(snapshot, chosen))


def make(asked: selection.Selection) -> making.Made:
    with st.status("Making the pack…", expanded=True) as status:
        bar = st.progress(0.0)
        made = making.make(snapshot, asked, lambda done, words: bar.progress(done, wording.plain(words)))
        status.update(label="Made", state="complete", expanded=False)
    return made


def ready(made: making.Made) -> None:
    pack = made.pack
    told = f"SHA-256 {pack.hash}: the same selection of the same data gives the same."
    parts.title(f"{len(pack.pages)} pages, ready", told)
    with st.container(horizontal=True):
        downloads(made.files, pack.hash, pack.facts.as_at.isoformat(), "made")
        why = service.refusal(st.session_state.by, "freeze")
        wanted = not why and st.button("Freeze", key="freeze", icon=":material/ac_unit:",
                                       help="Keep these very files for ever.")  # fmt: skip
    if why:
        parts.caption(why)
    if wanted:
        try:
            card = making.freeze(made, st.session_state.by)
            st.success(
                wording.plain(f"Frozen by {card.frozen_by} as {card.hash[:12]}."), icon=":material/check_circle:"
            )
        except making.NotAllowed as refused:
            st.error(wording.plain(str(refused)))
        except OSError as refused:
            st.error(wording.plain(f"Nothing was frozen: {refused.strerror or 'another holds the packs'}."))
    parts.text_table(kept.contents(pack), "What is in the pack, by page", height=360)


def downloads(files: Mapping[str, bytes], pack_hash: str, as_at: str, key: str) -> None:
    for kind, (title, mime) in making.TYPES.items():
        st.download_button(title, files[kind], making.file_name(pack_hash, as_at, kind), mime, on_click="ignore",
                           icon=":material/download:", key=f"{key}-{kind}")  # fmt: skip


def frozen() -> None:
    rows = making.frozen_rows().set_index("hash", drop=False)
    if rows.empty:
        return parts.empty("None yet.", "A pack that is frozen is kept as it was, whatever is published later.")
    one = st.selectbox("Fetch again", rows.index, key="frozen", format_func=lambda key: kept.label(rows.loc[key]))
    try:
        files = {kind: making.frozen().fetch(one, kind) for kind in making.TYPES}
        with st.container(horizontal=True):
            downloads(files, one, rows.loc[one, "as_at"].date().isoformat(), "frozen")
    except (making.UnknownPack, making.DamagedPack, OSError) as gone:
        told = "The disk did not give the file." if isinstance(gone, OSError) else str(gone)
        st.error(wording.plain(told))
    return parts.text_table(kept.frozen(rows), "Frozen packs, the latest first", height=400)


VIEWS = {"Make a pack": make_one, "Frozen packs": frozen}
LINE = "The paper for a meeting: slides, a PDF and a workbook of what the filters leave, in the order you choose."
VIEWS[choosers.Row(LINE).view("Show", VIEWS, "packs")]()
