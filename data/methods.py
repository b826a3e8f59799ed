"""The rules of judgement told in words, read from the head of each rule's own file and from nowhere else."""

import functools
from dataclasses import dataclass
from pathlib import Path

from data.judging import rule_files

# The papers the rules were first drawn up for, and whose plans their sources name.
PAPERS = frozenset({"cabinet-pack-2009-07-13", "odi-plan-2010-11", "delivering-excellence-2008"})
_HEADS = ("title", "rule", "source", "thresholds")


@dataclass(frozen=True)
class Method:
    """One rule: its title, what it says (a sentence a line), where it comes from, its thresholds, and its SQL."""

    name: str
    title: str
    says: tuple[str, ...]
    source: str
    thresholds: str
    sql: str


@functools.cache
def methods() -> tuple[Method, ...]:
    """Every rule that has a title, in the order in which one builds on another."""
    return tuple(method for path in rule_files() if (method := _method(path)).title)


def _method(path: Path) -> Method:
    text = path.read_text(encoding="utf-8")
    heads: dict[str, list[str]] = {head: [] for head in _HEADS}
    for line in text.splitlines():
        head, colon, said = line.removeprefix("-- ").partition(": ")
        if line.startswith("-- ") and colon and head in heads:
            heads[head].append(said.strip())
    return Method(
        name=path.stem[3:],
        title=" ".join(heads["title"]),
        says=tuple(heads["rule"]),
        source=" ".join(heads["source"]),
        thresholds=" ".join(heads["thresholds"]),
        sql=text,
    )
