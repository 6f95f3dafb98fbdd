"""What is easily read as something else: the order of phrases that is asked about at once.

Each of these was once answered with a number that was not asked for. Where a right answer needs
more than one query can say, the question is given back with the words that were not clear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ask.parse.draft import AskBack
from ask.parse.kinds import Item
from ask.parse.sides import Place, check_sides
from data.measures import STANDING
from data.metrics import DIMENSIONS, METRICS

_NAMED = frozenset({"brand", "category", "product", "sku", "parent"})
_CONTAINING = frozenset({"with", "containing", "including", "contain", "contained"})
_LOST = frozenset({"lost", "loss", "losses", "lose", "losing", "gained", "gain", "gains"})


def ask_about(items: Sequence[Item]) -> None:
    """Raise AskBack where the phrases of a question have two meanings, or none that I can give."""
    check_sides(items)
    letters = "".join(one.letter for one in items)
    for pattern, check in _DOUBTS:
        for match in pattern.finditer(letters):
            check(Place(items[match.start() : match.end()], items))


def _fields(item: Item) -> set[str]:
    return {one.field for one in item.payload}


def _words(items: Sequence[Item]) -> str:
    return " ".join(one.words for one in items)


def _pairs(at: Place) -> None:
    """`of Kettlefen in Germany and of Tuffwick in the UK`."""
    first, second, third, fourth = (_fields(one) for one in at.used if one.letter == "V")
    if first & third and second & fourth and not first & second:
        raise AskBack("These are two questions. Ask for one of the two first.")


def _in_one_order(at: Place) -> None:
    """`orders with mugs and bowls`: both in one order, or either of them."""
    orders, first = at.used[0], at.used[1]
    is_listed = first.behind in _CONTAINING and _fields(first) & _NAMED
    if orders.payload == ("orders",) and is_listed and _fields(at.used[-1]) & _NAMED:
        raise AskBack(
            f"Orders with {first.words} and {at.used[-1].words} both in them are more than I can "
            "find. Ask for the orders of one of them."
        )


def _two_figures(at: Place) -> None:
    """`more spend than sales`: two figures of the same row, one held against the other."""
    figures = [one for one in at.used if one.letter == "M"]
    raise AskBack(
        f"{figures[0].words} held against {figures[1].words} is more than I can do. Ask for both, "
        "or for one of them above a number."
    )


def _lost(at: Place) -> None:
    """`lost inventory`, `units lost`: gone, or fewer than before?"""
    word = next(one for one in at.used if one.letter in "du")
    figure = next(one for one in at.used if one.letter == "M")
    letters = [one.letter for one in at.items]
    is_compared = {*letters} & {"v", "m", "P", "K", *"^*_-"} or letters.count("T") > 1
    is_list = bool({*letters} & {"w", "D"})
    if word.words.lower() not in _LOST or is_compared or (is_list and word is not at.used[0]):
        return
    if not is_list or any(one in _PIECES for one in figure.payload):
        raise AskBack(
            f"“{_words(at.used)}”: fewer than before, or gone missing? Say “compared with last "
            "month” for the first; what Amazon has lost is not among the figures."
        )


_PIECES = frozenset({"stock_units", "units", "orders", "inbound_units", "reserved_units"})


def _without_ratio(at: Place) -> None:
    """`without margin`: exactly none, not known, or a loss?"""
    (metric, *_) = at.used[-1].payload
    if at.used[0].words == "0" or not (METRICS[metric].additivity == "ratio" or "profit" in metric):
        return
    name = at.used[-1].words
    raise AskBack(
        f"“{_words(at.used)}”: below zero, or not known? Say for example “{name} below 0”."
    )


def _all_together(at: Place) -> None:
    """`the top 5 products together`: the sum of a list that is cut."""
    place = at.items.index(at.used[0])
    ranks = [n for n, one in enumerate(at.items) if one.letter in "^*_-"]
    follows = at.items[place + 1].letter if place + 1 < len(at.items) else ""
    numbers = [one for one in at.items if one.letter == "N" and one.payload > 1]
    behind = at.items[place + 1].behind if place + 1 < len(at.items) else ""
    if behind == "with" and at.used[0].words.lower() == "together":
        raise AskBack("What is bought together with something else is not among the figures.")
    is_of_figure = follows == "M" and at.used[0].words.lower() in ("total", "overall", "sum")
    if ranks and numbers and not is_of_figure and place > ranks[0]:
        raise AskBack(f"All of them {at.used[0].words} is more than I can do. I can list each.")


def _per_order(at: Place) -> None:
    """`average price per order`: on average over orders, or a row for each single order?"""
    split = at.used[-1]
    is_single = split.payload == ("order", False)
    if is_single and at.used[-2].words.lower() in ("per", "for each", "each", "for every", "every"):
        raise AskBack(
            f"“{_words(at.used)}”: on average over all orders, or for each single order? Say "
            "“average order value”, “units per order”, or “by order id”."
        )


def _on_sale(at: Place) -> None:
    word = at.used[0]
    if word.behind == "on" and word.words.lower() == "sale":
        raise AskBack(f"What is meant by “on {word.words}” here? Prices cut, or on offer?")


def _worse(at: Place) -> None:
    """`got worse in refund rate`: up is bad for it, and what is listed shall be clear."""
    turned = next(one for one in at.used if one.letter in "du")
    figure = next(one for one in at.used if one.letter == "M")
    is_ranked = any(one.letter in "^*_-" for one in at.items)
    is_list = any(one.letter in "wD" for one in at.items)
    is_of_quality = turned.words.lower().startswith(("improv", "wors"))
    if not is_of_quality or is_ranked or not is_list or len(figure.payload) > 1:
        return
    if METRICS[figure.payload[0]].up_is_good is not True:
        raise AskBack(
            f"“{turned.words}”: shall {figure.words} have risen, or have fallen?",
            ("rose", "fell"),
        )


def _stock_elsewhere(at: Place) -> None:
    """`with stock in Germany but not in the UK`: a difference by a figure that is not sales."""
    first, second = at.used[0], at.used[-1]
    figures = [one for one in at.items if one.letter == "M"]
    figures += [one for one in at.items if one.letter == "H" and one.payload[0] == "stock_units"]
    names = [_name_of(one) for one in figures if _name_of(one) not in _SALES]
    is_list = any(one.letter == "D" for one in at.items)
    if is_list and names and _fields(first) & _fields(second):
        raise AskBack(
            f"There, but not there, I can only say of what sells, not of {figures[0].words}. Ask "
            "for each of the two."
        )


_SALES = frozenset({"units", "orders", "revenue"})


def _name_of(item: Item) -> str:
    return str(item.payload[0])


def _each_weekday(at: Place) -> None:
    """`average orders per day by weekday`: by how many days is a Monday divided?"""
    if any(one.letter == "D" and one.payload[0] in ("weekday", "hour") for one in at.items):
        names = " and ".join(
            DIMENSIONS[one.payload[0]].name.lower()
            for one in at.items
            if one.letter == "D" and one.payload[0] in ("weekday", "hour")
        )
        raise AskBack(f"An average by {names} is more than I can do. Ask for the sum by {names}.")


_Check = Callable[[Place], None]


def _doubt(pattern: str, check: _Check) -> tuple[re.Pattern[str], _Check]:
    return re.compile(pattern), check


def _since(at: Place) -> None:
    """`growth since January`: against that month, against its beginning, against a year ago?"""
    word, time = (next(one for one in at.used if one.letter in these) for these in ("hud", "T"))
    if time.words.lower().startswith(("since", "ever since")):
        raise AskBack(
            f"“{word.words} {time.words}”: against what? Name both, for example “this month vs "
            "last month”."
        )


def _stock_since(at: Place) -> None:
    """`stock since 1 November`: on each of these days, or what has changed?"""
    figures = [name for one in at.items if one.letter == "M" for name in one.payload]
    stands = bool(figures) and all(METRICS[name].facts & STANDING for name in figures)
    is_series = any(one.letter in "Ggr" for one in at.items)
    words = at.used[0].words
    if stands and not is_series and words.lower().startswith("since"):
        name = METRICS[figures[0]].name
        raise AskBack(f"{name} on each day {words}? Say “{name} by day {words}”.")


def _two_orders(at: Place) -> None:
    """`top 5 refunded products by units`: by what is refunded, or by what is sold?"""
    first, last = (one for one in at.used if one.letter in "MH")
    named = first.payload[:1] if first.letter == "H" else first.payload
    if first.payload != ("orders",) and named != last.payload:
        raise AskBack(f"Ordered by {last.words}, or by “{first.words}”? Name one of the two.")


_DOUBTS = (
    _doubt(r"VV&M?VV", _pairs),
    _doubt(r"MV&V", _in_one_order),
    _doubt(r"[m><]MvM|M(?:mv|>|<)M", _two_figures),
    _doubt(r"[du]M|M[du]", _lost),
    _doubt(r"[du]M|M[du]", _worse),
    _doubt(r"zM", _without_ratio),
    _doubt(r"o", _all_together),
    _doubt(r"MyD", _per_order),
    _doubt(r"M", _on_sale),
    _doubt(r"V[b&]?nV", _stock_elsewhere),
    _doubt(r"a[^T]*[Gg]", _each_weekday),
    _doubt(r"[hud][^T]*T|T[^T]*[hud]", _since),
    _doubt(r"T", _stock_since),
    _doubt(r"[\^*_\-]N?[MH]T?D?T?[yO]M", _two_orders),
)
