"""What the sources page asks."""

import pandas as pd

from data.store import Snapshot
from queries.runner import ask, remembered
from queries.words import wanted

DOCUMENTS = ("document_id", "title", "issued_on", "publisher", "status", "covers", "note", "rows_citing")
EVIDENCE = ("dataset", "row_key", "subject", "quote", "document", "section", "row", "note", "source_ref")
COUNTS = ("dataset", "document_id", "document", "row_count")
COLUMNS = ("dataset", "dataset_holds", "column_name", "type", "required", "holds")
DATASETS = ("dataset", "row_count", "load_id", "version", "file_name", "sha256", "loaded_at", "loaded_by", "note")


def documents(snapshot: Snapshot) -> pd.DataFrame:
    """DOCUMENTS, one row a source, the most cited first."""
    return ask(snapshot, "documents", DOCUMENTS)


def evidence(
    snapshot: Snapshot, document_id: str = "", dataset: str = "", words: str = "", row_limit: int = 40
) -> pd.DataFrame:
    """EVIDENCE, one row a sourced row of a dataset, in order of printing; empty arguments mean all."""
    return ask(
        snapshot, "evidence", EVIDENCE,
        document_id=document_id, dataset=dataset, words=wanted(words), row_limit=row_limit,
    )  # fmt: skip


def evidence_found(snapshot: Snapshot, document_id: str = "", dataset: str = "", words: str = "") -> int:
    """How many rows `evidence` would give without a limit."""
    found = ask(
        snapshot, "evidence_found", ("row_count",), document_id=document_id, dataset=dataset, words=wanted(words)
    )
    return int(found["row_count"].iloc[0])


def evidence_counts(snapshot: Snapshot) -> pd.DataFrame:
    """COUNTS, one row a dataset and document."""
    return ask(snapshot, "evidence_counts", COUNTS)


def dataset_columns(snapshot: Snapshot) -> pd.DataFrame:
    """COLUMNS, one row a column of a dataset."""
    return ask(snapshot, "dataset_columns", COLUMNS)


def datasets(snapshot: Snapshot) -> pd.DataFrame:
    """DATASETS, one row a dataset with its number of rows and its latest load."""
    return ask(snapshot, "dataset_rows", DATASETS)


@remembered
def titles(snapshot: Snapshot) -> dict[str, str]:
    """The title of each document by its key."""
    return dict(ask(snapshot, "titles", ("document_id", "title")).itertuples(index=False))


@remembered
def loads(snapshot: Snapshot) -> dict[str, str]:
    """For each dataset, in words, the file and version its rows came in."""
    return {
        row.dataset: f"Loaded from {row.file_name} as {row.load_id}, version {row.version}, by {row.loaded_by}"
        for row in datasets(snapshot).itertuples()
    }
