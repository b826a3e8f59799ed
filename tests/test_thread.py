"""The golden thread is walked both ways, from the papers' own ties; what hangs on nothing is shown, not hidden."""

import datetime
import itertools
import re
from collections import Counter, defaultdict
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from conftest import Watched
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from components import markup, thread, thread_picture
from components.palette import LIGHT
from data import places
from data.store import Snapshot
from queries import frame
from queries import thread as asked
from tests import altered, reading
from tests.choosing import choose
from tests.reading import bodies

DATE, ROUGH_SLEEPING = datetime.date(2010, 3, 31), ("indicator", "rough-sleeping-count")
SHIPPED = places.SHIPPED_FOLDER
KEYS = {"plan": "plan_id", "board": "board_id", "priority": "priority_id", "indicator": "indicator_id",
        "milestone": "milestone_id", "efficiency_line": "line_id"}  # fmt: skip

Key = tuple[str, str]

pytestmark = pytest.mark.usefixtures("snapshot")


def every_tie() -> dict[Key, set[Key]]:
    """What each thing hangs on, read from the CSVs by a second, plain way."""
    on: dict[Key, set[Key]] = defaultdict(set)
    vision = {("plan", row["plan_id"]) for row in altered.read(SHIPPED, "plan") if row["status"] == "vision"}
    for kind, parent in (("priority", "plan"), ("indicator", "priority"), ("milestone", "priority"),
                         ("efficiency_line", "board")):  # fmt: skip
        for row in altered.read(SHIPPED, kind):
            if row[f"{parent}_id"]:
                on[kind, row[KEYS[kind]]].add((parent, row[f"{parent}_id"]))
    aims = {below for below, above in on.items() if below[0] == "priority" and above & vision}
    for link in altered.read(SHIPPED, "link"):
        start, end = (link["from_kind"], link["from_id"]), (link["to_kind"], link["to_id"])
        if link["relation"] in ("supports", "moves", "depends_on") or (
            link["relation"] == "monitors" and end in vision | aims
        ):
            on[start].add(end)
        elif link["relation"] == "monitors":
            on[end].add(start)
    return on


def up_from(on: dict[Key, set[Key]], thing: Key) -> set[Key]:
    seen: set[Key] = set()
    waiting = [thing]
    while waiting:
        for above in on.get(waiting.pop(), ()):
            if above not in seen:
                seen.add(above)
                waiting.append(above)
    return seen


def walked(snapshot: Snapshot, thing: Key) -> tuple[pd.Series, pd.DataFrame]:
    return asked.thing(snapshot, *thing).iloc[0], asked.ties(snapshot, DATE, *thing)


def met(ties: pd.DataFrame, way: str) -> set[Key]:
    rows = ties[ties["way"] == way]
    return set(zip(rows["far_kind"], rows["far_id"], strict=True))


def words(branch: markup.Branch) -> str:
    return " ".join([branch.before, branch.words, branch.after, *map(words, branch.branches)])


def test_rough_sleeping_leads_up_to_the_five_priorities_and_three_boards_that_the_strategy_names(
    snapshot: Snapshot,
) -> None:
    # Strategy, section 3.2: it supports five of the seven priorities. Report 4.7: the boards for communities and for
    # health watch it; section 4: the partnership manages it. Delivery plan: rows 1.8, 2.9 and 3.2 speak of it.
    thing, ties = walked(snapshot, ROUGH_SLEEPING)
    assert met(ties, "up") == {
        ("priority", "homelessness-2008-13-p01"), ("plan", "homelessness-2008-13"), ("plan", "one-leicester"),
        *(("priority", f"one-leicester-p0{n}") for n in (1, 3, 4, 5, 6)),
        *(("board", b) for b in ("invest-in-communities", "wellbeing-health", "health-wellbeing-partnership")),
    }  # fmt: skip
    assert met(ties, "down") == {("milestone", f"homelessness-2008-13-{ref}") for ref in ("a1-08", "a2-09", "a3-02")}
    assert thread.headline(thing, ties) == (
        "Its way up leads to 5 of the vision’s priorities. On the way down: 3 milestones."
    )


