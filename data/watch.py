"""Has anything changed? One look a second for each account, however many screens ask."""

from __future__ import annotations

import threading

from cachetools import TTLCache, cached

from core.database import Role, engine_for
from data.freshness import Versions, look_up_versions

# Screens ask every two seconds: what they see is at most three seconds old.
SECONDS = 1.0
_MOST_ACCOUNTS = 1024

_lock = threading.Lock()
_looks: TTLCache[tuple[int, Role, int], Versions] = TTLCache(_MOST_ACCOUNTS, SECONDS)


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
