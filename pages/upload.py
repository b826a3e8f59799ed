"""Upload: bring in a dataset from one CSV; see what is wrong, what it changes and how verdicts move; publish."""

import functools

import streamlit as st

from components import changing, choosers, markup, parts, pieces, review, starting, versions, wording
from data import drafts, service
from data.drafts import Draft, Published
from data.service import Mode

MODES: dict[str, Mode] = {changing.MODES[mode]: mode for mode in ("update", "replace")}


def put_away() -> None:
    drafts.put_away(st.session_state.pop("upload", None), st.session_state.by)
    for name in ("read_as", "published"):
        st.session_state.pop(name, None)


def drafted(dataset: str, mode: Mode) -> Draft | None:
    """What the chosen file would do; made once for a file, its reading and its mode, and kept while pages change."""
    file, earlier = st.session_state.get(uploader(dataset)), st.session_state.get("upload")
    if file is None:
        if earlier is None or earlier.checked.dataset != dataset:
            return None
        if earlier.mode == mode:
            return earlier
        with review.under_way() as report:
            return drafts.draft(earlier.key, earlier.asked, st.session_state.by, mode, earlier, report=report)
    reading = st.session_state.get("read_as")
    key = (dataset, file.file_id, reading)
    if earlier is not None and (earlier.key, earlier.mode) == (key, mode):
        return earlier
    asked = drafts.File(dataset, file.getvalue(), file.name, reading)
    with review.under_way() as report:
        return drafts.draft(key, asked, st.session_state.by, mode, earlier, report=report)


def uploader(dataset: str) -> str:
    """The uploader's name; another after each publish, so that it is empty again."""
    return f"file-{dataset}-{st.session_state.get('uploads', 0)}"


def look(draft: Draft) -> None:
    checked, decided = draft.checked, drafts.reading(draft.checked.reading)
    with st.container(horizontal=True, vertical_alignment="center"):
        said = getattr(checked.reading, "said", "")
        st.markdown(wording.plain(f"{checked.file}, {len(checked.original):,} bytes. {said}"), width="stretch")
        st.button("Put it away", key="put-away", icon=":material/close:", type="tertiary", on_click=start_again)
        if (said_otherwise := review.reading_form(decided)) is not None:
            st.session_state.read_as = drafts.reading(decided, **said_otherwise)
            st.rerun()
    told = changing.findings(draft.findings)
    beside = functools.partial(changing.with_rows, told, checked.original, decided.encoding, decided.delimiter)
    outcome = review.review(draft, functools.partial(publish, draft), beside)
    if isinstance(outcome, Draft):
        st.session_state.upload = outcome
        st.rerun()
    elif isinstance(outcome, Published):
        start_again()
        versions.move_to(outcome.snapshot)
        st.session_state.published = outcome
        st.rerun()


def publish(draft: Draft, agreed: review.Agreed) -> Published | Draft | str:
    return drafts.publish(draft, agreed.note, st.session_state.by, agreed.warnings, agreed.removals)


@parts.kept
def to_begin_from(dataset: str) -> str:
    files = {
        "Empty template": (f"{dataset}-template.csv", service.template(dataset)),
        "What each column asks": (f"{dataset}-columns.csv", service.description(dataset)),
        "Contract (Table Schema)": (f"{dataset}.json", service.table_schema(dataset)),
    }
    return markup.saves("To begin from:", files)


def start_again() -> None:
    put_away()
    st.session_state.uploads = st.session_state.get("uploads", 0) + 1


LINE = "Bring in figures from one CSV: it is checked and shown before anything changes, and can be undone."
with pieces.stacked():
    with choosers.Row(LINE) as row:
        group = row.one("What", service.GROUPS, "upload_what")
        dataset = row.one("Dataset", service.GROUPS[group], "upload_of", wording.dataset)
        mode = MODES[row.view("How", MODES, "upload_how")]
    pieces.draw(to_begin_from(dataset))
st.download_button("Current rows", lambda: service.export(dataset), f"{dataset}.csv", "text/csv",
                   key=f"get-{dataset}", on_click="ignore", type="tertiary", icon=":material/download:")  # fmt: skip
parts.stop_where("Not yours to publish.", service.refusal(st.session_state.by, service.act_for(dataset)))
starting.first_needed(dataset, service.needs(dataset), st.session_state.unfilled)
st.file_uploader(f"One CSV for “{wording.dataset(dataset)}”. {changing.MODE_SAYS[mode]}", type="csv",
                 key=uploader(dataset), on_change=put_away, max_upload_size=service.largest_megabytes())  # fmt: skip
draft = st.session_state.upload = drafted(dataset, mode)
if draft is not None:
    look(draft)
elif published := st.session_state.get("published"):
    review.done(published.snapshot.version.number, published.load_id, published.rows, published.judgement)
