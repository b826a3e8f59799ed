"""Sign-ins that were seen and those that were ended: marks in the store's folder, which every server process shares.

A browser's cookie outlives its sign-out in other tabs, and in whoever copied it; the mark does not let it.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_KEPT_SECONDS = 32 * 24 * 3600  # a cookie lasts 30 days


def began(folder: Path, claims: Mapping[str, Any]) -> bool:
    """Mark a sign-in as seen; whether it is the first time. Raises OSError."""
    return _marked(folder, f"{_key(claims)}.seen")


def end(folder: Path, claims: Mapping[str, Any]) -> None:
    """From now on this sign-in counts for nothing, in whatever window. Raises OSError."""
    _marked(folder, f"{_key(claims)}.ended")


def ended(folder: Path, claims: Mapping[str, Any]) -> bool:
    """Whether this sign-in was ended."""
    return (folder / "sign-ins" / f"{_key(claims)}.ended").exists()


def _marked(folder: Path, name: str) -> bool:
    marks = folder / "sign-ins"
    if (marks / name).exists():
        return False
    marks.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        for old in marks.iterdir():
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                old.unlink()
    try:
        (marks / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _key(claims: Mapping[str, Any]) -> str:
    """What is the same in every window of one sign-in, and in no other sign-in."""
    told = [str(claims.get(name)) for name in ("iss", "sub", "iat", "exp", "nonce")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
