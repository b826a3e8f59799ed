"""History: every version, who made it, from what and why; what it changed; look back at it, or go back to it."""

import pandas as pd
import streamlit as st

from components import changing, choosers, parts, review, versions, wording
from data import drafts, service


def originals(files: pd.DataFrame) -> None:
    if files.empty:
        return
    load = choosers.Row().one("File", files.index, "of_load", files["file_name"].get)
    try:
        name, _ = service.original(load)
    except (service.UnknownLoad, service.UnknownOriginal) as missing:
        st.caption(wording.plain(str(missing)))
        return
    st.download_button(
        "The file as it was loaded", lambda: service.original(load)[1], name, "text/csv", key="original",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip
    st.caption(wording.plain(f"{files['rows'][load]} rows, SHA-256 {files['sha256'][load]}"))


def difference(number: int) -> None:
    known = st.session_state.setdefault("differences", {})
    if number not in known:
        try:
            with st.spinner("Comparing with the version before…"):
                known.clear()  # one at a time: a difference may be long
                known[number] = service.diff(number - 1, number)
        except service.UnknownVersion as gone:
            return parts.empty("No comparison.", str(gone))
    found = known[number]
    st.header(wording.plain(changing.difference_told(found.rows, number)), anchor=False)
    st.markdown(f":material/balance: {wording.plain(found.judgement.sentence)}")
    if found.rows:
        dataset = next(iter(found.rows))
        if len(found.rows) > 1:
            dataset = st.selectbox("Dataset", list(found.rows), format_func=wording.dataset, key="of_dataset")
        nothing = changing.NOTHING_RESPELT
        review.effects(found.rows[dataset], found.judgement.moves, nothing, f"differs-{number}-{dataset}")
    return None


def go_back(number: int) -> None:
    if why := service.refusal(st.session_state.by, "roll back"):
        st.caption(wording.plain(why))
        return
    with st.popover("Roll back to it", icon=":material/undo:", key="roll-back"), st.form("roll", border=False):
        st.markdown("Its figures are published again as the newest version; nothing is deleted.")
        note = st.text_input("Note: why", key=f"why-{number}", max_chars=500) or ""
        if st.form_submit_button("Roll back", type="primary"):
            with st.spinner("Publishing…"):
                outcome = drafts.roll_back(number, note, st.session_state.by)
            if isinstance(outcome, str):
                st.error(wording.plain(outcome))
            else:
                versions.move_to(outcome)
                st.session_state.rolled_back = (number, outcome.version.number)
                st.rerun()


Standing = tuple[tuple[int, bool], ...]


@parts.kept
def told(_: Standing) -> tuple[dict[int, str], pd.DataFrame, int]:
    """The history while these versions stand: versions to choose from, its first rows as a table, how many it has."""
    loads = service.history()
    return changing.version_choices(loads), changing.history(loads.head(changing.SHOWN_ROWS)), len(loads)


@parts.kept
def of_one(number: int, _: Standing) -> tuple[pd.DataFrame, bool]:
    """The files of a version by load, and whether its figures were pruned."""
    loads = service.history()
    loads = loads[loads["version"] == number]
    return loads[loads["load_id"].notna()].set_index("load_id"), bool(loads["pruned"].any())


parts.line("Every version of the figures: who published it, when, from which file and why. Nothing is ever deleted.")
standing = service.standing()
choices, first, count = told(standing)
newest = next(iter(choices))
if rolled_back := st.session_state.pop("rolled_back", None):
    st.success(wording.plain(changing.rolled_back(*rolled_back)), icon=":material/check_circle:")
number = choosers.Row().one("Version", choices, "of_version", choices.__getitem__)
files, is_pruned = of_one(number, standing)
with st.container(horizontal=True, vertical_alignment="bottom"):
    if is_pruned:
        st.caption("Its figures were pruned to save room; its record and its files are kept.")
    elif number != newest:
        st.button("See the dashboard as it was", key="look-back", icon=":material/visibility:", on_click=versions.show,
                  args=(number,))  # fmt: skip
        go_back(number)
if number > 1:
    difference(number)
with st.container(border=True, gap="xsmall"):
    originals(files)
parts.section("All versions", first, height=320)
review.caption(changing.first_of(changing.SHOWN_ROWS, count, "rows; the download has them all"))
parts.csv_button(lambda: changing.history(service.history(), is_data=True), "history")
