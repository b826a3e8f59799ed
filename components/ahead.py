"""Looks ahead: while nobody waits for the server, it works out what the lists and views in sight may lead to next.

A reader takes seconds to choose, and what is chosen for the first time costs 20 to 200 ms, most of it in
planning questions. So the page is run once more for each choice, for nobody: what it asks and puts together is kept
where a reader's own run finds it, and that run has only to draw. It never works while a run of a reader's is under way,
at most two thirds of the time, one choice at a time, and gives up what takes long (docs/decisions/0015).
"""

import contextlib
import copy
import dataclasses
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlencode

import cachetools
import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import exists, get_instance
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.exceptions import ScriptControlException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.scriptrunner_utils.shared_run_state import SharedRunState
from streamlit.runtime.state import SafeSessionState, SessionState

from components import logs, upkeep
from components.chosen import FILTERS
from components.turns import Readers

SETTING = "COUNCIL_DASHBOARD_AHEAD"  # "no" leaves it out
LOG = logging.getLogger("dashboard.ahead")
OF_A_LIST, OF_A_VIEW = 24, 60  # choices that are worked out
QUIET = 2.0  # seconds without a run of a reader's before it goes on: who looks through pages is not held up
SOON = 0.25  # seconds before the next of a list that is being walked: their browser has drawn the page by then
NEXT = 2  # which are so many: who walks a list may pass one over
LONG = 1.0  # seconds after which a choice is given up, and no more of its list is worked out
PATIENCE = 5  # seconds that the last choice has to come to its end in
READERS = 8  # of whom it looks ahead, those who ran last
_SESSION = "looking-ahead"
Address = dict[str, str]


@dataclasses.dataclass(frozen=True)
class _Choice:
    """Where a choice leads, the list it is of, and the seconds of quiet it waits for."""

    of: str
    address: Address
    quiet: float


@dataclasses.dataclass(frozen=True)
class _View:
    """What a reader has in sight: the run that drew it, how to draw another, and the addresses it may lead to."""

    context: ScriptRunContext
    draw: Callable[[], None]
    held: tuple[object, ...]
    choices: list[_Choice]


class _Interrupted(ScriptControlException):
    """A reader came: to be gone on with when they have been served."""


class _TooLong(ScriptControlException):
    """The choice took longer than is spent on one."""


_READERS = Readers()
_VIEWS: OrderedDict[str, _View] = OrderedDict()  # by session, the newest last
_SEEN: cachetools.LRUCache[object, bool] = cachetools.LRUCache(maxsize=4096)
_WAKE = threading.Semaphore(0)
_KEEPING = threading.Lock()
_thread: threading.Thread | None = None
_begun = False


def begin() -> None:
    """From now on this process looks ahead, unless the setting says no."""
    global _begun, _thread
    if not _begun and os.environ.get(SETTING, "").strip().lower() != "no":
        _begun, _thread = True, threading.Thread(target=_go_on, name="ahead", daemon=True)
        _thread.start()


def end() -> None:
    """Look ahead no more."""
    global _begun
    _begun = False
    with _KEEPING:
        _VIEWS.clear()
    _WAKE.release()
    if _thread:
        _thread.join(PATIENCE)


def is_done() -> bool:
    """Whether everything in sight of the last readers has been worked out."""
    with _KEEPING:
        return not _VIEWS  # the last leaves it when it has been worked out


reading, coming = _READERS.one, _READERS.come


def give_way() -> None:
    """Leave a choice for later where a reader's run is under way, for good where it took long. Raises what ends it."""
    if _READERS.any():
        raise _Interrupted
    if _READERS.is_late:
        raise _TooLong


@contextlib.contextmanager
def giving_way(stop: Callable[[], None]) -> Iterator[None]:
    """Around a question, which `stop` ends. Raises what ends the run where a reader's begins, or it took too long."""
    give_way()
    try:
        with _READERS.stopping(stop):
            yield
    except Exception:
        give_way()  # so it was stopped
        raise


def offered(name: str, words: Iterable[str]) -> None:
    """Note what a list or view of this run offers: what each choice writes into the address as `name`."""
    if _begun:
        st.session_state.setdefault("offers", {})[name] = [*words][:OF_A_LIST]


def forget() -> None:
    """Begin a run: nothing is offered yet."""
    st.session_state.pop("offers", None)


def look(page: StreamlitPage, before: Callable[[], None], version: object, *, is_form: bool = False) -> None:
    """Look ahead from this run of `page`, given as it was before it ran, for Streamlit lets each run but once.

    `before` is what a run does before the page's own part; `version` is of the figures. Of a form that part alone is
    worked out, for the filters.
    """
    context, offers = get_script_run_ctx(), st.session_state.get("offers", {})
    if is_form:
        offers = {name: words for name, words in offers.items() if name in FILTERS}
    if not (_begun and context and offers):
        return

    def draw() -> None:
        before()
        if not is_form:
            copy.copy(page).run()

    address, held = st.query_params.to_dict(), (version, page.url_path, st.context.theme.type)
    before_it = st.session_state.get("address_before", address)
    st.session_state.address_before = address
    nearest = ((name, _with(address, name, words)) for name, words in _nearest_first(offers, address, before_it))
    others = [(name, to) for name, to in nearest if to != address]
    found = [
        _Choice(name, to, SOON if number < NEXT and address != before_it else QUIET)
        for number, (name, to) in enumerate(others)
    ]
    with _KEEPING:
        _SEEN[held, _key(address)] = True  # the reader's own run has just worked it out
        _VIEWS[context.session_id] = _View(_for_nobody(context), draw, held, found[:OF_A_VIEW])
        _VIEWS.move_to_end(context.session_id)
        while len(_VIEWS) > READERS:
            _VIEWS.popitem(last=False)
    _WAKE.release()


