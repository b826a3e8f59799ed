"""The made-up plans, boards, priorities and milestones, and how they hang together."""

import datetime
import itertools
from dataclasses import dataclass

import numpy as np

from data.synthetic.words import ACTS, CHANGE, DATE, HOUSING, POSTS, THINGS, VISION, Row, month_end, ref

AIMS = ("Homes for everyone", "A city that moves", "Healthy lives", "Skills and work", "A cleaner city")
WORKS = ("Build and mend homes", "Safer roads", "Healthier neighbourhoods", "Work for young people", "Greener streets",
         "A council that answers")  # fmt: skip
STRATEGIC = ("Prevent homelessness", "More homes", "Better homes", "Support to stay")
PROGRAMMES = (("programme", "One front door"), ("programme", "Fewer buildings"), ("programme", "Digital first"),
              ("enabler", "Leadership"), ("enabler", "Better data"))  # fmt: skip
BOARDS = (
    ("homes-board", "Homes Board", "priority_board"), ("moving-board", "Moving Board", "priority_board"),
    ("health-board", "Health Board", "priority_board"), ("change-board", "Change Board", "programme_board"),
    ("directors", "Directors' Board", "management_board"), ("cabinet", "Cabinet", "committee"),
)  # fmt: skip
# What becomes of the milestones of the edition that ended, one after another, and of those of the one in force.
ENDED = ("on_time", "late", "undated", "partly", "continued", "moved", "carried", "dropped", "silent", "gone",
         "complete", "dateless")  # fmt: skip
RUNNING = ("soon", "later", "unreported", "going", "half", "overdue", "start_missed", "start_soon", "ongoing",
           "impossible", "on_time", "late")  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """Plans, boards, priorities and their ties, as rows by dataset; and the keys that milestones hang on."""

    rows: dict[str, list[Row]]
    editions: list[tuple[str, str]]  # each council's plan that ended, and the one in force


def tree(councils: int) -> Tree:
    """The plans of `councils` councils; the first also has a vision, a programme of change and a housing strategy."""
    plan = [
        _plan(VISION, "Vision for Exampleton 2035", "", "", "vision"),
        _plan(CHANGE, "Change programme", "2022-04-01", "2025-03-31", "final"),
        _plan(HOUSING, "Housing strategy 2022 to 2027", "2022-04-01", "2027-03-31", "in_force"),
    ]
    priority = [
        *(_priority(VISION, n, title) for n, title in enumerate(AIMS, 1)),
        *(_priority(CHANGE, n, title, kind) for n, (kind, title) in enumerate(PROGRAMMES, 1)),
        *(_priority(HOUSING, n, title) for n, title in enumerate(STRATEGIC, 1)),
    ]
    editions = []
    for number in range(1, councils + 1):
        suffix, name = ("", "") if number == 1 else (f"-{number:03}", f", authority {number:03}")
        ended, running = f"council-plan-2023{suffix}", f"council-plan-2024{suffix}"
        plan += [
            _plan(ended, f"Council plan 2023/24{name}", "2023-04-01", "2024-03-31", "final", "council-plan-2023"),
            _plan(running, f"Council plan 2024/26{name}", "2024-04-01", "2026-03-31", "in_force", "council-plan-2024"),
        ]
        priority += [_priority(key, n, title) for key in (ended, running) for n, title in enumerate(WORKS, 1)]
        editions.append((ended, running))
    link = [
        tie("plan", editions[0][0], "continues", "plan", CHANGE),
        *(tie("plan", new, "continues", "plan", old) for old, new in editions),
        *(tie("priority", f"{new}-p{n:02}", "continues", "priority", f"{old}-p{n:02}")
          for old, new in editions for n in range(1, 7)),
        *(tie("priority", f"{editions[0][0]}-p{n + 1:02}", "continues", "priority", f"{CHANGE}-p{n:02}")
          for n in range(1, 4)),
        *(tie("priority", f"{new}-p{n:02}", "supports", "priority", f"{VISION}-p{n:02}")
          for pair in editions for new in pair for n in range(1, 6)),
        *(tie("priority", f"{HOUSING}-p{n:02}", "supports", "priority", f"{VISION}-p01") for n in range(1, 4)),
        tie("plan", CHANGE, "supports", "plan", VISION),
        tie("board", "homes-board", "monitors", "priority", f"{VISION}-p01"),
        tie("board", "moving-board", "monitors", "priority", f"{VISION}-p02"),
        tie("board", "health-board", "monitors", "priority", f"{VISION}-p03"),
        tie("board", "homes-board", "monitors", "plan", HOUSING),
        tie("board", "change-board", "monitors", "plan", CHANGE),
        *(tie("board", "directors", "monitors", "plan", key) for pair in editions for key in pair),
    ]  # fmt: skip
    board: list[Row] = [{"board_id": key, "title": title, "kind": kind, "source_ref": ref(VISION, "boards", n)}
             for n, (key, title, kind) in enumerate(BOARDS, 1)]  # fmt: skip
    days = [month_end(year, month) for year, month in ((2024, 6), (2024, 9), (2024, 12), (2025, 1), (2025, 6))]
    meeting: list[Row] = [{"meeting_id": f"{key}-{day}", "board_id": key, "held_on": day,
                "title": f"{title}, {day.day} {day:%B %Y}", "source_ref": ref(VISION, "meetings", n)}
               for n, (day, (key, title, _)) in enumerate(zip(days, itertools.cycle(BOARDS)), 1)]  # fmt: skip
    return Tree({"plan": plan, "board": board, "priority": priority, "meeting": meeting, "link": link}, editions)


