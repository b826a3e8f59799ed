"""How far a long piece of work has come, told to whoever listens; the work itself does not know who that is."""

import contextlib
import contextvars
from collections.abc import Callable, Iterator
from typing import TypeAlias

# What a change goes through between its bytes and its preview.
STEPS = (
    "Reading the file", "Reading its cells", "Checking its rows", "Comparing with what stands",
    "Writing the next version aside", "Judging it by every rule",
)  # fmt: skip
# Is told the steps that are done, of how many, and the one under way.
Report: TypeAlias = Callable[[int, int, str], None]
_LISTENER: contextvars.ContextVar[Report | None] = contextvars.ContextVar("listener", default=None)


@contextlib.contextmanager
def heard_by(report: Report | None) -> Iterator[None]:
    """Within it, every step is told to `report`, which may raise to stop the work."""
    token = _LISTENER.set(report)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def begins(step: str) -> None:
    """Say that one of STEPS begins. Raises ValueError for any other."""
    done = STEPS.index(step)
    if report := _LISTENER.get():
        report(done, len(STEPS), step)
