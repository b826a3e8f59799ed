"""The milestones: what became of the last plan's, what slipped, where deadlines pile up, and on whom."""

import datetime
from typing import TypeAlias

import pandas as pd

from components import milestones as told
from components.evidence import Provenance
from components.pack import charting
from components.pack.content import Page
from components.pack.tabulating import evidence, places, table

Frame: TypeAlias = pd.DataFrame


def fates(counted: Frame, became: Frame, provenance: Provenance) -> Page:
    """What became of the milestones of plans that have a later edition."""
    chart = charting.bars(told.fate_bars(counted), "", "Milestones of plans with a later edition", "milestones", 0)
    shown = told.became(became)
    shares, total = {"What became of it": 1.4, "Milestone": 3, "Due": 1.6}, int(became["total_rows"].max() or 0)
    rows = table("Each of them", shown, shares, "What became of them", {"Due on": became["due_on"]}, total=total)
    return Page("milestones", "Milestones", told.fates_title(counted), left=(chart,), right=(rows,), split=0.48,
                sources=places(provenance, became), evidence=evidence(provenance, became),
                told="Milestones: what became of them")  # fmt: skip


def months(rows: Frame, date: datetime.date) -> Page:
    """Where deadlines pile up."""
    subtitle = "Milestones still open, by the month in which they fall due; months past in grey"
    chart = charting.months(rows, "", subtitle, date)
    counted = table("", told.months_table(rows), {}, "Months", {"Month from": rows["due_month"]})
    return Page("milestones", "Milestones", told.months_title(rows), left=(chart,), told="Milestones by month",
                more=(counted,))  # fmt: skip


def slipped(rows: Frame, provenance: Provenance) -> Page:
    """Every date that moved, as each edition prints it."""
    shares = {
        "Milestone": 3,
        "As each edition prints it": 3.4,
        "Due now": 1.3,
        "Days slipped": 0.9,
        "State": 1.3,
        "Lead": 1.4,
    }
    behind = {
        "Days slipped": rows["slipped_days"],
        "First due on": rows["original_due_on"],
        "Due now on": rows["current_due_on"],
    }
    shown = table("", told.slipped(rows), shares, "Slipped", behind, total=int(rows["total_rows"].iloc[0]), flows=True)
    return Page("milestones", "Milestones", told.slipped_title(rows), left=(shown,), sources=places(provenance, rows),
                evidence=evidence(provenance, rows), told="Milestones that slipped")  # fmt: skip


def leads(rows: Frame) -> Page:
    """On whom the milestones rest."""
    shares = {"Lead": 3, "Milestones": 1, "Ahead": 1, "Due soon": 1, "Next due": 1.6, "Overdue": 1, "Not reported": 1.1,
              "Done": 1}  # fmt: skip
    shown = table("", told.leads(rows), shares, "Leads", total=int(rows["total_rows"].iloc[0]), size=14)
    return Page("milestones", "Milestones", told.leads_title(rows), left=(shown,), told="Milestones by lead")
