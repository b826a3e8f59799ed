"""The data dictionary in the docs, written from the contracts and from nothing else."""

from pathlib import Path

from data.contracts import Contract, Field, contracts

DICTIONARY = Path(__file__).parent.parent / "docs" / "data-dictionary.md"


def text() -> str:
    """The whole dictionary as Markdown: a section a dataset, a table row a column."""
    opening = (
        "# Data dictionary\n\n"
        "Written from the contracts in `data/contracts/` by `python -m data describe`; change those, not this page.\n"
        "Each dataset is one CSV in `data/` and one table of the same name in the DuckDB file.\n"
    )
    return opening + "".join(_section(c) for _, c in sorted(contracts().items()))


def write() -> Path:
    DICTIONARY.write_text(text(), encoding="utf-8")
    return DICTIONARY


def _section(contract: Contract) -> str:
    rows = "".join(
        f"| `{f.name}` | {f.type} | {f.description} | {rules(f)} | {_code(f.example)} |\n" for f in contract.fields
    )
    keys = ", ".join(f"`{c}`" for c in contract.primary_key)
    return (
        f"\n## {contract.name}\n\n{contract.title}. {contract.description} Key: {keys}.{_references(contract)}\n\n"
        f"| column | type | what it holds | rules | example |\n|---|---|---|---|---|\n{rows}"
    )


def rules(field: Field) -> str:
    """What a cell of the column must obey, in words."""
    parts = ["required"] if field.required else []
    if field.unit:
        parts.append(f"in {field.unit}")
    if field.allowed:
        parts.append("one of " + ", ".join(field.allowed))
    if field.form:
        parts.append(field.form)
    parts += [f"{word} {field.constraints[rule]}" for rule, word in _LIMITS if rule in field.constraints]
    return "; ".join(parts)


_LIMITS = (("minimum", "at least"), ("maximum", "at most"))


def _references(contract: Contract) -> str:
    found = [
        f"{', '.join(f'`{c}`' for c in key.columns)} to `{key.dataset or contract.name}`"
        for key in contract.foreign_keys
    ]
    found += [f"`{key}` to the dataset `{kind}` names" for kind, key in contract.kind_keys]
    return f" Refers by {'; '.join(found)}." if found else ""


def _code(example: str) -> str:
    return f"`{example}`" if example else ""
