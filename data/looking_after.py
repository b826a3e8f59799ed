"""Two commands for whoever looks after the dashboard: who holds which role, and what was done."""

import json
from pathlib import Path
from typing import Annotated

import typer

from data import roles as held
from data import service

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
