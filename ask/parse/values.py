"""The account's own names among the words of a question: products, brands, campaigns, places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ask.parse.lexicon import Lexicon
from ask.parse.tokens import Token, words_of
from core.marketplaces import MARKETPLACES
from data.account_words import Name

_LEAST_LETTERS = 4
# Short codes that are words of everyday language unless they are written in capitals.
_ONLY_IN_CAPITALS = frozenset(
    {
        "us", "it", "es", "in", "be", "no", "se", "ie", "ae", "ca", "pl", "nl", "au", "jp", "br",
        "mx", "tr",
    }
)  # fmt: skip
_BESIDE = frozenset({"vs", "versus", "v", "and", "or", "&", "against"})
# Only these stand by themselves; the others need their kind beside them ("ad group frying pan").
_STANDS_ALONE = frozenset({"brand", "category", "sku", "campaign"})


@dataclass(frozen=True)
class Value:
    """A filter that some words are: field, comparison, values, and how to call it.

    `asins` are the products that words of a title fit.
    """

    field: str
    op: str
    values: tuple[str, ...]
    words: str
    asins: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountWords:
    """What the account's names are called, ready to be found in a question."""

    names: Mapping[tuple[str, ...], tuple[Value, ...]]
    labelled: Mapping[tuple[str, ...], tuple[Value, ...]]
    title_words: Mapping[str, frozenset[str]]
    longest: int
    places: Mapping[str, str]
    currencies: Mapping[str, str]
    regions: Mapping[tuple[str, ...], Value] = field(default_factory=dict)

    def at(
        self, tokens: Sequence[Token], start: int, lexicon: Lexicon
    ) -> Iterable[tuple[int, tuple[Value, ...]]]:
        """Yield (place after it, what it can be) for every name that begins here."""
        for length in range(min(self.longest, len(tokens) - start), 0, -1):
            part = tokens[start : start + length]
            found = self.names.get(tuple(one.text for one in part), ())
            if length == 1 and part[0].text in _ONLY_IN_CAPITALS and not part[0].is_upper:
                is_place = part[0].text == "us" and self._is_a_place(tokens, start, lexicon)
                found = found if is_place else ()
            if found:
                yield start + length, found
                break
        stop = self._title_run(tokens, start, lexicon)
        if stop is not None:
            named = self.labelled.get(tuple(one.text for one in tokens[start:stop]), ())
            # `garden`: a word of titles, and a part of the name of a category.
            categories = [one for one in named if one.field == "category"]
            yield stop, (self._titled(tokens[start:stop]), *categories)

    def _is_a_place(self, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
        """`us revenue`, `orders us`: only behind a word like `show` or `for` it is `we`."""
        if self._is_beside_a_place(tokens, at):
            return True
        return not at or tokens[at - 1].text not in lexicon.before_us

    def _is_beside_a_place(self, tokens: Sequence[Token], at: int) -> bool:
        """`us vs uk`, `uk and us`, `in us`: a country also without capitals."""
        words = [one.text for one in tokens]
        if at > 0 and words[at - 1] == "in":
            return at + 1 == len(words) or words[at + 1] not in _ONLY_IN_CAPITALS
        for joined, other in ((at + 1, at + 2), (at - 1, at - 2)):
            if 0 <= other < len(words) and words[joined] in _BESIDE:
                named = self.names.get((words[other],), ())
                if any(one.field == "marketplace" for one in named):
                    return True
        return False

    def labelled_at(
        self, tokens: Sequence[Token], start: int
    ) -> Iterable[tuple[int, tuple[Value, ...]]]:
        """Yield every name that begins here and needs its kind beside it."""
        for length in range(min(self.longest, len(tokens) - start), 0, -1):
            words = tuple(one.text for one in tokens[start : start + length])
            if words in self.labelled:
                yield start + length, self.labelled[words]

    def _forms(self, word: str) -> frozenset[str]:
        """Return the products with the word in their title, singular or plural."""
        forms = {word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s"}
        found: frozenset[str] = frozenset()
        for one in forms:
            if one:
                found |= self.title_words.get(one, frozenset())
        return found

    def _title_run(self, tokens: Sequence[Token], start: int, lexicon: Lexicon) -> int | None:
        """Return where the words stop that stand together in some title."""
        first = tokens[start].text
        is_size = first.isdecimal() and start + 1 < len(tokens)
        if is_size and tokens[start + 1].text not in lexicon.sizes:
            return None
        if first in lexicon.stop or self._negates_a_name(tokens, start, lexicon):
            return None
        common = self._forms(first)
        stop = start + 1
        while common and stop < len(tokens):
            step = self._next_in_titles(tokens, stop, common, lexicon)
            if step is None:
                break
            common, stop = step
        if not common:
            return None
        run = [one.text for one in tokens[start:stop]]
        new = [one for one in run if not lexicon.knows(one) and not one.isdecimal()]
        if not new:
            return None
        if all(one in lexicon.weak_titles or len(one) < _LEAST_LETTERS for one in run):
            return None
        return stop

    def _negates_a_name(self, tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
        """`non Kettlefen`: not that brand, and no word of a title."""
        kinds = {one.kind for one in lexicon.phrases.get((tokens[at].text,), ())}
        return "not" in kinds and any(
            tuple(one.text for one in tokens[at + 1 : at + 1 + length]) in self.names
            for length in (1, 2, 3)
        )

    def _next_in_titles(
        self, tokens: Sequence[Token], at: int, common: frozenset[str], lexicon: Lexicon
    ) -> tuple[frozenset[str], int] | None:
        """Read on in the titles: a word, a number, or a small word before one of these."""
        narrower = common & self._forms(tokens[at].text)
        if not narrower:
            return None
        if tokens[at].text not in lexicon.stop:
            return narrower, at + 1
        after = narrower & self._forms(tokens[at + 1].text) if at + 1 < len(tokens) else frozenset()
        is_small = at + 1 < len(tokens) and tokens[at + 1].text in lexicon.stop
        return (after, at + 2) if after and not is_small else None

    def _titled(self, run: Sequence[Token]) -> Value:
        words = " ".join(self._form_in_titles(one.text) for one in run)
        common = frozenset.intersection(*(self._forms(one.text) for one in run))
        called = " ".join(one.raw for one in run)
        return Value("product", "~", (words,), called, tuple(sorted(common)))

    def _form_in_titles(self, word: str) -> str:
        for one in (word, word.removesuffix("s"), word.removesuffix("es")):
            if one in self.title_words:
                return one
        return word


def account_words(names: Iterable[Name], lexicon: Lexicon) -> AccountWords:
    """Make the index of an account's names. Costs milliseconds; kept by the caller."""
    found: dict[tuple[str, ...], list[Value]] = {}
    labelled: dict[tuple[str, ...], list[Value]] = {}
    titles: dict[str, set[str]] = {}
    places: dict[str, str] = {}
    currencies: dict[str, str] = {}
    for one in names:
        if one.field == "marketplace":
            places[MARKETPLACES[one.value].country_code] = one.value
            currencies[one.value] = one.title or MARKETPLACES[one.value].currency
            continue
        value = Value(one.field, "=", (one.value,), one.value)
        if one.field == "product":
            for word in words_of(one.title or ""):
                titles.setdefault(word, set()).add(one.value)
        if one.field == "parent" or (one.field == "product" and one.value != one.value.upper()):
            continue
        target = found if one.field in _STANDS_ALONE or one.field == "product" else labelled
        _add(target, words_of(one.value), value)
        words = words_of(one.value)
        if "&" in words:
            _add(target, tuple("and" if word == "&" else word for word in words), value)
            _add(target, tuple(word for word in words if word != "&"), value)
        if one.field == "category":
            for part in _parts_of_category(one.value):
                _add(labelled, part, value)
    for code, words in _names_of_places(lexicon).items():
        _add(found, words, Value("marketplace", "=", (code[0],), code[1]))
    regions = _regions(lexicon, places)
    for phrase, region in regions.items():
        _add(found, phrase, region)
    longest = max((len(one) for one in (*found, *labelled)), default=1)
    return AccountWords(
        {key: tuple(values) for key, values in found.items()},
        {key: tuple(values) for key, values in labelled.items()},
        {word: frozenset(asins) for word, asins in titles.items()},
        longest, places, currencies, regions,
    )  # fmt: skip


def _add(target: dict[tuple[str, ...], list[Value]], words: tuple[str, ...], value: Value) -> None:
    if not words:
        return
    known = target.setdefault(words, [])
    if value not in known:
        known.append(value)


def _parts_of_category(name: str) -> Iterable[tuple[str, ...]]:
    for part in re.split(r"[&,/]| and ", name):
        words = words_of(part)
        if words:
            yield words


def _names_of_places(lexicon: Lexicon) -> dict[tuple[str, str, int], tuple[str, ...]]:
    """Return the names of every marketplace of Amazon: one without sales has none, not nothing."""
    found: dict[tuple[str, str, int], tuple[str, ...]] = {}
    for place in MARKETPLACES.values():
        names = [place.name, place.country_code, place.sales_channel, place.marketplace_id]
        names += lexicon.marketplaces.get(place.country_code, ())
        for number, name in enumerate(names):
            found[(place.marketplace_id, place.name, number)] = words_of(name)
    return found


def _regions(lexicon: Lexicon, places: Mapping[str, str]) -> dict[tuple[str, ...], Value]:
    found = {}
    for name, codes in lexicon.regions.items():
        own = tuple(places[code] for code in codes if code in places)
        if own:
            found[words_of(name)] = Value("marketplace", "in", own, name)
    return found
