"""What the staff survey page says: headlines, titles, tables and doubts. Pure: rows in, words out."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from components import wording
from components.headlines import Headline, Part, shares
from components.rows import each
from components.tables import renamed

_MODES = {"electronic": "Electronic", "paper": "Paper", "total": "All", "comparator": "Peers"}
_CHANGES = {"Up": "up {}", "Down": "down {}", "Unchanged": "unchanged", "Withheld": "withheld",
            "Measured otherwise": "measured otherwise"}  # fmt: skip


def index_headline(thresholds: pd.DataFrame) -> Headline:
    """The index against the nearest threshold it is not yet over, else the nearest it is over."""
    if thresholds.empty:
        return "Index", "–", "no index with a threshold is held"
    row = thresholds.iloc[0]
    words = (
        f"of {row['scale_max']:,.0f}; {row['gap_size']:.1f} {row['word'].lower()} the {row['threshold']:,.0f} "
        f"that “{row['threshold_name']}” must be over"
    )
    return "Index", f"{row['index_score']:.1f}", words + moved(row, 1)


def response_headline(responses: pd.DataFrame) -> Headline:
    """The response as a whole, and the peers'."""
    total = responses[responses["mode"] == "total"]
    if total.empty:
        return "Response", "–", "no response is held"
    row = total.iloc[0]
    words = f"{_count(row['completed'])} of {_count(row['sent'])} surveys came back"
    if pd.notna(row["gap_to_peers"]):
        side = "below" if row["gap_to_peers"] < 0 else "above"
        words += f"; {abs(row['gap_to_peers']):.1f} points {side} the peers’ {row['peer_rate_pct']:.1f}%"
    return "Response", f"{row['rate_pct']:.1f}%", words + moved(row, 1)


def factors_headline(factors: pd.DataFrame) -> Headline:
    """How many factors have a score, and the lowest."""
    if factors.empty:
        return "Factors with a score", "–", "no factor is held"
    row = factors.iloc[0]
    scored = int(row["scored_count"])
    words = "printed as a number"
    return (
        "Factors with a score", f"{scored} of {len(factors)}",
        f"{words}: {_lowest(row, scored)}" if scored else f"none {words}",
    )  # fmt: skip


def index_shares(thresholds: pd.DataFrame) -> list[Part]:
    """The index as a bar of what is reached of its threshold and what is missing."""
    return [] if thresholds.empty else shares(thresholds.iloc[0]["index_score"], thresholds.iloc[0]["threshold"])


def response_shares(responses: pd.DataFrame) -> list[Part]:
    """The surveys returned, and those not."""
    total = responses[(responses["mode"] == "total") & responses["not_returned"].notna()]
    return [] if total.empty else shares(total.iloc[0]["completed"], total.iloc[0]["sent"])


def told(survey: pd.Series, narrowed: bool) -> str:
    """What the page answers, of which survey, and that the filters do not reach it."""
    run_by = f", run by {survey['provider']}" if isinstance(survey["provider"], str) else ""
    line = f"What staff think, and how sure that is: {survey['title']}{run_by}."
    return (
        f"{line} A survey is of the whole council; of the filters only lead narrows it, and only its actions."
        if narrowed
        else line
    )


def factors_title(factors: pd.DataFrame) -> str:
    """The finding: how many factors have a printed score, and the lowest of them."""
    row, count = factors.iloc[0], len(factors)
    scored = int(row["scored_count"])
    if not scored:
        return f"None of the {count} factors has a printed score"
    under = int((factors["neutral_word"] == "Under").sum())
    many = f"; {under} under neutral" if scored > 1 else ""
    return (
        f"{scored} of {count} factors {'has' if scored == 1 else 'have'} a printed score{many}: {_lowest(row, scored)}"
    )


def _lowest(row: pd.Series, scored: int) -> str:
    """The first factor: "Leadership, 3.67 of 7, 0.33 under neutral"."""
    said = f"{'lowest ' if scored > 1 else ''}{row['title']}, {_score(row)}"
    return f"{said}, {_gap(row['neutral_gap'], row['neutral_word'])} neutral" if pd.notna(row["neutral_gap"]) else said


def groups_title(differences: pd.DataFrame) -> str:
    """How many differences, against how many different things."""
    shown = differences[~differences["suppressed"] & differences["value"].notna()]
    if shown.empty:
        return "No difference of a group is printed as a figure"
    bases = shown[["factor", "basis"]].drop_duplicates().shape[0]
    against = "all against one thing" if bases == 1 else f"against {bases} different things: compare only within one"
    return f"{len(shown)} {'difference' if len(shown) == 1 else 'differences'}, {against}"


