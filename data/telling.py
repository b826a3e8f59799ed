"""How the command line tells what came of a command, and what was refused."""

import contextlib
import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer

from data import backup, beginning, progress, service
from data.findings import Finding, Refused
from data.store import EmptyStore, Overtaken

_REFUSALS = (
    service.HoldsOthers,
    service.KeepsPublished,
    service.NotConfirmed,
    service.NotTheSame,
    service.NothingChanges,
    service.UnknownDataset,
    service.UnknownLoad,
    service.UnknownOriginal,
    service.UnknownVersion,
    EmptyStore,
    Overtaken,
    backup.NotBackedUp,
    backup.NotRestored,
    OSError,
    beginning.Unnamed,
)


@contextlib.contextmanager
def refusals(done: str, in_json: bool = False) -> Iterator[None]:
    """What was refused is told on the error stream, each fault in a line, or as JSON, and ends in status 1."""
    faults: tuple[Finding, ...] = ()
    try:
        with progress.heard_by(_step if sys.stderr.isatty() else None):
            yield
        return
    except Refused as refused:
        faults, why = refused.findings, f"Nothing was {done}: {count(len(refused.findings), 'fault')}."
    except _REFUSALS as refusal:
        why = f"Nothing was {done}: {refusal}"
    if in_json:
        typer.echo(as_json({"version": None, "why": why, "findings": findings(faults)}))
    else:
        for finding in faults:
            typer.echo(str(finding), err=True)
        typer.echo(why, err=True)
    raise typer.Exit(1)


def _step(_done: int, _of: int, step: str) -> None:
    typer.echo(f"{step}…", err=True)


def findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data, each with its rule, level, place, value and how to mend it."""
    return [dataclasses.asdict(finding) for finding in found]


def as_json(told: Mapping[str, Any] | list[Any]) -> str:
    """For a program: indented, every letter as it is."""
    return json.dumps(told, indent=1, ensure_ascii=False)


def count(number: int, thing: str) -> str:
    """How many: "1 fault", "2 faults"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
