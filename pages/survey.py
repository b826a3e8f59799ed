"""Staff survey: what staff think, and how sure that is."""

import pandas as pd
import streamlit as st

from components import markup, parts, survey, tables, tiles, wording
from components.headlines import Headline, Part
from queries import survey as questions

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date = chosen.reporting_date


def overall(taken: pd.Series) -> None:
    said, shown, judged, how_sure = at_a_glance(taken.name)
    st.html(markup.boxes(tiles.tile(headline, share, parts.colours()) for headline, share in said))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.header("Surveys sent and returned", anchor=False)
        parts.text_table(shown, "Surveys sent and returned, with the rates as printed and as worked out")
    with right:
        st.header("How sure is this?", anchor=False)
        parts.remarks(how_sure)
    foot("responses", shown, judged, "survey_response", judged)


@parts.kept
def at_a_glance(one: str) -> tuple[list[tuple[Headline, list[Part]]], pd.DataFrame, pd.DataFrame, list[str]]:
    thresholds, responses, factors = (
        ask(snapshot, one, date) for ask in (questions.thresholds, questions.responses, questions.factors)
    )
    said = [
        (survey.index_headline(thresholds), survey.index_shares(thresholds)),
        (survey.response_headline(responses), survey.response_shares(responses)),
        (survey.factors_headline(factors), []),
    ]
    taken = held.loc[one]
    shown, judged = survey.responses(responses, taken["earlier_title"]), pd.concat([responses, thresholds])
    return said, shown, judged, survey.how_sure(taken, responses)


def factors(taken: pd.Series) -> None:
    rows = questions.factors(snapshot, taken.name, date)
    if rows.empty:
        return parts.empty("No factors.", "No factor of this survey is held.", "survey_factor")
    st.header(wording.plain(survey.factors_title(rows)), anchor=False)
    shown = survey.factors(rows, taken["earlier_title"])
    parts.text_table(shown, "Factors with their scores, or what stands in their place")
    parts.remarks([*tables.clipped(rows), *survey.factor_doubts(rows, taken)])
    return foot("factors", shown, rows, "survey_score", rows)


def divisions(taken: pd.Series) -> None:
    rows = questions.groups(snapshot, taken.name, date)
    if rows.empty:
        return parts.empty("No groups.", "Nothing is held of divisions, departments or roles.", "survey_score")
    differences, engaged = (rows[rows["check_kind"] == kind] for kind in ("difference_from_basis", "engagement"))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.header(wording.plain(survey.groups_title(differences)), anchor=False)
        shown = survey.differences(differences, taken["earlier_title"])
        parts.text_table(shown, "Differences, by what each is measured against", height=tables.height(shown))
    with right:
        st.header("Most and least engaged", anchor=False)
        shown = survey.engagement(engaged, taken["earlier_title"])
        parts.text_table(shown, "Engagement of groups", height=tables.height(shown))
        parts.remarks([*tables.clipped(rows), *survey.notes(engaged)[:3]])
    return foot("groups", survey.figures(rows), rows, "survey_score", rows)


def actions(taken: pd.Series) -> None:
    rows = questions.actions(snapshot, taken.name, date, chosen.lead)
    if rows.empty:
        return parts.empty("No actions.", "None is promised after this survey by this date and within these filters.")
    st.header(wording.plain(survey.actions_title(rows)), anchor=False)
    shown = survey.actions(rows)
    parts.text_table(shown, "Actions promised, beside the factor each answers", height=400)
    parts.remarks(tables.clipped(rows))
    return foot("actions", shown, rows, "commentary")


def foot(name: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str, judged: pd.DataFrame | None = None) -> None:
    because = survey.why(judged) if judged is not None else {}
    parts.card_foot(parts.Card("", "", shown, rows, dataset, f"survey-{name}", because), provenance)


held = questions.surveys(snapshot, date).set_index("survey_id")
if held.empty:
    parts.line("What staff think, and how sure that is.")
    parts.empty("No staff survey.", "None was taken by this date; a later date may show one.", "survey")
    st.stop()
line = st.container()
VIEWS = {"Overall": overall, "Factors": factors, "Divisions": divisions, "Actions": actions}
with st.container(horizontal=True, vertical_alignment="bottom"):
    one = held.index[0]
    if len(held) > 1:
        one = st.selectbox("Survey", held.index, format_func=held["title"].get, key="survey", bind="query-params")
    view = st.segmented_control("View", list(VIEWS), default="Overall", required=True, key="part", bind="query-params")
with line:
    parts.line(survey.told(held.loc[one], chosen.any))
VIEWS[view](held.loc[one])
