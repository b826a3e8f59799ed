"""Work on something large in a process of its own, so that everybody else's pages go on meanwhile.

Python runs one thread at a time: a file of a million rows checked in the server would stop every other reader's page
for seconds on end, and its memory would stay with the server.
"""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar

from data import places, progress
from data.progress import Report

_T = TypeVar("_T")
BROKE = "The work ended before it was done; nothing has changed. Try again, or send the file in parts."
_ROOT = Path(__file__).parent.parent
_BEAT = 0.5  # seconds between two reports, whether or not there is news: a page that is left stops the work by them
_PATIENCE = 5  # seconds a worker has to clear away what it made
_YIELDS = 5  # how far behind the server it stands in the queue for a processor


class Broke(Exception):
    """The worker ended without a result: it was killed, or ran out of memory; its own words are in the server's log."""


def run(work: Callable[[], _T], report: Report | None = None) -> _T:
    """What `work` gives, done in another process; it and its result must be such as can be pickled.

    `report` is called twice a second with how far it is, as `progress.Report`; whatever it raises ends the worker.
    Raises Broke.
    """
    home = {
        places.HOME_SETTING: str(places.state_folder().absolute()),
        places.DATASETS_SETTING: str(places.datasets_folder().absolute()),
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "data.aside"], cwd=_ROOT, env={**os.environ, **home},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdin is not None and worker.stdout is not None  # noqa: S101 (both are pipes)
    heard: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(worker.stdout, heard), daemon=True).start()
    threading.Thread(target=_tell, args=(work, worker.stdin), daemon=True).start()
    at: tuple[int, int, str] = 0, len(progress.STEPS), progress.STEPS[0]
    try:
        while True:
            if report is not None:
                report(*at)
            with contextlib.suppress(queue.Empty):
                word, what = heard.get(timeout=_BEAT)
                if word == "gave":
                    return what
                if word == "broke":
                    raise Broke(BROKE)
                at = what
    finally:
        worker.terminate()
        threading.Thread(target=_bury, args=(worker,), daemon=True).start()


def _tell(work: Callable[[], Any], to: IO[bytes]) -> None:
    with contextlib.suppress(OSError), to:  # a worker that is gone is noticed by its silence
        pickle.dump(work, to, pickle.HIGHEST_PROTOCOL)


def _listen(worker: IO[bytes], heard: "queue.SimpleQueue[tuple[str, Any]]") -> None:
    try:
        with worker:
            while True:
                heard.put(pickle.load(worker))  # noqa: S301 (our own process, by a pipe nobody else has)
    except Exception:  # cut off in the middle, whatever that makes of it
        heard.put(("broke", None))


def _bury(worker: "subprocess.Popen[bytes]") -> None:
    try:
        worker.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def _serve() -> None:
    """What the worker does: read one piece of work, do it, say how far it is and at last what came of it."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed belongs in the log
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what is half made is cleared away
    if hasattr(os, "nice"):
        os.nice(_YIELDS)

    def say(word: str, what: object) -> None:
        pickle.dump((word, what), out, pickle.HIGHEST_PROTOCOL)
        out.flush()

    work = pickle.load(sys.stdin.buffer)  # noqa: S301 (as above)
    with progress.heard_by(lambda *at: say("at", at)):
        say("gave", work())


if __name__ == "__main__":
    _serve()
