"""A change on its way: what a screen holds between choosing a file, or filling in a form, and publishing it."""

import contextlib
import dataclasses
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import filelock

from data import service
from data.service import Checked, Finding, Mode, Preview, Reading
from data.store import Snapshot

BUSY = "Somebody else is publishing and takes long; nothing has changed. Try again in a minute."


@dataclass(frozen=True)
class Draft:
    """A checked change, and what it would do to the newest version.

    key: what it was made of, so that it is made once. seen: None where it cannot be published; `trouble` then says why
    in plain words, or `findings` do. told: what the analyst must know before looking (somebody else published).
    """

    key: Hashable
    check: Callable[[], Checked]
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
    key: Hashable, check: Callable[[], Checked], mode: Mode = "update", earlier: Draft | None = None, told: str = ""
) -> Draft:
    """The draft of `key`: `earlier` itself where it is that; its check is kept where only the mode differs."""
    if earlier is not None and (earlier.key, earlier.mode, told) == (key, mode, ""):
        return earlier
    checked = earlier.checked if earlier is not None and earlier.key == key and not told else check()
    put_away(earlier)
    made = Draft(key, check, checked, mode, told=told)
    if not checked.fit:
        return made
    try:
        return dataclasses.replace(made, seen=service.preview(checked, mode))
    except service.Refused as refused:
        return dataclasses.replace(made, refused=refused.findings)
    except (service.NothingChanges, service.NotWritten) as trouble:
        return dataclasses.replace(made, trouble=str(trouble))


def publish(made: Draft, note: str, by: str, warnings: bool = False, removals: bool = False) -> Published | Draft | str:
    """Publish a draft. Gives what was published; or the draft made again, where it no longer fits what stands; or, in
    plain words, what is missing. Nothing has changed but in the first case."""
    if made.seen is None:
        return made.trouble or "There is nothing to publish."
    try:
        snapshot = service.publish(made.seen, note, by, warnings, removals)
    except (service.Overtaken, service.Refused) as changed:
        told = str(changed) if isinstance(changed, service.Overtaken) else "What stands has changed since you looked."
        return draft(made.key, made.check, made.mode, made, told)
    except (service.NotConfirmed, service.NothingChanges, service.NotWritten) as trouble:
        return str(trouble)
    except filelock.Timeout:
        return BUSY
    version, dataset = snapshot.version.number, made.seen.dataset
    load = next(
        (row.load_id for row in service.history().itertuples() if (row.version, row.dataset) == (version, dataset)), ""
    )
    return Published(snapshot, dataset, load, made.seen.sentence, made.seen.judgement.sentence)


def roll_back(number: int, note: str, by: str) -> Snapshot | str:
    """The version that holds the figures of `number` again; or in plain words why there is none."""
    try:
        return service.roll_back(number, note, by)
    except service.Refused as refused:
        return "What was then no longer fits: " + " ".join(str(finding) for finding in refused.findings[:3])
    except filelock.Timeout:
        return BUSY
    except (
        service.UnknownVersion, service.NothingChanges, service.Overtaken, service.NotConfirmed, service.NotWritten
    ) as trouble:  # fmt: skip
        return str(trouble)


def put_away(made: Draft | None) -> None:
    """Clear away what a draft made aside."""
    if made is not None and made.seen is not None:
        with contextlib.suppress(OSError):
            service.discard(made.seen)


def reading(decided: Reading | None, **said: object) -> Reading:
    """How to read a file: as was decided, but for what the analyst says; a name no reading knows is left out."""
    known = {field.name for field in dataclasses.fields(Reading)}
    begun = {"encoding": "utf-8", "delimiter": ",", "newline": "LF", "header_row": 1, "layout": "tidy"}
    held = dataclasses.asdict(decided) if decided is not None else begun
    return Reading(**{name: value for name, value in {**begun, **held, **said}.items() if name in known})
