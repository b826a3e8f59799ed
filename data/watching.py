"""Which boards a remark concerns: whoever leads a board speaks of what that board watches, and of nothing else."""

from collections.abc import Collection
from pathlib import Path

from data import changing
from data.access import NotAllowed
from data.changing import Preview
from data.differences import shaped, workbench
from data.filling import attach
from data.store import Snapshot, Store


def within(boards: Collection[str], seen: Preview, keeper: Store, standing: Snapshot, turn_to: str) -> Preview:
    """A change of remarks by one who may speak of what these boards watch, and of nothing else. Raises NotAllowed."""
    if not seen.prepared.exists():  # cleared away after a day
        seen = changing.preview(keeper, standing, seen.checked, seen.mode)
    if others := beyond(keeper.open(seen.parent), seen.prepared, standing, boards):
        own, shown = ", ".join(sorted(boards)), ", ".join(others[:3])
        raise NotAllowed(f"You lead {own}, which does not watch {shown}. Turn to the lead of its board, or {turn_to}.")
    return seen


def beyond(parent: Snapshot, prepared: Path, standing: Snapshot, boards: Collection[str]) -> list[str]:
    """What a change of `parent`, made aside as `prepared`, speaks of that none of these boards watches.

    Remarks added, changed (as they were, and as they would be) and removed count; each thing as "kind id". What a
    board watches is what the rules of the `standing` version say.
    """
    with workbench(parent) as bench:
        attach(bench, prepared, "prepared")
        spoken = bench.execute(
            f"""
            WITH
                made AS ({shaped(bench, "prepared")["commentary"]}),
                touched AS (
                    (FROM made EXCEPT FROM commentary) UNION (FROM commentary EXCEPT FROM made)
                ),
                about AS (FROM prepared.remark UNION FROM held.remark)
            SELECT DISTINCT kind, id FROM about SEMI JOIN touched USING (commentary_id)
            """  # noqa: S608 (names of ours)
        ).fetchall()
    own = {("board", board) for board in boards}
    for board in boards:
        own.update(
            standing.cursor().execute("SELECT kind, id FROM belongs_to([]::VARCHAR[], ?, '')", [board]).fetchall()
        )
    return sorted(f"{kind.replace('_', ' ')} {name}" for kind, name in {*spoken} - own)
