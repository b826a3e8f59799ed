"""The dashboard. Served, this file gives the ASGI application; run by Streamlit for a reader, it draws the screen."""

import asyncio
import contextlib
import copy
import datetime
import functools
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from components import (
    ahead,
    changing,
    filters,
    logs,
    menu,
    returning,
    signing_in,
    starting,
    toolbar,
    upkeep,
    versions,
    web,
    wording,
)
from components.evidence import Provenance
from components.web import Late
from data import access, service
from data.findings import Refused
from data.store import Snapshot
from queries import frame, runner, sources

LOG = logging.getLogger(__name__)
# What a page draws as it opens that Streamlit loads late, by its address.
LATE = {
    "homelessness": Late((), "view", dict.fromkeys(("", "Measures", "Cost per head"), (web.CHART,))),
    "efficiency": Late((), "show", dict.fromkeys(("", "Bridge"), (web.CHART,))),
    "milestones": Late((), "milestones", dict.fromkeys(("What became of them", "Slipped", "By month"), (web.CHART,))),
    "benchmarks": Late((), "compare", dict.fromkeys(("", "Ranked"), (web.CHART,))),
    "sources": Late((), "show", dict.fromkeys(("", "Find a figure"), (web.DOWNLOAD,))),
    "upload": Late((web.DOWNLOAD, web.FILE)),
    "enter": Late((web.BUTTON,)),
    "history": Late((web.DOWNLOAD,)),
    "pack": Late((web.BUTTON,), "packs", {"Frozen packs": (web.LIST,)}),
}
# The pages that do more than show: what their own lists and views lead to is not worked out ahead.
FORMS = {"upload", "enter", "history"}
WARM = threading.Event()


def draw(told: dict[str, object]) -> None:
    """One run of the script for one reader: the pages, and what holds on every one of them. `told` goes to the log."""
    called = page_titles()
    page = menu.navigate(*called)
    told["page"] = page.url_path or "overview"
    st.set_page_config(f"{page.title} · Council performance", web.icon(), layout="wide")
    by, signs_in = who()
    if why := service.refusal(by, "read"):
        if signing_in.closed(why, access.believed(by, service.home())):
            sign_out(by)
        return
    try:
        # One version for the whole run, so that no screen mixes two.
        snapshot = st.session_state.snapshot = chosen_version()
    except Refused as refused:
        st.error("The figures that ship with the dashboard have faults, so nothing can be shown yet.")
        for finding in refused.findings:
            st.markdown(f"- {wording.plain(str(finding))}")
        st.stop()
    except service.Unreachable:
        st.error("The figures cannot be reached just now; nothing of them is lost. Try again in a minute.")
        st.stop()
    told["version"] = snapshot.version.number
    menu.draw(page.url_path, *called)
    ahead.forget()
    facts, offers, said, date = filtered(snapshot)
    if by.reads:
        facts["Data"] += ", read only"
    toolbar.head(page.title, facts, offers, said, date)
    newest = st.session_state.newest.version.number
    if snapshot is st.session_state.newest:
        versions.news(newest, newest_number)
    else:
        version = snapshot.version
        versions.strip(changing.as_at_told(version.number, newest, version.note, version.published_at), newest)
    describe(snapshot)
    if signs_in:
        signing_in.failed_before()
        name = by.name if access.believed(by, service.home()) else ""
        if signing_in.control(name, access.words(by, service.home())):
            sign_out(by)
    if starting.is_empty(page.url_path, st.session_state.unfilled):
        starting.guide(page.url_path, st.session_state.unfilled)
        return
    again = copy.copy(page)
    page.run()
    starting.next_steps(page.url_path, st.session_state.unfilled)
    ahead.look(again, functools.partial(prepare, snapshot), str(snapshot.path), is_form=page.url_path in FORMS)


def prepare(snapshot: Snapshot) -> None:
    """What the page's own part reads, for a run that nobody waits for."""
    runner.AROUND.set(ahead.giving_way)
    st.session_state.snapshot = st.session_state.newest = snapshot
    filtered(snapshot)
    describe(snapshot)


def filtered(snapshot: Snapshot) -> tuple[dict[str, str], list[filters.Offer], list[str], datetime.date]:
    """What holds on the screen, what its filters offer, what is chosen in words, and the date judged at."""
    place = frame.place(snapshot)
    date = filters.reporting_date(place.reporting_date)
    facts = {"": place.council, "As at": wording.day(date), "Data": f"version {place.version}"}
    asked = filters.asked()
    choices = frame.filter_choices(snapshot, asked["plan"], tuple(sorted({*asked.values()} - {""})))
    st.session_state.chosen, offers, said = filters.choose(asked, choices, date, place.reporting_date)
    return facts, offers, said, date


