"""What rules share: picking phrases of a kind out of those a pattern has found."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ask.parse.draft import AskBack, Draft
from ask.parse.kinds import Item
from ask.parse.lexicon import load_lexicon
from ask.parse.values import Value
from data.metrics import DIMENSIONS, METRICS

OF_ADS = frozenset({one.id for one in DIMENSIONS.values() if one.level == "ads"})
# So many small words may stand between two phrases that belong together: `not in the UK`.
_SMALL_WORDS = 2
# Said where a figure is meant and none is named.
DEFAULTED = "no figure was named, so revenue is meant"


def all_of(used: list[Item], letter: str) -> list[Item]:
    return [one for one in used if one.letter == letter]


def first_of(used: list[Item], letters: str) -> Item | None:
    return next((one for one in used if one.letter in letters), None)


def figure_of(item: Item | None) -> tuple[str, ...]:
    return () if item is None else item.payload


def stand_together(used: list[Item]) -> bool:
    """Whether no other phrase stood between these: a `not` belongs to the word behind it."""
    pairs = pairwise(used)
    return all(0 <= second.start - first.stop <= _SMALL_WORDS for first, second in pairs)


def value(item: Item) -> Value:
    choices: tuple[Value, ...] = item.payload
    if len(choices) > 1:
        kinds = tuple(f"{one.field} {one.words}" for one in choices)
        raise AskBack(f"“{item.words}” can be {' or '.join(kinds)}. Which do you mean?", kinds)
    return choices[0]


def any_metric(draft: Draft, items: list[Item]) -> tuple[str, ...]:
    named = first_of(items, "M")
    if named is not None:
        return figure_of(named)
    if draft.metrics:
        return draft.metrics[0]
    draft.said.append(DEFAULTED)
    return ("revenue",)


def plural(name: str) -> str:
    """Write several of what a split names: categories, SKUs, days."""
    is_y = name.endswith("y") and name[-2:-1] not in "aeiou"
    return f"{name[:-1]}ies" if is_y else f"{name}s"


def add_metric(draft: Draft, metric: tuple[str, ...]) -> None:
    if metric and metric not in draft.metrics:
        draft.metrics.append(metric)


def counted_figures(items: list[Item]) -> list[Item]:
    """`how many refunds` are pieces, not money. Raises AskBack where money cannot be counted."""
    made = list(items)
    for n, (first, second) in enumerate(pairwise(items)):
        if first.letter != "q" or second.letter != "M":
            continue
        if not all(METRICS[one].is_money for one in second.payload):
            continue
        counted = load_lexicon().counted.get(second.payload[0], ())
        if len(counted) != 1:
            names = tuple(METRICS[one].name for one in counted)
            which = f" {' or '.join(names)}?" if names else " It is an amount: ask how much."
            raise AskBack(f"How many “{second.words}”?{which}", names)
        made[n + 1] = replace(second, payload=tuple(counted))
    return made


def pieces_of_orders(items: list[Item]) -> list[Item]:
    """`orders with exactly one item`: pieces, where `item` elsewhere is a product."""
    if not any(one.letter == "M" and one.payload == ("orders",) for one in items):
        return items
    made = list(items)
    for n, (first, second) in enumerate(pairwise(items)):
        is_item = second.letter == "D" and second.payload == ("product", False)
        if first.letter == "N" and is_item and second.words.lower() in load_lexicon().pieces:
            made[n + 1] = replace(second, kind="metric", payload=("units",))
        elif _is_in_an_order(items, n):
            raise AskBack(
                f"Orders with so many {second.words}: different ones, or pieces? I can count "
                "pieces: “orders with more than 1 unit”."
            )
    return made


def _is_in_an_order(items: list[Item], at: int) -> bool:
    """`orders with more than one product`: a number of things in each order."""
    number, thing = items[at], items[at + 1]
    if number.letter != "N" or thing.letter != "D" or thing.payload[0] not in _IN_ORDERS:
        return False
    before = [one for one in items[:at] if one.letter not in "><][="]
    return bool(before) and before[-1].payload == ("orders",) and number.behind in _CONTAINED


_IN_ORDERS = frozenset({"product", "sku", "brand", "category"})
_CONTAINED = frozenset(
    {"with", "than", "containing", "of", "least", "most", "exactly", "over", "under", "contain"}
)


def in_ads(items: list[Item]) -> list[Item]:
    """Beside keywords, campaigns and the like a word of several figures is that of advertising."""
    named = {one.payload[0] for one in items if one.letter == "D"}
    named |= {each.field for one in items if one.letter == "V" for each in one.payload}
    if not named & OF_ADS:
        return items
    return [replace(one, payload=_of_ads(one)) if one.letter == "M" else one for one in items]


def _of_ads(item: Item) -> tuple[str, ...]:
    choices = figure_of(item)
    fitting = tuple(name for name in choices if METRICS[name].facts <= {"ads"})
    return fitting if len(choices) > 1 and fitting else choices


def prices(items: list[Item]) -> list[Item]:
    """`cheapest products` and `most expensive clicks` go by a price, where no figure is named.

    Raises AskBack where it is not known which price.
    """
    ranks = [one for one in items if one.letter in "^_" and is_of_price(one)]
    if not ranks:
        return items
    rank = ranks[0]
    place = items.index(rank)
    figures = [one for one in items if one.letter == "M"]
    if not figures:
        price = "cpc" if _names(items) & OF_ADS else "avg_selling_price"
        if not _names(items) & _PRICED:
            raise AskBack(f"“{rank.words}” is about a price. The {rank.words} what?")
        made = replace(rank, kind="metric", payload=(price,))
        return [*items[: place + 1], made, *items[place + 1 :]]
    if figures[0].payload == ("clicks",):
        return [replace(one, payload=("cpc",)) if one is figures[0] else one for one in items]
    if all(METRICS[one].is_money for one in figures[0].payload):
        return items
    raise AskBack(f"“{rank.words}” is about a price, and {figures[0].words} is none. Which price?")


_PRICED = OF_ADS | {"product", "sku", "brand", "category", "parent"}


def is_of_price(rank: Item) -> bool:
    return rank.words.lower().startswith(("cheap", "most expensive", "pric", "least expensive"))


def _names(items: list[Item]) -> set[str]:
    return {one.payload[0] for one in items if one.letter == "D"}


def of_our_products(items: list[Item]) -> list[Item]:
    """`visits to our listings`: what the figure is of, where nothing asks for a list."""
    letters = "".join(one.letter for one in items)
    if "qD" in letters or set(letters) & set("wOyn^*_-zHsXRS><][=e"):
        return items
    gone = {
        n + 1
        for n, (first, second) in enumerate(pairwise(items))
        if first.letter == "M" and second.letter == "D" and second.payload == ("product", True)
        and second.behind in load_lexicon().own and second.start - first.stop == _SMALL_WORDS
    }  # fmt: skip
    return [one for n, one in enumerate(items) if n not in gone]


def without_part_of_a_verb(items: list[Item]) -> list[Item]:
    """`split it up by country`: nothing went up."""
    letters = "".join(one.letter for one in items)
    return [
        one
        for n, one in enumerate(items)
        if one.words.lower() not in ("up", "down")
        or not (
            one.behind in _SPLITTING
            or (one.behind in _POINTING and letters[n + 1 : n + 3] in ("yD", "yG"))
        )
    ]


_SPLITTING = frozenset({"split", "break", "broken", "cut", "slice", "divide", "add", "sum", "look"})
_POINTING = frozenset({"it", "that", "them", "this", "these"})


def split_by_its_name(items: list[Item]) -> list[Item]:
    """`storage fees by product`: the name of the figure ends with a split, which is meant too."""
    made: list[Item] = []
    for one in items:
        made.append(one)
        words = one.words.lower().split()
        if one.letter != "M" or len(words) < 3 or words[-2] not in ("by", "per"):
            continue
        meanings = load_lexicon().phrases.get((words[-1],), ())
        names = [each.payload for each in meanings if each.kind == "dimension"]
        if names and words[-2] == "by":
            made += [
                replace(one, kind="by", payload=None, words="by"),
                replace(one, kind="dimension", payload=names[0], words=words[-1]),
            ]
    return made
