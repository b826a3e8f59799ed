"""Overview: what is off track, how far to go, what falls due next, and who answers for it."""

import functools

import pandas as pd
import streamlit as st

from components import attention, filters, headlines, parts, status, tables, tiles, wording
from queries import changes, frame, judgement, overview

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
def short_lists(kept: tuple[tuple[str, str], ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    measures, milestones = judged(FEW)
    first = tables.first_needing_attention(measures)
    due = beside(milestones[milestones["state"] == "due_soon"])
    return attention.attention(first, dict(kept)), tables.due_next(due)


def furthest_to_go(rows: pd.DataFrame) -> None:
    headed("Off target, else furthest to go", "All still to go", PAGE, "measures-to_go", "rows")
    if rows.empty:
        return parts.empty("No measure is short of its next target.", "Nothing within these filters has further to go.")
    return parts.text_table(rows, "Measures furthest from their next target")


def falls_due_next(due: pd.DataFrame) -> None:
    count = milestone_counts.get("soon", 0)
    headed(
        f"{count:,} fall due in 90 days",
        f"All {count:,}",
        MILESTONES,
        str(status.MILESTONES["soon"]),
        "milestone_state",
    )
    if due.empty:
        return parts.empty(
            "Nothing falls due.", "No milestone within these filters is due in the 90 days after this date."
        )
    return parts.text_table(due, "Milestones falling due next")


def headed(title: str, way_in: str, *leads_to: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(title, anchor=False, width="stretch")
        tiles.way_in(way_in, *leads_to)


@parts.kept
def since_board() -> tuple[str, str]:
    meeting = changes.last_meeting(snapshot, chosen.reporting_date, chosen.board)
    if meeting is None:
        return "", "No meeting before this date is held, so nothing can be said of what changed since."
    scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
    rows = overview.since(snapshot, meeting["held_on"].date(), chosen.reporting_date, scope, chosen.lead)
    return meeting["title"], headlines.since_told(meeting["title"], attention.since_board(rows))


def since_last_board() -> None:
    meeting, told = since_board()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(wording.plain(told), width="stretch")
        if meeting:
            asked = {"since": meeting, **filters.in_address()}
            st.page_link("pages/changes.py", label="What changed", query_params=asked)


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
    with st.container(gap="xsmall", key="short-lists"):
        four_tiles()
        since_last_board()
        to_go, due_next = short_lists(tuple(filters.in_address().items()))
        left, right = st.columns([8, 5], gap="medium")
        with left, st.container(gap="xsmall"):
            furthest_to_go(to_go)
        with right, st.container(gap="xsmall"):
            falls_due_next(due_next)
