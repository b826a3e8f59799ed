"""Where the papers lie, and how two spellings of the same words are brought together."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"

FILES = {
    "odi-plan-2010-11": "000_*.txt",
    "delivering-excellence-2008": "001_*.txt",
    "corporate-plan-report-2009": "002_*.txt",
    "cabinet-pack-2009-07-13": "003_*.txt",
    "leicestershire-case-study": "004_*.txt",
}

# Running heads that the conversion left between the pages, in the middle of lists and tables.
PAGE_HEADS = ("Appendix One", "Appendix Two")

_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u00a0": " ",
        "\u25a1": " ",
    }
)


def seeds_are_here() -> bool:
    """Whether every paper can be read; a clone without them skips the second reading."""
    return all(any(SEEDS.glob(pattern)) for pattern in FILES.values())


def read_document(document_id: str) -> str:
    """The whole text of one paper."""
    return next(SEEDS.glob(FILES[document_id])).read_text(encoding="utf-8")


def lines_of(text: str) -> list[str]:
    """The lines that carry content, without running heads; tabs are kept, for they part the cells."""
    kept = (line.strip(" \u00a0\r") for line in text.split("\n"))
    return [line for line in kept if line.strip() and line.strip() not in PAGE_HEADS]


def plain(text: str) -> str:
    """One spelling: straight quotes and hyphens, single spaces, no mark-up, no bullets, no running heads."""
    text = "\n".join(lines_of(text)).translate(_TYPOGRAPHY)
    text = re.sub(r"</?[a-z]+ ?/?>", " ", text)
    text = text.replace("*", "")
    text = re.sub(r"(?:^|(?<=\s))-(?=\s|$)", " ", text)
    return re.sub(r"\s+", " ", text).strip()


def words(text: str) -> list[str]:
    """The bare words and numbers, lower case: what is left when case and punctuation do not count."""
    return re.findall(r"[a-z0-9]+", plain(text).lower().replace("'", ""))


def has_words(part: str, whole: str) -> bool:
    """Whether the words of a shortened text all stand in the full one, in the same order."""
    rest = iter(words(whole))
    return all(word in rest for word in words(part))


def cells_of(line: str) -> list[str]:
    """The cells of a table row, stripped, without underlining."""
    return [re.sub(r"</?u>", "", cell).strip() for cell in line.split("\t")]


def between(text: str, begins: str, ends: str) -> list[str]:
    """The content lines from the one that begins so to the next that ends the table, both included."""
    lines = lines_of(text)
    first = next(i for i, line in enumerate(lines) if line.startswith(begins))
    last = next(i for i in range(first + 1, len(lines)) if lines[i].startswith(ends))
    return lines[first : last + 1]


def number(cell: str) -> float | None:
    """The first number in a cell, without thousands commas; None where there is none."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", cell)
    return float(found.group().replace(",", "")) if found else None
