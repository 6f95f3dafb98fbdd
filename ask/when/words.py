"""The words of time of one language, as the grammar wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.query_model import Unit


@dataclass(frozen=True)
class TimeWords:
    """What each word means; a phrase is written as its words, parted by spaces.

    `phrases`: words → all that they can say (`last`, `this`, `since`, `today` …), see the lexicon.
    """

    phrases: Mapping[tuple[str, ...], frozenset[str]]
    units: Mapping[str, Unit]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    fillers: frozenset[str]
    longest: int


def read_time_words(table: Mapping[str, Any]) -> TimeWords:
    """Read the part `time` of a lexicon."""
    phrases: dict[tuple[str, ...], set[str]] = {}
    for meaning, written in table["phrases"].items():
        for phrase in written:
            phrases.setdefault(tuple(phrase.split()), set()).add(meaning)
    return TimeWords(
        {phrase: frozenset(meanings) for phrase, meanings in phrases.items()},
        {word: unit for unit, words in table["units"].items() for word in words},
        {word: n for n, words in enumerate(table["months"], 1) for word in words},
        {word: n for n, words in enumerate(table["weekdays"]) for word in words},
        dict(table["numbers"]),
        dict(table["ordinals"]),
        frozenset(table["fillers"]),
        max(len(one) for one in phrases),
    )
