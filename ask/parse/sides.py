"""What is held against something else in one question, where no query can say both sides.

Each of these was once answered with one side alone, or with both in one figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ask.parse.draft import AskBack
from ask.parse.kinds import Item
from data.metrics import METRICS


@dataclass(frozen=True)
class Place:
    """Phrases that fit a pattern (`used`), and all of the question."""

    used: Sequence[Item]
    items: Sequence[Item]


_Check = Callable[[Place], None]
_ENDS = ("winner", "loser", "gainer", "mover", "grower", "decliner")


def check_sides(items: Sequence[Item]) -> None:
    """Raise AskBack where two sides are named and only one would be shown."""
    letters = "".join(one.letter for one in items)
    for pattern, check in _CHECKS:
        for match in pattern.finditer(letters):
            check(Place(items[match.start() : match.end()], items))


def _fields(item: Item) -> set[str]:
    return {one.field for one in item.payload}


def _more_here(at: Place) -> None:
    """`products that sold more in the UK than in Germany`: a condition, and no list of both."""
    first, second = (one for one in at.used if one.letter == "V")
    if _fields(first) & _fields(second):
        raise AskBack(
            f"Which have more in {first.words} than in {second.words} is more than I can find. I "
            "can show both side by side: name them with “vs”."
        )


def _two_stocks(at: Place) -> None:
    """`out of stock in Germany but in stock in the UK`: each condition has its own place."""
    conditions = [one for one in at.items if one.letter == "H" and one.payload[0] == "stock_units"]
    if len(conditions) > 1 and any(one.letter == "V" for one in at.items):
        raise AskBack("One stock here and another there are two questions. Ask for one of them.")


def _ratio_of_values(at: Place) -> None:
    """`the ratio of UK to US orders`: no share of the whole."""
    values = [one for one in at.items if one.letter == "V"]
    figures = [one for one in at.items if one.letter == "M"]
    if at.used[0].words.lower().startswith("ratio") and len(values) > 1 and len(figures) < 2:
        names = " and ".join(one.words for one in values)
        raise AskBack(f"One divided by the other is more than I can do. Ask for {names} with “vs”.")


def _both_ends(at: Place) -> None:
    """`winners and losers`: of what, and which of the two?"""
    words = [one for one in at.items if one.words.lower().startswith(_ENDS)]
    is_list = any(one.letter == "D" for one in at.items)
    if not words or (is_list and len({one.letter for one in words}) == 1):
        return
    named = " and ".join(one.words for one in words)
    raise AskBack(
        f"“{named}” among what, and of which figure? One end at a time.",
        ("products that grew most in revenue", "products that fell most in revenue"),
    )


def _smallest_change(at: Place) -> None:
    """`lowest growth by brand`: the end nearest to none, or the greatest fall?"""
    if at.used[0].letter in "_-":
        words = " ".join(one.words for one in at.used)
        raise AskBack(f"“{words}”: ask for the biggest growth, or for the biggest drop.")


def _in_each_of(at: Place) -> None:
    """`top 3 products in each of the UK and Germany`: three in each, and not in both together."""
    first, second = (one for one in at.used if one.letter == "V")
    is_ranked = any(one.letter in "^*_-" for one in at.items)
    if is_ranked and _fields(first) & _fields(second):
        raise AskBack(f"The first in each of several is asked for one by one: {first.words} first?")


def _by_title(at: Place) -> None:
    """`revenue by price band`: words of titles are no split."""
    word = at.used[-1]
    is_near = word.start - at.used[0].stop == len(at.used) - 2
    if is_near and all(one.op == "~" for one in word.payload):
        raise AskBack(f"I do not know “{word.words}” as a split. By what shall it be split?")


def _best_seller_of(at: Place) -> None:
    """`the profit of our best seller`: the best by units, or by profit?"""
    (*_, metric) = at.used[0].payload
    if metric not in ("units", "revenue", "orders"):
        name = METRICS[metric].name
        raise AskBack(
            f"Best by what: by pieces sold, or by {name}? Ask for the one first, then for {name}.",
            (f"top product by {name}", "top product by Units"),
        )


def _share_of_a_part(at: Place) -> None:
    """`the percentage of FBA units by country`: of each country's units, or of all of FBA?"""
    value = next(one for one in at.used if one.letter == "V")
    split = at.used[-1].words
    raise AskBack(
        f"The part that {value.words} has in each {split}, or the part that each {split} has in "
        f"{value.words}? Ask for {value.words} by {split}, or for the share of one {split}."
    )


_CHECKS: tuple[tuple[re.Pattern[str], _Check], ...] = (
    (re.compile(r"(?<=D)[^DT]*m[^v]*VvV"), _more_here),
    (re.compile(r"H"), _two_stocks),
    (re.compile(r"Z"), _ratio_of_values),
    (re.compile(r"[du]"), _both_ends),
    (re.compile(r"[_-]M?[du]"), _smallest_change),
    (re.compile(r"y(?:D)?V&V"), _in_each_of),
    (re.compile(r"yM?V"), _by_title),
    (re.compile(r"M(?=X)"), _best_seller_of),
    (re.compile(r"so?VM[^D]*yD"), _share_of_a_part),
)
