"""Sources: the documents behind every figure, what each dataset holds, and any figure's own words."""

import functools

import streamlit as st

from components import parts, tables, wording
from queries import sources

snapshot = st.session_state.snapshot
documents = sources.documents(snapshot).set_index("document_id")
datasets = sources.datasets(snapshot).set_index("dataset")


def find_a_figure() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Find", key="words", bind="query-params", placeholder="for example rough sleeping, or NI 145"
        )
        document = st.selectbox(
            "Document", ["", *documents.index], key="document", bind="query-params",
            format_func=lambda key: documents["title"].get(key, "All documents"),
        )  # fmt: skip
        dataset = st.selectbox(
            "Dataset", ["", *datasets.index], key="dataset", bind="query-params",
            format_func=lambda key: wording.dataset(key) or "All datasets",
        )  # fmt: skip
    rows = sources.evidence(snapshot, document, dataset, words)
    found = sources.evidence_found(snapshot, document, dataset, words)
    if rows.empty:
        return parts.empty("Nothing found.", "Try fewer words, or all documents and datasets.")
    st.caption(wording.first_of(len(rows), found, "rows, each with the words it rests on"))
    parts.text_table(tables.evidence_rows(rows), "Figures with their evidence", height=430)
    everything = functools.partial(sources.evidence, snapshot, document, dataset, words, found)
    return parts.csv_button(lambda: tables.evidence_rows(everything()), "evidence")


def the_documents() -> None:
    for document in documents.itertuples():
        with st.container(border=True):
            st.header(wording.plain(document.title), anchor=False)
            issued = wording.day(document.issued_on) or "no date of issue printed"
            st.markdown(wording.plain(f"{document.publisher} · {issued} · {document.rows_citing:,} rows rest on it"))
            parts.remarks([text for text in (document.covers, document.note) if isinstance(text, str)])


def what_is_held() -> None:
    shown = tables.holdings(sources.datasets(snapshot), sources.evidence_counts(snapshot))
    parts.text_table(shown, "Rows by dataset and document")
    st.caption("A dataset without sources of its own (areas, settings) shows a total only.")
    parts.csv_button(shown, "rows-by-dataset")


def dictionary() -> None:
    columns = sources.dataset_columns(snapshot)
    name = st.selectbox("Dataset", datasets.index, format_func=wording.dataset, key="of", bind="query-params")
    of_one = columns[columns["dataset"] == name]
    st.markdown(wording.plain(of_one["dataset_holds"].iloc[0]))
    shown = tables.columns(of_one)
    parts.text_table(shown, "Columns of the dataset")
    parts.csv_button(shown, f"columns-of-{name}")


count = wording.cardinal(len(documents))
parts.line(f"Every figure stands in one of {count} documents; here is which, where, and in what words.")
VIEWS = {
    "Find a figure": find_a_figure,
    "Documents": the_documents,
    "What is held": what_is_held,
    "Data dictionary": dictionary,
}
VIEWS[
    st.segmented_control("View", list(VIEWS), default="Find a figure", required=True, key="show", bind="query-params")
]()
