"""Whose turn it is: readers first; what is done for nobody waits for them to pause, and ends when one comes."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator


class Readers:
    """Who runs a page now, and when the last of them ended."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._running, self._ended, self._seen = 0, 0.0, 0.0
        self._stop: Callable[[], None] | None = None
        self.is_late = False  # what is done in the meantime has taken too long

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """Around a reader's run."""
        self.come()
        with self._changed:
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._ended = time.monotonic()
                self._changed.notify_all()

    def come(self) -> None:
        """Somebody opens a page, which will run."""
        with self._changed:
            self._ended = time.monotonic()
            self._changed.notify_all()
            if self._stop:
                self._stop()

    def any(self) -> bool:
        """Whether somebody runs something now, or came since they were last `away`."""
        return self._running > 0 or self._ended != self._seen

    @contextlib.contextmanager
    def stopping(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have whoever comes in the meantime stop what is done within."""
        with self._changed:
            self._stop = stop
        try:
            yield
        finally:
            with self._changed:
                self._stop = None

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Have what is done within stopped after so long."""
        self.is_late, clock = False, threading.Timer(seconds, self._be_late)
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _be_late(self) -> None:
        with self._changed:
            self.is_late = True
            if self._stop:
                self._stop()

    def away(self, seconds: float) -> bool:
        """Wait until nobody has run anything for so long; false once somebody has in the meantime, and is served."""
        with self._changed:
            ended = self._ended
            while not self._running and self._ended == ended:
                if (left := ended + seconds - time.monotonic()) <= 0:
                    self._seen = ended
                    return True
                self._changed.wait(left)
            while self._running:
                self._changed.wait()
            return False
