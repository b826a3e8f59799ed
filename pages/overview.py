"""Overview: what is off track, how far to go, what falls due next, and who answers for it."""

import functools

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
scope = frame.scope(snapshot, chosen.plan, chosen.board, chosen.theme, chosen.priority)
beside = functools.partial(judgement.beside, snapshot, chosen.reporting_date, kind="milestone", key="milestone_id")
behind = st.query_params.get("rows", "")
row_limit = 200 if behind else 5
measures = overview.measures(snapshot, chosen.reporting_date, scope, chosen.lead, row_limit)
milestones = overview.milestones(snapshot, chosen.reporting_date, scope, chosen.lead, row_limit)
measure_counts = headlines.counts(measures)
milestone_counts = headlines.counts(milestones, status.MILESTONE_GROUPS)
savings, survey = overview.savings(snapshot), overview.survey_line(snapshot)
savings_lines, survey_figures = overview.savings_lines(snapshot, row_limit), overview.survey_figures(snapshot)


def four_tiles() -> None:
    colours = parts.colours()
    measure_parts = headlines.counted(measure_counts, status.MEASURES, "measures")
    milestone_parts = headlines.counted(milestone_counts, status.MILESTONES)
    one, two, three, four = st.columns(4)
    with one:
        tiles.tile(*headlines.measures_headline(measure_counts), measure_parts, PAGE, colours)
    with two:
        tiles.tile(*headlines.milestones_headline(milestone_counts), milestone_parts, MILESTONES, colours,
                   param="milestone_state")  # fmt: skip
    with three:
        tiles.tile(*headlines.savings_headline(savings), headlines.savings_parts(savings), PAGE, colours,
                   headlines.behind(savings_lines, "printed lines", "savings"))  # fmt: skip
    with four:
        tiles.tile(*headlines.survey_headline(survey), headlines.survey_parts(survey), PAGE, colours,
                   headlines.behind(survey_figures, "printed figures", "survey"))  # fmt: skip


def furthest_to_go() -> None:
    st.subheader("Off target, else furthest to go", anchor=False)
    rows = tables.first_needing_attention(measures)
    if rows.empty:
        return parts.empty("No measure is short of its next target.", "Nothing within these filters has further to go.")
    parts.text_table(tables.first_to_go(rows), "Measures furthest from their next target")
    return tiles.way_in("All measures still to reach their next target", PAGE, "measures-to_go")


def falls_due_next() -> None:
    due, count = milestones[milestones["state"] == "due_soon"], milestone_counts.get("soon", 0)
    st.subheader(f"{count:,} fall due in 90 days", anchor=False)
    if due.empty:
        return parts.empty(
            "Nothing falls due.", "No milestone within these filters is due in the 90 days after this date."
        )
    parts.text_table(tables.due_next(beside(due)), "Milestones falling due next")
    return tiles.way_in(f"All {count:,}", MILESTONES, str(status.MILESTONES["soon"]), "milestone_state")


def rows_behind(key: str) -> None:
    kind, _, state = key.partition("-")
    due = beside(milestones[milestones["state"].map(status.MILESTONE_GROUPS) == state])
    lines = beside(savings_lines, kind="efficiency_line", key="line_id")
    judged = measures[measures["state"] == state]
    kinds = {
        "savings": ("printed lines of the savings plan and its target", lines, tables.savings_lines, {}),
        "survey": ("printed figures of the staff survey", survey_figures, tables.survey_figures, {}),
        "milestones": (f"milestones: {status.MILESTONES.get(state, state)}", due, tables.milestones, milestone_counts),
        "measures": (f"measures: {status.MEASURES.get(state, state)}", judged, tables.to_go, measure_counts),
    }
    title, rows, as_table, counts = kinds.get(kind, kinds["measures"])
    total = counts.get(state, len(rows))
    st.subheader(wording.plain(f"{total:,} {title}"), anchor=False)
    others = {name: value for name, value in st.query_params.to_dict().items() if name != "rows"}
    st.page_link(PAGE, label="Back to the overview", icon=":material/arrow_back:", query_params=others)
    if rows.empty:
        return parts.empty("No rows.", "Nothing within these filters is in this state on this date.")
    shown = as_table(rows)
    parts.text_table(shown, "Rows behind the number", height=400)
    return parts.card_foot(parts.Card("", "", shown, rows, DATASETS.get(kind, ""), key), provenance)


parts.line(headlines.overview_line(measure_counts, milestone_counts, wording.day(chosen.reporting_date)))
if behind:
    rows_behind(behind)
else:
    four_tiles()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        furthest_to_go()
    with right:
        falls_due_next()
