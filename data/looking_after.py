"""Commands for whoever looks after the dashboard: roles, the trail of acts, room on the disk, back-ups, beginnings."""

import datetime
import json
from pathlib import Path
from typing import Annotated

import typer

from data import backup as backups
from data import beginning, places, service, telling
from data import roles as held
from data import synthetic as made_up
from data.store import FileStore

_READ = {"everyone": "everyone who comes", "signed in": "all who sign in", "listed": "those listed"}


def roles(
    file: Annotated[
        Path | None, typer.Argument(dir_okay=False, help="A file to check before it is put in force.")
    ] = None,
) -> None:
    """List who holds which role, and check the file that says so. Status 1 where it cannot be believed."""
    where = file or held.path(service.home())
    try:
        standing = held.parsed(where.read_text(encoding="utf-8"))
        boards = {key for (key,) in service.current().cursor().execute("SELECT board_id FROM board").fetchall()}
        if unknown := sorted(set(standing.board_lead) - boards):
            raise held.BadRoles(f"Roles, at board_lead / {one}: no board has this key." for one in unknown)
    except FileNotFoundError:
        typer.echo(f"There is no file {where}, so nobody who signs in holds a role.")
        raise typer.Exit(0 if file is None else 1) from None
    except (held.BadRoles, OSError, UnicodeDecodeError) as bad:
        for fault in bad.faults if isinstance(bad, held.BadRoles) else (str(bad),):
            typer.echo(fault, err=True)
        typer.echo(f"Nobody holds a role by {where} until this is mended.", err=True)
        raise typer.Exit(1) from None
    typer.echo(
        f"{where}: {_READ[standing.viewer.open_to]} may read; a person is named by the claim {standing.person!r}."
    )
    named = {"viewer": standing.viewer, **{f"board lead of {key}": those for key, those in standing.board_lead.items()},
             "analyst": standing.analyst, "presenter": standing.presenter,
             "administrator": standing.administrator}  # fmt: skip
    for role, those in named.items():
        if everyone := [*those.people, *(f"group {name}" for name in those.groups)]:
            typer.echo(f"{role}: {', '.join(everyone)}")


def audit(
    as_json: Annotated[bool, typer.Option("--json", help="Write the lines as they stand, for a program.")] = False,
    last: Annotated[int, typer.Option(min=0, help="How many of the latest; 0 for all.")] = 0,
) -> None:
    """List sign-ins and acts, oldest first. Status 1 where lines were lost or altered."""
    trail = service.audit_trail()
    for line in trail.lines[-last:]:
        if as_json:
            typer.echo(json.dumps(line))
            continue
        begins = "  ".join(str(line.get(name, "")) for name in ("at", "outcome", "act", "who", "from"))
        others = (f"{k}={v!r}" for k, v in line.items() if k not in ("at", "outcome", "act", "who", "from", "after"))
        typer.echo("  ".join([begins, *others]))
    if trail.broken:
        shown = ", ".join(str(number) for number in trail.broken[:10])
        typer.echo(f"Not whole: line {shown} cannot be read or does not follow the line before it.", err=True)
        raise typer.Exit(1)


def prune(keep: Annotated[int, typer.Option(min=1, help="How many of the newest versions to keep.")]) -> None:
    """Remove the files of old versions to save room; the history and the files as they were loaded stay."""
    with telling.refusals("pruned"):
        pruned = service.prune(keep)
    typer.echo(f"Removed {telling.count(len(pruned), 'version file')}; the history and the original files stay.")


def backup(file: Annotated[Path, typer.Argument(dir_okay=False, help="The file to write: compressed, new.")]) -> None:
    """Write the whole store into one file that proves itself; the dashboard goes on, publishing included."""
    with telling.refusals("backed up"):
        kept = backups.back_up(_folder(), file)
    service.record("back up", version=kept.version)
    _kept("Kept", kept)


def restore(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that `backup` wrote.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put aside, whole, what the store holds.")] = False,
) -> None:
    """Put a back-up in place, proved whole before anything changes. Stop the dashboard first."""
    with telling.refusals("restored"):
        kept = backups.restore(file, _folder(), replace)
    service.record("restore", version=kept.version, replaced=bool(kept.aside))
    _kept("Restored", kept)
    if kept.aside:
        typer.echo(f"What was there is in {kept.aside}; remove it when it is no longer wanted.")


def init(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="The folder to write the empty datasets in.")],
    area: Annotated[str, typer.Option(help="The home area's name, as in comparisons: Anyborough.")],
    council: Annotated[str, typer.Option(help="The council's full name, if not the area's.", show_default=False)] = "",
    date: Annotated[
        datetime.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The reporting date; the end of the last whole quarter if not said."),
    ] = None,
) -> None:
    """Write an empty set of datasets for a council of its own, which the dashboard's pages then help to fill."""
    with telling.refusals("begun"):
        beginning.begin(folder, area, council, date.date() if date else None)
    typer.echo(f"Wrote an empty set for {council or area} in {folder}.\n{_next(folder)}")


def synthetic(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="The folder to write the made-up datasets in.")],
    seed: Annotated[int, typer.Option(help="Another seed makes other figures; the same, the same.")] = 1,
) -> None:
    """Write a made-up council, marked so on every page, that shows every view full: for training, never as fact."""
    with telling.refusals("made up"):
        made_up.write(folder, seed=seed)
    typer.echo(f"Wrote a made-up council in {folder}; none of it is real.\n{_next(folder)}")


def _next(folder: Path) -> str:
    return f"Now set {places.DATASETS_SETTING} to {folder.absolute()} and start the dashboard (README.md)."


def migrate(into: Annotated[str, typer.Argument(help="lake, or files.")]) -> None:
    """Move every version from files into the lake that COUNCIL_DASHBOARD_LAKE names, or back, and prove it the same."""
    if into not in ("lake", "files"):
        raise typer.BadParameter("Say where to: lake or files.")
    with telling.refusals("lost; what was moved so far stays"):
        moved = service.migrate(into, typer.echo)
        service.record("migrate", into=into, versions=moved.versions)
    typer.echo(
        f"All the same: {telling.count(moved.versions, 'version')} ({moved.pruned} pruned), {moved.tables:,} tables "
        f"with {moved.rows:,} rows, {telling.count(moved.originals, 'original file')}."
    )


def _folder() -> Path:
    keeper = service.store()
    if not isinstance(keeper, FileStore):
        raise backups.NotBackedUp("this store is not in a folder. Keep it by its own means: docs/running.md.")
    return keeper.folder


def _kept(done: str, kept: backups.Kept) -> None:
    files, megabytes = telling.count(kept.files, "file"), kept.bytes / 1e6
    typer.echo(f"{done} version {kept.version} and all before it: {files}, {megabytes:,.1f} MB.")
    for sha256 in kept.damaged:
        typer.echo(f"Warning: the original {sha256} is no longer what was loaded; it is kept as it is.", err=True)


COMMANDS = {command.__name__: command for command in (prune, backup, restore, migrate, init, synthetic, roles, audit)}
