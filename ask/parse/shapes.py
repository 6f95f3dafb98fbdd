"""Rules for the shape of an answer: figures, splits, filters, rankings, shares, averages."""

from __future__ import annotations

import re
from dataclasses import replace

from ask.parse.conditions import RANKS
from ask.parse.draft import AskBack, Draft, Narrow, Ranking
from ask.parse.kinds import Item
from ask.parse.lexicon import load_lexicon
from ask.parse.picking import add_metric, all_of, figure_of, first_of, stand_together, value
from data.metrics import METRICS

_PRODUCTS = {"brand", "category", "product", "sku", "parent"}


def ranking(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`top 5`, `5 best selling`, `highest acos`."""
    if draft.ranking is not None:
        return False
    rank = next(one for one in used if one.letter in RANKS)
    number = first_of(used, "N")
    if number is not None and (number.payload != int(number.payload) or number.payload < 1):
        return False
    before = items[: items.index(rank)]
    if number is not None and number.payload > 1 and any(one.letter == "o" for one in before):
        raise AskBack(f"Each of the {number.payload}, or all of them together? I can list each.")
    metric = figure_of(first_of(used, "M"))
    if metric == ("orders",) and not any(one.letter in "DGg" for one in items):
        if number is None and rank.words.lower() in ("most", "least", "fewest"):
            raise AskBack(f"The {rank.words} orders of what: of marketplaces, products, days?")
        # `the biggest 5 orders`: single orders, by what they are worth or by what is named.
        draft.dimensions.append("order")
        is_named = re.search("[yO]M", "".join(one.letter for one in items[items.index(rank) :]))
        metric = () if is_named else ("revenue",)
    draft.ranking = Ranking(
        RANKS[rank.letter], rank.words, metric,
        int(number.payload) if number else None, sells=first_of(used, "S") is not None,
    )  # fmt: skip
    return True


def ranked_word(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`bestsellers`: the products that sell best."""
    number = first_of(used, "N")
    word = all_of(used, "X")[0]
    draft.ranking = Ranking(
        "good", word.words, (), int(number.payload) if number else None, sells=True
    )
    draft.dimensions.insert(0, word.payload)
    if not word.words.lower().endswith("s"):
        draft.singular.add(word.payload)
    return True


def ranked_condition(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`most profitable`, `least profitable`: a ranking by that figure, which keeps nothing out."""
    rank = next(one for one in used if one.letter in RANKS)
    if draft.ranking is not None:
        return False
    metric, sign, _ = all_of(used, "H")[0].payload
    word = RANKS[rank.letter]
    is_high = (word in ("top", "good")) == sign.startswith(">")
    number = first_of(used, "N")
    draft.ranking = Ranking(
        "top" if is_high else "bottom", rank.words, (metric,),
        int(number.payload) if number else None,
    )  # fmt: skip
    return True


def limit_alone(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`make it 20` behind a ranking."""
    number = used[-1].payload
    if number != int(number) or number < 1:
        return False
    draft.open_limit = int(number)
    return True


def below_alone(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`as a share of revenue` behind a figure."""
    draft.below = figure_of(used[1])
    return True


def two_splits(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by brand for Germany and by category for the UK` are two questions."""
    raise AskBack("These are two questions. Ask for one of the splits first.")


def broken_down(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`fee breakdown`; of other figures a breakdown needs its `by`."""
    metric = figure_of(first_of(used, "M"))
    by = first_of(used, "y")
    if by is not None and by.words.lower() not in ("split", "break down", "broken down"):
        return False
    if draft.dimensions or draft.grain or any(one.letter in "DGg" for one in items):
        add_metric(draft, metric)
        return True
    if metric != ("fees",):
        raise AskBack("Broken down by what: by product, by marketplace, by month?")
    draft.dimensions.append("fee_type")
    draft.groups.append("fee_type")
    add_metric(draft, metric)
    return True


def beside(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """Two figures with nothing between them: one of them may have been meant otherwise."""
    if used[0].payload == used[1].payload:
        # `how much did Amazon charge in fees`: the same figure, said twice.
        add_metric(draft, figure_of(used[0]))
        return True
    if used[1].after_comma:
        add_metric(draft, figure_of(used[0]))
        add_metric(draft, figure_of(used[1]))
        return True
    raise AskBack(f"Do you mean {used[0].words} and {used[1].words}, or one of them?")


def split_before(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`marketplace split of units`."""
    if used[1].words.lower() not in ("split", "breakdown"):
        return False
    name = used[0].payload[0]
    draft.dimensions.append(name)
    draft.groups.append(name)
    return True


def split(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by marketplace and month`, `per product`."""
    if _is_in_every(draft, used, items):
        raise AskBack("In every one of them, or the units in each? Say “units by …” for these.")
    for n, one in enumerate(used):
        if one.letter == "D" and one.payload[0] not in draft.dimensions:
            draft.dimensions.append(one.payload[0])
            if n and used[n - 1].letter == "D" and draft.ranking is not None:
                # `each brand's best product`: the product is what is ranked.
                draft.singular |= set() if one.payload[1] else {one.payload[0]}
                continue
            draft.groups.append(one.payload[0])
        elif one.letter in "Gg":
            if draft.grain is not None:
                return False
            draft.grain = one.payload[0] if one.payload else "day"
            draft.is_grain_group = True
        elif one.letter == "Y":
            draft.dimensions.append(by_metric(one, draft, items))
    return True


def _is_in_every(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`products we sell in every marketplace`: what sells in all of them, or a split by them?"""
    words = used[0].words.lower().split()
    sells = draft.sells or any(one.letter == "S" for one in items)
    has_figure = bool(draft.metrics or draft.ranking or draft.how) or any(
        one.letter in "MqQ" for one in items
    )
    is_list = bool(_PRODUCTS & {*draft.dimensions}) or any(
        one.letter == "D" and one.payload[0] in _PRODUCTS for one in items if one not in used
    )
    return bool({"every", "all"} & {*words}) and sells and is_list and not has_figure


def by_metric(item: Item, draft: Draft, items: list[Item]) -> str:
    choices = load_lexicon().by_metric[item.payload]
    named = [*draft.metrics, *(one.payload for one in items if one.letter == "M")]
    for metric in named:
        for one in metric:
            if one in choices:
                return choices[one]
    raise AskBack(
        f"By which “{item.words}”? There are the type of fee, of advertisement, of campaign."
    )


def labelled(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`brand Kettlefen`, `the Kettlefen brand`: the kind only names the value."""
    kind, named = all_of(used, "D")[0], all_of(used, "V")[0]
    place = items.index(used[0])
    if used[0] is kind and place and items[place - 1].letter == "y" and named.start > kind.stop:
        return False  # `by product for yoga mats`: the split, and the filter.
    fitting = tuple(one for one in named.payload if one.field == kind.payload[0])
    if kind.payload[1] and len(named.payload) > 1:
        value(named)
    if _is_only_a_noun(draft, used, items):
        draft.filters.append(Narrow(named.payload[0]))
        return True
    if not fitting or kind.payload[1]:
        return False
    draft.filters.append(Narrow(fitting[0]))
    return True


def _is_only_a_noun(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`revenue of Kettlefen products`, `spend on exact keywords`: all of them together.

    A list is meant where something asks for one, and where the noun leads.
    """
    first, second = used
    if first.letter != "V" or not second.payload[1] or len(first.payload) != 1:
        return False
    (one,) = first.payload
    name = second.payload[0]
    before = items[: items.index(first)]
    is_of_figure = bool(before) and before[-1].letter == "M" and first.behind in _OF
    is_product = name in ("product", "sku")
    if not (is_product and one.field in ("brand", "category")):
        is_word = one.field == name or one.op == "~"
        if not is_of_figure or (is_word and not (is_product and one.op == "~")):
            return False
    is_list = draft.ranking or draft.having or draft.reach or draft.sets or draft.counts
    has_figure = bool(draft.metrics) or any(one.letter == "M" for one in before)
    return not is_list and has_figure and (not before or before[-1].letter not in "wy")


_OF = frozenset({"of", "on", "for"})


def these_two(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """Two names with `and`: what it joins must be plain."""
    first, second = (value(one) for one in all_of(used, "V"))
    if first.field != second.field and {first.field, second.field} <= _PRODUCTS:
        words = " and ".join(one.words for one in all_of(used, "V"))
        raise AskBack(f"{words}: one beside the other, or both at once? Ask for one of them.")
    is_list = draft.sells or any(one.letter == "S" for one in items)
    is_plain = draft.metrics or draft.ranking or any(one.letter == "M" for one in items)
    names = [*draft.dimensions, *(one.payload[0] for one in items if one.letter == "D")]
    if is_list and not is_plain and _PRODUCTS & {*names} and first.field == "marketplace":
        raise AskBack("In both of them, or in any of them? Say “in both” or ask for one.")
    return False


def not_cancelled(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`orders that were not cancelled`: those are counted anyway."""
    counted = {one.payload for one in items if one.letter == "M"} & {
        ("orders",), ("units",), ("revenue",),
    }  # fmt: skip
    if used[1].payload != ("cancelled_orders",) or not counted:
        return False
    draft.said.append("what was cancelled is never counted in orders, units and revenue")
    return True


def paid_figure(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`fees charged`, `how much did we pay in fees`: what costs money is paid; units are not."""
    metric = figure_of(first_of(used, "M"))
    if not all(METRICS[one].is_money and METRICS[one].up_is_good is False for one in metric):
        return False
    add_metric(draft, metric)
    return True


def apart(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`Germany and the UK separately`: a row for each of them."""
    letters = "".join(one.letter for one in items)
    if re.search("y[DGgY]", letters):
        return True  # They are split already.
    fields = [{each.field for each in one.payload} for one in items if one.letter == "V"]
    if len(fields) < 2 or len(common := set.intersection(*fields)) != 1:
        return False
    draft.dimensions += [one for one in common if one not in draft.dimensions]
    return True


def all_but(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`revenue of all brands except Kettlefen`: all others in one figure, where none are listed."""
    kind, but = first_of(used, "D"), first_of(used, "nb")
    assert kind is not None
    assert but is not None
    narrow = Narrow(value(used[-1]), is_not=True)
    names = {narrow.value.field, kind.payload[0]}
    if not kind.payload[1] or not (len(names) == 1 or names <= _PRODUCTS):
        return False
    if not stand_together(used):
        return False
    before = items[: items.index(kind)]
    has_figure = any(one.letter == "M" for one in before)
    is_list = not has_figure or before[-1].letter in "wqOyN^*_-"
    if is_list and but.letter == "n":
        return False
    draft.filters.append(narrow)
    if is_list:
        draft.dimensions.append(kind.payload[0])
    return True


def not_these(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    if not stand_together(used):
        return False
    draft.filters += [Narrow(value(one), is_not=True) for one in all_of(used, "V")]
    return True


def side_by_side(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`Germany vs the UK`: both, split."""
    values = [value(one) for one in all_of(used, "V")]
    fields = {one.field for one in values}
    if len({one.payload for one in all_of(used, "M")}) > 1:
        return False
    if len(fields) != 1 or any(one.op not in ("=", "in") for one in values):
        return False
    draft.filters += [Narrow(one) for one in values]
    add_metric(draft, figure_of(first_of(used, "M")))
    if values[0].field not in draft.dimensions:
        draft.dimensions.append(values[0].field)
    return True


def these(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.filters += [Narrow(value(one)) for one in all_of(used, "V")]
    return True


def ordered_by(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by units` behind a ranking or a list: what it is sorted by."""
    metric = figure_of(first_of(used, "M"))
    if draft.order_by or (draft.ranking and draft.ranking.change):
        return False
    if draft.ranking is not None and draft.ranking.metric and used[0].letter in "yO":
        # `top 5 refunded products by units`: what is behind `by` sorts, the other is shown.
        if draft.ranking.metric != metric:
            add_metric(draft, metric)
            add_metric(draft, draft.ranking.metric)
        draft.ranking = replace(draft.ranking, metric=metric)
        return True
    is_list = draft.ranking is not None or used[0].letter == "O"
    if not is_list and not any(one.letter == "D" for one in items) and not draft.dimensions:
        return False
    if not is_list and (
        draft.metrics or any(one.letter == "M" for one in items if one not in used)
    ):
        return False
    draft.order_by = metric
    add_metric(draft, metric)
    return True


def listed(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products`, `products`, and after a ranking also `product`."""
    name, plural = used[-1].payload
    is_asked = used[0].letter in "wq" or draft.ranking or draft.having or draft.sets or draft.reach
    if not (plural or is_asked):
        return False
    number = first_of(used, "N")
    if number is not None:
        if draft.ranking is None or draft.ranking.limit is not None:
            return False
        draft.ranking = replace(draft.ranking, limit=int(number.payload))
    if name not in draft.dimensions:
        draft.dimensions.append(name)
    if not plural:
        draft.singular.add(name)
    draft.is_asked = draft.is_asked or used[0].letter in "wq"
    if used[0].letter == "q":
        draft.counts = True
    return True


def figure(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    add_metric(draft, used[-1].payload)
    return True


def in_currency(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    if draft.currency is not None:
        return False
    draft.currency = used[-1].payload
    return True


def sold(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.sells = True
    return True


def how(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.how = used[0].kind
    return True


def versus_figures(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.metrics += [one.payload for one in all_of(used, "M") if one.payload not in draft.metrics]
    return True
