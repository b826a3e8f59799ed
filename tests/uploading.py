"""What the tests of the pages that change data share: a file made of rows, and everything a page says."""

import csv
import io

from streamlit.testing.v1 import AppTest

from data import service
from data.contracts import contracts
from tests import reading

# The 2009/10 target is 62, printed in the Cabinet pack of 13 July 2009, Appendix B; no result is printed for that year.
LATE_RESULT = {
    "indicator_id": "learning-disability-settled", "area_id": "leicester", "period": "2009/10",
    "period_end": "2010-03-31", "kind": "actual", "basis": "table", "value": "50", "value_status": "stated",
    "is_baseline": "false",
}  # fmt: skip
SAID = {
    "commentary_id": "said-in-a-test", "subject_kind": "indicator", "subject_id": "rough-sleeping-count",
    "as_at": "2010-03-31", "author_role": "Analyst", "text": "Counted again.",
}  # fmt: skip
HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example","click")',
    "markup": "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>",
    "sql": "'); DROP TABLE commentary; --",
    "markdown": "**bold** [link](http://evil.example) $x^2$ :red[red] `code`",
    "emoji": "Families moved on 👩‍👩‍👧‍👦🏠",
    "right-to-left": "\u202eمرحبا بالعالم\u202c",
    "very-long": "word " * 2000 + "end",
}


def as_csv(dataset: str, *rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, contracts()[dataset].columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def held(dataset: str) -> list[dict[str, str]]:
    """The rows an analyst would download now."""
    return list(csv.DictReader(io.StringIO(service.export(dataset).decode("utf-8-sig"), newline="")))


def newest() -> int:
    return service.current().version.number


def said(app: AppTest) -> str:
    """Everything the page says in words; an exception fails."""
    assert not app.exception, [e.value for e in app.exception]
    kinds = ("title", "header", "markdown", "caption", "error", "warning", "info", "success")
    plain = [part.value.replace("\\", "") for kind in kinds for part in getattr(app, kind)]
    return "\n".join([*plain, reading.words(app)]).replace("\u2060", "")


def tabled(app: AppTest) -> str:
    """Every table of the page as text."""
    return "\n".join(table.to_string(index=False) for table in reading.tables(app))


def press(app: AppTest, label: str) -> AppTest:
    (button,) = [b for b in app.button if b.label == label]
    return button.click().run()


def tick(app: AppTest, words: str) -> None:
    (box,) = [b for b in app.checkbox if words in b.label]
    box.check()


def note(app: AppTest, words: str = "Quarter 4") -> None:
    (field,) = [t for t in app.text_input if t.label.startswith("Note")]
    field.set_value(words)
