"""A list shows the first of very many; its CSV has them all."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import parts
from data import service
from data.store import Snapshot
from queries import efficiency, judgement, milestones, priorities, runner
from tests import reading
from tests.choosing import go

FEW = 5
# Page, what is chosen in its address, and the rows of each list of it that is cut, by the name of its file.
LISTS: list[tuple[str, dict[str, str], dict[str, int]]] = [
    ("efficiency", {"show": "Owed"}, {"savings-lines": 33}),
    ("efficiency", {"show": "Editions"}, {"savings-editions": 36}),
    ("efficiency", {"show": "Tests"}, {"savings-tests": 131}),
    ("milestones", {"milestones": "Due"}, {"milestones": 228}),
    ("milestones", {"milestones": "What became of them"}, {"what-became-of-each": 63}),
    ("milestones", {"milestones": "Slipped"}, {"every-slipped": 9}),
    ("findings", {}, {"findings": 43}),
    ("priorities", {"of_all": "Priorities"}, {"priorities": 42}),
    ("priorities", {"of_all": "Boards"}, {"boards": 16}),
    ("priorities", {"of_all": "In no priority"}, {"savings-lines": 135, "measures-and-figures": 27}),
    ("priorities", {"of_all": "All that belongs"}, {
        "measures": 92, "milestones": 228, "savings-lines": 13, "remarks": 33, "findings": 22, "ties": 161,
        "other-figures": 42, "survey-figures": 11,
    }),
]  # fmt: skip


@pytest.fixture
def few_at_first(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """The shipped figures, in a file of their own for what is remembered of them, where a list gives few rows."""
    for module in (efficiency, judgement, milestones, priorities):
        ask = module.ask
        monkeypatch.setattr(module, "ask", lambda *of, ask=ask, **by: ask(*of, **{**by, **_cut(by)}))
    own = Snapshot(Path(shutil.copy(snapshot.path, tmp_path)), snapshot.version)
    monkeypatch.setattr(service, "current", lambda: own)
    return own


def _cut(parameters: dict[str, Any]) -> dict[str, int]:
    return {"row_limit": FEW} if parameters.get("row_limit") == runner.FIRST else {}


@pytest.mark.usefixtures("few_at_first")
@pytest.mark.parametrize(("page", "chosen", "lists"), LISTS)
def test_the_csv_of_a_list_that_shows_the_first_of_many_has_them_all(
    page: str, chosen: dict[str, str], lists: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: dict[str, Callable[[], pd.DataFrame]] = {}
    csv_button = parts.csv_button
    monkeypatch.setattr(parts, "csv_button", lambda frame, name: csv_button(saved.setdefault(name, frame), name))
    app = AppTest.from_file("../app.py", default_timeout=60).switch_page(f"pages/{page}.py")
    go(app, chosen)
    assert not app.exception, [e.value for e in app.exception]
    found = {name: len(frame()) for name, frame in saved.items()}
    told = re.findall(rf"[Ff]irst {FEW} of ([\d,]+)", reading.everything(app))
    assert found == lists
    assert sorted(lists.values()) == sorted(int(count.replace(",", "")) for count in told)
    assert under_their_lists(app) == len(lists)


def under_their_lists(app: AppTest) -> int:
    """How many buttons there are, each of which stands below its list and above the next."""
    lists = buttons = 0
    for part in app.main:
        if part.type == "download_button":
            buttons += 1
            assert lists == buttons
        else:
            lists += len(set(re.findall(rf"[Ff]irst {FEW} of [\d,]+", str(getattr(part, "proto", "")))))
    return buttons
