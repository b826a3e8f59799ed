"""What a file's bytes are: text in some encoding, or something that only has a CSV's name."""

import codecs

# How files begin, and what they then are; the two zips are told apart by what they hold.
_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or Office document"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"{\\rtf", "a Rich Text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
)
_ZIPS = (
    (b"xl/workbook", "an Excel workbook (xlsx)"),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet (ods)"),
    (b"word/document", "a Word document (docx)"),
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHUNK = 1 << 22
_PLAIN = bytes(range(32, 127)) + b"\t\n\r"


def pretence(original: bytes) -> str:
    """What a file that is no text is, in words; empty where it may be text."""
    if original.startswith(b"PK\x03\x04"):
        return next((words for mark, words in _ZIPS if mark in original), "a zip archive")
    for mark, words in _SIGNATURES:
        if original.startswith(mark):
            return words
    start = original[:2048].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        return "a web page (HTML)"
    if start.startswith((b"<?xml", b"<svg")):
        return "an XML document"
    if start.startswith((b"{", b"[{", b"[[")):
        return "a JSON document"
    return ""


def encoding_of(original: bytes) -> str:
    """The encoding by its mark, else by the zeros of UTF-16, else UTF-8 where it is, else Windows-1252.

    Returns "" where the bytes are text in none of them.
    """
    for mark, encoding in _BOMS:
        if original.startswith(mark):
            return encoding
    start = original[:4096]
    if len(start) >= 4 and b"\x00" in start:
        even, odd = start[0::2].count(0), start[1::2].count(0)
        if max(even, odd) > 0.4 * len(start) / 2 and min(even, odd) < 0.05 * len(start) / 2:
            return "utf-16-le" if odd > even else "utf-16-be"
        return ""
    for encoding in ("utf-8", "cp1252"):
        try:
            _walk(original, encoding, keep=None)
        except UnicodeDecodeError:
            continue
        return encoding
    return ""


def as_utf8(original: bytes, encoding: str, *, sure: bool = False) -> bytes:
    """The text as UTF-8 without a mark. Raises UnicodeError, or LookupError for an unknown encoding.

    `sure` is for the encoding that `encoding_of` found, which has tried it already.
    """
    if encoding in ("utf-8", "utf-8-sig"):
        if not sure or encoding == "utf-8-sig":
            _walk(original, "utf-8", keep=None)
        return original.removeprefix(codecs.BOM_UTF8)
    kept = bytearray()
    _walk(original, encoding, kept)
    return bytes(kept).removeprefix(codecs.BOM_UTF8)


def is_binary(text: bytes) -> bool:
    """Whether decoded bytes hold what no text does: zeros, or many control characters."""
    start = text[:65536]
    strange = start.translate(None, _PLAIN + bytes(range(128, 256)))
    return b"\x00" in text or len(strange) > 0.01 * len(start) + 2


def _walk(original: bytes, encoding: str, keep: bytearray | None) -> None:
    """Decode piece by piece, so that a large file is never held as text as well."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for start in range(0, len(original), _CHUNK):
        piece = decoder.decode(original[start : start + _CHUNK], start + _CHUNK >= len(original))
        if keep is not None:
            keep += piece.encode("utf-8", "surrogatepass")
