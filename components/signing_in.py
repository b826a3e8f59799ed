"""Signing in through Streamlit's own `st.login`: who asks, from where, and the control for it."""

import contextlib
import importlib.util
import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import cachetools.func
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.wording import plain

READ_ONLY = "Sign-in is not set up, and this dashboard is open to other machines, so here it can only be read."
INCOMPLETE = "Sign-in is not set up as it must be, so nobody can sign in; the server's log says what is missing."
NOT_YET = "You have not signed in."
FAILED = "sign-in"  # in the address, after a sign-in that came to nothing
# What a proxy adds for the reader it stands in for.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
LOOKED = 2  # seconds for which it is known whether sign-in is set up
_SECRET_LENGTH = 32
_SHORT = 10  # letters of a name that the corner has room for


@dataclass(frozen=True)
class Asked:
    """Who asks, as far as the server knows.

    claims, audience: of one who signed in, and whom their token must be made for. here: whether they sit at this
    machine, and so may do all. reads: whether whoever comes may read. why: where nothing is known, why nothing may be
    changed. place: their address.
    """

    claims: Mapping[str, Any] = field(default_factory=dict)
    audience: str = ""
    here: bool = False
    reads: bool = False
    why: str = ""
    place: str = ""


def asked() -> Asked:
    """Who runs the page now."""
    told, place = st.user.to_dict() if configured() else {}, peer() or "this machine"
    if "is_logged_in" not in told:  # no sign-in is set up
        here = at_this_machine()
        return Asked(here=here, reads=True, why="" if here else READ_ONLY, place=place)
    if faults():
        return Asked(why=INCOMPLETE, place=place)
    if not told["is_logged_in"]:
        return Asked(why=NOT_YET, place=place)
    provider = str(told.get("provider") or "default")
    claims = {name: value for name, value in told.items() if name != "tokens"}
    return Asked(claims, _section(provider).get("client_id", ""), place=place)


def at_this_machine() -> bool:
    """Whether the server listens to this machine alone, and nobody is between it and who asks.

    A name that is not this machine's own means a proxy, or a page elsewhere that has its name lead here.
    """
    headers = st.context.headers
    if not loopback(st.get_option("server.address")) or peer():
        return False
    if any(name in headers for name in _FORWARDED):
        return False
    return len(headers) == 0 or loopback(urlsplit(f"//{headers.get('Host', '')}").hostname)


def peer() -> str:
    """The address of another machine that asks; empty for this one's own."""
    address = st.context.ip_address
    return address if isinstance(address, str) else ""


def loopback(address: str | None) -> bool:
    """Whether an address or a host's name can be reached from its own machine alone."""
    with contextlib.suppress(ValueError):
        return address == "localhost" or ipaddress.ip_address(address or "").is_loopback
    return False


@cachetools.func.ttl_cache(maxsize=1, ttl=LOOKED)  # where it is not, Streamlit looks for its files at every question
def configured() -> bool:
    """Whether sign-in is set up, well or not: as it was found to be within the last few seconds."""
    return bool(_auth())


def faults() -> list[str]:
    """What is wrong with how sign-in is set up, for the server's log; no secret is in it."""
    auth = _auth()
    if not auth:
        return []
    found = []
    if len(str(auth.get("cookie_secret", ""))) < _SECRET_LENGTH:
        found.append(f"auth.cookie_secret needs {_SECRET_LENGTH} letters or more, drawn by chance.")
    back = urlsplit(str(auth.get("redirect_uri", "")))
    if not back.path.endswith("/oauth2callback") or not (back.scheme == "https" or loopback(back.hostname)):
        found.append("auth.redirect_uri must be this dashboard's https address, ending in /oauth2callback.")
    for provider in providers():
        section = _section(provider)
        lacking = [key for key in ("client_id", "client_secret", "server_metadata_url") if not section.get(key)]
        found += [f"auth needs {key} for the provider {provider}." for key in lacking]
        known_at = urlsplit(str(section.get("server_metadata_url", "")))
        if known_at.netloc and known_at.scheme != "https" and not loopback(known_at.hostname):
            found.append(f"auth.server_metadata_url of the provider {provider} must be an https address.")
    if importlib.util.find_spec("authlib") is None:
        found.append("Authlib is not installed; it is in requirements.txt.")
    if st.get_option("server.trustedUserHeaders"):
        found.append("server.trustedUserHeaders must be empty: whoever reaches the port could write such headers.")
    return found


def providers() -> list[str]:
    """The providers one can sign in with."""
    named = [name for name, part in _auth().items() if isinstance(part, Mapping) and name != "client_kwargs"]
    return named or ["default"]


def control(name: str, roles: Sequence[str]) -> bool:
    """The way in; or who has signed in, and the way out. Whether the way out was taken."""
    place = st.container(key="account-corner", width="content")
    if not name:
        way_in(place)
        return False
    short = name.partition("@")[0]
    with place.popover(
        plain(short if len(short) <= _SHORT else f"{short[:_SHORT]}…"), icon=":material/account_circle:", key="account"
    ):
        st.markdown(plain(f"Signed in as {name}: {', '.join(roles) or 'no role yet'}."))
        return st.button("Sign out", key="sign-out", icon=":material/logout:")


def way_in(row: DeltaGenerator) -> None:
    """A button for each provider."""
    several = providers()
    for provider in several if not faults() else []:
        label = "Sign in" if len(several) == 1 else f"Sign in with {provider}"
        if row.button(plain(label), key=f"sign-in-{provider}", icon=":material/login:"):
            st.login(None if provider == "default" else provider)


def closed(why: str, known: bool) -> bool:
    """In place of the dashboard, for those who may not read it. Whether a known reader asks to sign out."""
    st.title("Council performance", anchor=False)
    failed_before()
    st.markdown(plain(why))
    row = st.container(horizontal=True)
    way_in(row)
    return known and row.button("Sign out", key="sign-out", icon=":material/logout:")


def failed_before() -> None:
    """Say that the reader comes from a sign-in that came to nothing."""
    if FAILED in st.query_params:
        st.warning("The sign-in came to nothing: it was broken off, or what came back could not be trusted. Try again.")


def session() -> str:
    """The key by which the server knows this reader's window."""
    context = get_script_run_ctx()
    return context.session_id if context else ""


def _auth() -> Mapping[str, Any]:
    return st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}


def _section(provider: str) -> Mapping[str, Any]:
    """A provider's part of the secrets; one without a name has its settings beside the common ones."""
    auth = _auth()
    own = auth.get(provider)
    return own if isinstance(own, Mapping) else auth if provider == "default" else {}
