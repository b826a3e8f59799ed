"""How wide words are, for what is laid out before anybody sees it."""

# Widths of Arial and what is cut like it, in thousandths of the size; the wide and the unknown are taken as wide.
_WIDTHS = {
    letter: width
    for letters, width in (
        ("ijl'’‘|", 222), (" !,./:;I[\\]ft·", 278), ("()-`r“”\"", 340), ("*cksvxyzJ", 500),
        ("abdeghnopqu0123456789L_$#?£–é", 556), ("+<=>~×", 584), ("FTZ", 611), ("ABEKPSVXY&", 667), ("CDHNRUw", 722),
        ("GOQ", 778), ("Mm", 833), ("%", 889), ("W", 944),
    )
    for letter in letters
}  # fmt: skip
_BOLD = 1.08


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in the measure of its `size`."""
    return sum(_WIDTHS.get(letter, 1000) for letter in text) * size / 1000 * (_BOLD if bold else 1)
