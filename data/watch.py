"""Has anything changed, is somebody still let in? One look a second, however many screens ask."""

from __future__ import annotations

import threading
from typing import NamedTuple

from cachetools import TTLCache, cached

from core.accounts import Membership, Person, find_person, memberships_of
from core.database import Role, engine_for
from data.freshness import Versions, look_up_versions

# Screens ask every two seconds: what they see is at most three seconds old.
SECONDS = 1.0
_MOST_ACCOUNTS = 1024
_MOST_PEOPLE = 1024


class Known(NamedTuple):
    """A person, and the accounts they belong to; None and none where there is nobody."""

    person: Person | None
    memberships: tuple[Membership, ...]


_lock = threading.Lock()
_looks: TTLCache[tuple[int, Role, int], Versions] = TTLCache(_MOST_ACCOUNTS, SECONDS)
_people: TTLCache[tuple[int, str], Known] = TTLCache(_MOST_PEOPLE, SECONDS)


def _key(role: Role, account_id: int) -> tuple[int, Role, int]:
    # The engine tells one database from another where a process has been pointed elsewhere.
    return (id(engine_for(role)), role, account_id)


@cached(_looks, key=_key, lock=_lock)
def watched_versions(role: Role, account_id: int) -> Versions:
    """Return the data versions of an account as they were at most a second ago.

    For screens that only want to know whether to draw anew; what is drawn is read by the
    loaders, which look for themselves. Raises DatabaseUnavailable like every look.
    """
    return look_up_versions(role, account_id)


def look_up_person(username: str) -> Known:
    """Read who somebody is and what they may see, as it is at this moment."""
    person = find_person(username)
    return Known(person, tuple(memberships_of(person.user_id)) if person else ())


def _person_key(username: str) -> tuple[int, str]:
    return (id(engine_for(Role.WEB)), username)


@cached(_people, key=_person_key, lock=_lock)
def watched_person(username: str) -> Known:
    """Return the same as it was at most a second ago, for what moves by itself.

    Whoever clicks is looked up at that moment.
    """
    return look_up_person(username)
