"""Find the phrases of a question: at each place the longest one wins, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ask.parse.kinds import Item
from ask.parse.lexicon import Lexicon, Meaning
from ask.parse.names import hidden, name_at_the_beginning, stands_alone
from ask.parse.repair import repaired
from ask.parse.setting import Setting
from ask.parse.tokens import Token
from ask.parse.values import Value
from ask.when.calendar import Period, one_day
from ask.when.grammar import Found, find_times

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_SHORT_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(k|m)")
_TIMES = {"k": 1_000, "m": 1_000_000}
# Where phrases are equally long, the one whose kind stands first.
_ORDER = (
    "value", "condition", "time", "metric", "dimension", "by_metric", "at_least", "at_most",
    "more_after", "less_after", "more", "less", "equal", "share", "window", "cumulative",
    "make_up", "sorted", "versus", "good", "bad", "top", "bottom", "how_many", "how_much",
    "average", "trend", "grain_adverb", "grain", "not", "zero", "by", "down", "up", "change",
    "paid", "apart", "greeting",
    "sell", "total", "both", "but", "only", "currency", "which", "number",
)  # fmt: skip
_RANK = {kind: number for number, kind in enumerate(_ORDER)}
_LIMITS = frozenset({"just", "only", "exactly", "than", "least", "most"})
_OF_US = frozenset({"for", "of", "from"})
_OF_BUYERS = (("orders",), ("units",))
_JOINING = {"and": "and", "&": "and", "between": "between"}


def find_items(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    setting: Setting,
) -> tuple[list[Item], dict[str, str]]:
    """Return the phrases in order, and the slips of the pen that were read as another word.

    Stop words are left out; a word that nothing explains is of kind `unknown`.
    """
    finder = _Finder(tuple(tokens), lexicon, setting)
    named = _by_its_name(finder, setting)
    if named is not None:
        return named, {}
    items = finder.all()
    if any(one.kind == "unknown" for one in items):
        mended, read_as = repaired(tokens, items, lexicon, setting.words)
        if read_as:
            finder = _Finder(tuple(mended), lexicon, setting)
            return finder.all(), read_as
    return items, {}


def _by_its_name(finder: _Finder, setting: Setting) -> list[Item] | None:
    """Return the phrases where a figure is called as on the screen; None where they say more."""
    found = name_at_the_beginning(finder.tokens, finder.lexicon)
    if found is None:
        return None
    start, stop, metric = found
    plain = finder.at(start)
    if plain is not None:
        is_it = (plain.stop, plain.payload) == (stop, (metric,))
        if is_it or plain.stop > stop:
            return None
    masked = _Finder(tuple(hidden(finder.tokens, start, stop)), finder.lexicon, setting)
    rest = [one for one in masked.all() if one.start >= stop]
    if not stands_alone(metric, rest, finder.lexicon):
        return None
    return [finder.item("metric", (metric,), start, stop), *rest]


class _Finder:
    def __init__(self, tokens: tuple[Token, ...], lexicon: Lexicon, setting: Setting) -> None:
        self.tokens, self.lexicon, self.account = tokens, lexicon, setting.words
        self.today = setting.today
        words = [one.text for one in tokens]
        found = find_times(words, setting.today, lexicon.time, setting.first_day)
        self.times = {
            one.start: one for one in found if not (self._is_verb(one) or self._is_limit(one))
        }

    def _is_verb(self, found: Found) -> bool:
        """Whether `may` is the verb: `may I see`, not the month."""
        word = self.tokens[found.start].text
        after = self.tokens[found.stop].text if found.stop < len(self.tokens) else ""
        return found.stop == found.start + 1 and word == "may" and after in {"i", "we", "you"}

    def _is_limit(self, found: Found) -> bool:
        """Whether `2000` is a number: `over 2000 this month`, not the year."""
        before = self.tokens[found.start - 1].text if found.start else ""
        is_year = found.stop == found.start + 1 and self.tokens[found.start].text.isdecimal()
        return is_year and before in self.lexicon.limits

    def all(self) -> list[Item]:
        """Return every phrase in order."""
        items: list[Item] = []
        place = 0
        while place < len(self.tokens):
            item = self.at(place)
            if item is not None:
                items.append(item)
            place = item.stop if item is not None else place + 1
        return items

    def at(self, at: int) -> Item | None:
        """Return the longest phrase that begins here; None for a word that says nothing."""
        found = [one for one in self._candidates(at) if one is not None]
        best = max(found, key=lambda one: (one.stop, -_RANK.get(one.kind, 99)), default=None)
        token = self.tokens[at]
        if best is not None and best.kind == "how_much" and self._is_part(best.stop):
            return self.item("part_of", None, at, best.stop + 1)
        if best is not None and best.kind == "metric" and self._is_longer_behind(at, best):
            total = next((one for one in found if one.kind == "total"), None)
            return total or best
        if best is not None:
            return best
        if token.text in _JOINING:
            return self.item(_JOINING[token.text], None, at, at + 1)
        if self._may_be_we(at):
            return self.item("unknown", None, at, at + 1)
        if self._is_own_shop(at):
            return None
        if token.text in self.lexicon.stop or not token.text.strip("%$€£"):
            return None
        return self.item("unknown", None, at, at + 1)

    def _is_own_shop(self, at: int) -> bool:
        """`my store`, `our business`: all there is, while `in store` is something else."""
        if not at or self.tokens[at].text not in self.lexicon.own_shop:
            return False
        return self.tokens[at - 1].text in self.lexicon.own

    def _may_be_we(self, at: int) -> bool:
        """`revenue for us`: the United States, or the seller?"""
        if at < 2 or self.tokens[at].text != "us" or self.tokens[at - 1].text not in _OF_US:
            return False
        word = (self.tokens[at - 2].text,)
        meanings = {one.kind for one in self.lexicon.phrases.get(word, ())}
        return bool(meanings & {"metric", "dimension"}) or word in self.account.names

    def _is_longer_behind(self, at: int, best: Item) -> bool:
        """`total cost of goods`: not all costs, but the total of the cost of goods."""
        return any(one.kind == "metric" and one.stop > best.stop for one in self._phrases(at + 1))

    def _is_part(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].text in self.lexicon.part

    def item(self, kind: str, payload: object, at: int, stop: int) -> Item:
        """Return the words from one place to another as a phrase of that kind."""
        words = " ".join(one.raw for one in self.tokens[at:stop])
        behind = self.tokens[at - 1].text if at else ""
        return Item(kind, payload, at, stop, words, self.tokens[at].after_comma, behind)

    def _candidates(self, at: int) -> list[Item | None]:
        return [
            *self._phrases(at),
            self._time(at),
            self._quantity(at),
            self._buyer(at),
            *self._labelled(at),
            *(
                self.item("value", values, at, stop)
                for stop, values in self.account.at(self.tokens, at, self.lexicon)
            ),
        ]

    def _buyer(self, at: int) -> Item | None:
        """`business orders`, `business vs consumer orders`: who bought.

        Elsewhere it says nothing: `business revenue` may be that of the whole shop.
        """
        if self.tokens[at].text not in self.lexicon.before_figures:
            return None
        place = at + 1
        if self._kinds_at(place) & {"versus"} or self._text(place) in _JOINING:
            place += 1
        if place > at + 1 and "value" not in self._kinds_at(place):
            return None
        meanings = self.lexicon.phrases.get((self._text(place),), ())
        if place == at + 1 and not any(one.payload in _OF_BUYERS for one in meanings):
            return None
        value = Value("buyer", "=", ("Business",), self.tokens[at].raw)
        return self.item("value", (value,), at, at + 1)

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _kinds_at(self, at: int) -> set[str]:
        return {one.kind for one in self.lexicon.phrases.get((self._text(at),), ())}

    def _labelled(self, at: int) -> list[Item]:
        """Return the names that only count beside what they name: `search term coffee mug`."""
        found = []
        for stop, values in self.account.labelled_at(self.tokens, at):
            kinds = self._kinds_before(at) | self._kinds_from(stop)
            named = tuple(one for one in values if one.field in kinds)
            if named:
                found.append(self.item("value", named, at, stop))
        return found

    def _kinds_before(self, at: int) -> set[str]:
        phrases = [self.tokens[max(0, at - length) : at] for length in (1, 2, 3)]
        return {name for one in phrases for name in self._kinds_of(one)}

    def _kinds_from(self, at: int) -> set[str]:
        phrases = [self.tokens[at : at + length] for length in (1, 2, 3)]
        return {name for one in phrases for name in self._kinds_of(one)}

    def _kinds_of(self, words: Sequence[Token]) -> set[str]:
        meanings = self.lexicon.phrases.get(tuple(one.text for one in words), ())
        return {one.payload[0] for one in meanings if one.kind == "dimension"}

    def _phrases(self, at: int) -> list[Item]:
        """Return the phrases that begin here; small words inside them are skipped."""
        items: list[Item] = []
        words: list[str] = []
        place = at
        while place < len(self.tokens) and len(words) < self.lexicon.longest:
            word = self.tokens[place].text
            place += 1
            if word in self.lexicon.fillers and (
                words or len(self.lexicon.phrases.get((word,), ())) == 0
            ):
                if not words:
                    return items
                continue
            words.append(word)
            items += [
                self.item(meaning.kind, self._payload(meaning), at, place)
                for meaning in self.lexicon.phrases.get(tuple(words), ())
                if not (_is_status(meaning) and self._says_who_ships(place))
            ]
        return items

    def _says_who_ships(self, at: int) -> bool:
        """`shipped by us`: the channel, and not the status of an order."""
        words = [one.text for one in self.tokens[at : at + 2]]
        return len(words) == 2 and words[0] == "by" and words[1] in self.lexicon.shippers

    @staticmethod
    def _payload(meaning: Meaning) -> object:
        if meaning.kind == "value":
            field, value = meaning.payload
            values = tuple(value.split(","))
            return (Value(field, "in" if len(values) > 1 else "=", values, value),)
        return meaning.payload

    def _time(self, at: int) -> Item | None:
        if self.tokens[at].text in self.lexicon.now and self._stands_behind_versus(at):
            return self.item("time", one_day(self.today), at, at + 1)
        found = self.times.get(at)
        return None if found is None else self.item("time", found.meaning, at, found.stop)

    def _stands_behind_versus(self, at: int) -> bool:
        """`on 1 November vs now`: a day; elsewhere `now` says nothing."""
        behind = (self.tokens[at - 1].text,) if at else ()
        return any(one.kind == "versus" for one in self.lexicon.phrases.get(behind, ()))

    def _quantity(self, at: int) -> Item | None:
        """Read a number, a percentage, or an amount: `20 %`, `€50`, `50 eur`, `1.5k`."""
        mark = self._currency(at)
        place = at if mark is None else at + 1
        number = self._number(place)
        if number is None:
            return None
        after = self.tokens[place + 1].text if place + 1 < len(self.tokens) else ""
        if mark is None and after in {"%", "percent", "pct"}:
            return self.item("percent", number / 100, at, place + 2)
        behind = self._currency(place + 1)
        if mark is None and behind is not None:
            return self.item("amount", (number, behind), at, place + 2)
        if mark is not None:
            return self.item("amount", (number, mark), at, place + 1)
        return self.item("number", number, at, place + 1)

    def _number(self, at: int) -> Decimal | None:
        word = self.tokens[at].text if at < len(self.tokens) else ""
        if _THOUSANDS.fullmatch(word):
            return None  # `1.000`: one, or a thousand? It stays unknown, and is asked about.
        if _NUMBER.fullmatch(word) and word.isascii():
            return Decimal(word)
        if match := _SHORT_NUMBER.fullmatch(word):
            return Decimal(match[1]) * _TIMES[match[2]]
        named = self.lexicon.time.numbers.get(word)
        is_counted = word not in self.lexicon.stop or self._is_after_a_limit(at)
        return Decimal(named) if named and is_counted else None

    def _is_after_a_limit(self, at: int) -> bool:
        """Whether `one` counts: `just one unit`, `more than one`; elsewhere it is a small word."""
        return at > 0 and self.tokens[at - 1].text in _LIMITS

    def _currency(self, at: int) -> str | None:
        word = self.tokens[at].text if at < len(self.tokens) else ""
        for meaning in self.lexicon.phrases.get((word,), ()):
            if meaning.kind == "currency":
                return str(meaning.payload)
        return None


def _is_status(meaning: Meaning) -> bool:
    return meaning.kind == "value" and meaning.payload[0] == "order_status"


def period_of(item: Item) -> Period | None:
    """Return the period that an item of time names; None for one that needs another beside it."""
    return item.payload if isinstance(item.payload, Period) else None
