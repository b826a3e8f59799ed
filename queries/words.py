"""What somebody types into a search, as the words to look for."""

import re
import unicodedata

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d)")
_CODE = re.compile(r"(?<=[a-z])(?=\d)")
_BETWEEN = re.compile(r"[^a-z0-9.]+")
MOST = 8


def folded(text: str) -> tuple[str, ...]:
    """The words of a text without case, accents or signs: "NI145" and "ni 145" as ni and 145, "£37,443" as 37443.

    At most MOST. The questions fold what they look in by the same steps (search.sql, evidence.sql).
    """
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text[:200])).lower()
    parted = _CODE.sub(" ", _THOUSANDS.sub("", plain))
    return tuple(word for word in _BETWEEN.sub(" ", parted).split() if word.strip("."))[:MOST]


def wanted(text: str) -> tuple[str, ...]:
    """The same where no words leave everything: signs alone are looked for too, and not found."""
    return folded(text) or tuple(text.split())
