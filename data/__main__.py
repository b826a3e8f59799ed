"""The command line: `python -m data`."""

import typer

from data import dictionary, service
from data.findings import Refused

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The dashboard's data, from the command line.")


@app.command()
def build() -> None:
    """Make the DuckDB file from the CSVs that ship, all or nothing."""
    try:
        snapshot = service.build()
    except Refused as refused:
        for finding in refused.findings:
            typer.echo(str(finding), err=True)
        typer.echo(f"Nothing was built: {len(refused.findings)} faults.", err=True)
        raise typer.Exit(1) from None
    except service.KeepsPublished as kept:
        typer.echo(str(kept), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Version {snapshot.version.number} stands at {snapshot.path}")


@app.command()
def path() -> None:
    """Print where the current DuckDB file is, so that anyone with DuckDB can read it."""
    typer.echo(service.current().path)


@app.command()
def describe() -> None:
    """Write the data dictionary (docs/data-dictionary.md) from the contracts."""
    typer.echo(f"Wrote {dictionary.write()}")


if __name__ == "__main__":
    app()
