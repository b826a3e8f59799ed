"""What the golden thread's page says: the way up and down in words, as lists and tables, and the loose ends."""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd

from components import search, status, wording
from components.chosen import Chosen
from components.markup import Branch, Link
from components.rows import each
from components.tables import renamed

KINDS = {
    "plan": ("plan", "plans"),
    "board": ("board", "boards"),
    "priority": ("priority", "priorities"),
    "indicator": ("measure or figure", "measures and figures"),
    "milestone": ("milestone", "milestones"),
    "efficiency_line": ("savings line", "savings lines"),
}
HOW = {
    "under": "is printed under",
    "supports": "supports",
    "watches": "watches",
    "watched_by": "is watched by",
    "moves": "is meant to move",
    "depends_on": "waits for",
}
LOOSE = {
    "Hangs on nothing": "nothing",
    "Nothing hangs on it": "bare",
    "Ends short of the vision": "short",
    "Moves no measure": "unmeasured",
}
LOOSE_TOLD = {
    "Hangs on nothing": "No way leads up from these: they stand under no priority, milestone or measure, and under no "
    "board. A board hangs on the priority of the vision that it watches.",
    "Nothing hangs on it": "Nothing leads up to these: a board that watches nothing, a priority without measures, "
    "milestones or support, a measure no milestone is meant to move. Milestones and savings lines may end a thread.",
    "Ends short of the vision": "A way leads up from these, but not as far as the vision.",
    "Moves no measure": "Printed under a priority, but neither the papers nor we tie these milestones to a measure.",
}
LONGEST = 200  # branches of one list


def split(node: str) -> tuple[str, str]:
    """A thing as the address has it: "milestone:odi-2010-11-p05-m09" as kind and key."""
    kind, _, key = node.partition(":")
    return (kind, key) if kind in KINDS and key else ("", "")


def begun(begins: pd.DataFrame, node: str, chosen: Chosen) -> str:
    """The thing chosen: that of the address where there is one, else that of the filters, else the vision."""
    known = set(begins["kind"] + ":" + begins["id"]) if len(begins) else set()
    filtered = ((kind, getattr(chosen, kind)) for kind in ("priority", "board", "plan"))
    wished = [node, *(f"{kind}:{key}" for kind, key in filtered if key)]
    visions = begins[begins["is_vision"]] if begins["is_vision"].any() else begins
    first = visions.head(1)
    return next((wish for wish in wished if wish in known), "".join(first["kind"] + ":" + first["id"]))


def labels(begins: pd.DataFrame) -> dict[str, str]:
    """Where a walk can begin, as choices."""
    return {f"{row.kind}:{row.id}": name(row.kind, row.label) for row in _rows(begins)}


def page_of(thing: pd.Series) -> tuple[str, dict[str, str]]:
    """The page of the thing's own, and what its address asks there; as a search finds it, but for plans and boards."""
    kind, title = thing["kind"], thing["title"]
    if kind in ("plan", "board"):
        return "priorities", {kind: title}
    of_strategy = thing["series"] == "table" and thing["built"] == "live"
    word = {"indicator": "measure" if of_strategy else "figure", "efficiency_line": "savings line"}.get(kind, kind)
    choice = thing["measure"] if of_strategy else None if kind == "efficiency_line" else thing["priority_label"]
    return search.place(SimpleNamespace(**{**thing, "kind": word, "choice": choice}))


def name(kind: str, title: str, sort: object = None) -> str:
    """A thing with what it is: "Plan: ODI Plan 2010/11"; `sort` tells a measure from another figure."""
    word = KINDS[kind][0]
    if kind == "indicator" and isinstance(sort, str):
        word = "measure" if sort in ("table", "measure") else "figure"
    return f"{word.capitalize()}: {title}"


def counted(counts: Mapping[str, int]) -> str:
    """How many of each kind: "9 priorities and 88 milestones"."""
    said = [f"{n:,} {KINDS[kind][n != 1]}" for kind in KINDS if (n := counts.get(kind, 0))]
    return wording.sequence(said, "and") if said else "nothing"


def counts(ties: pd.DataFrame, way: str) -> dict[str, int]:
    """How many things of each kind there are on the way up or down, shown or not."""
    each = ties[ties["way"] == way].drop_duplicates("far_kind")
    return dict(zip(each["far_kind"], each["of_kind"].astype(int), strict=True))