def _for_nobody(context: ScriptRunContext) -> ScriptRunContext:
    """The reader's run as it is now, of which nothing is sent; the address alone says what is chosen."""
    return dataclasses.replace(context, session_id=_SESSION, is_history_navigation=True, yield_check=lambda: None)


def _nearest_first(offers: Mapping[str, list[str]], address: Address, before: Address) -> list[tuple[str, str]]:
    """Each list's name and words: of the one just changed first, for it is walked on; then the likeliest of any.

    The nearer to the choice in force, and the shorter its list, the likelier is a choice; of the page's own lists twice
    as likely as of the filters all pages share.
    """
    choices = [
        (name, words, steps * _unlikely(name, of_list))
        for name, of_list in offers.items()
        for steps, words in enumerate(_from_here(of_list, address.get(name, "")), start=1)
    ]
    walked = {name for name in offers if name in address | before and address.get(name) != before.get(name)}
    choices.sort(key=lambda choice: (choice[0] not in walked, choice[2]))
    return [(name, words) for name, words, _ in choices]


def _unlikely(name: str, words: list[str]) -> float:
    return len(words) if name in FILTERS else len(words) / 2


def _from_here(words: list[str], chosen: str) -> list[str]:
    at = words.index(chosen) if chosen in words else 0
    return [*words[at:], *words[:at]]


def _with(address: Address, name: str, words: str) -> Address:
    others = {key: value for key, value in address.items() if key != name}
    return {**others, name: words} if words else others


def _key(address: Address) -> frozenset[tuple[str, str]]:
    return frozenset(address.items())


def _go_on() -> None:
    while _begun:
        _WAKE.acquire()
        while found := _next():
            session, view, choice = found
            if not _READERS.away(choice.quiet):
                _put_back(view, choice)
                continue
            if not _begun:
                return
            begun = time.perf_counter()
            if not _worked_out(view, choice):
                _leave(session, view)
            upkeep.set_aside()  # else every later collection looks through what is now kept
            time.sleep(min((time.perf_counter() - begun) / 2, LONG))


def _worked_out(view: _View, choice: _Choice) -> bool:
    """Whether to go on with this view."""
    with (
        _READERS.within(LONG),
        logs.timed("ahead", logging.DEBUG) as told,
        contextlib.suppress(ScriptControlException),
    ):  # it stops where nothing is to show
        told["page"] = view.held[1]
        try:
            _look(view, choice.address)
        except _Interrupted:
            _put_back(view, choice)
        except _TooLong:
            with _KEEPING:
                view.choices[:] = [other for other in view.choices if other.of != choice.of]
        except Exception:  # whatever is wrong with it, a reader will be told when they choose it
            LOG.warning("could not look ahead", exc_info=True)
            return False
    return True


def _put_back(view: _View, choice: _Choice) -> None:
    with _KEEPING:
        _SEEN.pop((view.held, _key(choice.address)), None)
        view.choices.insert(0, choice)


def _next() -> tuple[str, _View, _Choice] | None:
    """An address that is to be worked out, of whoever ran last."""
    with _KEEPING:
        while _VIEWS:
            session, view = next(reversed(_VIEWS.items()))
            while view.choices:
                choice = view.choices.pop(0)
                if (view.held, _key(choice.address)) not in _SEEN:
                    _SEEN[view.held, _key(choice.address)] = True
                    return session, view, choice
            del _VIEWS[session]
    return None


def _leave(session: str, view: _View) -> None:
    """Work out no more of what this view leads to."""
    with _KEEPING:
        if _VIEWS.get(session) is view:
            del _VIEWS[session]


def _look(view: _View, address: Address) -> None:
    """Run the page for this address, with nobody to see it and nothing of the reader's own to change."""
    query, requests = urlencode(address), ScriptRequests()

    def nowhere(_: ForwardMsg) -> None:
        give_way()
        if requests.on_scriptrunner_yield():  # the page asks to stop
            raise StopException

    context = dataclasses.replace(
        view.context, query_string=query, _enqueue=nowhere, script_requests=requests,
        session_state=SafeSessionState(SessionState(), lambda: None), shared=SharedRunState(), cursors={},
        fragment_storage=MemoryFragmentStorage(),
    )  # fmt: skip
    add_script_run_ctx(threading.current_thread(), context)
    with context.session_state.query_params() as params:
        params.populate_from_query_string(query)
    try:
        view.draw()
    finally:
        if exists():
            get_instance().media_file_mgr.clear_session_refs(_SESSION)
