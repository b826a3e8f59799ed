"""The staff survey page shows what the report prints, no more; the words of small groups are shown nowhere."""

import re
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.export import as_csv
from data import service
from data.store import Snapshot
from queries import runner, sources
from tests import reading
from tests.altered import add, alter, ask, judged, one
from tests.choosing import choose

SURVEY, NEXT = "staff-2009-12", "staff-2010-12"
COUNCIL = {"group_kind": "council", "group_name": "Leicester City Council"}

pytestmark = pytest.mark.usefixtures("snapshot")


def opened(part: str = "Overall", **query: str) -> AppTest:
    app = AppTest.from_file("../app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.run().switch_page("pages/survey.py").run()
    if part != "Overall":
        choose(app, "part", part)
    assert not app.exception, [e.value for e in app.exception]
    return app


def text(app: AppTest) -> str:
    parts = [*app.title, *app.header, *app.markdown, *app.caption, *app.info]
    return "\n".join([*(part.value for part in parts), reading.words(app)]).replace("\\", "")


def table(app: AppTest, number: int = 0) -> pd.DataFrame:
    return reading.tables(app)[number]


def everything(app: AppTest) -> str:
    """All that the screen holds: its words, its tables, and the tables behind its cards."""
    return "\n".join([text(app), reading.words(app)])


def on_screen(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Snapshot:
    """The folder's figures, published, and shown by the app from here on."""
    altered = judged(folder)
    monkeypatch.setattr(service, "current", lambda: altered)
    return altered


# What the report prints: ODI plan 2010/11, section 2.3.


def test_the_index_stands_18_9_under_what_it_must_be_over() -> None:
    words = text(opened())
    assert (
        "Index 581.1" in words
    )  # 2.3.3: "581.1 out of a possible score of 1000"; "organisations with scores over 600"
    assert "of 1,000; 18.9 under the 600 that “ones to watch” must be over" in words


def test_the_response_is_printed_worked_out_again_and_set_against_peers() -> None:
    app = opened()
    words = text(app)
    assert "Response 42.4%" in words  # 2.3.2: "Total - 2328 986 42.4%"; "an average of 47.9%"
    assert "986 of 2,328 surveys came back; 5.5 points below the peers’ 47.9%" in words
    assert "1,342 of 2,328 did not answer" in words
    rows = table(app).set_index("Way")
    # 869 / 1701, 117 / 627, 986 / 2328 by hand
    assert list(rows["Printed rate"]) == ["51.1%", "18.7%", "42.4%", "47.9%"]
    assert list(rows["Worked out"]) == ["51.09%", "18.66%", "42.35%", "no numbers printed"]
    assert list(rows["Check"]) == ["● agrees"] * 3 + ["○ cannot tell"]


def test_one_factor_of_eight_has_a_number_and_the_rest_say_why_not() -> None:
    app = opened("Factors")
    assert "1 of 8 factors has a printed score: Leadership, 3.67 of 7, 0.33 under neutral" in text(app)
    rows = table(app).set_index("Factor")
    assert len(rows) == 8
    assert dict(rows["Score"].value_counts()) == {"not printed": 5, "in words only": 2, "3.67 of 7": 1}
    # 2.3.4: "3.67 out of 7 - 5% below the average for large Councils": 3.67 / 0.95 = 3.86, ours and marked so
    assert rows.loc["Leadership", "Against peers"] == "0.19 under 3.86 (large Councils, derived by us)"
    assert rows.loc["Leadership", "Against neutral (4)"] == "0.33 under"
    assert set(rows.drop("Leadership")["Against neutral (4)"]) == {"no figure"}
    assert set(rows.loc[rows["Score"] == "not printed", "Named by"]) == {"publisher"}
    assert "its graph is a picture without text" in text(app)
    assert "are each called lowest" in text(app)


def test_no_chart_is_drawn_where_a_measure_has_one_printed_number() -> None:
    app = opened()
    for part in ("Overall", "Factors", "Divisions", "Actions"):
        choose(app, "part", part)
        assert not app.get("plotly_chart") and reading.tables(app), part


def test_differences_stand_beside_their_own_basis_and_are_called_incomparable() -> None:
    app = opened("Divisions")
    assert "5 differences, against 4 different things: compare only within one" in text(app)
    rows = table(app)
    # 2.3.4 bullets 1 and 2, 2.3.5 bullet 2
    assert list(rows[["Measured against", "Group", "Difference"]].itertuples(index=False, name=None)) == [
        ("average respondents from the Council", "Strategic Asset Management", "about 42% lower"),
        ("other employment groups", "Community Care Services", "about 8% lower"),
        ("other employment groups", "Strategic Asset Management", "about 8% lower"),
        ("the average for large Councils", "Leicester City Council", "5% lower"),
        ("average", "Children's Services", "7% higher"),
        ("average", "Middle Managers", "in words only"),
    ]
    # 2.3.2, last paragraph
    assert list(table(app, 1)["Engaged"]) == ["79%", "76%", "20.7%", "14.7%"]


def test_promised_actions_stand_beside_the_factor_they_answer() -> None:
    app = opened("Actions")
    assert "18 actions promised; 3 answer a factor" in text(app)  # 4 + 8 + 4 + 2 in sections 2.3.4 to 2.3.7
    rows = table(app)
    assert list(rows["Factor"][:4]) == ["Leadership", "Leadership", "Fair Deal (our reading)", "Fair Deal"]
    assert rows["Due"][0] == "by 1st May" and rows["Due"][1] == "no date printed"


def test_the_filter_on_lead_leaves_that_officers_actions() -> None:
    app = opened("Actions", lead="Strategic Management Board")
    assert "3 actions promised; 1 answers a factor" in text(app)  # 2.3.4 action 1, 2.3.5 action 4, 2.3.7 action 1
    assert "only its actions" in text(app)


def test_before_the_survey_was_taken_there_is_none() -> None:
    assert "No staff survey." in text(opened(date="2009-12-30"))


# Groups too small to show.


def test_a_group_under_ten_is_named_and_withheld_on_screen(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(shipped, "survey_score", {"group_name": "Older People's Services"}, n="9")
    on_screen(monkeypatch, shipped)
    app = opened("Divisions")
    row = table(app, 1).set_index("Group").loc["Older People's Services"]
    assert (row["Engaged"], row["Called"]) == ("withheld", "Withheld: the group has fewer than 10 people.")
    assert "20.7" not in everything(app)
    assert "1 group withheld as too small to show" in text(opened())


def test_its_words_are_in_no_evidence_and_no_download(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alter(shipped, "survey_score", {"group_name": "Older People's Services"}, n="9")
    alter(shipped, "survey_score", {"group_name": "Strategic Asset Management"}, n="7")
    altered = on_screen(monkeypatch, shipped)
    for words in ("20.7", "42%"):
        found = sources.evidence(altered, words=words, row_limit=5_000)
        assert not found["quote"].str.contains(words, regex=False, na=False).any(), words
        assert not found["row_key"].str.contains("Older People's|Strategic Asset").any(), words
    every = sources.evidence(altered, row_limit=5_000)
    hidden = every[
        every["row_key"].str.contains("Older People's|Strategic Asset", regex=True)
        & (every["dataset"] == "survey_score")
    ]
    assert len(hidden) == 3 and hidden["quote"].isna().all()
    assert set(hidden["note"]) == {"Withheld: the group has fewer than 10 people."}
    download = as_csv(every).decode("utf-8-sig")
    assert "20.7" not in download and "some 42%" not in download
    assert "581.1" in download and "Learning Environment (79%)" in download  # nothing else went with them
    app = AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/sources.py").run()
    assert not app.exception
    assert "20.7" not in reading.words(app)


def test_a_remark_printed_at_the_same_place_is_withheld_with_it(shipped: Path) -> None:
    alter(shipped, "survey_score", {"group_name": "Strategic Asset Management", "factor": "fair-deal"}, n="7")
    rows = ask(judged(shipped), "SELECT * FROM evidence_shown WHERE dataset = 'commentary' AND subject = 'Withheld'")
    assert {row["row_key"] for row in rows} == {"staff-2009-12-our-people-f2", "staff-2009-12-leadership-f2"}
    assert all(row["quote"] is None and row["note"].startswith("Withheld") for row in rows)


def test_nothing_is_withheld_from_the_evidence_as_shipped(snapshot: Snapshot) -> None:
    assert not ask(snapshot, "SELECT * FROM evidence EXCEPT ALL SELECT * FROM evidence_shown")


def test_no_question_reads_survey_scores_or_evidence_past_the_rule_that_withholds() -> None:
    counting_only, whether_any = {"documents", "evidence_counts"}, {"unfilled"}
    for path in Path(runner.__file__).parent.glob("*.sql"):
        sql = re.sub(r"--.*", "", path.read_text(encoding="utf-8"))
        assert path.stem in whether_any or not re.search(r"\bsurvey_score\b", sql), path.name
        assert path.stem in counting_only or not re.search(r"\b(FROM|JOIN) evidence\b", sql), path.name


# A second survey.


@pytest.fixture
def repeated(shipped: Path) -> Path:
    """The survey run again a year later, by the same provider."""
    add(shipped, "survey", survey_id=NEXT, title="Staff survey, December 2010", taken_on="2010-12-31",
        provider="Best Companies")  # fmt: skip
    alter(shipped, "setting", {"name": "reporting_date"}, value="2011-03-31")
    for mode, sent, completed, rate in (("electronic", 1700, 900, 52.9), ("total", 2300, 1150, 50.0)):
        add(shipped, "survey_response", survey_id=NEXT, mode=mode, sent=f"{sent}", completed=f"{completed}",
            printed_rate=f"{rate:.1f}%", rate_pct=f"{rate}")  # fmt: skip
    for factor, measure, value, scale in (
        ("overall", "index", "602", ("", "1000")),
        ("leadership", "score", "3.9", ("1", "7")),
        ("fair-deal", "score", "3.2", ("1", "7")),
    ):
        add_score(
            shipped, **COUNCIL, factor=factor, measure=measure, value=value, scale_min=scale[0], scale_max=scale[1]
        )
    add_score(shipped, group_kind="accreditation", group_name="ones to watch", factor="overall", measure="threshold",
              value="600", scale_max="1000")  # fmt: skip
    add_score(shipped, group_kind="comparator", group_name="Neutral score", factor="overall", measure="threshold",
              value="4", scale_min="1", scale_max="7")  # fmt: skip
    for group, basis in (
        ("Strategic Asset Management", "other employment groups"),
        ("Community Care Services", "peers"),
    ):
        add_score(shipped, group_kind="division", group_name=group, factor="leadership", measure="difference_pct",
                  value="-5", basis=basis)  # fmt: skip
    return shipped


def add_score(folder: Path, **row: str) -> None:
    add(folder, "survey_score", survey_id=NEXT, printed=row["value"], value_status="stated", **row)


def test_a_second_survey_is_shown_with_what_changed(repeated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_screen(monkeypatch, repeated)
    app = opened()
    words = text(app)
    assert "Index 602.0" in words and "2.0 over the 600" in words
    assert "up 20.9 since the survey before" in words  # 602 - 581.1
    since = "Since Staff survey, December 2009"
    assert list(table(app).set_index("Way").loc[["Electronic", "All"], since]) == ["up 1.8", "up 7.6"]
    choose(app, "part", "Factors")
    rows = table(app).set_index("Factor")
    assert "2 of 8 factors have a printed score; 2 under neutral: lowest Fair Deal, 3.20 of 7" in text(app)
    assert rows.loc["Leadership", since] == "up 0.23"  # 3.90 - 3.67
    assert rows.loc["Fair Deal", since] == "no earlier figure"
    choose(app, "part", "Divisions")
    rows = table(app).set_index("Group")
    assert rows.loc["Strategic Asset Management", since] == "up 3.0"
    assert rows.loc["Community Care Services", since] == "measured otherwise"


def test_the_earlier_survey_can_be_chosen_and_shows_no_change(repeated: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_screen(monkeypatch, repeated)
    app = opened()
    choose(app, "survey", SURVEY)
    assert "Index 581.1" in text(app)
    assert not [name for name in table(app).columns if name.startswith("Since")]
    choose(app, "part", "Actions")
    assert "18 actions promised" in text(app)
    choose(app, "survey", NEXT)
    assert "No actions." in text(app)


def test_a_group_withheld_in_either_survey_shows_no_change(repeated: Path) -> None:
    where = {"survey_id": SURVEY, "group_name": "Strategic Asset Management"}
    alter(repeated, "survey_score", where, n="9")
    row = one(judged(repeated), "SELECT * FROM survey_change WHERE group_name = 'Strategic Asset Management'")
    assert (row["word"], row["change"], row["inputs"], row["earlier_value"]) == ("Withheld", None, None, None)


def test_no_change_is_called_significant_and_one_survey_has_none(repeated: Path, snapshot: Snapshot) -> None:
    assert not ask(snapshot, "SELECT * FROM survey_change")
    row = one(judged(repeated), "SELECT * FROM survey_change WHERE measure = 'index'")
    assert row["reason"] == (
        "602, up from 581.1 in Staff survey, December 2009. No interval is printed, so the change is not called "
        "significant."
    )