def test_both_ways_from_every_thing_are_those_a_plain_walk_of_the_csvs_gives(snapshot: Snapshot) -> None:
    on = every_tie()
    everything = [(kind, row[key]) for kind, key in KEYS.items() for row in altered.read(SHIPPED, kind)]
    ways_up = {thing: up_from(on, thing) for thing in everything}
    # Every plan, board and priority, and some of the others: each takes a question of its own.
    some = [thing for n, thing in enumerate(everything) if thing[0] in ("plan", "board", "priority") or n % 25 == 0]
    for thing in some:
        ties = asked.ties(snapshot, DATE, *thing)
        assert met(ties, "up") == ways_up[thing], thing
        assert met(ties, "down") == {below for below in everything if thing in ways_up[below]}, thing


def test_how_far_each_kind_reaches_is_what_a_plain_count_gives(snapshot: Snapshot) -> None:
    on = every_tie()
    below = {above for every in on.values() for above in every}
    vision = ("plan", "one-leicester")
    aims = {thing for thing, above in on.items() if vision in above and thing[1].startswith("one-leicester")}
    counted: Counter[tuple[str, str]] = Counter()
    for kind, key in KEYS.items():
        for row in altered.read(SHIPPED, kind):
            thing = (kind, row[key])
            up = up_from(on, thing)
            counted[kind, "thing_count"] += 1
            counted[kind, "nothing_count"] += not up and thing != vision
            counted[kind, "aim_count"] += bool(up & aims) or thing in aims or thing == vision
            counted[kind, "whole_count"] += not up & aims and thing not in aims and vision in up
            counted[kind, "bare_count"] += thing not in below and kind not in ("milestone", "efficiency_line")
    rows = asked.reach(snapshot).set_index("kind")
    for kind in KEYS:
        for column in ("thing_count", "nothing_count", "aim_count", "whole_count", "bare_count"):
            assert rows.loc[kind, column] == counted[kind, column], (kind, column)
        parts = rows.loc[kind, ["aim_count", "whole_count", "short_count", "nothing_count"]]
        assert parts.sum() == rows.loc[kind, "thing_count"]
    moving = {row["from_id"] for row in altered.read(SHIPPED, "link") if row["relation"] == "moves"}
    assert rows.loc["milestone", "unmeasured_count"] == len(altered.read(SHIPPED, "milestone")) - len(moving)


def test_what_is_printed_in_a_plan_under_nothing_hangs_on_nothing(snapshot: Snapshot) -> None:
    # The same 27 indicators and 135 savings lines that the priorities page lists under no priority and no board.
    rows = asked.loose(snapshot, "nothing")
    assert thread.loose_title(rows, "Hangs on nothing") == (
        "Hangs on nothing: 21 boards, 27 measures and figures and 135 savings lines"
    )
    bare = asked.loose(snapshot, "bare", kind="priority")
    # Delivering Excellence, section 1: management structure and three enablers have neither measure nor milestone here.
    assert set(bare["id"]) == {
        "delivering-excellence-prog-00",
        *(f"delivering-excellence-enabler-0{n}" for n in (1, 2, 4)),
    }
    assert rows["source_ref"].notna().all()


def test_a_ring_of_ties_is_walked_once_and_ends(shipped: Path) -> None:
    tie = next(row for row in altered.read(shipped, "link") if row["relation"] == "supports")
    ends = {"from_kind": "plan", "to_kind": "plan"}
    altered.add(shipped, "link", **{**tie, **ends, "from_id": "one-leicester", "to_id": "odi-2010-11"})
    thing, ties = walked(altered.judged(shipped), ("plan", "odi-2010-11"))
    drawn = thread_picture.picture(thing, ties)
    assert [box.role for box in drawn.boxes].count("chosen") == 1
    assert "ODI Plan 2010/11" in thread_picture.html(drawn, LIGHT, {})
    for walk in (thread.way_up, thread.way_down):
        assert "ODI Plan 2010/11" in words(walk(thing, ties, {})[0])


