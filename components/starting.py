"""What a page says while its datasets are empty: what is missing, why, and which to upload, in an order that works."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import streamlit as st

from components.wording import dataset, plain, sequence

# Each dataset, after those its rows name.
HOLDS = {
    "source": "the documents your figures and plans stand in",
    "plan": "your plans and strategies, each with the document that prints it",
    "board": "who steers: boards, committees, the Cabinet",
    "priority": "what each plan sets out to do, and who answers for it",
    "area": "the areas you compare yourselves with, beside your own",
    "area_group": "which areas are compared with each other",
    "indicator": "what is measured, under which priority, and which way is better",
    "indicator_value": "results, targets and baselines, period by period",
    "milestone": "what is to be done, by when and by whom",
    "milestone_update": "how each milestone was reported to stand",
    "efficiency_line": "the lines of a savings plan, with their totals",
    "efficiency_amount": "the amounts of those lines, in thousands of pounds",
    "cost_line": "what a programme or a service costs, line by line",
    "survey": "each staff survey, and when it was taken",
    "survey_factor": "what the survey asks about",
    "survey_response": "how many were sent and completed",
    "survey_score": "the scores, by factor, division and role",
    "commentary": "why something moved, and what is being done",
    "meeting": "when each board meets",
    "link": "which aim each thing serves, and what goes on from one plan to the next",
}
# Figures, each with the dataset of the things they are of.
OF = {"indicator_value": "indicator", "milestone_update": "milestone", "efficiency_amount": "efficiency_line",
      "survey_response": "survey", "survey_score": "survey", "area_group": "area"}  # fmt: skip
_TREE = ("source", "plan", "priority")
_FIGURES = ("indicator", "indicator_value")
_DATED = ("milestone", "milestone_update")
_MONEY = ("efficiency_line", "efficiency_amount")
_STAFF = ("survey", "survey_factor", "survey_response", "survey_score")


class Page(NamedTuple):
    """What a page shows; the datasets one of which it needs to show anything; those that fill it."""

    shows: str
    needs: tuple[str, ...]
    filled_by: tuple[str, ...]


_ALL = Page("your measures, milestones, savings and staff survey at a glance",
            ("indicator", *_DATED, *_MONEY, "survey"), (*_TREE, *_FIGURES, *_DATED, *_MONEY, *_STAFF))  # fmt: skip
PAGES = {
    "": _ALL,
    "overview": _ALL,
    "priorities": Page("how each priority and board stands", ("priority", "board"),
                       (*_TREE, "board", *_FIGURES, *_DATED, "link")),
    "golden-thread": Page("which aim each measure, milestone and saving serves", ("plan", "board"),
                          (*_TREE, "board", "link")),
    "homelessness": Page("a strategy's measures on the way to their targets", ("indicator",), (*_TREE, *_FIGURES)),
    "efficiency": Page("whether a savings plan reaches its target", _MONEY, ("source", "plan", "board", *_MONEY)),
    "milestones": Page("what falls due, what slipped and on whom it rests", ("milestone",), (*_TREE, *_DATED)),
    "delivering-excellence": Page("a programme of change, its posts and cost, and what became of it",
                                  ("priority", "cost_line"), (*_TREE, "cost_line", "link")),
    "staff-survey": Page("what staff think, and how sure that is", ("survey",), ("source", *_STAFF)),
    "benchmarks": Page("how you compare with other areas", ("indicator_value",), ("area", "area_group", *_FIGURES)),
    "present": _ALL._replace(shows="the views of a meeting in large type"),
    "changes": _ALL._replace(shows="what moved since a board met", filled_by=(*_TREE, *_FIGURES, *_DATED, "meeting")),
    "findings": _ALL._replace(shows="where your figures do not agree or add up"),
    "search": _ALL._replace(shows="whatever bears the words you type"),
    "enter": _ALL._replace(shows="the forms for one small change at a time"),
    "pack": _ALL._replace(shows="the paper for a meeting"),
}  # fmt: skip

Unfilled = Mapping[str, str]  # each empty dataset, with the name it is found under on the Upload page


def is_empty(url_path: str, unfilled: Unfilled) -> bool:
    """Whether a page can show nothing yet, because no dataset it needs holds a row."""
    page = PAGES.get(url_path)
    return page is not None and all(name in unfilled for name in page.needs)


def guide(url_path: str, unfilled: Unfilled) -> None:
    """In place of a page that can show nothing yet: what it will show, and what to upload for it, in order."""
    page = PAGES[url_path]
    missing = [name for name in page.filled_by if name in unfilled]
    st.info(f"**Nothing to show yet.** This page shows {page.shows}. It needs figures that nobody has uploaded: upload "
            "what is listed here, from the top, since what stands lower names what stands higher. Each link leads to "
            "the dataset's empty template.", icon=":material/inbox:")  # fmt: skip
    for name in page.filled_by:
        if name in missing:
            way(name, unfilled, f"{missing.index(name) + 1}. {dataset(name)}: {HOLDS[name]}")
        else:
            st.markdown(f":material/check: {plain(dataset(name))}: there is some already")


def ways(names: Collection[str], unfilled: Unfilled) -> None:
    """Links to the templates of those of the datasets that hold nothing yet."""
    for name in [name for name in names if name in unfilled]:
        way(name, unfilled, f"Nobody has uploaded {dataset(name)} yet ({HOLDS[name]}): upload it")


def next_steps(url_path: str, unfilled: Unfilled) -> None:
    """Beneath a page that shows something: what else fills it, and can be uploaded now."""
    page = PAGES.get(url_path)
    if page is not None:
        ways([name for name in page.filled_by if OF.get(name) not in unfilled], unfilled)


def first_needed(name: str, needed: Collection[str], unfilled: Unfilled) -> None:
    """On the Upload page: what has to be there before rows of this dataset can name it."""
    empty = [other for other in needed if other in unfilled and other != name]
    if empty:
        st.caption(plain(f"Its rows may name rows of {sequence([dataset(other) for other in empty], 'and')}, of which "
                         "there are none yet; what they name must be uploaded first."))  # fmt: skip
        ways(empty, unfilled)


def way(name: str, unfilled: Unfilled, label: str) -> None:
    """A link to the Upload page with the dataset chosen."""
    asked = {"upload_what": unfilled[name], "upload_of": dataset(name)}
    st.page_link("pages/upload.py", label=plain(label), icon=":material/upload_file:", query_params=asked)
