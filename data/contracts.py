"""One contract a dataset, declared once as Table Schema JSON in `data/contracts/`.

Everything else that must agree with a contract (the screening, the DuckDB schema, the data dictionary, the file an
analyst downloads) is derived from it here or by the modules that import this one.
"""

import functools
import graphlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTRACTS_FOLDER = Path(__file__).parent / "contracts"


@dataclass(frozen=True)
class Field:
    """One column: Table Schema's `name`, `type`, `description`, `constraints`, and our `unit`, `form`
    (what the pattern asks, in words) and `decimalPlaces`."""

    name: str
    type: str
    description: str
    unit: str = ""
    form: str = ""
    example: str = ""
    decimal_places: int | None = None
    constraints: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        return bool(self.constraints.get("required"))

    @property
    def allowed(self) -> tuple[str, ...]:
        return tuple(self.constraints.get("enum", ()))


@dataclass(frozen=True)
class ForeignKey:
    """`dataset` is empty where a dataset refers to itself, as Table Schema has it."""

    columns: tuple[str, ...]
    dataset: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Contract:
    name: str
    title: str
    description: str
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    kind_keys: tuple[tuple[str, str], ...]  # (column naming a dataset, column holding a key of it)
    fields: tuple[Field, ...]
    may_be_empty: bool = False  # a header alone is a file of it

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError where the contract has none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name} has no column {name}")


def _contract(document: Mapping[str, Any]) -> Contract:
    return Contract(
        name=document["name"],
        title=document["title"],
        description=document["description"],
        primary_key=tuple(document["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(tuple(k["fields"]), k["reference"]["resource"], tuple(k["reference"]["fields"]))
            for k in document.get("foreignKeys", ())
        ),
        kind_keys=tuple((kind, key) for kind, key in document.get("kindKeys", ())),
        fields=tuple(
            Field(
                name=f["name"],
                type=f["type"],
                description=f["description"],
                unit=f.get("unit", ""),
                form=f.get("form", ""),
                example=f.get("example", ""),
                decimal_places=f.get("decimalPlaces"),
                constraints=f.get("constraints", {}),
            )
            for f in document["fields"]
        ),
        may_be_empty=document.get("mayBeEmpty", False),
    )


@functools.cache
def contracts() -> Mapping[str, Contract]:
    """Every contract by dataset name, each after the datasets its foreign keys point to."""
    found = {
        path.stem: _contract(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(CONTRACTS_FOLDER.glob("*.json"))
    }
    parents = {name: {k.dataset for k in c.foreign_keys if k.dataset} for name, c in found.items()}
    return {name: found[name] for name in graphlib.TopologicalSorter(parents).static_order()}
