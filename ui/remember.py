"""What was made from the data is kept until the data, the choices or the minute change.

The loaders keep query results. Making tiles, lists and panels of them costs more than
reading them, and a rerun that only folds open a menu asks for the same again.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from cachetools import LRUCache

from ui.context import PageContext

P = ParamSpec("P")
R = TypeVar("R")

# Each entry is a few short frames: the table of all products is the largest.
_MOST_ENTRIES = 256

_kept: LRUCache[Any, Any] = LRUCache(_MOST_ENTRIES)
_lock = threading.Lock()


def remembered(
    make: Callable[Concatenate[PageContext, P], R],
) -> Callable[Concatenate[PageContext, P], R]:
    """Keep what a function makes of a page's choices.

    The key holds the account, the choices, the minute and the versions of the data, so
    nobody sees another account's figures and nothing is older than its data. The result
    is shared by all sessions: read it, never change it. Arguments must be hashable.
    """

    @functools.wraps(make)
    def wrapped(context: PageContext, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (make.__module__, make.__qualname__, context.key, args, tuple(sorted(kwargs.items())))
        with _lock:
            if key in _kept:
                kept: R = _kept[key]
                return kept
        made = make(context, *args, **kwargs)
        with _lock:
            _kept[key] = made
        return made

    return wrapped


def forget_all() -> None:
    """Drop everything kept (tests)."""
    with _lock:
        _kept.clear()
