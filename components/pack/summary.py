"""The pages that answer for everything within the filters: the headline, what needs attention, what falls due."""

from typing import TypeAlias

import pandas as pd

from components import headlines, status, tables, wording
from components import priorities as told
from components.evidence import Provenance
from components.headlines import Headline
from components.pack.content import Block, Figures, Lines, Page, Table
from components.pack.tabulating import evidence, places, table

Frame: TypeAlias = pd.DataFrame


def headline(measures: Frame, milestones: Frame, savings: Frame, survey: Frame, provenance: Provenance) -> list[Page]:
    """The overview as one page: four numbers, what is furthest from its target, and what falls due next."""
    measure_counts = headlines.counts(measures)
    milestone_counts = headlines.counts(milestones, status.MILESTONE_GROUPS)
    said = [headlines.measures_headline(measure_counts), headlines.milestones_headline(milestone_counts),
            headlines.savings_headline(savings), headlines.survey_headline(survey)]  # fmt: skip
    short = tables.first_needing_attention(measures, len(measures))
    soon = milestones[milestones["state"] == "due_soon"]
    left = _or_none(attention_table(short, _short(measure_counts)), "No measure is short of its next target.")
    right = _or_none(due_table(soon, milestone_counts.get("soon", 0)), "No milestone falls due in 90 days.")
    return [
        Page(
            "headline",
            "Headline",
            _sentence(said, measure_counts),
            (Figures(tuple(said)),),
            (left,),
            (right,),
            0.6,
            places(provenance, measures, savings, survey),
            evidence(provenance, savings, survey),
            "Headline",
        )
    ]


def attention(measures: Frame, provenance: Provenance) -> list[Page]:
    """Every measure off target, or still to reach its next target."""
    rows, counts = tables.first_needing_attention(measures, len(measures)), headlines.counts(measures)
    said = headlines.measures_headline(counts)
    if rows.empty:
        return [nothing("attention", "Needs attention", "No measure is short of its next target.")]
    shown = attention_table(rows, _short(counts), size=14, flows=True)
    return [
        Page("attention", "Off target, else furthest to go", f"{said[1]} {_measures(said[2])}", (), (shown,), (), 1.0,
             places(provenance, rows), evidence(provenance, rows), "Off target, else furthest to go")
    ]  # fmt: skip


def due(milestones: Frame, provenance: Provenance) -> list[Page]:
    """What is overdue and what falls due in 90 days; what is past due and silent is in the workbook."""
    counts = headlines.counts(milestones, status.MILESTONE_GROUPS)
    asked = milestones["state"].map(status.MILESTONE_GROUPS)
    rows = pd.concat([milestones[asked == group] for group in ("overdue", "soon")])
    silent = milestones[asked == "silent"]
    if rows.empty:
        return [nothing("due", "Falls due next", "No milestone is overdue, and none falls due in 90 days.")]
    total = sum(counts.get(group, 0) for group in ("overdue", "soon"))
    title = (
        f"{counts.get('soon', 0):,} milestones fall due in 90 days; {counts.get('overdue', 0):,} are overdue, and "
        f"{counts.get('silent', 0):,} past due have nothing reported"
    )
    shown = due_table(rows, total, flows=True)
    more = due_table(silent, counts.get("silent", 0), flows=True)
    return [Page("due", "Falls due next", title, (), (shown,), (), 1.0, places(provenance, rows),
                 evidence(provenance, rows), "Falls due next", (more,))]  # fmt: skip


def listed(rows: Frame, provenance: Provenance) -> list[Page]:
    """Every priority with how its measures and milestones divide."""
    if rows.empty:
        return [nothing("priorities", "Priorities", "Nothing within these filters is a priority.")]
    counts = {name: rows[column] for name, column in
              (("Number of measures", "measure_count"), ("Number of milestones", "milestone_count"),
               ("Savings", "savings_count"), ("Findings", "finding_count"))}  # fmt: skip
    shares = {
        "Plan": 1.5,
        "Priority": 2.6,
        "Measures": 2.6,
        "Milestones": 2.6,
        "Savings": 0.7,
        "Findings": 0.75,
        "Lead": 1.6,
    }
    shown = table("", told.listed(rows, {}), shares, "Priorities", counts, total=told.whole(rows), flows=True)
    title = f"{told.title(rows, 'priorities')}, each with its measures and milestones by state"
    return [Page("priorities", "Priorities", title, (), (shown,), (), 1.0, places(provenance, rows),
                 evidence(provenance, rows), "Priorities, counted by state")]  # fmt: skip