def milestones(tree: Tree, count: int, chance: np.random.Generator) -> dict[str, list[Row]]:
    """`count` milestones over the plans, in every state there is, with their reports and their later editions."""
    of_one = max(count // len(tree.editions), len(ENDED) + len(RUNNING))
    made: list[Row] = []
    reports: list[Row] = []
    ties: list[Row] = []
    for number, (ended, running) in enumerate(tree.editions):
        first = 2 * of_one // 5
        strategy = of_one // 6 if number == 0 else 0
        places = [(ended, ENDED, 6)] * first + [(running, RUNNING, 6)] * (of_one - first - strategy)
        places += [(HOUSING, RUNNING, len(STRATEGIC))] * strategy
        open_ends: list[str] = []
        days = chance.integers(5, 85, len(places))
        for place, (plan, states, priorities) in enumerate(places):
            at = place if plan == ended else place - first
            state, key = states[at % len(states)], f"{plan}-m{place + 1:04}"
            row, said = _milestone(plan, key, place, at // 2 % priorities + 1, state, int(days[place]))
            made.append(row)
            reports += [said] if said else []
            if plan == ended and state in ("continued", "carried", "gone"):
                open_ends.append(key)
            elif plan == running and open_ends and state in ("soon", "later", "going"):
                ties.append(tie("milestone", key, "continues", "milestone", open_ends.pop(0)))
    return {"milestone": made, "milestone_update": reports, "link": ties}


def remarks(dated: dict[str, list[Row]]) -> list[Row]:
    """A remark on some milestones that are late; those without one are asked for it."""
    late = [row["milestone_id"] for row in dated["milestone_update"] if row["status"] == "partly"]
    return [{"commentary_id": f"remark-{key}", "subject_kind": "milestone", "subject_id": key, "as_at": DATE,
             "author_role": "Board lead", "text": "The contractor left; a new one begins in May.",
             "action": "Weekly review until done.", "source_ref": ref("council-plan-2024", "remarks", n)}
            for n, key in enumerate(late[:6:2], 1)]  # fmt: skip


def decisions(dated: dict[str, list[Row]]) -> list[Row]:
    """What was decided of two findings: one accepted, one explained."""
    odd = [row["milestone_id"] for row in dated["milestone"] if row["due_precision"] == "invalid"]
    return [{"finding_key": f"invalid_date:{key}", "status": status, "as_at": DATE, "note": "Made up for training."}
            for key, status in zip(odd, ("accepted", "explained"), strict=False)]  # fmt: skip


def _milestone(plan: str, key: str, place: int, priority: int, state: str, days: int) -> tuple[Row, Row | None]:
    ended = plan.startswith("council-plan-2023")
    due = datetime.date(2023, 7, 1) + datetime.timedelta(3 * days) if ended else _due(state, days)
    precision = {"ongoing": "ongoing", "impossible": "invalid", "complete": "complete", "dateless": "none"}.get(state)
    if precision is None:
        precision = "month" if place % 3 == 0 else "day"
        due = month_end(due.year, due.month) if precision == "month" else due
    text = {"ongoing": "Ongoing", "invalid": "31 June 2025", "complete": "Complete", "none": "",
            "day": f"{due:%d/%m/%Y}", "month": f"{due:%B %Y}"}[precision]  # fmt: skip
    again = "" if place < len(ACTS) * len(THINGS) else f" ({place // (len(ACTS) * len(THINGS)) + 1})"
    row: Row = {
        "milestone_id": key, "plan_id": plan, "priority_id": f"{plan}-p{priority:02}", "ref": f"{priority}.{place + 1}",
        "title": f"{ACTS[place % len(ACTS)]} {THINGS[place % len(THINGS)]}{again}", "due_text": text,
        "starts_on": due - datetime.timedelta(200) if place % 4 == 0 and precision == "day" else "",
        "due_on": due if precision in ("day", "month") else "", "due_precision": precision,
        "date_role": "start" if state.startswith("start") else "finish",
        "lead": "; ".join(POSTS[(place + n) % len(POSTS)] for n in range(1 + (place % 5 == 0))),
        "outcome": "Made up for training", "source_ref": ref(_document(plan), "milestones", place + 1),
    }  # fmt: skip
    told = {
        "on_time": ("achieved", due - datetime.timedelta(4)), "late": ("achieved", due + datetime.timedelta(9)),
        "undated": ("achieved", ""), "partly": ("partly", ""), "half": ("partly", ""), "continued": ("in_progress", ""),
        "going": ("in_progress", ""), "overdue": ("in_progress", ""), "moved": ("carried_forward", ""),
        "carried": ("carried_forward", ""), "dropped": ("discontinued", ""), "silent": ("not_reported", ""),
    }.get(state)  # fmt: skip
    if told is None:
        return row, None
    said: Row = {
        "milestone_id": key, "as_at": "2024-03-31" if ended else "2025-02-28", "status": told[0],
        "achieved_on": told[1],
        "revised_due_on": due + datetime.timedelta(500) if state == "moved" else "", "assumed": "false",
        "source_ref": ref("council-plan-2024" if ended else "made-up-figures", "reports", place + 1),
    }  # fmt: skip
    return row, said


def _due(state: str, days: int) -> datetime.date:
    """When a milestone in force falls due, so that it is in its state on DATE."""
    if state in ("unreported", "overdue", "start_missed", "on_time", "late"):
        return DATE - datetime.timedelta(days + 40)
    return DATE + datetime.timedelta(days if state in ("soon", "start_soon") else 100 + 3 * days)


def _document(plan: str) -> str:
    return plan[:17] if plan.startswith("council-plan") else plan


def _plan(key: str, title: str, starts: str, ends: str, status: str, document: str = "") -> Row:
    return {"plan_id": key, "title": f"{title} (made up)", "starts_on": starts, "ends_on": ends, "status": status,
            "document_id": document or key, "source_ref": ref(document or key, "cover", 1)}  # fmt: skip


def _priority(plan: str, number: int, title: str, kind: str = "priority") -> Row:
    theme = "" if plan in (VISION, CHANGE) else ("People" if number % 2 else "Place")
    return {"priority_id": f"{plan}-p{number:02}", "plan_id": plan, "number": "" if plan == VISION else number,
            "theme": theme, "title": title, "kind": kind, "lead": POSTS[number % len(POSTS)], "sro": POSTS[number - 1],
            "source_ref": ref(_document(plan), "priorities", number)}  # fmt: skip


def tie(kind: str, key: object, relation: str, to_kind: str, to: object, basis: str = "stated") -> Row:
    return {"from_kind": kind, "from_id": key, "to_kind": to_kind, "to_id": to, "relation": relation, "basis": basis,
            "source_ref": ref(VISION, "ties", 1)}  # fmt: skip
