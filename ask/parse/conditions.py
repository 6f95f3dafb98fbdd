"""Rules for conditions: on a figure, on how it changed, on what sells elsewhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ask.parse.draft import AskBack, Draft, InSet, Keep, Narrow, Ranking
from ask.parse.kinds import SIGNS, Item
from ask.parse.picking import (
    add_metric,
    all_of,
    any_metric,
    figure_of,
    first_of,
    stand_together,
    value,
)
from data.metrics import METRICS

RANKS = {"^": "top", "*": "good", "_": "bottom", "-": "bad"}
_LIKE_PRODUCTS = frozenset(
    {
        "product", "sku", "brand", "category", "parent",
        "campaign", "keyword", "search_term", "ad_group",
    }
)  # fmt: skip
# Behind these a figure that fell says which are kept: `only those that fell`.
_THOSE = frozenset({"that", "which", "those", "ones", "who", "them", "these"})
_ONLY = frozenset({"only", "just"})
_MOVED = frozenset(
    {"grew", "rose", "fell", "dropped", "declined", "increased", "decreased", "improved", "shrank"}
)
_OF_ORDERS = frozenset({"units", "revenue", "order_lines", "discounts"})


def set_difference(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`sell in the US but not in Germany`, `sales in the US but no sales in Germany`."""
    is_list = any(one.letter == "D" and one.payload[0] in _LIKE_PRODUCTS for one in items)
    sells = any(one.letter == "S" for one in items)
    if not is_list and not (sells and not any(one.letter in "MD" for one in items)):
        return False
    first, second = (value(one) for one in (all_of(used, "V")[0], all_of(used, "V")[-1]))
    if first.field != second.field:
        return False
    if not is_list:
        draft.dimensions.append("product")
    draft.filters.append(Narrow(first))
    draft.sets.append(InSet(is_in=False, value=second))
    draft.sells = True
    return True