def test_the_picture_counts_what_is_many_and_opens_what_is_asked(snapshot: Snapshot) -> None:
    thing, ties = walked(snapshot, ("plan", "odi-2010-11"))
    counts = {box.lane: box for box in thread_picture.picture(thing, ties).boxes if box.role == "count"}
    # ODI Plan 2010/11, Appendix 1: nine priorities with 88 milestones.
    assert counts["milestone"].words == "88"
    assert counts["milestone"].leads_to == "open:milestone"
    opened = thread_picture.picture(thing, ties, "milestone")
    milestones = opened.lanes["milestone"]
    assert len(milestones) == thread_picture.MANY
    assert milestones[-1].words == f"and {88 - len(milestones) + 1} more"
    for lane in opened.lanes.values():
        assert len(lane) <= thread_picture.MANY + 1


def test_every_box_stands_within_the_picture_on_no_other_and_leads_to_something_that_is_there(
    snapshot: Snapshot,
) -> None:
    for key in (("plan", "one-leicester"), ("board", "wellbeing-health"), ("milestone", "odi-2010-11-p05-m13")):
        drawn = thread_picture.picture(*walked(snapshot, key))
        lanes = [
            (*map(float, lane[:3]), re.findall(r"<li.*?</li>", lane[3]))
            for lane in re.findall(
                r'<section style="left:(.*?)%;width:(.*?)%">.*?<ul style="top:(.*?)px"[^>]*>(.*?)</ul>',
                thread_picture.html(drawn, LIGHT, {"plan": "kept", "open": "gone"}),
            )
        ]
        assert [len(items) for *_, items in lanes] == [len(boxes) for boxes in drawn.lanes.values()]
        assert lanes[0][0] >= 0
        for (left, width, *_), (beside, *_) in itertools.pairwise([*lanes, (100.01, 0, 0, [])]):
            assert left + width <= beside
        assert all(top >= 0 for _, _, top, _ in lanes)
        leads = [re.search(r'href="\?(.*?)"', item) for *_, items in lanes for item in items]
        assert leads.count(None) == 1  # the thing itself
        for lead in filter(None, leads):
            asks = dict(parse_qsl(unescape(lead[1])))
            assert asks.pop("plan") == "kept"
            ((name, value),) = asks.items()
            if name == "node":
                assert len(asked.thing(snapshot, *thread.split(value))) == 1
            else:
                assert value in {"open": drawn.lanes, "thread": ["List"]}[name]


def test_the_list_tells_levels_and_no_title_becomes_markup() -> None:
    inner = markup.Branch("<img src=x>", {"node": "plan:a&b"}, before="supports", after="(<b>)")
    title = '<img src=x> "<b>"'
    box = thread_picture.Box("plan", title, title, "up", "plan:a&b")
    drawn = thread_picture.Picture({"plan": [box, thread_picture.Box("plan", title, title, "chosen", "")]})
    picture = thread_picture.html(drawn, LIGHT, {})
    assert 'href="?node=plan%3Aa%26b"' in picture
    assert "<img" not in picture
    assert "<b>" not in picture
    html = markup.tree([markup.Branch("Top", branches=[inner])], 'a "list"')
    assert "<ul><li><strong>Top</strong><ul><li>" in html
    assert 'href="?node=plan%3Aa%26b"' in html
    for live in ("<img", "<b>", '"a "'):
        assert live not in html


def test_the_list_says_how_a_thing_hangs_on_another_and_who_says_so(snapshot: Snapshot) -> None:
    thing, ties = walked(snapshot, ROUGH_SLEEPING)
    (top,) = thread.way_up(thing, ties, {"plan": "kept", "open": "gone"})
    assert top.branches[0].before == "is printed under"
    assert top.branches[0].asked == {"plan": "kept", "node": "priority:homelessness-2008-13-p01"}
    told = words(top)
    assert "supports Priority: Improving health and wellbeing" in told
    # The papers do not say which of the seven the board for health watches: we matched it by name.
    assert "watches Priority: Improving health and wellbeing (matched by us)" in told
    (down,) = thread.way_down(thing, ties, {})
    assert [branch.words for branch in down.branches] == ["3 milestones"]
    assert "◆ Due soon; is meant to move it" in words(down)


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file("../app.py", default_timeout=60).run().switch_page("pages/thread.py").run()


