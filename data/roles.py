"""Who holds which role: a small TOML file, read again whenever it changes, and checked before it is believed."""

import functools
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic

SETTING = "COUNCIL_DASHBOARD_ROLES"
FILE = "roles.toml"
_NAME = r"^\S(.*\S)?$"


class BadRoles(Exception):
    """The file of roles cannot be believed; nobody holds a role until it is mended. faults: a sentence each."""

    def __init__(self, faults: Iterable[str]):
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True, frozen=True)


_Names = list[Annotated[str, pydantic.StringConstraints(pattern=_NAME, max_length=300)]]


class Holders(_Part):
    """Those who hold a role: by the name that the provider gives a person, or by a group it counts them among."""

    people: _Names = []
    groups: _Names = []


class Viewers(Holders):
    """Who may read: everyone who reaches the dashboard, all who sign in, or those listed here or under another role."""

    open_to: Literal["everyone", "signed in", "listed"] = "listed"


class Roles(_Part):
    """The file as it stands. person, groups: the claims that name a person, and list the groups they are counted
    among. turn_to: whom to ask for a role, in words."""

    turn_to: Annotated[str, pydantic.StringConstraints(pattern=_NAME, max_length=200)] = (
        "whoever looks after the dashboard"
    )
    person: Annotated[str, pydantic.StringConstraints(pattern=_NAME)] = "email"
    groups: Annotated[str, pydantic.StringConstraints(pattern=_NAME)] = "groups"
    viewer: Viewers = Viewers()
    board_lead: dict[str, Holders] = {}
    analyst: Holders = Holders()
    presenter: Holders = Holders()
    administrator: Holders = Holders()


@dataclass(frozen=True)
class Held:
    """What one person holds: roles as the file names them, and the boards they lead."""

    roles: frozenset[str] = frozenset()
    boards: frozenset[str] = frozenset()


def path(folder: Path) -> Path:
    """Where the file is: where the setting says, or in the store's folder."""
    named = os.environ.get(SETTING)
    return Path(named).expanduser() if named else folder / FILE


def standing(folder: Path) -> Roles:
    """The file as it is now; without one nobody holds a role. Raises BadRoles."""
    file = path(folder)
    try:
        told = file.stat()
    except FileNotFoundError:
        if os.environ.get(SETTING):
            raise BadRoles([f"There is no file where {SETTING} says."]) from None
        return Roles()
    except OSError:
        raise BadRoles(["The file of roles cannot be opened."]) from None
    return _read(file, told.st_mtime_ns, told.st_size)


@functools.lru_cache(maxsize=4)
def _read(file: Path, _changed: int, _size: int) -> Roles:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadRoles(["The file of roles cannot be read as text in UTF-8."]) from None
    return parsed(text)


def parsed(text: str) -> Roles:
    """The roles that a file's text gives. Raises BadRoles with every fault: where, what, how to mend."""
    try:
        return Roles.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise BadRoles([f"The file of roles is not TOML: {fault}."]) from None
    except pydantic.ValidationError as faults:
        raise BadRoles(_told(fault) for fault in faults.errors()) from None


def held(roles: Roles, claims: Mapping[str, Any]) -> Held:
    """What the claims of one who has signed in give them."""
    name, groups = person(roles, claims), _listed(claims.get(roles.groups))

    def holds(those: Holders) -> bool:
        named = bool(name) and name in {alike(one) for one in those.people}
        return named or not groups.isdisjoint(those.groups)

    each = {"viewer": roles.viewer, "analyst": roles.analyst, "presenter": roles.presenter,
            "administrator": roles.administrator}  # fmt: skip
    boards = frozenset(board for board, those in roles.board_lead.items() if holds(those))
    found = {role for role, those in each.items() if holds(those)} | ({"board_lead"} if boards else set())
    return Held(frozenset(found), boards)


def person(roles: Roles, claims: Mapping[str, Any]) -> str:
    """The name a person is listed by; none where the provider does not vouch for the address it gives."""
    name = claims.get(roles.person)
    vouched = roles.person != "email" or claims.get("email_verified") in (True, "true")
    return alike(name) if isinstance(name, str) and vouched else ""


def alike(name: str) -> str:
    """A name as it is compared: addresses are the same in capitals, but no letter stands for another."""
    return name.lower() if name.isascii() and "@" in name else name


def _listed(claim: object) -> frozenset[str]:
    if isinstance(claim, str):
        return frozenset({claim})
    return frozenset(one for one in claim if isinstance(one, str)) if isinstance(claim, list | tuple) else frozenset()


_MEND = {
    "extra_forbidden": "there is nothing of this name; mend its spelling or take it out",
    "string_type": "this must be text between quotes",
    "list_type": 'this must be a list, as in ["ann@council.example"]',
    "dict_type": "this must be a part of its own, as in [board_lead.BOARD]",
    "model_type": "this must be a part of its own, with people = [...] or groups = [...]",
    "literal_error": 'this must be "everyone", "signed in" or "listed"',
    "string_pattern_mismatch": "this may not be empty, nor begin or end with a space",
    "string_too_long": "this is too long",
}


def _told(fault: Any) -> str:
    where = [f"entry {part + 1}" if isinstance(part, int) else str(part) for part in fault["loc"]]
    return f"Roles, at {' / '.join(where)}: {_MEND.get(fault['type'], fault['msg'])}."