def describe(snapshot: Snapshot) -> None:
    """Hold what the parts of a page say of its figures: their documents and loads, and the datasets without a row."""
    titles, empty = sources.titles(snapshot), frame.unfilled(snapshot)
    st.session_state.papers = not service.PAPERS.isdisjoint(titles)
    st.session_state.unfilled = {one: group for group, held in service.GROUPS.items() for one in held if one in empty}
    st.session_state.provenance = Provenance(titles, sources.loads(snapshot), snapshot.version.number)


def who() -> tuple[access.Actor, bool]:
    """Who asks, in the one place that says so, and whether one can sign in here."""
    asked = signing_in.asked()
    if asked.here:
        by = access.machine(place="this machine")
    elif asked.claims:
        by = access.signed_in(asked.claims, asked.audience, asked.place)
        access.begin_sign_in(by, service.home())
    else:
        by = access.reader(asked.why, asked.place, asked.reads)
    st.session_state.by = by
    returning.may_upload(signing_in.session(), not service.refusal(by, "comment"))
    return by, not asked.here and not asked.reads


def sign_out(by: access.Actor) -> None:
    """End the sign-in in every window, and lead to the provider to end it there too."""
    with contextlib.suppress(OSError):
        access.end_sign_in(by, service.home())
    st.logout()


def newest_number() -> int:
    """The version that stands now. It is held open: else each of many readers would open it again at every look."""
    st.session_state.offered = service.store().current()
    return int(st.session_state.offered.version.number)


def chosen_version() -> Snapshot:
    """The version this reader sees: the newest when they came, until they ask for a newer or an older one."""
    asked = versions.asked_for()
    if st.session_state.get("newest") is None:
        st.session_state.newest = service.current()
    newest: Snapshot = st.session_state.newest
    if asked is None or asked == newest.version.number:
        return newest
    try:
        return service.open_version(asked)
    except service.UnknownVersion as gone:
        st.warning(wording.plain(f"{gone} The newest is shown."))
        return newest


def page_titles() -> tuple[str, ...]:
    """What the council calls its pages of measures and of a programme; none where no figures can be read."""
    with contextlib.suppress(Refused, service.Unreachable):
        if st.session_state.get("newest") is None:
            st.session_state.newest = service.current()
        place = frame.place(st.session_state.newest)
        return place.measures_page, place.programme_page
    return ()


def sign_in_failed(place: str) -> None:
    """Told by the server, outside any page."""
    access.sign_in_failed(place, service.home())


def health(_: Request) -> JSONResponse:
    """Whether the figures can be read, and which version stands."""
    snapshot = service.current()
    snapshot.cursor().execute("SELECT 1").fetchall()
    return JSONResponse({"status": "ok", "version": snapshot.version.number})


def ready(_: Request) -> JSONResponse:
    """Whether readers may be sent here: it has warmed up, and the store answers. It changes nothing."""
    if not WARM.is_set():
        return JSONResponse({"status": "starting"}, 503)
    begun = time.perf_counter()
    try:
        snapshot = service.store().current()
        snapshot.cursor().execute("SELECT 1").fetchall()
    except Exception:  # whatever is wrong with it
        logs.LOG.exception("the store does not answer")
        return JSONResponse({"status": "the store does not answer"}, 503)
    answered = round(1000 * (time.perf_counter() - begun), 1)
    return JSONResponse({"status": "ready", "version": snapshot.version.number, "ms": answered})


@contextlib.asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    """Make the store before the first reader comes, and keep what is loaded out of every later garbage collection."""
    logs.begin()
    begun = time.perf_counter()
    # Each message a run sends wakes the thread that writes to the browser, which then holds the run up for 5 ms.
    sys.setswitchinterval(0.0005)
    access.serve()
    for fault in signing_in.faults():
        LOG.warning("Nobody can sign in: %s", fault)
    # Until pages are declared once, Streamlit runs a file of `pages/` by itself when a link to it is opened first.
    logging.disable(logging.WARNING)  # it warns that nobody is reading yet
    menu.navigate()
    logging.disable(logging.NOTSET)
    with contextlib.suppress(Refused, service.Unreachable):  # the page says what is wrong
        service.current()
    ahead.begin()
    upkeep.look_through()
    going_on = asyncio.create_task(upkeep.go_on())
    WARM.set()
    logs.tell("ready", begun)
    yield
    WARM.clear()
    ahead.end()
    going_on.cancel()
    logs.LOG.info("stopping")


if __name__ == "__main__":
    with logs.timed("run") as told, ahead.reading():
        draw(told)
else:
    # At the top too, where a sub-path is set: whoever watches this process asks it, not the proxy.
    routes = [Route(f"{u}{p}", f) for u in {"", web.under()} for p, f in (("/health", health), ("/ready", ready))]
    layers = web.middleware(LATE, filters.SHARED, sign_in_failed, ahead.coming)
    app = st.App("app.py", lifespan=warm, middleware=layers, routes=routes)
