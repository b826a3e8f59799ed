"""The savings: whether the plan reaches its target, who owes what, which sums do not come out."""

from typing import TypeAlias

import pandas as pd

from components import savings as told
from components import savings_proved as proved
from components import tables
from components.evidence import Provenance
from components.pack import charting
from components.pack.content import Lines, Page
from components.pack.tabulating import evidence, places, table

KICKER = "Savings"
Frame: TypeAlias = pd.DataFrame


def bridge(steps: Frame, rests: Frame, provenance: Provenance) -> Page:
    """The way to the target source by source, and what the plan rests on."""
    shown = told.bridge_table(steps)
    behind = {"£000": steps["amount"], "Sum to here, £000": steps["ends_at"]}
    chart = charting.bridge(told.bridge_steps(steps), "", told.bridge_subtitle(steps))
    shares = {"What": 2.2, "Amount": 1.1, "Share": 0.8, "Short without": 1.3}
    parts = {
        "Amount, £000": rests["amount"],
        "Share, %": rests["share_pct"],
        "Short without, £000": rests["short_without"],
    }
    rests_on = table("What it rests on", told.rests_on(rests), shares, "What savings rest on", parts, size=13)
    lines = Lines("", (told.on_course(steps), told.OVERLAP), 12)
    return Page("savings", KICKER, told.bridge_title(steps), left=(chart,), right=(rests_on, lines), split=0.62,
                sources=places(provenance, steps), evidence=evidence(provenance, steps), told="Savings: the bridge",
                more=(table("", shown, {}, "Savings bridge", behind),))  # fmt: skip


def owed(groups: Frame, what: str, provenance: Provenance) -> Page:
    """Who owes what, in £000; years are never added."""
    shown = told.owed(groups, what)
    years = [name for name in shown if name not in _OWED and name != what]
    behind = {year: [_in_year(each, year) for each in groups["years"]] for year in years}
    shares = {
        what: 2.4,
        **dict.fromkeys(years, 1.0),
        "Of its table": 0.9,
        "Lines": 0.6,
        "Figures": 1.5,
        "Printed in": 2.6,
    }
    rows = table("£000, as printed", shown, shares, f"Owed by {what.lower()}", behind,
                 total=int(groups["total_rows"].iloc[0]), size=13, flows=True)  # fmt: skip
    return Page("savings", KICKER, told.owed_title(groups), (Lines("", (told.owed_caption(groups),), 12),), (rows,),
                sources=places(provenance, groups), evidence=evidence(provenance, groups),
                told=f"Savings owed by {what.lower()}")  # fmt: skip


_OWED = ("Of its table", "Lines", "Figures", "Answers for it", "Printed in")


def differing(checks: Frame, provenance: Provenance) -> Page:
    """The printed sums that do not come out: printed, recomputed, difference and likely reason."""
    rows = checks[checks["agrees"].ne(True)]
    behind = {"Printed": rows["printed_amount"], "Recomputed": rows["recomputed"], "Difference": rows["difference"]}
    shares = {"Figure": 3.2, "Year": 0.9, "Check": 1.4, "Printed": 0.9, "Recomputed": 1.1, "Difference": 1.0,
              "Unit": 0.6, "Likely reason": 3.0}  # fmt: skip
    shown = table("", proved.differing(checks), shares, "Sums that differ", behind,
                  total=int(rows["total_rows"].iloc[0]) if len(rows) else 0, flows=True)  # fmt: skip
    return Page("savings", KICKER, proved.checks_title(checks), left=(shown,), sources=places(provenance, rows),
                evidence=evidence(provenance, rows), told="Savings: sums that differ")  # fmt: skip


def timing(rows: Frame, provenance: Provenance) -> Page:
    """Savings with the milestones that come first, those that leave least of the year on top."""
    shares = {"Saving": 2.2, "Claimed, £000": 1.3, "Milestone that comes first": 2.8, "Due": 1.3,
              "Days of the year left": 0.9, "Standing": 1.4, "Answers for it": 1.4}  # fmt: skip
    behind = {"Claimed, £000": rows["amount"], "Days of the year left": rows["days_left"], "Due on": rows["due_on"]}
    shown = table("", proved.timing(rows), shares, "Savings and milestones", behind,
                  total=int(rows["total_rows"].iloc[0]), flows=True)  # fmt: skip
    return Page("savings", "Savings", proved.timing_title(rows), left=(shown,), sources=places(provenance, rows),
                evidence=evidence(provenance, rows), told="Savings that wait for a milestone")  # fmt: skip


def tests(counts: Frame, rows: Frame, provenance: Provenance) -> Page:
    """The Government's tests of an efficiency, answered saving by saving."""
    answered = table("", proved.tests_answered(counts), {"Test": 2, **dict.fromkeys(proved.ANSWERS.values(), 1.0)},
                     "Tests of savings", {proved.ANSWERS[k]: counts[k] for k in proved.ANSWERS}, size=14)  # fmt: skip
    shares = {"Saving": 2.6, "In all": 1.4, **dict.fromkeys(proved.TESTS.values(), 1.0), "Why": 3.2}
    title, total = tables.first_of(rows, "savings, those that fail first"), int(rows["total_rows"].iloc[0])
    each = table(title, proved.tests(rows), shares, "Savings tested", total=total, lines=3)
    title, found = proved.tests_title(counts), evidence(provenance, rows)
    return Page("savings", "Savings", title, (answered,), (each,), sources=places(provenance, rows), evidence=found,
                told="Savings: the tests of an efficiency")  # fmt: skip


def _in_year(years: list[dict], period: str) -> float | None:
    return next((year["amount"] for year in years if year["period"] == period), None)
