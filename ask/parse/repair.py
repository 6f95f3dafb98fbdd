"""Slips of the pen: an unknown longer word is read as the one word it must have been.

Never a word of the language (`summer` is no slip for `summed`), never shorter words, and never
where two words are as near: then it stays unknown and is asked about. What was read as what is
said in the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from ask.parse.kinds import Item
from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token
from ask.parse.values import AccountWords

_SHORTEST = 5
# One wrong letter in a word of up to eight, two in a longer one.
_LONG = 9


@lru_cache(maxsize=4)
def _dictionary(language: str) -> SpellChecker:
    """Return the words of a language. Read once, where the first word is not understood."""
    return SpellChecker(language=language)


def repaired(
    tokens: Sequence[Token], items: Sequence[Item], lexicon: Lexicon, account: AccountWords
) -> tuple[list[Token], dict[str, str]]:
    """Return the words with slips mended, and what was read as what."""
    mended = list(tokens)
    read_as: dict[str, str] = {}
    known = _candidates(lexicon, account)
    for item in items:
        if item.kind != "unknown":
            continue
        token = tokens[item.start]
        if lexicon.knows(token.text) or len(token.text) < _SHORTEST - 1:
            continue
        if token.text in _dictionary(lexicon.language):
            continue
        near = _nearest(token.text, known)
        if near is not None:
            mended[item.start] = replace(token, text=near)
            read_as[token.raw] = near
    return mended, read_as


def _candidates(lexicon: Lexicon, account: AccountWords) -> frozenset[str]:
    names = {word for phrase in account.names for word in phrase}
    words = lexicon.words | names | set(account.title_words)
    return frozenset(one for one in words if len(one) >= _SHORTEST - 1 and one.isalpha())


def _in_another_order(word: str, known: frozenset[str]) -> str | None:
    """Return the one word of the same letters, two of them swapped: `lsat` is `last`."""
    found = [one for one in known if sorted(one) == sorted(word) and OSA.distance(word, one) == 1]
    return found[0] if len(found) == 1 else None


def _nearest(word: str, known: frozenset[str]) -> str | None:
    if len(word) < _SHORTEST - 1 or not word.isalpha():
        return None
    if len(word) < _SHORTEST:
        return _in_another_order(word, known)
    most = 1 if len(word) < _LONG else 2
    distances: dict[int, list[str]] = {}
    for one in known:
        if abs(len(one) - len(word)) <= most and one[0] == word[0]:
            distance = OSA.distance(word, one, score_cutoff=most)
            if distance <= most:
                distances.setdefault(distance, []).append(one)
    if not distances:
        return None
    nearest = sorted(distances[min(distances)])
    # Letters in another order are a likelier slip than other letters.
    same = [one for one in nearest if sorted(one) == sorted(word)]
    nearest = same or nearest
    stems = {one.removesuffix("s") for one in nearest}
    if len(stems) > 1:
        return None
    return next((one for one in nearest if one.endswith("s") == word.endswith("s")), nearest[0])