def findings(rows: Frame, provenance: Provenance) -> list[Page]:
    """Where the papers do not hold together, the gravest first."""
    if rows.empty:
        return [nothing("findings", "Findings", "Every check of the papers within these filters holds.")]
    total, high = int(rows["total_rows"].iloc[0]), int((rows["severity"] == "high").sum())
    shares = {"Severity": 1.2, "Finding": 3.0, "Explanation": 5.2, "Plan": 1.5, "Decision": 0.9}
    behind = {name: rows[name.lower()] for name in ("Printed", "Recomputed", "Difference")}
    shown = table("", tables.findings(rows), shares, "Findings", behind, total=total, flows=True)
    title = f"{total:,} checks of the papers do not hold, {high} of them grave; each is shown as printed"
    return [Page("findings", "Findings", title, (), (shown,), (), 1.0, places(provenance, rows),
                 evidence(provenance, rows), "Findings")]  # fmt: skip


def sources(documents: Frame, datasets: Frame) -> list[Page]:
    """The documents the figures are printed in, and the files they came in."""
    issued = [wording.day(day) or "no date printed" for day in documents["issued_on"]]
    held = {"title": "Document", "publisher": "Publisher", "issued": "Issued", "covers": "Covers",
            "rows_citing": "Figures cited", "note": "Our note"}  # fmt: skip
    shares = {"Document": 2, "Publisher": 1.5, "Issued": 1, "Covers": 3.2, "Figures cited": 0.8}
    shown, cited = tables.renamed(documents.assign(issued=issued), held), {"Figures cited": documents["rows_citing"]}
    printed = table("Documents", shown, shares, "Sources", cited, flows=True)
    names = {"dataset": "Dataset", "row_count": "Rows", "file_name": "File", "version": "Loaded in version",
             "loaded_by": "Loaded by", "sha256": "SHA-256 of the file"}  # fmt: skip
    files = table("Files the figures came in", tables.renamed(datasets, names), {}, "Files",
                  {"Rows": datasets["row_count"], "Loaded in version": datasets["version"]})  # fmt: skip
    title = f"Every figure is printed in one of {len(documents)} documents, or came in a file that was loaded"
    return [Page("sources", "Sources", title, left=(printed,), told="Sources", more=(files,))]


def nothing(section: str, kicker: str, why: str, title: str = "Nothing to show within these filters") -> Page:
    """A page that says what is not there, in place of a blank."""
    return Page(section, kicker, title, left=(Lines("", (why,), 20),), told=kicker)


def attention_table(rows: Frame, total: int, *, size: int = 12, flows: bool = False) -> Table:
    """Measures against their next target; values in each measure's own unit."""
    shown = tables.to_go(rows).assign(State=[str(status.MEASURES[state]) for state in rows["state"]])
    shares = {"Measure": 3.0, "Latest": 1.5, "Next target": 1.4, "To go": 0.8, "Owner": 1.9}
    if flows:
        shares = {"State": 1.0, **shares, "Moved": 1.3}
    behind = {
        "Latest": rows["value"], "Next target": rows["next_target"], "To go": rows["gap_to_next"], "Unit": rows["unit"],
        "Latest period": rows["period"], "Target period": rows["next_target_period"], "Why": rows["reason"],
        "Code": rows["code"],
    }  # fmt: skip
    return table("Off target, else furthest to go", shown, shares, "Needs attention", behind,
                 total=total, flows=flows, size=size)  # fmt: skip


def due_table(rows: Frame, total: int, *, size: int = 12, flows: bool = False) -> Table:
    """Milestones: when, what, who, and how they stand."""
    shown = tables.milestones(rows)
    shown["State"] = [f"{_group(state)} {word}" for state, word in zip(rows["state"], rows["word"], strict=True)]
    shares = {"Due": 1.6, "Milestone": 3.0, "Owner": 1.6}
    if flows:
        shares = {"Due": 1.4, "State": 1.6, "Milestone": 4.4, "Owner": 2.4}
    title, behind = "Milestones" if flows else "Falls due in 90 days", {"Due on": rows["due_on"]}
    return table(title, shown, shares, "Due", behind, total=total, flows=flows, size=size)


def _sentence(said: list[Headline], counts: headlines.Counts) -> str:
    """The first two headlines as one sentence."""
    (_, short, of), (_, soon, due) = said[:2]
    held = f"{short} {_measures(of)}" if counts else "No measure with targets stands within these filters"
    return f"{held}; {soon} {due.replace(' fall', ' milestones fall', 1)}"


def _measures(words: str) -> str:
    """ "of 28 still to reach" as "of 28 measures still to reach"."""
    return words.replace(" still", " measures still", 1)


def _or_none(shown: Table, why: str) -> Block:
    """The table, or in its place a line that says there is nothing in it."""
    return shown if shown.rows else Lines(shown.title, (why,))


def _short(counts: headlines.Counts) -> int:
    return counts.get("to_go", 0) + counts.get("off_target", 0)


def _group(state: str) -> str:
    return status.MILESTONES[status.MILESTONE_GROUPS[state]].shape
