"""What the pack page shows: what is in a pack, and the packs that were frozen."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components.pack.content import SHORT, Pack
from components.wording import day


def contents(pack: Pack) -> pd.DataFrame:
    """Where each part of a pack begins."""
    begins = [(number, page.told) for number, page in enumerate(pack.pages, 1) if page.told]
    return pd.DataFrame(begins, columns=["Page", "What"])


def planned(keys: Sequence[str], names: Mapping[str, str]) -> pd.DataFrame:
    """What a pack will hold, in its order."""
    return pd.DataFrame({"Order": range(1, len(keys) + 1), "What": [names.get(key, key) for key in keys]})


def frozen(rows: pd.DataFrame) -> pd.DataFrame:
    """The frozen packs; `rows` holds hash, as_at, version, filters, order, pages, frozen_by and frozen_at (UTC)."""
    return pd.DataFrame(
        {
            "Frozen": [_moment(at) for at in rows["frozen_at"]],
            "By": rows["frozen_by"],
            "As at": [day(date) for date in rows["as_at"]],
            "Data version": rows["version"],
            "Filters": ["; ".join(filters) or "none" for filters in rows["filters"]],
            "Pages": rows["pages"],
            "Hash": [held[:SHORT] for held in rows["hash"]],
            "Holds": ["; ".join(order) for order in rows["order"]],
        }
    )


def label(row: Any) -> str:
    """A frozen pack as a choice."""
    filters = "; ".join(row["filters"]) or "whole council"
    return f"{_moment(row['frozen_at'])}, {row['frozen_by']}: {filters}, version {row['version']} ({row.name[:SHORT]})"


def _moment(at: pd.Timestamp) -> str:
    return f"{day(at)}, {at:%H:%M} UTC"
