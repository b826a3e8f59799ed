"""A made-up council that shows every view full, for training and for measuring; nothing of it is real.

The same size and seed give the same bytes. Its name, its documents and its areas say that it is made up, and so does
the head of every page.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.beginning import begin_with, settings, write_set
from data.synthetic import figures, money, plans, staff
from data.synthetic.words import COUNCIL, DATE, FIGURES, HOME, SOURCES


@dataclass(frozen=True)
class Size:
    """How many areas, indicators, quarters each has a figure for in every area, councils with plans, and milestones."""

    areas: int = 18
    indicators: int = 64
    quarters: int = 40
    councils: int = 1
    milestones: int = 180


TRAINING = Size()
# Every English authority: 500 of the measures have figures everywhere, which makes 6.7 million values.
COUNTRY = Size(areas=333, indicators=572, quarters=40, councils=333, milestones=200_000)


def write(folder: Path, size: Size = TRAINING, seed: int = 1) -> None:
    """Write the set into `folder`, as CSVs that pass every check. Raises FileExistsError or OSError."""
    chance = np.random.default_rng(seed)
    tree = plans.tree(size.councils)
    dated = plans.milestones(tree, size.milestones, chance)
    measured = figures.indicators(size.indicators, tree)
    rows = {
        "source": SOURCES,
        "setting": settings(HOME, COUNCIL, DATE, measures_page="Housing", programme_page="Change programme"),
        "threshold": begin_with(FIGURES),
        **figures.areas(size.areas),
        **tree.rows,
        **dated,
        "indicator": measured,
        **money.savings(),
        "cost_line": money.costs(),
        **staff.survey(),
        "recalculation": figures.recalculations(measured, size.quarters),
    }
    rows["link"] = [*tree.rows["link"], *dated["link"], *figures.links(measured, dated), *money.links(dated),
                    *staff.links()]  # fmt: skip
    rows["commentary"] = [*staff.remarks(), *figures.remarks(measured), *plans.remarks(dated)]
    rows["finding_note"] = plans.decisions(dated)
    write_set(folder, rows)
    figures.write_values(folder / "indicator_value.csv", measured, size, chance)
