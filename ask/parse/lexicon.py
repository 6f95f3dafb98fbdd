"""The words of a language: phrases and what kinds of things they name, read from ask/lexicon/."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ask.parse.tokens import words_of
from ask.when.words import TimeWords, read_time_words
from data.metrics import DIMENSIONS, GROUPS, METRICS

_FOLDER = Path(__file__).parent.parent / "lexicon"
# Figures that only explain others: nobody asks for them by these words.
_HIDDEN = frozenset(
    {"visited_units", "visited_lines", "featured_views", "measured_views"}
    | {one.id for one in GROUPS["Parts of other figures"]}
)


_LIMITS = ("more", "less", "at_least", "at_most", "equal")


@dataclass(frozen=True)
class Meaning:
    """What a phrase is: its kind (see ask/parse/kinds.py) and what it names."""

    kind: str
    payload: Any


@dataclass(frozen=True)
class GateRule:
    """Why a question is refused, and the patterns that tell it."""

    kind: str
    message: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class UnclearRule:
    """What is asked where words fit a pattern; `is_first`: only where no question goes before."""

    message: str
    is_first: bool
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Lexicon:
    """All words of one language. `phrases`: words without fillers → meanings."""

    phrases: Mapping[tuple[str, ...], tuple[Meaning, ...]]
    fillers: frozenset[str]
    stop: frozenset[str]
    time: TimeWords
    gate: tuple[GateRule, ...]
    unclear: tuple[UnclearRule, ...]
    weak_titles: frozenset[str]
    by_metric: Mapping[str, Mapping[str, str]]
    ratios: Mapping[str, str]
    counted: Mapping[str, Sequence[str]]
    part: frozenset[str]
    pieces: frozenset[str]
    sizes: frozenset[str]
    limits: frozenset[str]
    before_us: frozenset[str]
    own_shop: frozenset[str]
    shippers: frozenset[str]
    now: frozenset[str]
    before_figures: frozenset[str]
    pronouns: frozenset[str]
    own: frozenset[str]
    follow_up: Mapping[str, frozenset[tuple[str, ...]]]
    around: frozenset[str]
    changes: Mapping[str, frozenset[tuple[str, ...]]]
    about_the_answer: Mapping[str, tuple[re.Pattern[str], ...]]
    marketplaces: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, tuple[str, ...]]
    longest: int
    words: frozenset[str]
    language: str

    def knows(self, word: str) -> bool:
        """Whether the word occurs anywhere in the lexicon."""
        return word in self.words


@lru_cache(maxsize=4)
def load_lexicon(language: str = "en") -> Lexicon:
    """Read a language's files. Read once in a process."""
    main, time, gate = (
        tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))
        for name in (f"{language}.toml", f"{language}.time.toml", f"{language}.gate.toml")
    )
    fillers = frozenset(main["fillers"])
    phrases: dict[tuple[str, ...], list[Meaning]] = {}
    for phrase, meaning in _phrases(main):
        words = tuple(one for one in words_of(phrase) if one not in fillers) or words_of(phrase)
        known = phrases.setdefault(words, [])
        if words and meaning not in known:
            known.append(meaning)
    known_words = {one for phrase in phrases for one in phrase} | set(main["stop"]) | fillers
    time_words = read_time_words(time)
    known_words |= {one for phrase in time_words.phrases for one in phrase} | set(
        time_words.fillers
    )
    known_words |= {
        *time_words.months,
        *time_words.weekdays,
        *time_words.units,
        *time_words.numbers,
    }
    known_words |= set(time_words.ordinals)
    known_words |= {
        one for group in main["follow_up"].values() for each in group for one in words_of(each)
    }
    return Lexicon(
        {key: tuple(found) for key, found in phrases.items()},
        fillers,
        frozenset(main["stop"]),
        time_words,
        tuple(_rule(one) for one in gate["rule"]),
        tuple(_unclear(one) for one in gate["unclear"]),
        frozenset(main["titles"]["weak"]),
        main["by_metric"],
        main["ratios"],
        main["counted"],
        frozenset(main["part"]),
        frozenset(main["pieces"]),
        frozenset(main["titles"]["sizes"]),
        frozenset(
            words_of(one)[-1]
            for kind in _LIMITS
            for one in main["operators"][kind]
            if words_of(one)
        ),
        frozenset(main["before_us"]),
        frozenset(main["own_shop"]),
        frozenset(main["shippers"]),
        frozenset(main["now"]),
        frozenset(main["before_figures"]),
        frozenset(main["pronouns"]),
        frozenset(main["own"]),
        {name: frozenset(map(words_of, written)) for name, written in main["follow_up"].items()},
        frozenset(main["around"]),
        {name: frozenset(map(words_of, written)) for name, written in main["changes"].items()},
        {name: tuple(map(re.compile, one)) for name, one in main["about_the_answer"].items()},
        {code: tuple(names) for code, names in main["marketplaces"].items()},
        {name: tuple(codes) for name, codes in main["regions"].items()},
        max(len(one) for one in phrases),
        frozenset(known_words),
        language,
    )


