"""Overview: what is off track, how far to go, what falls due next, and who answers for it."""

import functools

import pandas as pd
import streamlit as st

from components import headlines, parts, status, tables, tiles, wording
from queries import frame, judgement, overview

PAGE, MILESTONES = "pages/overview.py", "pages/milestones.py"
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


@parts.kept
def at_a_glance() -> list[tuple[headlines.Headline, list[headlines.Part], list[headlines.Part]]]:
    savings, survey = overview.savings(snapshot), overview.survey_line(snapshot)
    return [
        (headlines.measures_headline(measure_counts),
         headlines.counted(measure_counts, status.MEASURES, "measures"), []),
        (headlines.milestones_headline(milestone_counts), headlines.counted(milestone_counts, status.MILESTONES), []),
        (headlines.savings_headline(savings), headlines.savings_parts(savings),
         headlines.behind(overview.savings_lines(snapshot, 1), "printed lines", "savings")),
        (headlines.survey_headline(survey), headlines.survey_parts(survey),
         headlines.behind(overview.survey_figures(snapshot), "printed figures", "survey")),
    ]  # fmt: skip


def four_tiles() -> None:
    for column, (headline, shares, ways_in) in zip(st.columns(4), at_a_glance(), strict=True):
        page, param = (MILESTONES, "milestone_state") if headline[0] == "Milestones" else (PAGE, "rows")
        with column:
            tiles.tile(*headline, shares, page, parts.colours(), ways_in, param)


@parts.kept
def short_lists() -> tuple[pd.DataFrame, pd.DataFrame]:
    measures, milestones = judged(FEW)
    first = tables.first_needing_attention(measures)
    return tables.first_to_go(first), tables.due_next(beside(milestones[milestones["state"] == "due_soon"]))


def furthest_to_go(rows: pd.DataFrame) -> None:
    st.header("Off target, else furthest to go", anchor=False)
    if rows.empty:
        return parts.empty("No measure is short of its next target.", "Nothing within these filters has further to go.")
    parts.text_table(rows, "Measures furthest from their next target")
    return tiles.way_in("All measures still to reach their next target", PAGE, "measures-to_go")


def falls_due_next(due: pd.DataFrame) -> None:
    count = milestone_counts.get("soon", 0)
    st.header(f"{count:,} fall due in 90 days", anchor=False)
    if due.empty:
        return parts.empty(
            "Nothing falls due.", "No milestone within these filters is due in the 90 days after this date."
        )
    parts.text_table(due, "Milestones falling due next")
    return tiles.way_in(f"All {count:,}", MILESTONES, str(status.MILESTONES["soon"]), "milestone_state")


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
    st.header(wording.plain(f"{total:,} {title}"), anchor=False)
    others = {name: value for name, value in st.query_params.to_dict().items() if name != "rows"}
    st.page_link(PAGE, label="Back to the overview", icon=":material/arrow_back:", query_params=others)
    if rows.empty:
        return parts.empty("No rows.", "Nothing within these filters is in this state on this date.")
    shown = as_table(rows)
    parts.text_table(shown, "Rows behind the number", height=400)
    return parts.card_foot(parts.Card("", "", shown, rows, DATASETS.get(kind, ""), key), provenance)


measure_counts, milestone_counts = counted()
parts.line(headlines.overview_line(measure_counts, milestone_counts, wording.day(chosen.reporting_date)))
if behind:
    rows_behind(behind)
else:
    four_tiles()
    (left, right), (to_go, due_next) = st.columns([3, 2], gap="medium"), short_lists()
    with left:
        furthest_to_go(to_go)
    with right:
        falls_due_next(due_next)
