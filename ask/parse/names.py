"""Names of figures as the screens write them: `VAT in revenue`, `Shipping and gift wrap`.

Such a name may hold words that mean something else in a sentence of one's own: `products sold`,
`days in stock`. At the beginning of a question of which nothing is left but days, splits and
filters, it is the figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from ask.parse.kinds import Item
from ask.parse.lexicon import Lexicon, load_lexicon
from ask.parse.tokens import Token, words_of
from data.metrics import METRICS

# Stands where the words of a name stood: a mark that says nothing.
_MARK = "?"
# Two figures go by this name; the person is asked which.
ASKED_ABOUT = frozenset({"return_rate"})
# What may stand behind the name: days, filters, a currency, splits, a comparison of days.
_REST = re.compile(r"(?:v?T|&?V|C|y(?:[DGgY]|&[DGg])*|g|r)*")
# With more than days behind it this is a sentence: `products sold in Germany and the UK`.
_SENTENCE = "products_sold"
_DAYS = re.compile(r"(?:v?T)*")
_BEFORE = ("add", "replace")
_BEHIND = ("instead", "add")


@lru_cache(maxsize=1)
def _names() -> Mapping[tuple[str, ...], str]:
    """Return the words of each name, all of them, and the figure that goes by it."""
    return {words_of(one.name): one.id for one in METRICS.values() if one.id not in ASKED_ABOUT}


def name_at_the_beginning(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[int, int, str] | None:
    """Return where the longest name stands, and its figure; `add` and the like may lead to it."""
    words = tuple(one.text for one in tokens)
    leading = {one for name in _BEFORE for one in lexicon.follow_up[name]}
    starts = [0, *(len(one) for one in leading if words[: len(one)] == one)]
    longest = max(map(len, _names()))
    for start in starts:
        for stop in range(min(len(words), start + longest), start, -1):
            name = words[start:stop]
            # What an account has taught goes before what the screens call it.
            is_taught = lexicon.phrases.get(name) != load_lexicon().phrases.get(name)
            if name in _names() and not is_taught:
                return start, stop, _names()[name]
    return None


def hidden(tokens: Sequence[Token], start: int, stop: int) -> list[Token]:
    """Return the words with those of a name taken out, each in its place."""
    return [replace(one, text=_MARK) if start <= n < stop else one for n, one in enumerate(tokens)]


def stands_alone(metric: str, rest: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether what is left of a question names days, splits and filters, and nothing else."""
    small = {word for name in _BEHIND for one in lexicon.follow_up[name] for word in one}
    left = [one for one in rest if one.words.casefold() not in small]
    letters = "".join(one.letter for one in left)
    return (_DAYS if metric == _SENTENCE else _REST).fullmatch(letters) is not None


def without_names(tokens: Sequence[Token], items: Sequence[Item]) -> list[Token]:
    """Return the words with those inside of names taken out: their `and` joins nothing."""
    inside = {
        place
        for one in items
        if one.kind in ("metric", "value", "dimension") and one.stop - one.start > 1
        for place in range(one.start, one.stop)
    }
    return [replace(one, text=_MARK) if n in inside else one for n, one in enumerate(tokens)]