def actions_title(actions: pd.DataFrame) -> str:
    """How many promises, and how many answer a factor."""
    row = actions.iloc[0]
    promised, answering = int(row["action_count"]), int(row["answering_count"])
    return f"{_things(promised, 'action')} promised; {answering} {'answers' if answering == 1 else 'answer'} a factor"


def how_sure(survey: pd.Series, responses: pd.DataFrame) -> list[str]:
    """What limits the whole survey: who did not answer, sizes not printed, claims that contradict each other."""
    total = responses[(responses["mode"] == "total") & responses["not_returned"].notna()]
    lines = [
        f"{_count(row.not_returned)} of {_count(row.sent)} did not answer; what they think is not known."
        for row in each(total)
    ]
    if survey["sized_count"] == 0:
        lines.append(
            f"No size is printed for any of its {survey['group_count']} groups, so no margin of error can be given and "
            "no small group withheld."
        )
    elif survey["withheld_count"]:
        lines.append(f"{_things(int(survey['withheld_count']), 'group')} withheld as too small to show.")
    if isinstance(survey["contradiction"], str):
        lines.append("The report says things of its factors that cannot all be true: see Factors.")
    if not isinstance(survey["earlier_title"], str):
        lines.append("No earlier survey is held, so nothing can be said of change.")
    return lines


def responses(frame: pd.DataFrame, earlier: str | None) -> pd.DataFrame:
    """Surveys sent and completed way by way, the rate as printed, and worked out again."""
    again = [f"{v:.2f}%" if pd.notna(v) else "no numbers printed" for v in frame["recomputed_pct"]]
    shown = frame.assign(
        mode=frame["mode"].map(_MODES),
        sent=[_count(v) for v in frame["sent"]],
        completed=[_count(v) for v in frame["completed"]],
        again=again,
        word=frame["word"].map({"Agrees": "● agrees", "Differs": "▲ differs"}).fillna("○ cannot tell"),
    )
    names = {"mode": "Way", "sent": "Sent", "completed": "Completed", "printed_rate": "Printed rate",
             "again": "Worked out", "word": "Check"}  # fmt: skip
    return with_change(renamed(shown, names), frame, earlier, 1)


def factors(frame: pd.DataFrame, earlier: str | None) -> pd.DataFrame:
    """The factors with their scores, set against neutral and peers; in words, what stands where no score is printed."""
    neutral = frame["neutral"].dropna().unique()
    against = f"Against neutral ({neutral[0]:g})" if len(neutral) == 1 else "Against neutral"
    shown = pd.DataFrame(
        {
            "Factor": frame["title"],
            "Score": [_score(row) for _, row in frame.iterrows()],
            against: [_gap(r.neutral_gap, r.neutral_word) or "no figure" for r in each(frame)],
            "Against peers": [_peers(r) for r in each(frame)],
            "What is printed": frame["printed"].replace("", "no figure and no words"),
            "Named by": frame["named_by"].fillna("data"),
        }
    )
    return with_change(shown, frame, earlier, 2)


def factor_doubts(frame: pd.DataFrame, survey: pd.Series) -> list[str]:
    """What to know when reading the factors: those without a word, contradictions, and derived comparators."""
    silent = frame[frame["score"].isna() & (frame["printed"] == "")]
    lines = [
        f"{wording.sequence(list(rows['title']), 'and')}: {note}"
        for note, rows in silent.groupby("factor_note", sort=False)
    ]
    lines += [text for text in (survey["contradiction"],) if isinstance(text, str)]
    return lines + list(frame.loc[frame["peers_status"] == "derived", "peers_note"].dropna().unique())


def differences(frame: pd.DataFrame, earlier: str | None) -> pd.DataFrame:
    """Differences of groups, first what each is measured against."""
    shown = frame.assign(
        against=frame["basis"].fillna("not said"),
        difference=[_difference(r) for r in each(frame)],
        printed=[r.reason if r.suppressed else f"“{r.printed}”" for r in each(frame)],
    )
    names = {"against": "Measured against", "factor_title": "Factor", "group_name": "Group", "difference": "Difference",
             "printed": "As printed"}  # fmt: skip
    return with_change(renamed(shown, names), frame, earlier, 1)


