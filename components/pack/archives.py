"""Office files are zips that carry the moment they were made; here that moment is always the same."""

import datetime
import io
import zipfile

MADE = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)  # the first moment that a zip can tell


def undated(content: bytes) -> bytes:
    """The zip with the same parts in the same order, none of them with a time of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, MADE.timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            written.writestr(entry, parts.read(part))
    return out.getvalue()
