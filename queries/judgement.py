"""What the findings and methods pages ask."""

import datetime

import pandas as pd

from data.store import Snapshot
from queries.runner import FIRST, ask

FINDINGS = (
    "finding_key", "rule", "severity", "dataset", "subject_kind", "subject_id", "plan_id", "plan_title", "title",
    "printed", "recomputed", "difference", "unit", "explanation", "source_ref", "quote", "status", "note", "total_rows",
)  # fmt: skip
THRESHOLDS = ("scope", "scope_id", "rule", "amber_within", "unit", "source_ref", "note")

WHAT_IF = ("indicator_id", "title", "unit", "decimals", "value", "period", "target", "verdict_now", "verdict_then")
COMMENTARY = ("as_at", "author_role", "text", "action", "owner", "due_text", "source_ref", "quote", "note")

RULES = ("dataset", "rule", "findings")
ABOUT = ("title", "severity", "explanation", "status", "period")
BESIDE = ("subject_id", "finding", "commentary", "asked")


def findings(
    snapshot: Snapshot,
    date: datetime.date,
    plan_id: str = "",
    dataset: str = "",
    severity: str = "",
    status: str = "",
    rule: str = "",
    row_limit: int = FIRST,
) -> pd.DataFrame:
    """FINDINGS, one row a rule that does not hold, gravest first; empty arguments mean all.

    `total_rows` counts what `row_limit` cuts off too.
    """
    return ask(
        snapshot, "findings", FINDINGS,
        reporting_date=date, plan_id=plan_id, dataset=dataset, severity=severity, status=status, rule=rule,
        row_limit=row_limit,
    )  # fmt: skip


def finding_rules(snapshot: Snapshot, date: datetime.date, plan_id: str = "") -> pd.DataFrame:
    """RULES, one row a check and a dataset it found something in."""
    return ask(snapshot, "finding_rules", RULES, reporting_date=date, plan_id=plan_id)


def thresholds(snapshot: Snapshot) -> pd.DataFrame:
    """THRESHOLDS, one row a tolerance."""
    return ask(snapshot, "thresholds", THRESHOLDS)


def what_if(snapshot: Snapshot, date: datetime.date, amber_within: float, unit: str) -> pd.DataFrame:
    """WHAT_IF, one row a judged indicator, with its verdict now and under another tolerance (percent or points)."""
    return ask(snapshot, "what_if", WHAT_IF, reporting_date=date, amber_within=amber_within, unit=unit)


def commentary(snapshot: Snapshot, date: datetime.date, subject_kind: str, subject_id: str) -> pd.DataFrame:
    """COMMENTARY, one row a remark on one thing by the date, latest first."""
    return ask(
        snapshot, "commentary", COMMENTARY,
        reporting_date=date, subject_kind=subject_kind, subject_id=subject_id,
    )  # fmt: skip


def findings_about(snapshot: Snapshot, date: datetime.date, subject_id: str) -> pd.DataFrame:
    """ABOUT, one row a finding about one thing, gravest first."""
    return ask(snapshot, "findings_about", ABOUT, reporting_date=date, subject_id=subject_id)


def beside(snapshot: Snapshot, date: datetime.date, rows: pd.DataFrame, kind: str, key: str) -> pd.DataFrame:
    """The rows with three more columns: finding, what was found about the thing named by `key`; commentary, what was
    said of it, or is asked for of its owner; asked, that it is, without the owner. Missing where there is none."""
    asked = {"reporting_date": date, "subject_kind": kind, "subject_ids": tuple(sorted(set(rows[key].dropna())))}
    held = ask(snapshot, "beside", BESIDE, **asked).set_index("subject_id")
    return rows.assign(**{name: rows[key].map(held[name]) for name in BESIDE[1:]})
