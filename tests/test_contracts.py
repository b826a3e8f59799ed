"""The contracts are the open standard's, agree with pandera's own reading of it, and have a dataset each."""

import json

import pytest
from frictionless import Schema
from pandera.io.pandas_io import from_frictionless_schema

from data import dictionary
from data.contracts import CONTRACTS_FOLDER, contracts
from data.places import SHIPPED_FOLDER
from data.screening import pandera_schema

DESIGNED = {
    "source", "setting", "area", "area_group", "plan", "board", "priority", "link", "milestone", "milestone_update",
    "indicator", "indicator_value", "survey", "survey_response", "survey_score", "efficiency_line",
    "efficiency_amount", "cost_line", "commentary", "threshold", "meeting", "finding_note", "load",
}  # fmt: skip


def test_every_dataset_of_the_design_has_a_contract_and_a_csv() -> None:
    assert set(contracts()) >= DESIGNED
    assert {path.stem for path in SHIPPED_FOLDER.glob("*.csv")} == set(contracts())


@pytest.mark.parametrize("name", sorted(contracts()))
def test_a_contract_is_valid_table_schema(name: str) -> None:
    document = json.loads((CONTRACTS_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert Schema.from_descriptor(document).to_descriptor()["fields"]
    assert Schema.metadata_validate(document) is None or not list(Schema.metadata_validate(document))


@pytest.mark.parametrize("name", sorted(contracts()))
def test_our_reading_of_a_contract_agrees_with_pandera_s(name: str) -> None:
    theirs = from_frictionless_schema(str(CONTRACTS_FOLDER / f"{name}.json"))
    ours = pandera_schema(contracts()[name])
    assert list(ours.columns) == list(theirs.columns)
    for column, rules in ours.columns.items():
        assert rules.nullable == theirs.columns[column].nullable, column
        theirs_checked = bool(theirs.columns[column].checks)  # it folds a minimum and a maximum into one check
        assert bool(rules.checks) == theirs_checked, column


@pytest.mark.parametrize("name", sorted(contracts()))
def test_every_column_says_what_it_holds_and_every_key_is_required(name: str) -> None:
    contract = contracts()[name]
    assert all(field.description for field in contract.fields)
    assert all(contract.field(column).required for column in contract.primary_key)
    assert all(field.form for field in contract.fields if "pattern" in field.constraints)
    assert all(field.example in field.allowed for field in contract.fields if field.allowed)


def test_the_data_dictionary_in_the_docs_is_the_one_the_contracts_write() -> None:
    assert dictionary.DICTIONARY.read_text(encoding="utf-8") == dictionary.text()
