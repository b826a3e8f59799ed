"""The command line: `python -m data`."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from data import dictionary, looking_after, service, telling
from data.findings import Finding
from data.service import Difference, Mode
from data.store import Snapshot, Version

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The dashboard's data, from the command line.")

Dataset = Annotated[str, typer.Option("--dataset", help="The dataset the file is for, as in the data dictionary.")]
DatasetName = Annotated[str, typer.Argument(help="The dataset's name, as in the data dictionary.")]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for a program to read.")]
Out = Annotated[Path, typer.Option(dir_okay=False, help="The file to write.")]
Note = Annotated[str, typer.Option(help="What changed, and why; kept in the history.")]
By = Annotated[str, typer.Option(help="Who publishes; the user of this machine if not said.", show_default=False)]


@app.command()
def build() -> None:
    """Make the DuckDB file from the CSVs that ship, all or nothing."""
    with telling.refusals("built"):
        snapshot = service.build()
    typer.echo(f"Version {snapshot.version.number} stands at {snapshot.path}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A CSV.")],
    dataset: Dataset,
    as_json: AsJson = False,
) -> None:
    """Check a file without publishing it: every fault by row and column. Status 1 if it would be refused."""
    with telling.refusals("checked"):
        checked = service.check_file(dataset, file)
    if as_json:
        findings = telling.findings(checked.findings)
        mended = json.loads(checked.changes.to_json(orient="records", date_format="iso"))
        told = {"file": checked.file, "dataset": dataset, "fit": checked.fit, "findings": findings, "mended": mended}
        typer.echo(telling.as_json(told))
    else:
        for finding in checked.findings:
            typer.echo(_finding(finding))
        rows = (
            f"{telling.count(len(checked.rows_read), 'row')}, fit to publish as {dataset}" if checked.fit else "not fit"
        )
        faults = f"{telling.count(len(checked.errors), 'fault')}, {telling.count(len(checked.warnings), 'warning')}"
        typer.echo(f"{checked.file}: {rows}; {faults}.")
    if not checked.fit:
        raise typer.Exit(1)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(exists=True, help="A CSV; without --dataset, a folder of one CSV a dataset.")],
    note: Note,
    dataset: Annotated[str, typer.Option("--dataset", help="The dataset the file is for.", show_default=False)] = "",
    mode: Annotated[str, typer.Option(help="update adds and changes rows by key; replace takes the file for all.")] = (
        "update"
    ),
    accept_warnings: Annotated[bool, typer.Option("--accept-warnings", help="Publish in spite of warnings.")] = False,
    accept_removals: Annotated[bool, typer.Option("--accept-removals", help="Let replace remove rows.")] = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Check, preview and publish a file as the next version, all or nothing; or a folder, a whole set."""
    if not dataset and file.is_file():
        raise typer.BadParameter("Say which dataset the file is for with --dataset.")
    if dataset and file.is_dir():
        raise typer.BadParameter("A folder is a whole set; leave --dataset out.")
    told: dict[str, Any] = {}
    with telling.refusals("published", as_json):
        if not dataset:
            snapshot = service.publish_folder(None, file, note, by)
        else:
            seen = service.preview(service.check_file(dataset, file), _mode(mode))
            if not as_json:
                for finding in seen.checked.warnings:
                    typer.echo(_finding(finding), err=True)
            try:
                snapshot = service.publish(seen, note, by or service.user(), accept_warnings, accept_removals)
            finally:
                service.discard(seen)
            told = {"rows": seen.rows.counts, "sentence": seen.sentence, "judgement": seen.judgement.sentence}
            told["findings"] = telling.findings(seen.checked.findings)
    _published(snapshot, told, as_json)


@app.command()
def versions() -> None:
    """List the versions, newest first: number, when (UTC), whether shipped or published, by whom, and the note."""
    with telling.refusals("listed"):
        every = service.versions()
    for version in every:
        typer.echo(_line(version))
    if not every:
        typer.echo("No version yet; `python -m data build` makes the first.", err=True)


@app.command()
def history(as_json: AsJson = False) -> None:
    """List what was published, newest first: each file, and the rows it added, changed and removed."""
    with telling.refusals("listed"):
        frame = service.history()
    if as_json:
        typer.echo(telling.as_json(json.loads(frame.to_json(orient="records", date_format="iso"))))
        return
    told = frame.astype(object).where(frame.notna(), None).to_dict("records")
    for row in told:
        counts = ", ".join(f"{what} {row[what]}" for what in ("added", "changed", "removed") if row[what] is not None)
        file = f"{row['dataset']} from {row['file_name']} as {row['load_id']}" if row["load_id"] else row["dataset"]
        pruned = " (pruned)" if row["pruned"] else ""
        when = f"{row['published_at']:%Y-%m-%d %H:%M:%S} UTC"
        parts = [f"{row['version']:>6}{pruned}  {when}  {row['published_by']}", file, counts, row["note"]]
        typer.echo("  ".join(part for part in parts if part))


@app.command()
def diff(
    before: Annotated[int, typer.Argument(help="A version's number.")],
    after: Annotated[int, typer.Argument(help="Another's.")],
    as_json: AsJson = False,
) -> None:
    """Say what one version holds and judges otherwise than another."""
    with telling.refusals("compared"):
        difference = service.diff(before, after)
    if as_json:
        typer.echo(telling.as_json(_difference(difference)))
        return
    for dataset, rows in difference.rows.items():
        counts = rows.counts
        typer.echo(f"{dataset}: " + ", ".join(f"{count} {what}" for what, count in counts.items() if count))
        for key, column, old, new in rows.changed.itertuples(index=False):
            typer.echo(f"  {key}, {column}: {old!r} -> {new!r}")
    if not difference.rows:
        typer.echo(f"Versions {before} and {after} hold the same figures.")
    typer.echo(difference.judgement.sentence)


