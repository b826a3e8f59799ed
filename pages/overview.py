"""Overview: what is off track, how far to go, what falls due next, and who answers for it."""

import functools

import pandas as pd
import streamlit as st

from components import attention, filters, headlines, markup, parts, pieces, status, tables, tiles, wording
from components.markup import Link
from queries import changes, frame, judgement, overview

DATASETS = {
    "savings": "efficiency_amount",
    "survey": "survey_score",
    "milestones": "milestone",
    "measures": "indicator",
}
snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
FEW = 5  # rows of each state that the overview has room for
beside = functools.partial(judgement.beside, snapshot, chosen.reporting_date, kind="milestone", key="milestone_id")
behind = st.query_params.get("rows", "")


def judged(row_limit: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
    within = snapshot, chosen.reporting_date, scope, chosen.lead, row_limit
    return overview.measures(*within), overview.milestones(*within)


@parts.kept
def counted() -> tuple[headlines.Counts, headlines.Counts]:
    measures, milestones = judged(FEW)
    return headlines.counts(measures), headlines.counts(milestones, status.MILESTONE_GROUPS)


def four_tiles(address: dict[str, str]) -> str:
    savings, survey = overview.savings(snapshot), overview.survey_line(snapshot)
    lines, figures = overview.savings_lines(snapshot, 1), overview.survey_figures(snapshot)
    here = functools.partial(tiles.tile, palette=parts.colours(), address=address)
    states = headlines.counted(milestone_counts, status.MILESTONES)
    return markup.boxes((
        here(headlines.measures_headline(measure_counts),
             headlines.counted(measure_counts, status.MEASURES, "measures")),
        here(headlines.milestones_headline(milestone_counts), states, page="milestones", param="milestone_state"),
        here(headlines.savings_headline(savings), headlines.savings_parts(savings),
             ways_in=headlines.behind(lines, "printed lines", "savings")),
        here(headlines.survey_headline(survey), headlines.survey_parts(survey),
             ways_in=headlines.behind(figures, "printed figures", "survey")),
    ))  # fmt: skip


def since_last_board(address: dict[str, str]) -> str:
    meeting = changes.last_meeting(snapshot, chosen.reporting_date, chosen.board)
    if meeting is None:
        return markup.noted("No meeting before this date is held, so nothing can be said of what changed since.", None)
    scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
    rows = overview.since(snapshot, meeting["held_on"].date(), chosen.reporting_date, scope, chosen.lead)
    return attention.since_told(meeting["title"], rows, address)


@parts.kept
def on_one_screen(within: tuple[tuple[str, str], ...]) -> str:
    address = dict(within)
    measures, milestones = judged(FEW)
    soon, count = beside(milestones[milestones["state"] == "due_soon"]), milestone_counts.get("soon", 0)
    lists = markup.two_columns(
        attention.furthest_to_go(measures, address, parts.colours()),
        attention.falls_due_next(soon, count, address, parts.colours()),
    )
    return markup.screen(four_tiles(address) + since_last_board(address) + lists)


def rows_behind(key: str) -> None:
    kind, _, state = key.partition("-")
    measures, milestones = judged(200)
    savings_lines, survey_figures = overview.savings_lines(snapshot), overview.survey_figures(snapshot)
    due = beside(milestones[milestones["state"].map(status.MILESTONE_GROUPS) == state])
    lines = beside(savings_lines, kind="efficiency_line", key="line_id")
    in_state = measures[measures["state"] == state]
    kinds = {
        "savings": ("printed lines of the savings plan and its target", lines, tables.savings_lines, {}),
        "survey": ("printed figures of the staff survey", survey_figures, tables.survey_figures, {}),
        "milestones": (f"milestones: {status.MILESTONES.get(state, state)}", due, tables.milestones, milestone_counts),
        "measures": (f"measures: {status.MEASURES.get(state, state)}", in_state, tables.to_go, measure_counts),
    }
    title, rows, as_table, counts = kinds.get(kind, kinds["measures"])
    total = counts.get(state, len(rows))
    others = {name: value for name, value in st.query_params.to_dict().items() if name != "rows"}
    pieces.draw(markup.anchor(Link.to("← Back to the overview", others)))
    if rows.empty:
        parts.title(f"{total:,} {title}")
        return parts.empty("No rows.", "Nothing within these filters is in this state on this date.")
    shown = as_table(rows)
    card = parts.Card("", "", shown, rows, DATASETS.get(kind, ""), key)
    return parts.section(f"{total:,} {title}", shown, card, provenance, alt="Rows behind the number", height=400)


measure_counts, milestone_counts = counted()
parts.line(headlines.overview_line(measure_counts, milestone_counts, wording.day(chosen.reporting_date)))
if behind:
    rows_behind(behind)
else:
    pieces.draw(on_one_screen(tuple(filters.in_address().items())))
