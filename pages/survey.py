"""Staff survey: what staff think, and how sure that is."""

import pandas as pd
import streamlit as st

from components import choosers, markup, parts, pieces, survey, tables, tiles
from components.headlines import Headline, Part
from queries import survey as questions

snapshot, chosen, provenance = (st.session_state[name] for name in ("snapshot", "chosen", "provenance"))
date = chosen.reporting_date


def overall(taken: pd.Series) -> None:
    said, shown, judged, how_sure = at_a_glance(taken.name)
    pieces.draw(markup.boxes(tiles.tile(headline, share, parts.colours()) for headline, share in said))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        alt = "Surveys sent and returned, with the rates as printed and as worked out"
        parts.section("Surveys sent and returned", shown, alt=alt)
    pieces.draw(markup.title("How sure is this?") + markup.remarks(how_sure), right)
    parts.foot(card("responses", shown, judged, "survey_response", judged), provenance)


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
    if not (found := each_factor(taken.name)):
        return parts.empty("No factors.", "No factor of this survey is held.", "survey_factor")
    rows, title, shown, lines = found
    return parts.section(
        title, shown, card("factors", shown, rows, "survey_score", rows), provenance,
        alt="Factors with their scores, or what stands in their place", lines=lines,
    )  # fmt: skip


@parts.kept
def each_factor(one: str) -> tuple[pd.DataFrame, str, pd.DataFrame, list[str]] | None:
    rows, taken = questions.factors(snapshot, one, date), held.loc[one]
    if rows.empty:
        return None
    lines = [*tables.clipped(rows), *survey.factor_doubts(rows, taken)]
    return rows, survey.factors_title(rows), survey.factors(rows, taken["earlier_title"]), lines


def divisions(taken: pd.Series) -> None:
    if not (found := each_group(taken.name)):
        return parts.empty("No groups.", "Nothing is held of divisions, departments or roles.", "survey_score")
    rows, title, differing, engaged, lines, figures = found
    left, right = st.columns([3, 2], gap="medium")
    with left:
        alt = "Differences, by what each is measured against"
        parts.section(title, differing, alt=alt, height=tables.height(differing))
    with right:
        alt = "Engagement of groups"
        parts.section("Most and least engaged", engaged, alt=alt, lines=lines, height=tables.height(engaged))
    return parts.foot(card("groups", figures, rows, "survey_score", rows), provenance)


@parts.kept
def each_group(one: str) -> tuple[pd.DataFrame, str, pd.DataFrame, pd.DataFrame, list[str], pd.DataFrame] | None:
    rows, earlier = questions.groups(snapshot, one, date), held.loc[one, "earlier_title"]
    if rows.empty:
        return None
    differences, engaged = (rows[rows["check_kind"] == kind] for kind in ("difference_from_basis", "engagement"))
    lines = [*tables.clipped(rows), *survey.notes(engaged)[:3]]
    shown = survey.differences(differences, earlier), survey.engagement(engaged, earlier)
    return rows, survey.groups_title(differences), *shown, lines, survey.figures(rows)


def actions(taken: pd.Series) -> None:
    if not (found := promised(taken.name)):
        return parts.empty("No actions.", "None is promised after this survey by this date and within these filters.")
    rows, shown = found
    return parts.section(
        survey.actions_title(rows), shown, card("actions", shown, rows, "commentary"), provenance,
        alt="Actions promised, beside the factor each answers", lines=tables.clipped(rows), height=400,
    )  # fmt: skip


@parts.kept
def promised(one: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    rows = questions.actions(snapshot, one, date, chosen.lead)
    return None if rows.empty else (rows, survey.actions(rows))


def card(
    name: str, shown: pd.DataFrame, rows: pd.DataFrame, dataset: str, judged: pd.DataFrame | None = None
) -> parts.Card:
    because = survey.why(judged) if judged is not None else {}
    return parts.Card("", "", shown, rows, dataset, f"survey-{name}", because)


held = questions.surveys(snapshot, date).set_index("survey_id")
if held.empty:
    parts.line("What staff think, and how sure that is.")
    parts.empty("No staff survey.", "None was taken by this date; a later date may show one.", "survey")
    st.stop()
VIEWS = {"Overall": overall, "Factors": factors, "Divisions": divisions, "Actions": actions}
one = held.index[0]
with choosers.Row() as row:
    if len(held) > 1:
        one = row.one("Survey", held.index, "survey", held["title"].get)
    view = row.view("View", VIEWS, "part")
    row.line = survey.told(held.loc[one], chosen.any)
VIEWS[view](held.loc[one])
