"""An empty set of datasets for a council of its own: headers, and the rows without which nothing can be judged."""

import csv
import datetime
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from data.contracts import contracts
from data.places import SHIPPED_FOLDER

DEFAULTS = "dashboard-defaults"  # the document that the tolerances to begin with rest on
Row = Mapping[str, object]


class Unnamed(Exception):
    """The area's name gives no key."""


def begin(folder: Path, area: str, council: str = "", reporting_date: datetime.date | None = None) -> None:
    """Write one CSV a dataset into `folder`: the home area, its settings and the tolerances to begin with.

    `reporting_date` is the day everything is judged on, the last day of the last whole quarter if not said. Raises
    FileExistsError where a dataset's CSV is there already, Unnamed for a name without a letter, or OSError.
    """
    if not (key := slug(area)):
        raise Unnamed(f"The area's name must have letters or figures; {area!r} has none.")
    date = reporting_date or last_quarter(datetime.date.today())
    rows: dict[str, list[Row]] = {
        "area": [{"area_id": key, "name": area, "kind": "authority", "is_home": "true"}],
        "setting": settings(key, council or area, date),
        "source": [
            {"document_id": DEFAULTS, "title": "Defaults of the dashboard", "publisher": "The dashboard",
             "status": "published", "covers": "Tolerances that hold until the council sets its own."}
        ],
        "threshold": begin_with(),
    }  # fmt: skip
    write_set(folder, rows)


def begin_with(document: str = DEFAULTS) -> list[Row]:
    """The tolerances a set begins with: those of the datasets that ship, resting on `document`."""
    with (SHIPPED_FOLDER / "threshold.csv").open(encoding="utf-8", newline="") as file:
        return [
            {**row, "source_ref": f"{document}, tolerances, row {number}", "quote": "",
             "note": "A starting tolerance of the dashboard, which the council may change."}
            for number, row in enumerate(csv.DictReader(file), 1)
        ]  # fmt: skip


def settings(home: str, council: str, date: datetime.date, **called: str) -> list[Row]:
    """The settings every set needs; `called` are the names of pages a council gives names of its own."""
    told = {
        "home_area": (home, "The authority the dashboard speaks for; marked in every comparison."),
        "council_name": (council, "The council's full name as it stands on every page."),
        "reporting_date": (date.isoformat(), "The date every judgement is made on unless another is chosen."),
        "minimum_group_size": ("10", "The smallest survey group shown; smaller groups are withheld."),
        **{name: (words, "What that page is called.") for name, words in called.items()},
    }
    return [{"name": name, "value": value, "description": says} for name, (value, says) in told.items()]


def write_set(folder: Path, rows: Mapping[str, Iterable[Row]]) -> None:
    """Write one CSV a dataset into `folder`, which holds none yet; columns a row does not name are empty.

    Raises FileExistsError or OSError.
    """
    there = [name for name in contracts() if (folder / f"{name}.csv").exists()]
    if there:
        raise FileExistsError(f"{folder} holds {there[0]}.csv already; name a folder without datasets.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, contract in contracts().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, contract.columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, ()))


def last_quarter(today: datetime.date) -> datetime.date:
    """The last day of the last whole quarter before a day."""
    first = datetime.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    return first - datetime.timedelta(days=1)


def slug(name: str) -> str:
    """A name as a key: small letters and figures, words joined by hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))
