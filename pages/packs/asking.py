"""What each entry of a running order asks of the queries, and the pages made of the answers."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from components.evidence import Provenance
from components.homelessness import offered
from components.pack import measures, moments, money, priority, staff, summary
from components.pack.content import Page
from data.store import Snapshot
from pages.packs.selection import ONE, Selection
from queries import (
    efficiency,
    frame,
    homelessness,
    judgement,
    milestones,
    overview,
    priorities,
    report_card,
    sources,
    survey,
)
from queries.priorities import Subject

MOST = 60  # priorities, or strategies, with pages of their own: a paper of thousands of pages is read by nobody


@dataclass(frozen=True)
class Asked:
    """One selection of one version, and what every section of it needs."""

    snapshot: Snapshot
    selection: Selection

    @property
    def date(self) -> datetime.date:
        return self.selection.chosen.reporting_date

    @property
    def lead(self) -> str:
        return self.selection.chosen.lead

    @cached_property
    def scope(self) -> tuple[str, ...]:
        chosen = self.selection.chosen
        return frame.scope(self.snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)

    @cached_property
    def provenance(self) -> Provenance:
        snapshot = self.snapshot
        return Provenance(sources.titles(snapshot), sources.loads(snapshot), snapshot.version.number)

    @cached_property
    def listed(self) -> pd.DataFrame:
        """The priorities within the filters."""
        return priorities.priority_list(self.snapshot, self.date, self.scope, self.lead)

    @cached_property
    def strategies(self) -> pd.DataFrame:
        """The plans with a table of measures, and within: the priorities that the filters leave of each."""
        rows = homelessness.strategies(self.snapshot, self.date).set_index("plan_id", drop=False)
        left = offered(rows, self.scope, most=MOST)
        return rows.loc[list(left)].assign(within=list(left.values()))

    def entries(self) -> list[str]:
        """The running order, with the key of each priority to which anything belongs where `each` stands."""
        named = {key for key in self.selection.order if key.startswith(ONE)}
        unnamed = [f"{ONE}{key}" for key in self._filled if f"{ONE}{key}" not in named]
        rest = [*unnamed[:MOST], "each"] if len(unnamed) > MOST else unnamed or ["each"]
        return list(dict.fromkeys(one for key in self.selection.order for one in (rest if key == "each" else [key])))

    def pages(self, key: str) -> Iterator[Page]:
        """The pages of one entry."""
        if key.startswith(ONE):
            yield self._priority(key.removeprefix(ONE))
        elif key == "each":
            yield self._rest()
        else:
            yield from _PAGES[key](self)

    @cached_property
    def _filled(self) -> list[str]:
        """The priorities to which anything belongs."""
        counts = ["measure_count", "milestone_count", "savings_count", "finding_count"]
        return list(self.listed.loc[self.listed[counts].sum(axis=1) > 0, "priority_id"])

    def _rest(self) -> Page:
        if len(self._filled) <= MOST:
            return summary.nothing("each", "Priorities", "Nothing belongs to any priority within these filters.")
        why = "A plan, a board or a theme chosen in the filters gives others a page."
        return summary.nothing("each", "Priorities", why, f"The first {MOST} priorities have a page of their own")

    def _priority(self, key: str) -> Page:
        row = self.listed.set_index("priority_id", drop=False).loc[key]
        held = report_card.held(self.snapshot, self.date, Subject((key,)), self.lead)
        return priority.page(row, held, self.provenance)

    def beside(self, rows: pd.DataFrame, kind: str, key: str) -> pd.DataFrame:
        """The rows with what was found and said of each."""
        return judgement.beside(self.snapshot, self.date, rows, kind, key)

    def milestones(self, rows: pd.DataFrame) -> pd.DataFrame:
        return self.beside(rows, "milestone", "milestone_id")

    def lines(self, rows: pd.DataFrame) -> pd.DataFrame:
        return self.beside(rows, "efficiency_line", "line_id")


def _headline(asked: Asked) -> Iterator[Page]:
    within = (asked.snapshot, asked.date, asked.scope, asked.lead)
    yield from summary.headline(
        overview.measures(*within), asked.milestones(overview.milestones(*within)), overview.savings(asked.snapshot),
        overview.survey_line(asked.snapshot), asked.provenance,
    )  # fmt: skip


def _attention(asked: Asked) -> Iterator[Page]:
    yield from summary.attention(
        overview.measures(asked.snapshot, asked.date, asked.scope, asked.lead), asked.provenance
    )


def _due(asked: Asked) -> Iterator[Page]:
    rows = overview.milestones(asked.snapshot, asked.date, asked.scope, asked.lead)
    yield from summary.due(asked.milestones(rows), asked.provenance)


def _homelessness(asked: Asked) -> Iterator[Page]:
    """Of each strategy every measure; a page for each with more than one result; what the service costs."""
    for _, strategy in asked.strategies.iterrows():
        title, within = strategy["title"], strategy["within"]
        rows = homelessness.strategy_indicators(asked.snapshot, strategy["plan_id"], within)
        verdicts = overview.measures(asked.snapshot, asked.date, within).set_index("indicator_id")
        yield measures.every(rows, verdicts, title, asked.provenance)
        moved = [key for key, path in verdicts["path"].dropna().items() if len(path) > 1]
        yield from _each_measure(asked, "homelessness", title, rows[rows["indicator_id"].isin(moved)], verdicts)
        yield from measures.cost(
            homelessness.cost_compared(asked.snapshot, strategy, asked.date),
            homelessness.cost_lines(asked.snapshot, strategy["plan_id"], asked.date), title, asked.provenance,
        )  # fmt: skip
    if asked.strategies.empty:
        yield summary.nothing("homelessness", "Measures", "The filters leave no priority of a strategy's measures.")


def _measures(asked: Asked) -> Iterator[Page]:
    for _, strategy in asked.strategies.iterrows():
        within = strategy["within"]
        rows = homelessness.strategy_indicators(asked.snapshot, strategy["plan_id"], within)
        verdicts = overview.measures(asked.snapshot, asked.date, within).set_index("indicator_id")
        live = rows[rows["state"] == "live"]
        yield from _each_measure(asked, "measures", strategy["title"], live, verdicts)
    if asked.strategies.empty:
        yield summary.nothing("measures", "Measures", "The filters leave no priority of a strategy's measures.")


def _each_measure(
    asked: Asked, section: str, strategy: str, rows: pd.DataFrame, verdicts: pd.DataFrame
) -> Iterator[Page]:
    for key, measure in rows.set_index("indicator_id").iterrows():
        yield measures.one(
            section, strategy, measure,
            homelessness.indicator_values(asked.snapshot, str(key)), verdicts.loc[key],
            judgement.commentary(asked.snapshot, asked.date, "indicator", str(key)),
            judgement.findings_about(asked.snapshot, asked.date, str(key)),
            asked.milestones(homelessness.indicator_actions(asked.snapshot, str(key), asked.date)), asked.provenance,
        )  # fmt: skip


def _savings(asked: Asked) -> Iterator[Page]:
    chosen, where = asked.selection.chosen, (asked.snapshot, asked.date)
    steps = efficiency.bridge(*where, chosen.plan)
    if not steps.empty:
        yield money.bridge(steps, efficiency.rest_on(*where, chosen.plan), asked.provenance)
    groups = efficiency.owed(asked.snapshot, "board", chosen.plan, chosen.board, chosen.lead)
    if not groups.empty:
        yield money.owed(groups, "Board", asked.provenance)
    checks = efficiency.checks(*where, chosen.plan, chosen.board)
    if not checks.empty:
        yield money.differing(checks, asked.provenance)
    within = frame.scope(asked.snapshot, "", "", chosen.theme, chosen.priority)
    timing = asked.lines(efficiency.timing(*where, within, chosen.plan, chosen.lead))
    if not timing.empty:
        yield money.timing(timing, asked.provenance)
    tests = asked.lines(efficiency.efficiency_tests(*where, chosen.plan, chosen.board, chosen.lead))
    if not tests.empty:
        counts = efficiency.tests_answered(*where, chosen.plan, chosen.board, chosen.lead)
        yield money.tests(counts, tests, asked.provenance)
    if steps.empty and groups.empty and checks.empty and timing.empty and tests.empty:
        yield summary.nothing("savings", "Savings", "No saving stands within these filters.")


def _milestones(asked: Asked) -> Iterator[Page]:
    within = (asked.snapshot, asked.date, asked.scope, asked.lead)
    fates, months = milestones.fates(*within), milestones.months(*within)
    slipped, leads = asked.milestones(milestones.slipped(*within)), milestones.leads(*within)
    if not fates.empty:
        yield moments.fates(fates, asked.milestones(milestones.became(*within)), asked.provenance)
    if not months.empty:
        yield moments.months(months, asked.date)
    if not slipped.empty:
        yield moments.slipped(slipped, asked.provenance)
    if leads.empty:
        yield summary.nothing("milestones", "Milestones", "No milestone stands within these filters.")
    else:
        yield moments.leads(leads)


def _survey(asked: Asked) -> Iterator[Page]:
    taken = survey.surveys(asked.snapshot, asked.date)
    if taken.empty:
        yield summary.nothing("survey", "Staff survey", "No survey was taken by this date.")
        return
    row = taken.iloc[0]
    about = (asked.snapshot, str(row["survey_id"]), asked.date)
    thresholds, responses, factors = survey.thresholds(*about), survey.responses(*about), survey.factors(*about)
    yield staff.overall(row, thresholds, responses, factors, asked.provenance)
    groups = survey.groups(*about)
    if not groups.empty:
        yield staff.groups(row, groups, asked.provenance)


def _listed(asked: Asked) -> Iterator[Page]:
    yield from summary.listed(asked.listed, asked.provenance)


def _findings(asked: Asked) -> Iterator[Page]:
    rows = judgement.findings(asked.snapshot, asked.date, asked.selection.chosen.plan)
    yield from summary.findings(rows, asked.provenance)


def _sources(asked: Asked) -> Iterator[Page]:
    yield from summary.sources(sources.documents(asked.snapshot), sources.datasets(asked.snapshot))


_PAGES: Mapping[str, Callable[[Asked], Iterator[Page]]] = {
    "headline": _headline,
    "attention": _attention,
    "due": _due,
    "homelessness": _homelessness,
    "measures": _measures,
    "savings": _savings,
    "milestones": _milestones,
    "survey": _survey,
    "priorities": _listed,
    "findings": _findings,
    "sources": _sources,
}
