"""The page of findings is narrowed by dataset, check, severity and plan, and says so in its address."""

from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from data.store import Snapshot
from tests import reading
from tests.choosing import choose, offered

pytestmark = pytest.mark.usefixtures("snapshot")


@pytest.fixture
def page() -> AppTest:
    return reading.opened("findings")


def found(app: AppTest) -> int:
    assert not app.exception, [e.value for e in app.exception]
    return len(reading.tables(app)[0])


def test_findings_are_narrowed_by_dataset_severity_check_and_plan(page: AppTest, snapshot: Snapshot) -> None:
    rows = snapshot.cursor().execute("SELECT dataset, severity, rule, plan_id FROM finding").fetchall()
    assert found(page) == len(rows)
    by_dataset = Counter(dataset for dataset, *_ in rows)
    datasets = offered(page, "dataset")
    assert len(datasets) == len(by_dataset) + 1 > 3  # and all of them
    for dataset, count in by_dataset.items():
        choose(page, "dataset", dataset)
        assert found(page) == count
        assert set(offered(page, "check").values()) - {""} <= {
            words
            for of_one, _, rule, _ in rows
            if of_one == dataset
            for words in (rule, rule.replace("_", " ").capitalize())
        }
    choose(page, "dataset", "efficiency_amount")
    choose(page, "severity", "high")
    lines = [
        (rule, plan) for dataset, severity, rule, plan in rows if (dataset, severity) == ("efficiency_amount", "high")
    ]
    assert found(page) == len(lines) > 0
    choose(page, "check", lines[0][0])
    assert found(page) == len([rule for rule, _ in lines if rule == lines[0][0]])
    choose(page, "plan", str(lines[0][1]))
    assert found(page) == lines.count(lines[0])
