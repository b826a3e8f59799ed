"""The staff survey: its index, response and factors, and the figures of groups large enough to show."""

from typing import TypeAlias

import pandas as pd

from components import survey as told
from components import tables
from components.evidence import Provenance
from components.pack.content import Figures, Lines, Page
from components.pack.tabulating import evidence, places, table

Frame: TypeAlias = pd.DataFrame


def overall(taken: pd.Series, thresholds: Frame, responses: Frame, factors: Frame, provenance: Provenance) -> Page:
    """The index against its threshold, the response against peers', the factors, and what limits them."""
    said = (told.index_headline(thresholds), told.response_headline(responses), told.factors_headline(factors))
    against = [name for name in told.factors(factors, None) if name.startswith("Against")]
    shares = {"Factor": 1.5, "Score": 1.1, **dict.fromkeys(against, 1.5), "What is printed": 3.0}
    shown = table("Factors", told.factors(factors, taken["earlier_title"]), shares, "Survey factors",
                  {"Score": factors["score"], "Scale to": factors["scale_max"]}, total=len(factors))  # fmt: skip
    sure = Lines("How sure is this?", tuple(told.how_sure(taken, responses)), 12)
    counts = {"Sent": responses["sent"], "Completed": responses["completed"], "Worked out, %": responses["rate_pct"]}
    returned = table("", told.responses(responses, taken["earlier_title"]), {}, "Survey responses", counts)
    return Page("survey", taken["title"], told.factors_title(factors) if len(factors) else "No factor is held",
                (Figures(said),), (shown,), (sure,), 0.66, places(provenance, thresholds, responses, factors),
                evidence(provenance, thresholds, responses, factors), taken["title"], (returned,))  # fmt: skip


def groups(taken: pd.Series, rows: Frame, provenance: Provenance) -> Page:
    """Figures of groups of staff; one too small to show has none, and says so."""
    differences = rows[rows["check_kind"] == "difference_from_basis"]
    shares = {"What": 1.1, "Group": 1.8, "Factor": 1.2, "Measured against": 2, "Figure": 1.3, "As printed": 3}
    total = int(rows["total_rows"].iloc[0])
    shown = table("", told.figures(rows), shares, "Survey groups", {"Value": rows["value"]}, total=total, flows=True)
    return Page("survey", taken["title"], told.groups_title(differences), tuple(_clipped(rows)), (shown,),
                sources=places(provenance, rows), evidence=evidence(provenance, rows),
                told="Staff survey: divisions and departments")  # fmt: skip


def _clipped(rows: Frame) -> list[Lines]:
    lines = tuple(tables.clipped(rows))
    return [Lines("", lines, 12)] if lines else []
