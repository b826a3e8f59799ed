"""Who may do what: each act asks a role, and whether it is held is found out at the moment of acting."""

import collections
import contextlib
import functools
import getpass
import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from data import audit, roles, signins
from data.changing import not_written
from data.roles import BadRoles, Held
from data.store import Snapshot

Act: TypeAlias = Literal["read", "publish", "comment", "roll back", "freeze", "prune", "publish a set"]
WORDS = {"viewer": "viewer", "board_lead": "board lead", "analyst": "analyst", "presenter": "presenter",
         "administrator": "administrator"}  # fmt: skip
_ASKS: Mapping[Act, tuple[str, ...]] = {
    "read": tuple(WORDS),
    "publish": ("analyst", "administrator"),
    "comment": ("board_lead", "analyst", "administrator"),
    "roll back": ("analyst", "administrator"),
    "freeze": ("presenter", "administrator"),
    "prune": ("administrator",),
    "publish a set": ("administrator",),
}
_DOING: Mapping[Act, str] = {
    "publish": "To publish figures", "comment": "To publish commentary",
    "roll back": "To roll back", "freeze": "To freeze a pack", "prune": "To remove old versions",
    "publish a set": "To publish a whole set",
}  # fmt: skip
ANYWHERE = frozenset({"analyst", "administrator"})  # without one of these, on own boards alone
_ALL = Held(frozenset(WORDS))
_LOG = logging.getLogger(__name__)
_FAILED: collections.deque[float] = collections.deque(maxlen=100)  # when the last of them came
_served = False


class NotAllowed(Exception):
    """Whoever asked holds no role that may do this; nothing has changed."""


@dataclass(frozen=True)
class Actor:
    """Who asks for something.

    name: as the history keeps it. kind: at this machine, who may do all; signed in, with the claims of their token,
    made for the dashboard that is known to the provider as `audience`; or a reader, of whom nothing is known, and `why`
    nothing may be changed. place: where they ask from, for the audit trail. reads: a reader who may read, whatever the
    roles say, because nobody can sign in.
    """

    name: str
    kind: Literal["machine", "signed in", "reader"]
    claims: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    audience: str = ""
    why: str = ""
    place: str = ""
    reads: bool = False


Who: TypeAlias = Actor | str


@dataclass
class Doing:
    """An act under way: who does it, what they hold, and what came of it, for the trail."""

    name: str
    held: Held
    came: dict[str, object] = field(default_factory=dict)

    def made(self, snapshot: Snapshot) -> Snapshot:
        """The version that the act made, noted."""
        self.came["version"] = snapshot.version.number
        return snapshot


@functools.cache  # a machine that names nobody in its environment looks through its list of users
def user() -> str:
    """Who runs this process."""
    return getpass.getuser()


def machine(name: str = "", place: str = "command line") -> Actor:
    """One who sits at this machine."""
    return Actor(name or user(), "machine", place=place)


def signed_in(claims: Mapping[str, Any], audience: str, place: str = "") -> Actor:
    """One whom the provider vouches for."""
    vouched = ("email",) if claims.get("email_verified") in (True, "true") else ()
    given = (claims.get(claim) for claim in (*vouched, "preferred_username", "name", "sub"))
    name = next((name for name in given if isinstance(name, str) and name), "unnamed")
    return Actor(name[:200], "signed in", dict(claims), audience, place=place)


def reader(why: str, place: str = "", reads: bool = False) -> Actor:
    """One of whom nothing is known."""
    return Actor("somebody unknown", "reader", why=why, place=place, reads=reads)


def serve() -> None:
    """From now on this process serves others: a bare name is no longer taken for one who sits at this machine."""
    global _served
    _served = True


def known(by: Who) -> Actor:
    """Whoever asks; a bare name is one at this machine's command line, unless this process serves others."""
    if isinstance(by, Actor):
        return by
    return reader("Nobody is named who asks for this.") if _served else machine(by)


def held(actor: Actor, folder: Path) -> tuple[Held, str]:
    """What this actor holds at this moment, and in words why it is nothing."""
    if actor.kind == "machine":
        return _ALL, ""
    if actor.reads:
        return _read(True), actor.why
    try:
        standing = roles.standing(folder)
    except BadRoles:
        return Held(), "The list of who may do what cannot be read at present, so nobody may do anything."
    if actor.kind == "reader":
        return _read(standing.viewer.open_to == "everyone"), actor.why
    if why := _not_believed(actor, folder):
        return _read(standing.viewer.open_to == "everyone"), why
    found = roles.held(standing, actor.claims)
    if standing.viewer.open_to != "listed":
        found = Held(found.roles | {"viewer"}, found.boards)
    return found, ""


def _read(may: bool) -> Held:
    return Held(frozenset({"viewer"} if may else ()))