def headline(thing: pd.Series, ties: pd.DataFrame) -> str:
    """Where the way up leads, and what hangs on it, in a sentence each."""
    up, down = ties[ties["way"] == "up"], counts(ties, "down")
    aims = up.loc[up["is_aim"], "far_id"].nunique()
    if thing["is_vision"]:
        above = "Here every thread begins."
    elif up.empty and thing["kind"] == "board":
        above = "It watches none of the vision’s priorities."
    elif up.empty:
        above = "It hangs on nothing: no way leads up from it."
    elif aims or thing["is_aim"]:
        above = f"Its way up leads to {aims} of the vision’s priorities." if aims else "A priority of the vision."
    elif up["is_vision"].any():
        above = "Its way up leads to the vision as a whole, to none of its priorities."
    else:
        above = f"Its way up ends short of the vision, at {counted(counts(ties, 'up'))}."
    return f"{above} On the way down: {counted(down)}." if down else f"{above} Nothing hangs on it."


def led(address: Mapping[str, str], where: str) -> dict[str, str]:
    """What an address says once a thing is chosen, a lane of the picture opened ("open:milestone"), or neither ("")."""
    kept = {name: value for name, value in address.items() if name != "open"}
    if where.startswith("open:"):
        return {**kept, "open": where.removeprefix("open:")}
    return {**kept, "node": where} if where else {name: kept[name] for name in kept if name != "node"}


def way_up(thing: pd.Series, ties: pd.DataFrame, others: Mapping[str, str]) -> list[Branch]:
    """All it hangs on as a list within lists: each thing under what leads to it, told in full once."""
    steps = _steps(ties, "up")
    told: set[tuple[str, str]] = set()

    def above(key: tuple[str, str]) -> list[Branch]:
        told.add(key)
        branches = []
        for row in steps.get(key, []) if len(told) < LONGEST else []:
            far = (row.far_kind, row.far_id)
            again = far in told
            branches.append(
                Branch(
                    name(row.far_kind, row.far_title, row.far_sort),
                    led(others, ":".join(far)),
                    before=_how(row, row.near_kind),
                    after=_after(_basis(row), "as above" if again and steps.get(far) else ""),
                    branches=[] if again else above(far),
                )
            )
        return branches

    return [Branch(name(thing["kind"], thing["title"], thing["series"]), branches=above((thing["kind"], thing["id"])))]


def way_down(thing: pd.Series, ties: pd.DataFrame, others: Mapping[str, str]) -> list[Branch]:
    """What hangs on it, by kind; under each what hangs on that, counted, and plans, boards and priorities by name."""
    steps = _steps(ties, "down")
    told: set[tuple[str, str]] = set()

    def below(key: tuple[str, str], by_name: Sequence[str]) -> list[Branch]:
        told.add(key)
        branches = []
        for kind in KINDS:
            rows = [row for row in steps.get(key, []) if row.far_kind == kind]
            shown = [item(row) for row in rows if len(told) < LONGEST] if kind in by_name else []
            if rows:
                missing = f"the first {len(shown)} are listed" if shown and len(shown) < len(rows) else ""
                branches.append(Branch(counted({kind: len(rows)}), after=_after(missing), branches=shown))
        return branches

    def item(row: Any) -> Branch:
        far = (row.far_kind, row.far_id)
        again = far in told
        words = name(row.far_kind, row.far_title, row.far_sort) if row.far_kind in _BY_NAME else row.far_title
        how = "" if row.relation == "under" else f"{_how(row, row.far_kind)} it"
        after = _after(state(row), how, _basis(row), "as above" if again and steps.get(far) else "")
        return Branch(words, led(others, ":".join(far)), after=after, branches=[] if again else below(far, _BY_NAME))

    branches = below((thing["kind"], thing["id"]), list(KINDS))
    return [Branch(name(thing["kind"], thing["title"], thing["series"]), branches=branches)]


def editions(thing: pd.Series, others: Mapping[str, str]) -> list[Branch]:
    """What it was in the edition before, and what it became in the one after."""
    return [
        Branch(
            other["title"], led(others, f"{other['kind']}:{other['id']}"), before=f"In the edition {side}:",
            after=_after(other["plan"] if other["kind"] != "plan" else ""),
        )
        for side in ("before", "after")
        for other in thing[side]
    ]  # fmt: skip


