"""The command line: `python -m data`."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from data import dictionary, service
from data.findings import Refused
from data.store import Overtaken, Version

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The dashboard's data, from the command line.")


@contextlib.contextmanager
def _refusals(done: str) -> Iterator[None]:
    """What was refused is told on the error stream, each fault in a line, and ends in status 1."""
    try:
        yield
    except Refused as refused:
        for finding in refused.findings:
            typer.echo(str(finding), err=True)
        typer.echo(f"Nothing was {done}: {len(refused.findings)} faults.", err=True)
        raise typer.Exit(1) from None
    except (service.KeepsPublished, Overtaken, OSError) as refusal:
        typer.echo(f"Nothing was {done}: {refusal}", err=True)
        raise typer.Exit(1) from None


@app.command()
def build() -> None:
    """Make the DuckDB file from the CSVs that ship, all or nothing."""
    with _refusals("built"):
        snapshot = service.build()
    typer.echo(f"Version {snapshot.version.number} stands at {snapshot.path}")


@app.command()
def publish(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Holds a CSV a dataset.")],
    note: Annotated[str, typer.Option(help="What changed, and why; kept in the history.")],
) -> None:
    """Publish a folder of CSVs, a whole set, as the next version, all or nothing."""
    with _refusals("published"):
        snapshot = service.publish_folder(None, folder, note)
    typer.echo(f"Version {snapshot.version.number} stands at {snapshot.path}")


@app.command()
def versions() -> None:
    """List the versions, newest first: number, when (UTC), whether shipped or published, by whom, and the note."""
    every = service.versions()
    for version in every:
        typer.echo(_line(version))
    if not every:
        typer.echo("No version yet; `python -m data build` makes the first.", err=True)


@app.command()
def path() -> None:
    """Print where the current DuckDB file is, so that anyone with DuckDB can read it."""
    typer.echo(service.current().path)


@app.command()
def describe() -> None:
    """Write the data dictionary (docs/data-dictionary.md) from the contracts."""
    typer.echo(f"Wrote {dictionary.write()}")


def _line(version: Version) -> str:
    moment = datetime.datetime.fromisoformat(version.published_at).astimezone(datetime.UTC)
    kind = "shipped" if version.shipped else "published"
    return f"{version.number:>6}  {moment:%Y-%m-%d %H:%M:%S} UTC  {kind:<9}  {version.published_by}  {version.note}"


if __name__ == "__main__":
    app()