def _not_believed(actor: Actor, folder: Path) -> str:
    """Why a sign-in counts for nothing, or no longer."""
    made_for, until = actor.claims.get("aud"), actor.claims.get("exp")
    if not actor.audience or actor.audience not in (made_for if isinstance(made_for, list) else [made_for]):
        return "Your sign-in was made for another service, so it does not count here."
    if not isinstance(until, int | float) or until <= time.time():
        return "Your sign-in has run out. Sign in again."
    if signins.ended(folder, actor.claims):
        return "You have signed out. Sign in again."
    return ""


def refusal(by: Who, act: Act, folder: Path) -> str:
    """Why this may not be done at this moment, which role it asks and whom to turn to; empty where it may."""
    actor = known(by)
    found, why = held(actor, folder)
    if found.roles.intersection(_ASKS[act]):
        return ""
    if actor.kind == "signed in" and not why:
        have = " and ".join(sorted(WORDS[role] for role in found.roles))
        why = f"You are signed in as {actor.name}, {f'with the role of {have}' if have else 'and hold no role here'}."
    asked = [WORDS[role] for role in _ASKS[act]]
    among = f"{', '.join(asked[:-1])} or {asked[-1]}" if len(asked) > 1 else asked[0]
    needs = "Only those with a role may read here." if act == "read" else f"{_DOING[act]} asks the role of {among}."
    return f"{needs} {why} Turn to {turn_to(folder)}."


def words(actor: Actor, folder: Path) -> list[str]:
    """The roles held at this moment, in words."""
    found = held(actor, folder)[0]
    boards = f" of {', '.join(sorted(found.boards))}" if found.boards else ""
    return [WORDS[role] + (boards if role == "board_lead" else "") for role in WORDS if role in found.roles]


def turn_to(folder: Path) -> str:
    """Whom to ask for a role."""
    with contextlib.suppress(BadRoles):
        return roles.standing(folder).turn_to
    return "whoever looks after the dashboard"


def require(by: Who, act: Act, folder: Path, **about: object) -> tuple[Actor, Held]:
    """Who asks and what they hold, where it allows the act. Raises NotAllowed, which the trail records."""
    actor = known(by)
    if why := refusal(actor, act, folder):
        record(actor, act, folder, "refused", why=why, **about)
        raise NotAllowed(why)
    return actor, held(actor, folder)[0]


@contextlib.contextmanager
def acting(by: Who, act: Act, folder: Path, **about: object) -> Iterator[Doing]:
    """An act: allowed first, done then, and what came of it recorded. Raises NotAllowed, or NotWritten where the trail
    cannot be written; nothing has been done then."""
    actor, found = require(by, act, folder, **about)
    try:
        audit.require_writable(folder)
    except OSError as fault:
        raise not_written(fault) from fault
    doing = Doing(actor.name, found)
    try:
        yield doing
    except NotAllowed as refused:
        record(actor, act, folder, "refused", why=str(refused), **about)
        raise
    except BaseException as failed:
        record(actor, act, folder, "not done", why=f"{type(failed).__name__}: {failed}", **about)
        raise
    record(actor, act, folder, "done", **about, **doing.came)


def record(actor: Actor, act: str, folder: Path, outcome: str, **about: object) -> None:
    """Add to the trail. What has been done stays done where that fails: the log says so, and the history holds it."""
    told = {"who": actor.name, "from": actor.place, "act": act, "outcome": outcome, **about}
    if actor.kind == "signed in":
        told["subject"] = f"{actor.claims.get('iss')} {actor.claims.get('sub')}"
    try:
        audit.append(folder, **told)
    except OSError:
        _LOG.exception("The audit trail could not be written: %s", told)


def sign_in_failed(place: str, folder: Path) -> None:
    """Record a sign-in that came to nothing; of very many in an hour the first hundred."""
    now = time.monotonic()
    if len(_FAILED) < 100 or now - _FAILED[0] > 3600:
        _FAILED.append(now)
        record(reader("", place), "sign in", folder, "not done")


def believed(actor: Actor, folder: Path) -> bool:
    """Whether this is a sign-in that counts at this moment."""
    return actor.kind == "signed in" and not _not_believed(actor, folder)


def begin_sign_in(actor: Actor, folder: Path) -> None:
    """Record a sign-in the first time it is seen."""
    if believed(actor, folder):
        with contextlib.suppress(OSError):
            if signins.began(folder, actor.claims):
                record(actor, "sign in", folder, "done", roles=sorted(held(actor, folder)[0].roles))


def end_sign_in(actor: Actor, folder: Path) -> None:
    """Record a sign-out; the sign-in counts for nothing from now on, in any window. Raises OSError."""
    if actor.kind == "signed in":
        signins.end(folder, actor.claims)
        record(actor, "sign out", folder, "done")