def engagement(frame: pd.DataFrame, earlier: str | None) -> pd.DataFrame:
    """The groups called most and least engaged."""
    shown = frame.assign(
        figure=[_engaged(r) for r in each(frame)],
        said=[r.reason if r.suppressed else r.printed.split(":")[0] for r in each(frame)],
    )  # fmt: skip
    return with_change(
        renamed(shown, {"group_name": "Group", "figure": "Engaged", "said": "Called"}), frame, earlier, 1
    )


def figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Every figure of a group in one table: differences and engagement."""
    kinds = {"difference_from_basis": "Difference", "engagement": "Engagement"}
    shown = frame.assign(
        check_kind=frame["check_kind"].map(kinds),
        basis=frame["basis"].fillna("not said"),
        figure=[_difference(r) if r.check_kind == "difference_from_basis" else _engaged(r) for r in each(frame)],
        printed=[r.reason if r.suppressed else r.printed for r in each(frame)],
    )
    names = {"check_kind": "What", "basis": "Measured against", "factor_title": "Factor", "group_name": "Group",
             "figure": "Figure", "printed": "As printed", "note": "Our note"}  # fmt: skip
    return renamed(shown, names)


def actions(frame: pd.DataFrame) -> pd.DataFrame:
    """What is promised, beside the factor it answers."""
    named = frame["factor_title"] + frame["tie"].map({"stated": "", "matched": " (our reading)"})
    shown = frame.assign(
        factor_title=named.fillna("none named"),
        section=frame["section"].str.capitalize(),
        owner=frame["owner"].fillna("no owner named"),
        due_text=frame["due_text"].fillna("no date printed"),
    )
    names = {"factor_title": "Factor", "action": "Promised", "owner": "Owner", "due_text": "Due",
             "text": "In answer to", "section": "Part of report"}  # fmt: skip
    return renamed(shown, names)


def notes(frame: pd.DataFrame) -> list[str]:
    """Our notes on the rows, each once, with the groups it speaks of."""
    return [
        f"{wording.sequence(list(dict.fromkeys(rows['group_name'])), 'and')}: {note}"
        for note, rows in frame.groupby("note", sort=False)
    ]


def with_change(shown: pd.DataFrame, frame: pd.DataFrame, earlier: str | None, decimals: int) -> pd.DataFrame:
    """`shown` with a column of change where an earlier survey is held; `frame` has change and change_word."""
    if not isinstance(earlier, str):
        return shown
    return shown.assign(**{f"Since {earlier}": [_change(r, decimals) for r in each(frame)]})


def moved(row: pd.Series, decimals: int) -> str:
    """The end of a headline: what changed, or nothing where no earlier figure is held."""
    return f"; {_change(row, decimals)} since the survey before" if pd.notna(row["change"]) else ""


def why(rows: pd.DataFrame) -> dict[str, str]:
    """What the checks of a view rest on: the reasons and the rule."""
    reasons: Sequence[str] = list(dict.fromkeys(rows["reason"].dropna()))[:8]
    return {"Because": " ".join(reasons), "Rule": "survey_check"} if reasons else {}


def _change(row: Any, decimals: int) -> str:
    if not isinstance(row.change_word, str):
        return "no earlier figure"
    figure = f"{abs(row.change):.{decimals}f}" if pd.notna(row.change) else ""
    return _CHANGES.get(row.change_word, "no earlier figure").format(figure)


def _score(row: Any) -> str:
    if pd.notna(row["score"]):
        return f"{row['score']:.2f} of {row['scale_max']:g}"
    if isinstance(row["suppressed_why"], str):
        return "withheld"
    return wording.missing("words_only") if row["printed"] else "not printed"


def _gap(gap: float, word: Any) -> str:
    return f"{abs(gap):.2f} {word.lower()}" if pd.notna(gap) else ""


def _peers(row: Any) -> str:
    if pd.isna(row.peers_gap):
        return "no figure"
    derived = ", derived by us" if row.peers_status == "derived" else ""
    return f"{_gap(row.peers_gap, row.peers_word)} {row.peers:.2f} ({row.peers_name}{derived})"


def _difference(row: Any) -> str:
    if row.suppressed:
        return "withheld"
    if pd.isna(row.value):
        return wording.missing(row.value_status)
    about = "about " if row.value_status == "approximate" else ""
    return f"{about}{wording.figure(abs(row.value), '%')} {row.word.lower()}"


def _engaged(row: Any) -> str:
    return "withheld" if row.suppressed else wording.figure(row.value, "%") or wording.missing(row.value_status)


def _count(value: Any) -> str:
    return f"{int(value):,}" if pd.notna(value) else ""


def _things(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"