def stands_on(page: AppTest) -> str:
    assert not page.exception, [e.value for e in page.exception]
    (chosen,) = re.findall(
        r'<select[^>]* name="node".*?<option value="([^"]*)" selected', " ".join(bodies(page)), re.DOTALL
    )
    return str(chosen)


def test_it_begins_at_the_vision_and_the_filters_choose_where(page: AppTest) -> None:
    assert stands_on(page) == "plan:one-leicester"
    choose(page, "board", "wellbeing-health")
    assert stands_on(page) == "board:wellbeing-health"
    choose(page, "node", "priority:homelessness-2008-13-p01")
    assert stands_on(page) == "priority:homelessness-2008-13-p01"
    choose(page, "board", "odi-board")  # another filter chooses anew
    assert stands_on(page) == "board:odi-board"


def test_a_thing_that_is_not_there_falls_back_to_where_it_begins(page: AppTest) -> None:
    for node in ("milestone:none", "nonsense", "'; DROP TABLE link --:x"):
        page.query_params["node"] = node
        page.run()
        assert stands_on(page) == "plan:one-leicester"


def test_loose_ends_are_narrowed_by_plan_and_lead_and_lead_to_their_place(page: AppTest, snapshot: Snapshot) -> None:
    choose(page, "thread", "Loose ends")
    choose(page, "loose", "Moves no measure")
    choose(page, "plan", "homelessness-2008-13")
    choose(page, "lead", "Vijay Desor")
    assert not page.exception, [e.value for e in page.exception]
    table = reading.tables(page)[1]
    moving = {row["from_id"] for row in altered.read(SHIPPED, "link") if row["relation"] == "moves"}
    titles = {
        row["title"] for row in altered.read(SHIPPED, "milestone")
        if row["plan_id"] == "homelessness-2008-13" and "Vijay Desor" in row["lead"].split("; ")
        and row["milestone_id"] not in moving
    }  # fmt: skip
    assert set(table["What"]) == titles
    assert frame.place(snapshot).version == 1


@pytest.mark.browser
def test_a_reader_opens_a_count_follows_a_box_down_and_the_list_up_and_back(watched: Watched) -> None:
    page = watched.open("/golden-thread?node=plan%3Ahomelessness-2008-13")
    picture = page.get_by_role("group", name="Picture of the golden thread")
    expect(page.get_by_text("4 priorities, 70 measures and figures and 40 milestones")).to_be_visible()
    picture.get_by_role("list", name="Milestones").get_by_role("link", name="40").click()
    expect(picture.get_by_role("link", name="and 32 more")).to_be_visible()
    assert "open=milestone" in page.url
    picture.get_by_role("link", name="Invest in Communities").focus()
    page.keyboard.press("Enter")
    expect(picture.get_by_role("list", name="Boards").locator("[aria-current]")).to_have_text("Invest in Communities")
    assert "open=" not in page.url
    page.go_back()
    picture.get_by_role("link", name="and 32 more").click()
    expect(page.get_by_role("group", name="The way down")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(picture.get_by_role("link", name="40", exact=True)).to_be_visible()
    expect(page.get_by_role("combobox", name="Chosen")).to_have_value("plan:homelessness-2008-13")
    begins = page.get_by_role("combobox", name="Chosen")
    expect(begins.locator("option")).to_have_count(1)  # a long list is made when its reader comes to it
    begins.focus()
    begins.select_option("Board: Wellbeing & Health")
    expect(page.get_by_text("On the way down: 1 plan, 4 priorities")).to_be_visible()
    page = watched.open("/golden-thread?node=indicator%3Arough-sleeping-count&thread=List")
    page.get_by_role("link", name="Board: Wellbeing & Health").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Its way up leads to 1 of the vision’s priorities.")).to_be_visible()
    page.get_by_role("link", name="Its own page").click()
    expect(page.get_by_role("heading", name="Wellbeing & Health")).to_be_visible()
    assert "node=" not in page.url