@app.command()
def rollback(
    number: Annotated[int, typer.Argument(help="The version to go back to.")],
    note: Note = "no reason given",
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Publish the figures of an older version again, as the next version; nothing is lost."""
    with telling.refusals("rolled back", as_json):
        snapshot = service.roll_back(number, note, by or service.user())
    _published(snapshot, {}, as_json)


@app.command()
def export(
    dataset: DatasetName,
    out: Out,
    version: Annotated[int, typer.Option(help="A version's number; the current one if not said.")] = 0,
) -> None:
    """Write a dataset as a CSV that can be checked and published again."""
    with telling.refusals("exported"):
        out.write_bytes(service.export(dataset, version or None))
    typer.echo(f"Wrote {out}")


@app.command()
def original(load_id: Annotated[str, typer.Argument(help="A load, as `history` lists it.")], out: Out) -> None:
    """Write a file that was loaded, byte for byte as it came."""
    with telling.refusals("written"):
        name, content = service.original(load_id)
        out.write_bytes(content)
    typer.echo(f"Wrote {out}; it came as {name}")


@app.command()
def template(
    dataset: DatasetName,
    out: Out,
    description: Annotated[bool, typer.Option("--description", help="What each column asks, instead.")] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Table Schema JSON, instead.")] = False,
) -> None:
    """Write a dataset's empty CSV, to fill in."""
    with telling.refusals("written"):
        make = service.table_schema if schema else service.description if description else service.template
        out.write_bytes(make(dataset))
    typer.echo(f"Wrote {out}")


@app.command()
def path() -> None:
    """Print where the current DuckDB file is, so that anyone with DuckDB can read it."""
    with telling.refusals("found"):
        snapshot = service.current()
    typer.echo(snapshot.path)


@app.command()
def describe() -> None:
    """Write the data dictionary (docs/data-dictionary.md) from the contracts."""
    typer.echo(f"Wrote {dictionary.write()}")


@app.command()
def pack(
    out: Annotated[Path, typer.Option(file_okay=False, help="The folder to write pack.pptx, pack.pdf, pack.xlsx in.")],
    plan: Annotated[str, typer.Option(help="A plan, by its name in the filters or its key.")] = "",
    board: Annotated[str, typer.Option(help="A board, likewise.")] = "",
    theme: Annotated[str, typer.Option(help="A theme, likewise.")] = "",
    priority: Annotated[str, typer.Option(help="A priority, likewise.")] = "",
    lead: Annotated[str, typer.Option(help="A lead, likewise.")] = "",
    date: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The reporting date, if not the data's own.")
    ] = None,
    section: Annotated[
        list[str] | None, typer.Option(help="What the pack holds: again for each, in order; the usual order if none.")
    ] = None,
    freeze: Annotated[bool, typer.Option("--freeze", help="Keep the pack for ever too, under its hash.")] = False,
    by: By = "",
) -> None:
    """Make the Cabinet pack (PowerPoint, PDF and Excel), the same as the Pack page makes of the same selection."""
    # The command line puts the program together: packs ask the queries, which no other module of data may know.
    from pages.packs import making, selection

    with telling.refusals("made"):
        snapshot = service.current()
        asked = {"plan": plan, "board": board, "theme": theme, "priority": priority, "lead": lead}
        try:
            selected = selection.named(snapshot, asked, date.date() if date else None, tuple(section or ()))
        except selection.UnknownChoice as unknown:
            typer.echo(f"Nothing was made: {unknown}", err=True)
            raise typer.Exit(1) from None
        made = making.make(snapshot, selected)
        out.mkdir(parents=True, exist_ok=True)
        for kind, content in made.files.items():
            (out / f"pack.{kind}").write_bytes(content)
        if freeze:
            making.freeze(made, by or service.user())
    typer.echo(
        f"Wrote pack.pptx, pack.pdf and pack.xlsx ({len(made.pack.pages)} pages) in {out}; hash {made.pack.hash}"
    )


for name, command in looking_after.COMMANDS.items():
    app.command(name)(command)


def _published(snapshot: Snapshot, told: Mapping[str, Any], as_json: bool) -> None:
    number, where = snapshot.version.number, str(snapshot.path)
    if as_json:
        typer.echo(telling.as_json({"version": number, "path": where, **told}))
        return
    if told:
        typer.echo(f"{told['sentence']} {told['judgement']}")
    typer.echo(f"Version {number} stands at {where}")


def _mode(word: str) -> Mode:
    if word == "update":
        return "update"
    if word == "replace":
        return "replace"
    raise typer.BadParameter("--mode is update or replace.")


def _finding(finding: Finding) -> str:
    return f"Warning: {finding}" if finding.level == "warning" else str(finding)


def _difference(difference: Difference) -> dict[str, Any]:
    rows = {
        dataset: {**changes.counts, "cells": changes.changed.to_dict("records")}
        for dataset, changes in difference.rows.items()
    }
    moves = difference.judgement.moves.to_dict("records")
    return {
        "before": difference.before, "after": difference.after, "datasets": rows,
        "judgement": difference.judgement.sentence, "moves": moves,
    }  # fmt: skip


def _line(version: Version) -> str:
    moment = datetime.datetime.fromisoformat(version.published_at).astimezone(datetime.UTC)
    kind = "shipped" if version.shipped else "published"
    return f"{version.number:>6}  {moment:%Y-%m-%d %H:%M:%S} UTC  {kind:<9}  {version.published_by}  {version.note}"


if __name__ == "__main__":
    app()