def _last_words(operators: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the words a number of a condition stands behind: `over`, `than`, `least`."""
    phrases = (words_of(one) for kind in _LIMITS for one in operators[kind])
    return frozenset(one[-1] for one in phrases if one)


def _rule(written: Mapping[str, Any]) -> GateRule:
    patterns = tuple(re.compile(one) for one in written["patterns"])
    return GateRule(written["kind"], written["message"], patterns)


def _unclear(written: Mapping[str, Any]) -> UnclearRule:
    patterns = tuple(re.compile(one) for one in written["patterns"])
    return UnclearRule(written["message"], written.get("first", False), patterns)


def _phrases(main: Mapping[str, Any]) -> Iterable[tuple[str, Meaning]]:
    yield from _figures(main)
    yield from _splits(main)
    for phrase, condition in main["conditions"].items():
        yield phrase, Meaning("condition", tuple(condition))
    for phrase, part in main["fractions"].items():
        yield phrase, Meaning("percent", Decimal(str(part)))
    yield from _lists(main)
    for word in main["by_metric"]:
        yield word, Meaning("by_metric", word)
    adverbs, plurals = set(main["grains"]["adverbs"]), set(main["grains"]["plurals"])
    for grain in ("hour", "day", "week", "month", "quarter", "year"):
        for word in main["grains"][grain]:
            kind = "grain_adverb" if word in adverbs else "grain"
            yield word, Meaning(kind, (grain, word in plurals))


def _lists(main: Mapping[str, Any]) -> Iterable[tuple[str, Meaning]]:
    """Yield the phrases that stand in lists under what they name."""
    for field, values in main["values"].items():
        for value, written in values.items():
            yield from ((phrase, Meaning("value", (field, value))) for phrase in written)
    for kind, names in (("currency", main["currencies"]), ("ranked", main["ranked"])):
        for name, written in names.items():
            yield from ((phrase, Meaning(kind, name)) for phrase in written)
            if kind == "currency":
                yield from ((f"in {phrase}", Meaning(kind, name)) for phrase in written)
    for kind, written in main["operators"].items():
        yield from ((phrase, Meaning(kind, None)) for phrase in written)
    for way, written in main["comparatives"].items():
        yield from ((phrase, Meaning("comparative", way)) for phrase in written)


def _figures(main: Mapping[str, Any]) -> Iterable[tuple[str, Meaning]]:
    dropped = set(main["not_synonyms"]["metrics"]) | set(main["ambiguous"])
    for one in METRICS.values():
        if one.id in _HIDDEN:
            continue
        own = (one.id.replace("_", " "), one.name.lower(), *one.synonyms)
        for phrase in (
            *(name for name in own if name not in dropped),
            *main["metrics"].get(one.id, ()),
        ):
            yield phrase, Meaning("metric", (one.id,))
    for phrase, choices in main["ambiguous"].items():
        yield phrase, Meaning("metric", tuple(choices))


def _splits(main: Mapping[str, Any]) -> Iterable[tuple[str, Meaning]]:
    dropped = set(main["not_synonyms"]["dimensions"])
    for one in DIMENSIONS.values():
        if one.is_grain:
            continue
        written = main["dimensions"].get(one.id, ())
        own = (one.id.replace("_", " "), one.name.lower(), *one.synonyms)
        for phrase in (*(name for name in own if name not in dropped), *written):
            yield phrase, Meaning("dimension", (one.id, phrase.endswith("s")))
