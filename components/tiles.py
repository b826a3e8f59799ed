"""A tile: one headline number, how it divides by state, and a way in to the rows behind each count; pure."""

from collections.abc import Iterable, Mapping, Sequence

from components import markup
from components.headlines import Headline, Part
from components.markup import Link
from components.palette import Palette


def tile(
    headline: Headline,
    parts: Sequence[Part],
    palette: Palette,
    address: Mapping[str, str] | None = None,
    ways_in: Sequence[Part] = (),
    page: str = "",
    param: str = "rows",
) -> str:
    """A tile as HTML, its `parts` as a bar.

    Each part and way in with a key leads to `page` (by the last part of its address; else this one), to `address` with
    `param` set to the key.
    """
    leads = [
        Link.to(f"{part.status.shape} {part.count:,} {part.status.label}", {**(address or {}), param: part.key}, page)
        for part in (*parts, *ways_in)
        if part.count and part.key
    ]
    return headed(headline, parts, palette) + markup.ways_in(leads)


def headed(headline: Headline, parts: Iterable[Part], palette: Palette) -> str:
    """A headline number with the bar of its parts."""
    return markup.headline(
        *headline, markup.bar((int(part.count), palette.of_tone(part.status.tone)) for part in parts)
    )
