"""Sources: the documents behind every figure, what each dataset holds, and any figure's own words."""

import functools

import pandas as pd
import streamlit as st

from components import choosers, markup, parts, pieces, tables, wording
from components.rows import each
from queries import sources

snapshot = st.session_state.snapshot
documents, datasets = parts.kept(
    lambda: (sources.documents(snapshot).set_index("document_id"), sources.datasets(snapshot).set_index("dataset"))
)()


def find_a_figure() -> None:
    titles, every = documents["title"], ["", *datasets.index]
    with row:
        words = row.words("Find", "words", "for example rough sleeping, or NI 145")
        document = row.one("Document", ["", *titles.index], "document", lambda key: titles.get(key, "All documents"))
        dataset = row.one("Dataset", every, "dataset", lambda key: wording.dataset(key) or "All datasets")
    shown, found = first_found(document, dataset, words)
    if shown.empty:
        return parts.empty("Nothing found.", "Try fewer words, or all documents and datasets.")
    told = wording.first_of(len(shown), found, "rows, each with the words it rests on")
    parts.section("", shown, alt="Figures with their evidence", told=told, height=430)
    everything = functools.partial(sources.evidence, snapshot, document, dataset, words, found)
    return parts.csv_button(lambda: tables.evidence_rows(everything()), "evidence")


@parts.kept
def first_found(document: str, dataset: str, words: str) -> tuple[pd.DataFrame, int]:
    found = sources.evidence_found(snapshot, document, dataset, words)
    return tables.evidence_rows(sources.evidence(snapshot, document, dataset, words)), found


def the_documents() -> None:
    for document in each(documents):
        issued = wording.day(document.issued_on) or "no date of issue printed"
        told = f"{document.publisher} · {issued} · {document.rows_citing:,} rows rest on it"
        lines = [text for text in (document.covers, document.note) if isinstance(text, str)]
        with st.container(border=True):
            pieces.draw(markup.title(document.title) + markup.caption(told) + markup.remarks(lines))


def what_is_held() -> None:
    shown = tables.holdings(sources.datasets(snapshot), sources.evidence_counts(snapshot))
    note = "A dataset without sources of its own (areas, settings) shows a total only."
    parts.section("", shown, alt="Rows by dataset and document", notes=[note], csv="rows-by-dataset")


def dictionary() -> None:
    columns = sources.dataset_columns(snapshot)
    name = row.one("Dataset", datasets.index, "of", wording.dataset)
    of_one = columns[columns["dataset"] == name]
    told = of_one["dataset_holds"].iloc[0]
    parts.section("", tables.columns(of_one), alt="Columns of the dataset", told=told, csv=f"columns-of-{name}")


count = wording.cardinal(len(documents))
VIEWS = {
    "Find a figure": find_a_figure,
    "Documents": the_documents,
    "What is held": what_is_held,
    "Data dictionary": dictionary,
}
row = choosers.Row(f"Every figure stands in one of {count} documents; here is which, where, and in what words.")
VIEWS[row.view("View", VIEWS, "show")]()
