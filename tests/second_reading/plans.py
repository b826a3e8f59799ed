"""The two ODI plans: their priorities, who answers for them, and their key milestones."""

import re
from typing import NamedTuple

from second_reading.text import lines_of

THEMES = ("Leadership", "Our People", "Our ways of working", "Performance management")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")

_MILESTONES = re.compile(r"\*{0,2}The key milestones will be:\*{0,2}$")


class Priority(NamedTuple):
    """One priority of a plan's Appendix 1."""

    number: int
    theme: str
    title: str
    responsible: str
    bullets: tuple[str, ...]


def priorities(document: str) -> list[Priority]:
    """Read Appendix 1, from the first 'Priority one:' to Appendix 2, in order of printing."""
    lines = lines_of(document)
    starts = [i for i, line in enumerate(lines) if re.match(r"Priority [a-z]+: ", line)]
    end = next(i for i in range(starts[-1], len(lines)) if lines[i].startswith("Appendix 2:"))
    read = []
    theme = ""
    for start, stop in zip(starts, [*starts[1:], end], strict=True):
        if lines[start - 1] in THEMES:  # a theme is printed once, above the first of its priorities
            theme = lines[start - 1]
        word, title = re.match(r"Priority ([a-z]+): (.*)", lines[start]).groups()  # type: ignore[union-attr]
        body = lines[start + 1 : stop]
        read.append(Priority(NUMBERS.index(word) + 1, theme, title, _responsible(body), _bullets(body)))
    return read


def _responsible(body: list[str]) -> str:
    """The text between 'Who is responsible' and the milestones."""
    first = body.index("Who is responsible")
    last = next(i for i in range(first, len(body)) if body[i].startswith("What we will do and when"))
    return " ".join(body[first + 1 : last])


def _bullets(body: list[str]) -> tuple[str, ...]:
    """The bullets of the last list, each on one line again; subheadings and the next theme are no bullets."""
    first = next(i for i, line in enumerate(body) if _MILESTONES.search(line))
    bullets: list[str] = []
    for line in body[first + 1 :]:
        if line.startswith("- "):
            bullets.append(line.removeprefix("- "))
        elif bullets and line not in THEMES and not line.endswith(":"):
            bullets[-1] += f" {line}"
    return tuple(bullets)


def listed_titles(document: str) -> dict[int, str]:
    """The numbered list of section 3.2, a second place where each title is printed."""
    start = document.rindex("\n3.2 Our priorities for organisational development and improvement\n")
    section = document[start : document.index("\n3.3 How we will measure success\n", start)]
    return {int(n): title for n, title in re.findall(r"^(\d+)\. (.+)$", section, re.MULTILINE)}