def ties_table(thing: pd.Series, ties: pd.DataFrame) -> pd.DataFrame:
    """Every tie walked, as a sentence: which way, from what, how, to what, and who says so."""
    names = {(row.far_kind, row.far_id): row.far_title for row in _rows(ties)}
    names[thing["kind"], thing["id"]] = thing["title"]
    ends = [
        ((row.near_kind, row.near_id), (row.far_kind, row.far_id))[:: 1 if row.way == "up" else -1]
        for row in _rows(ties)
    ]
    return pd.DataFrame(
        {
            "Way": ties["way"].map({"up": "▲ up", "down": "▼ down"}),
            "What": [name(below[0], names.get(below, below[1])) for below, _ in ends],
            "How": [_how(row, below[0]) for row, (below, _) in zip(_rows(ties), ends, strict=True)],
            "On what": [name(above[0], names.get(above, above[1])) for _, above in ends],
            "Basis": [_basis(row) or "the papers say so" for row in _rows(ties)],
            "State": [state(row) for row in _rows(ties)],
            "Our note": ties["note"].fillna(""),
        }
    )


def reach(rows: pd.DataFrame) -> pd.DataFrame:
    """How far up each kind reaches, and on how many nothing hangs, where that is asked."""
    ends = rows["kind"].isin(("milestone", "efficiency_line"))
    names = {"kind": "What", "thing_count": "All", "aim_count": "Reach a priority of the vision",
             "whole_count": "Reach it only as a whole", "short_count": "End short of it",
             "nothing_count": "Hang on nothing", "bare_count": "Nothing hangs on them"}  # fmt: skip
    shown = rows.assign(
        kind=[KINDS[kind][1].capitalize() for kind in rows["kind"]],
        bare_count=rows["bare_count"].astype(object).where(~ends, None),
    )
    return renamed(shown, names)


def reach_told(rows: pd.DataFrame) -> str:
    """The finding: what hangs on nothing, and how many milestones move no measure."""
    nothing = dict(zip(rows["kind"], rows["nothing_count"].astype(int), strict=True))
    milestones = rows[rows["kind"] == "milestone"]
    unmeasured = (
        f"; {int(milestones['unmeasured_count'].iloc[0]):,} of {int(milestones['thing_count'].iloc[0]):,} milestones "
        "are tied to no measure"
        if len(milestones)
        else ""
    )
    return f"{counted(nothing).capitalize()} hang on nothing{unmeasured}"


def loose(rows: pd.DataFrame, others: Mapping[str, str]) -> pd.DataFrame:
    """Loose ends, each leading to its place on the thread."""
    names = [Link.to(r.title, led({**others, "thread": "List"}, f"{r.kind}:{r.id}")) for r in _rows(rows)]
    answered = rows["kind"].isin(("plan", "board"))  # nobody is named for these
    return pd.DataFrame(
        {
            "Kind": [KINDS[kind][0].capitalize() for kind in rows["kind"]],
            "What": pd.Series(names, index=rows.index, dtype=object),
            "Printed in": [_SORTS.get(_text(sort), "") for sort in rows["sort"]],
            "Plan": rows["plan_title"].fillna("no plan").mask(answered, ""),
            "Owner": rows["owner"].fillna("none named").mask(answered, ""),
            "Our note": rows["note"].fillna(""),
        }
    )


def loose_title(rows: pd.DataFrame, which: str) -> str:
    """How many there are of each kind."""
    each = rows.drop_duplicates("kind")
    return f"{which}: {counted(dict(zip(each['kind'], each['of_kind'].astype(int), strict=True)))}"


def state(row: Any) -> str:
    """How a measure or milestone stands, shape and word; nothing for other kinds."""
    if not isinstance(row.state, str):
        return ""
    if row.far_kind == "milestone":
        return f"{status.MILESTONES[status.MILESTONE_GROUPS[row.state]].shape} {row.word}"
    return str(status.MEASURES[row.state])


_BY_NAME = ("plan", "board", "priority")
_SORTS = {
    "table": "a table", "prose": "the text", "benchmark": "benchmark", "measure": "success measures",
    "line": "a table", "subtotal": "a table: sub-total", "total": "a table: total", "claim": "the text",
}  # fmt: skip


def _steps(ties: pd.DataFrame, way: str) -> dict[tuple[str, str], list[Any]]:
    steps: dict[tuple[str, str], list[Any]] = {}
    for row in _rows(ties[ties["way"] == way]):
        steps.setdefault((row.near_kind, row.near_id), []).append(row)
    return steps


def _how(row: Any, kind: str) -> str:
    """How a thing of a kind hangs on another."""
    return "is part of" if row.relation == "under" and kind == "priority" else HOW[row.relation]


def _basis(row: Any) -> str:
    return "" if row.basis == "stated" else "matched by us"


def _after(*parts: str) -> str:
    said = "; ".join(part for part in parts if part)
    return f"({said})" if said else ""


def _rows(frame: pd.DataFrame) -> Iterable[Any]:
    return each(frame)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
