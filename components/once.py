"""What is made of one object is made once, as long as it is the same object: for what pages hold of a version."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import cachetools

_Made = TypeVar("_Made")
_MADE: cachetools.LRUCache[Hashable, tuple[object, Any]] = cachetools.LRUCache(maxsize=1024)
_MAKING = threading.Lock()


def of(what: object, make: Callable[[], _Made], *how: Hashable) -> _Made:
    """What `make` gives of `what`, made so; neither is to be changed by who gets it."""
    key = id(what), *how
    with _MAKING:
        held, made = _MADE.get(key, (None, None))
    if held is not what:  # the object is held beside what was made, so no other can come by its id
        made = make()
        with _MAKING:
            _MADE[key] = what, made
    return made
