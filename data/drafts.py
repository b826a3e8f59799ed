"""A change on its way: what a screen holds between choosing a file, or filling in a form, and publishing it."""

import contextlib
import dataclasses
import functools
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import filelock

from data import aside, progress, service
from data.progress import Report
from data.service import Actor, Checked, Finding, Mode, Preview, Reading
from data.store import Snapshot

# Bytes of a file from which on it is worked on aside; a smaller one is done before another process has started.
LARGE = 2 * 2**20
BUSY = "Somebody else is publishing and takes long; nothing has changed. Try again in a minute."


@dataclass(frozen=True)
class File:
    """A file to be checked, and how it is to be read."""

    dataset: str
    original: bytes
    name: str
    reading: Reading | None = None

    def check(self) -> Checked:
        return service.check(self.dataset, self.original, self.name, self.reading)


@dataclass(frozen=True)
class Row:
    """One row to be checked, given by column."""

    dataset: str
    values: Mapping[str, object]

    def check(self) -> Checked:
        return service.check_row(self.dataset, self.values)


Asked: TypeAlias = File | Row


@dataclass(frozen=True)
class Draft:
    """A checked change, and what it would do to the newest version.

    key: what it was made of, so that it is made once. seen: None where it cannot be published; `trouble` then says why
    in plain words, or `findings` do. told: what the analyst must know before looking (somebody else published).
    """

    key: Hashable
    asked: Asked
    checked: Checked
    mode: Mode
    seen: Preview | None = None
    refused: tuple[Finding, ...] = ()
    trouble: str = ""
    told: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Of the file, and of what it says beside the other datasets."""
        return (*self.checked.findings, *self.refused)


@dataclass(frozen=True)
class Published:
    """What became of a draft: the new version with the load that made it."""

    snapshot: Snapshot
    dataset: str
    load_id: str
    rows: str
    judgement: str


def draft(
    key: Hashable,
    asked: Asked,
    by: Actor,
    mode: Mode = "update",
    earlier: Draft | None = None,
    told: str = "",
    report: Report | None = None,
) -> Draft:
    """The draft of `key`: `earlier` itself where it is that; its check is kept where only the mode differs.

    `report` is told how far the work is, and may stop it by raising.
    """
    if earlier is not None and (earlier.key, earlier.mode, told) == (key, mode, ""):
        return earlier
    known = earlier.checked if earlier is not None and earlier.key == key and not told else None
    put_away(earlier, by)
    if why := service.refusal(by, service.act_for(asked.dataset)):
        return Draft(key, asked, service.unread(asked.dataset, "", ()), mode, trouble=why, told=told)
    if isinstance(asked, File) and len(asked.original) >= LARGE:
        try:
            outcome = _with_original(
                aside.run(functools.partial(_carried, known or asked, mode, by), report), asked.original
            )
        except aside.Broke as broke:
            outcome = Outcome(service.unread(asked.dataset, asked.name, (), asked.original), trouble=str(broke))
    else:
        with progress.heard_by(report):
            outcome = _outcome(known or asked, mode, by)
    return Draft(key, asked, mode=mode, told=told, **outcome._asdict())


class Outcome(NamedTuple):
    """What came of checking and comparing; see Draft."""

    checked: Checked
    seen: Preview | None = None
    refused: tuple[Finding, ...] = ()
    trouble: str = ""


def _outcome(of: Asked | Checked, mode: Mode, by: Actor) -> Outcome:
    checked = of if isinstance(of, Checked) else of.check()
    if not checked.fit:
        return Outcome(checked)
    try:
        return Outcome(checked, service.preview(checked, mode, by))
    except service.Refused as refused:
        return Outcome(checked, refused=refused.findings)
    except (service.NothingChanges, service.NotAllowed, service.NotWritten) as trouble:
        return Outcome(checked, trouble=str(trouble))


def _carried(of: Asked | Checked, mode: Mode, by: Actor) -> Outcome:
    """The same from another process: without the file, which this one has already."""
    return _with_original(_outcome(of, mode, by), b"")


def _with_original(outcome: Outcome, original: bytes) -> Outcome:
    checked = dataclasses.replace(outcome.checked, original=original)
    return outcome._replace(checked=checked, seen=outcome.seen and dataclasses.replace(outcome.seen, checked=checked))


def publish(
    made: Draft, note: str, by: Actor, warnings: bool = False, removals: bool = False, report: Report | None = None
) -> Published | Draft | str:
    """Publish a draft. Gives what was published; or the draft made again, where it no longer fits what stands; or, in
    plain words, what is missing. Nothing has changed but in the first case."""
    if made.seen is None:
        return made.trouble or "There is nothing to publish."
    try:
        snapshot = service.publish(made.seen, note, by, warnings, removals)
    except (service.Overtaken, service.Refused) as changed:
        told = str(changed) if isinstance(changed, service.Overtaken) else "What stands has changed since you looked."
        return draft(made.key, made.asked, by, made.mode, made, told, report)
    except (service.NotAllowed, service.NotConfirmed, service.NothingChanges, service.NotWritten) as trouble:
        return str(trouble)
    except filelock.Timeout:
        return BUSY
    version, dataset = snapshot.version.number, made.seen.dataset
    load = next(
        (row.load_id for row in service.history().itertuples() if (row.version, row.dataset) == (version, dataset)), ""
    )
    return Published(snapshot, dataset, load, made.seen.sentence, made.seen.judgement.sentence)


def roll_back(number: int, note: str, by: Actor) -> Snapshot | str:
    """The version that holds the figures of `number` again; or in plain words why there is none."""
    try:
        return service.roll_back(number, note, by)
    except service.Refused as refused:
        return "What was then no longer fits: " + " ".join(str(finding) for finding in refused.findings[:3])
    except filelock.Timeout:
        return BUSY
    except (
        service.UnknownVersion, service.NothingChanges, service.Overtaken, service.NotAllowed, service.NotConfirmed,
        service.NotWritten,
    ) as trouble:  # fmt: skip
        return str(trouble)


def put_away(made: Draft | None, by: Actor) -> None:
    """Clear away what a draft made aside; left to be cleared away in a day where that may no longer be done."""
    if made is not None and made.seen is not None:
        with contextlib.suppress(OSError, service.NotAllowed):
            service.discard(made.seen, by)


def reading(decided: Reading | None, **said: object) -> Reading:
    """How to read a file: as was decided, but for what the analyst says; a name no reading knows is left out."""
    known = {field.name for field in dataclasses.fields(Reading)}
    begun = {"encoding": "utf-8", "delimiter": ",", "newline": "LF", "header_row": 1, "layout": "tidy"}
    held = dataclasses.asdict(decided) if decided is not None else begun
    return Reading(**{name: value for name, value in {**begun, **held, **said}.items() if name in known})