def only_there(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`products that sell in Germany only`: there, and nowhere else."""
    place = value(all_of(used, "V")[0])
    is_list = any(one.letter == "D" and one.payload[0] in _LIKE_PRODUCTS for one in items)
    sells = any(one.letter == "S" for one in items) and not any(one.letter == "M" for one in items)
    used = [one for one in used if one.letter != "S"]
    if not (is_list and sells) or not stand_together(used):
        return False
    draft.filters.append(Narrow(place))
    draft.sets.append(InSet(is_in=False, value=place, elsewhere=True))
    draft.sells = True
    return True


def but_some(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`no stock but sales`: the second figure is there."""
    if not draft.having or not any(one.letter == "D" for one in items):
        return False
    metric = figure_of(used[1])
    draft.having.append(Keep(metric[0], ">", Decimal(0)))
    return len(metric) == 1


def that_sold(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`out of stock products that sold`: a second condition, beside the one that is there."""
    if not draft.having:
        return False
    draft.having.append(Keep("units", ">", Decimal(0)))
    return True


def in_both(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    first, second = (value(one) for one in all_of(used, "V"))
    is_list = any(one.letter == "D" and one.payload[0] in _LIKE_PRODUCTS for one in items)
    if first.field != second.field or not is_list:
        return False
    draft.sets += [InSet(is_in=True, value=first), InSet(is_in=True, value=second)]
    draft.sells = True
    return True


def reach(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products make up 80 % of revenue`."""
    part = all_of(used, "P")[0].payload
    if not 0 < part < 1 or "D" not in "".join(one.letter for one in items):
        return False
    draft.reach = part
    draft.metrics.append(figure_of(first_of(used, "M")))
    return True


def changed(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`dropped in sales by more than 20 %`, `revenue grew by at least 100`."""
    metric = figure_of(first_of(used, "M")) or any_metric(draft, items)
    sign = first_of(used, "><][=")
    amount = first_of(used, "NPK")
    assert amount is not None
    down = first_of(used, "d") is not None
    number = amount.payload[0] if amount.letter == "K" else amount.payload
    kind = "share" if amount.letter == "P" else "amount"
    wanted = SIGNS[sign.kind] if sign is not None else ">="
    if wanted == "=":
        return False
    if down:
        turned = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
        draft.having.append(Keep(metric[0], turned[wanted], -number, kind))
        if wanted in ("<", "<="):
            draft.having.append(Keep(metric[0], "<", Decimal(0), kind))
    else:
        draft.having.append(Keep(metric[0], wanted, number, kind))
        if wanted in ("<", "<="):
            draft.having.append(Keep(metric[0], ">", Decimal(0), kind))
    add_metric(draft, metric)
    draft.change_direction = -1 if down else 1
    return True


def turns_good(moved: Item, metric: tuple[str, ...]) -> bool:
    """Whether a figure that improved went down: ACOS did, revenue did not.

    Raises AskBack where neither way is better.
    """
    if not moved.words.lower().startswith(("improv", "wors")):
        return False
    is_good = METRICS[metric[0]].up_is_good
    if is_good is None:
        name = METRICS[metric[0]].name
        raise AskBack(
            f"“{moved.words}”: shall {name} have risen, or have fallen?", ("rose", "fell")
        )
    return not is_good


def ranked_change(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`biggest drop in revenue`, `which products grew the most`, `fastest growing`."""
    metric = figure_of(first_of(used, "M")) or any_metric(draft, items)
    rank = next(one for one in used if one.letter in RANKS)
    moved = first_of(used, "duh")
    assert moved is not None
    if rank.letter not in "^*":
        return False
    if turns_good(moved, metric):
        moved = replace(moved, kind="up" if moved.letter == "d" else "down")
    number = first_of(used, "N")
    in_share = first_of(used, "s") is not None or rank.words.lower() == "fastest"
    word = "bottom" if moved.letter == "d" else "top"
    draft.ranking = Ranking(
        word, rank.words, metric, int(number.payload) if number else None,
        "share" if in_share else "amount",
    )  # fmt: skip
    if moved.letter != "h":
        sign = "<" if moved.letter == "d" else ">"
        draft.having.append(Keep(metric[0], sign, Decimal(0), "amount"))
    add_metric(draft, metric)
    draft.change_direction = -1 if moved.letter == "d" else 1
    return True


def _is_a_list(draft: Draft, items: list[Item]) -> bool:
    """Whether products, days or the like are asked for, and not how one figure has moved."""
    is_named = any(one not in draft.groups for one in draft.dimensions)
    asks = draft.is_asked or is_named or any(one.letter in "wq" for one in items)
    return asks and (bool(draft.dimensions) or any(one.letter in "DG" for one in items))


def ranked_by_change(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`top 3 products by revenue increase`: sorted by the change, and only what has so changed."""
    ranking = draft.ranking
    if ranking is None or ranking.metric or ranking.change or ranking.word not in ("top", "good"):
        return False
    metric = figure_of(first_of(used, "M")) or any_metric(draft, items)
    turned = first_of(used, "duh")
    is_drop = turned is not None and turned.letter == "d"
    word = "bottom" if is_drop else "top"
    draft.ranking = replace(ranking, word=word, metric=metric, change="amount")
    if turned is not None and turned.letter != "h":
        draft.having.append(Keep(metric[0], "<" if is_drop else ">", Decimal(0), "amount"))
    add_metric(draft, metric)
    draft.change_direction = -1 if is_drop else 1
    return True


def _says_which(moved: Item) -> bool:
    """`those that fell`, `only growing ones`: so it is kept, and not only compared."""
    word = moved.words.lower()
    is_verb = word in _MOVED or word.endswith("ing")
    return is_verb and moved.behind in _THOSE | _ONLY


def moved(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products dropped in sales`; without a list only the comparison is meant."""
    metric = figure_of(first_of(used, "M")) or any_metric(draft, items)
    moved = first_of(used, "du")
    add_metric(draft, metric)
    draft.change_direction = -1 if moved and moved.letter == "d" else 1
    if moved and (_is_a_list(draft, items) or _says_which(moved)):
        draft.having.append(
            Keep(metric[0], "<" if moved.letter == "d" else ">", Decimal(0), "amount")
        )
    return True


def moved_in_percent(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by how many percent did revenue change`: the change beside the earlier figure."""
    add_metric(draft, figure_of(first_of(used, "M")))
    turned = first_of(used, "du")
    draft.change_direction = -1 if turned is not None and turned.letter == "d" else 1
    return True


def _sign_of(used: list[Item]) -> str:
    """Return how a figure is held against a number: `over 5`, `5 or more`, `5`."""
    sign, after = first_of(used, "><][="), first_of(used, "}{")
    if sign is not None:
        return SIGNS[sign.kind]
    return "=" if after is None else ">=" if after.letter == "}" else "<="


def keep(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`acos above 30 %`, `more than 3 units`, `10 or more clicks`, `no sales`."""
    if first_of(used, "z") and not stand_together(used):
        return False
    amount = first_of(used, "NPK")
    metric = figure_of(first_of(used, "M"))
    number = Decimal(0)
    if amount is not None:
        number = amount.payload[0] if amount.letter == "K" else amount.payload
    wanted = _sign_of(used)
    if amount is not None and amount.letter == "K" and not (metric and METRICS[metric[0]].is_money):
        kept = Keep(_amount_of(used, metric, items), wanted, number)
        return _keep_amount(draft, kept, metric, amount.payload[1], used, items)
    if not metric:
        return False
    if len(metric) > 1:
        raise which_figure(all_of(used, "M")[0])
    if amount is not None and amount.letter == "K":
        _check_currency(draft, amount.payload[1], items)
    days = first_of(used, "G")
    if days is not None and metric == ("stock_units",):
        metric = ("days_of_cover",)
    unit = METRICS[metric[0]].unit
    if days is not None:
        size = {"day": 1, "week": 7}.get(days.payload[0])
        if unit != "days" or size is None:
            return False
        number *= size
    if unit == "share" and amount is not None and amount.letter == "N" and number > 1:
        number /= 100
    if unit != "share" and amount is not None and amount.letter == "P":
        return False
    keep = Keep(metric[0], wanted, number)
    (draft.per_order if is_of_an_order(draft, keep, used, items) else draft.having).append(keep)
    return True


def _check_currency(draft: Draft, currency: str, items: list[Item]) -> None:
    """`over $1000` is held against dollars, so all is shown in dollars. Raises AskBack for two."""
    named = {one.payload for one in items if one.letter == "C"} | {draft.currency or currency}
    if named != {currency}:
        raise AskBack(f"Amounts in {currency}, or in {', '.join(sorted(named - {currency}))}?")
    draft.currency = currency


def keep_open(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`less than 100` alone: a condition on the figure of the question before."""
    sign, amount = first_of(used, "><][="), used[-1]
    assert sign is not None
    number = amount.payload[0] if amount.letter == "K" else amount.payload
    unit = {"P": "share", "K": "money"}.get(amount.letter, "")
    if amount.letter == "K":
        _check_currency(draft, amount.payload[1], items)
    draft.open_keeps.append(Keep("", SIGNS[sign.kind], number, unit=unit))
    return True


def _amount_of(used: list[Item], metric: tuple[str, ...], items: list[Item]) -> str:
    """Say which figure an amount alone is held against. Raises AskBack where it can be several."""
    sign = first_of(used, "><][=")
    if sign is not None and sign.words.lower().startswith("cheaper"):
        return "avg_selling_price"
    if metric == ("orders",) or first_of(used, "R"):
        return "revenue"
    named = {one.payload for one in items if one.letter == "M"}
    money = [one for one in named if len(one) == 1 and METRICS[one[0]].is_money]
    if len(money) == 1:
        return str(money[0][0])
    if named == {("orders",)}:
        return "revenue"
    raise AskBack(
        "Which amount do you mean: the revenue, the price, the profit or the spend?",
        ("Revenue", "Average price", "Profit"),
    )


def _keep_amount(
    draft: Draft,
    kept: Keep,
    metric: tuple[str, ...],
    currency: str,
    used: list[Item],
    items: list[Item],
) -> bool:
    """`orders over €100`: the amount is the revenue of each order."""
    add_metric(draft, metric)
    draft.currency = draft.currency or currency
    if metric == ("orders",) or is_of_an_order(draft, kept, used, items):
        draft.per_order.append(kept)
    else:
        draft.having.append(kept)
    return True


def is_of_an_order(draft: Draft, keep: Keep, used: list[Item], items: list[Item]) -> bool:
    """`orders with more than 3 units`: a condition on each order, before orders are counted."""
    if keep.metric not in _OF_ORDERS:
        return False
    place = items.index(used[0])
    before = [one for one in items[:place] if one.letter in "MD"]
    if not before:
        return False
    last = before[-1]
    is_figure = last.letter == "M" and last.payload == ("orders",)
    return is_figure and not any(one.letter == "D" for one in items[:place] if one is not last)


def which_figure(item: Item) -> AskBack:
    names = tuple(METRICS[one].name for one in item.payload)
    return AskBack(f"“{item.words}” can be {' or '.join(names)}. Which do you mean?", names)


def between(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    metric = figure_of(first_of(used, "M"))
    low, high = (one.payload for one in used if one.letter in "NP")
    draft.having += [Keep(metric[0], ">=", low), Keep(metric[0], "<=", high)]
    return len(metric) == 1


def condition(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    metric, sign, number = used[0].payload
    draft.having.append(Keep(metric, sign, Decimal(number)))
    draft.is_ever = draft.is_ever or used[0].words.lower().startswith("never")
    return True
