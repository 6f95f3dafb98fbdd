"""What the order of phrases says: each rule is a pattern over letters (ask/parse/kinds.py).

The rules run in the order of the table at the end. Each takes the items it has used out of the
question; what is left over at the end has not been understood, and is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from ask.parse.draft import AskBack, Draft, InSet, Keep, Narrow, Ranking
from ask.parse.kinds import SIGNS, Item
from ask.parse.values import Value
from data.metrics import METRICS

_RANKS = {"^": "top", "*": "good", "_": "bottom", "-": "bad"}
_RANK = r"[\^*_\-]"
_CMP = r"[><\]\[=]"
_QTY = r"[NPK]"
_LIKE_PRODUCTS = frozenset({"product", "sku", "brand", "category", "parent", "campaign", "keyword", "search_term", "ad_group"})  # fmt: skip
_OF_ORDERS = frozenset({"units", "revenue", "order_lines", "discounts"})

Handler = Callable[[Draft, list[Item], list[Item]], bool]


@dataclass(frozen=True)
class Rule:
    """A pattern over letters, and what it does; False from the handler leaves the items be."""

    pattern: re.Pattern[str]
    handler: Handler


def apply_rules(draft: Draft, items: list[Item]) -> list[Item]:
    """Run every rule wherever it fits; return the items that none has used."""
    for rule in RULES:
        at = 0
        while True:
            letters = "".join(one.letter for one in items)
            match = rule.pattern.search(letters, at)
            if match is None:
                break
            used = items[match.start() : match.end()]
            if used and rule.handler(draft, used, items):
                items = items[: match.start()] + items[match.end() :]
                at = match.start()
            else:
                at = match.start() + 1
    return items


def _of(used: list[Item], letter: str) -> list[Item]:
    return [one for one in used if one.letter == letter]


def _one(used: list[Item], letters: str) -> Item | None:
    return next((one for one in used if one.letter in letters), None)


def _metric(item: Item | None) -> tuple[str, ...]:
    return () if item is None else item.payload


def _drop(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    return True


def _set_difference(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`sell in the US but not in Germany`, `sales in the US but no sales in Germany`."""
    if not any(one.letter == "D" and one.payload[0] in _LIKE_PRODUCTS for one in items):
        return False
    first, second = (_value(one) for one in (_of(used, "V")[0], _of(used, "V")[-1]))
    if first.field != second.field:
        return False
    draft.filters.append(Narrow(first))
    draft.sets.append(InSet(is_in=False, value=second))
    draft.sells = True
    return True


def _in_both(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    first, second = (_value(one) for one in _of(used, "V"))
    is_list = any(one.letter == "D" and one.payload[0] in _LIKE_PRODUCTS for one in items)
    if first.field != second.field or not is_list:
        return False
    draft.sets += [InSet(is_in=True, value=first), InSet(is_in=True, value=second)]
    draft.sells = True
    return True


def _value(item: Item) -> Value:
    choices: tuple[Value, ...] = item.payload
    if len(choices) > 1:
        kinds = tuple(f"{one.field} {one.words}" for one in choices)
        raise AskBack(f"“{item.words}” can be {' or '.join(kinds)}. Which do you mean?", kinds)
    return choices[0]


def _reach(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products make up 80 % of revenue`."""
    part = _of(used, "P")[0].payload
    if not 0 < part < 1 or "D" not in "".join(one.letter for one in items):
        return False
    draft.reach = part
    draft.metrics.append(_metric(_one(used, "M")))
    return True


def _changed(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`dropped in sales by more than 20 %`, `revenue grew by at least 100`."""
    metric = _metric(_one(used, "M")) or _any_metric(draft, items)
    sign = _one(used, "><][=")
    amount = _one(used, "NPK")
    assert amount is not None
    down = _one(used, "d") is not None
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
    _add_metric(draft, metric)
    draft.change_direction = -1 if down else 1
    return True


def _any_metric(draft: Draft, items: list[Item]) -> tuple[str, ...]:
    named = _one(items, "M")
    if named is not None:
        return _metric(named)
    if draft.metrics:
        return draft.metrics[0]
    draft.said.append("no figure was named, so revenue is meant")
    return ("revenue",)


def _add_metric(draft: Draft, metric: tuple[str, ...]) -> None:
    if metric and metric not in draft.metrics:
        draft.metrics.append(metric)


def _ranked_change(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`biggest drop in revenue`, `which products grew the most`, `fastest growing`."""
    metric = _metric(_one(used, "M")) or _any_metric(draft, items)
    rank = next(one for one in used if one.letter in _RANKS)
    moved = _one(used, "duh")
    assert moved is not None
    if rank.letter not in "^*":
        return False
    number = _one(used, "N")
    in_share = _one(used, "s") is not None
    word = "bottom" if moved.letter == "d" else "top"
    draft.ranking = Ranking(
        word, rank.words, metric, int(number.payload) if number else None,
        "share" if in_share else "amount",
    )  # fmt: skip
    if moved.letter != "h":
        sign = "<" if moved.letter == "d" else ">"
        draft.having.append(Keep(metric[0], sign, Decimal(0), "amount"))
    _add_metric(draft, metric)
    draft.change_direction = -1 if moved.letter == "d" else 1
    return True


def _moved(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products dropped in sales`; without a list only the comparison is meant."""
    metric = _metric(_one(used, "M")) or _any_metric(draft, items)
    moved = _one(used, "du")
    _add_metric(draft, metric)
    draft.change_direction = -1 if moved and moved.letter == "d" else 1
    if any(one.letter in "DG" for one in items) and any(one.letter in "wq" for one in items) and moved:
        draft.having.append(Keep(metric[0], "<" if moved.letter == "d" else ">", Decimal(0), "amount"))
    return True


def _keep(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`acos above 30 %`, `more than 3 units`, `10 or more clicks`, `no sales`."""
    amount = _one(used, "NPK")
    metric = _metric(_one(used, "M"))
    sign = _one(used, "><][=")
    after = _one(used, "}{")
    number = Decimal(0)
    if amount is not None:
        number = amount.payload[0] if amount.letter == "K" else amount.payload
    wanted = "="
    if sign is not None:
        wanted = SIGNS[sign.kind]
    elif after is not None:
        wanted = ">=" if after.letter == "}" else "<="
    if not metric:
        if amount is None or amount.letter != "K":
            return False
        metric = ("revenue",)
    if len(metric) > 1:
        raise _which_figure(_of(used, "M")[0])
    unit = METRICS[metric[0]].unit
    if unit == "share" and amount is not None and amount.letter == "N" and number > 1:
        number /= 100
    if unit != "share" and amount is not None and amount.letter == "P":
        return False
    keep = Keep(metric[0], wanted, number)
    (draft.per_order if _is_of_an_order(draft, keep, used, items) else draft.having).append(keep)
    return True


def _is_of_an_order(draft: Draft, keep: Keep, used: list[Item], items: list[Item]) -> bool:
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


def _which_figure(item: Item) -> AskBack:
    names = tuple(METRICS[one].name for one in item.payload)
    return AskBack(f"“{item.words}” can be {' or '.join(names)}. Which do you mean?", names)


def _between(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    metric = _metric(_one(used, "M"))
    low, high = (one.payload for one in _of(used, "N"))
    draft.having += [Keep(metric[0], ">=", low), Keep(metric[0], "<=", high)]
    return len(metric) == 1


def _condition(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    metric, sign, number = used[0].payload
    draft.having.append(Keep(metric, sign, Decimal(number)))
    return True


def _ranking(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`top 5`, `5 best selling`, `highest acos`."""
    if draft.ranking is not None:
        return False
    rank = next(one for one in used if one.letter in _RANKS)
    number = _one(used, "N")
    if number is not None and (number.payload != int(number.payload) or number.payload < 1):
        return False
    draft.ranking = Ranking(
        _RANKS[rank.letter], rank.words, _metric(_one(used, "M")),
        int(number.payload) if number else None, sells=_one(used, "S") is not None,
    )  # fmt: skip
    return True


def _ranked_word(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`bestsellers`: the products that sell best."""
    number = _one(used, "N")
    word = _of(used, "X")[0]
    draft.ranking = Ranking("good", word.words, (), int(number.payload) if number else None, sells=True)
    draft.dimensions.insert(0, word.payload)
    if not word.words.lower().endswith("s"):
        draft.singular.add(word.payload)
    return True


def _share(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.is_share = True
    _add_metric(draft, _metric(_one(used, "M")))
    return True


def _average(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`average revenue per day`, `average daily orders`."""
    metric = _metric(_one(used, "M"))
    unit = _one(used, "Gg")
    if unit is None or (len(metric) == 1 and METRICS[metric[0]].additivity == "ratio"):
        return False
    if draft.average is not None:
        return False
    draft.average = unit.payload[0] if unit.payload else "day"
    _add_metric(draft, metric)
    return True


def _average_word(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.is_average = True
    return True


def _grain(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    unit = _one(used, "Gg")
    assert unit is not None
    if draft.grain is not None:
        return False
    draft.grain = unit.payload[0] if unit.payload else "day"
    return True


def _trend(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.is_trend = True
    return True


def _split(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by marketplace and month`, `per product`."""
    for one in used:
        if one.letter == "D" and one.payload[0] not in draft.dimensions:
            draft.dimensions.append(one.payload[0])
            draft.groups.append(one.payload[0])
        elif one.letter in "Gg":
            if draft.grain is not None:
                return False
            draft.grain = one.payload[0] if one.payload else "day"
        elif one.letter == "Y":
            draft.dimensions.append(_by_metric(one, draft, items))
    return True


def _by_metric(item: Item, draft: Draft, items: list[Item]) -> str:
    from ask.parse.lexicon import load_lexicon

    choices = load_lexicon().by_metric[item.payload]
    named = [*draft.metrics, *(one.payload for one in items if one.letter == "M")]
    for metric in named:
        if metric[0] in choices:
            return choices[metric[0]]
    raise AskBack(f"By which “{item.words}”? There are the type of fee, of advertisement, of campaign.")


def _labelled(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`brand Kettlefen`, `the Kettlefen brand`: the kind only names the value."""
    kind, value = _of(used, "D")[0], _of(used, "V")[0]
    fitting = tuple(one for one in value.payload if one.field == kind.payload[0])
    if not fitting or kind.payload[1]:
        return False
    draft.filters.append(Narrow(fitting[0]))
    return True


def _not_these(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.filters += [Narrow(_value(one), is_not=True) for one in _of(used, "V")]
    return True


def _side_by_side(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`Germany vs the UK`: both, split."""
    values = [_value(one) for one in _of(used, "V")]
    fields = {one.field for one in values}
    if len(fields) != 1 or any(one.op not in ("=", "in") for one in values):
        return False
    draft.filters += [Narrow(one) for one in values]
    if values[0].field not in draft.dimensions:
        draft.dimensions.append(values[0].field)
    return True


def _these(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.filters += [Narrow(_value(one)) for one in _of(used, "V")]
    return True


def _ordered_by(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`by units` behind a ranking or a list: what it is sorted by."""
    metric = _metric(_one(used, "M"))
    if draft.order_by or (draft.ranking and draft.ranking.metric):
        return False
    is_list = draft.ranking is not None or used[0].letter == "O"
    if not is_list and not any(one.letter == "D" for one in items) and not draft.dimensions:
        return False
    if not is_list and (draft.metrics or any(one.letter == "M" for one in items if one not in used)):
        return False
    draft.order_by = metric
    _add_metric(draft, metric)
    return True


def _listed(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which products`, `products`, and after a ranking also `product`."""
    name, plural = used[-1].payload
    is_asked = used[0].letter in "wq" or draft.ranking or draft.having or draft.sets or draft.reach
    if not (plural or is_asked):
        return False
    if name not in draft.dimensions:
        draft.dimensions.append(name)
    if not plural:
        draft.singular.add(name)
    if used[0].letter == "q":
        draft.counts = True
    return True


def _listed_days(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    """`which day had the most orders`, `how many days had no sales`."""
    if draft.grain is not None:
        return False
    if not (draft.ranking or draft.having):
        return False
    draft.grain, plural = used[-1].payload
    if not plural:
        draft.singular.add(str(draft.grain))
    if used[0].letter == "q":
        draft.counts = True
    return True


def _figure(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    _add_metric(draft, used[-1].payload)
    return True


def _in_currency(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    if draft.currency is not None:
        return False
    draft.currency = used[-1].payload
    return True


def _sold(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.sells = True
    return True


def _how(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.how = used[0].kind
    return True


def _versus_figures(draft: Draft, used: list[Item], items: list[Item]) -> bool:
    draft.metrics += [one.payload for one in _of(used, "M") if one.payload not in draft.metrics]
    return True


def _rule(pattern: str, handler: Handler) -> Rule:
    return Rule(re.compile(pattern), handler)


def first_kind_removed(items: list[Item]) -> list[Item]:
    """Make small things plain: `by more than` is `more than`; `what %` is a share."""
    letters = "".join(one.letter for one in items)
    dropped = {match.start() for match in re.finditer(rf"y(?={_CMP}|{_QTY})", letters)}
    kept = [one for n, one in enumerate(items) if n not in dropped]
    return [replace(one, kind="sell") if one.kind == "used" else one for one in kept]


RULES: tuple[Rule, ...] = (
    _rule(r"V[b&]?(?:n|H|zM)[SM]?V", _set_difference),
    _rule(r"BV&V", _in_both),
    _rule(rf"RPo?M", _reach),
    _rule(rf"(?<![><\]\[=du])PMR?(?=w?D$)", _reach),
    _rule(rf"M[du]{_CMP}?{_QTY}", _changed),
    _rule(rf"[du]M?{_CMP}?{_QTY}M?", _changed),
    _rule(rf"N?{_RANK}N?s?M?[duh]M?", _ranked_change),
    _rule(rf"M?[duh]M?{_RANK}", _ranked_change),
    _rule(rf"{_CMP}NM", _keep),
    _rule(rf"M{_CMP}{_QTY}[}}{{]?", _keep),
    _rule(rf"M=?{_QTY}[}}{{]", _keep),
    _rule(r"MtN&N", _between),
    _rule(r"tN&NM", _between),
    _rule(rf"{_CMP}{_QTY}M", _keep),
    _rule(rf"{_QTY}[}}{{]M", _keep),
    _rule(rf"{_CMP}K", _keep),
    _rule(r"zM", _keep),
    _rule(r"Mz", _keep),
    _rule(r"H", _condition),
    _rule(r"XN?", _ranked_word),
    _rule(rf"N?X", _ranked_word),
    _rule(rf"aq?My?[Gg]", _average),
    _rule(rf"a[Gg]M", _average),
    _rule(rf"[Gg]aM", _average),
    _rule(rf"M(?:y?[Gg])a", _average),
    _rule(rf"{_RANK}N?S?M?", _ranking),
    _rule(rf"N{_RANK}S?M?", _ranking),
    _rule(rf"S{_RANK}", _ranking),
    _rule(r"so?M", _share),
    _rule(r"Mo?s", _share),
    _rule(r"s", _share),
    _rule(r"nV(?:[&n]*V)*", _not_these),
    _rule(r"DV|VD", _labelled),
    _rule(r"vV&V|VvV", _side_by_side),
    _rule(r"V", _these),
    _rule(r"[yO]M", _ordered_by),
    _rule(r"y[DGgY](?:&?y?[DGg](?![a-zA-Z]*M))*", _split),
    _rule(r"r", _trend),
    _rule(r"gM?", _grain),
    _rule(r"[qw]D", _listed),
    _rule(r"D", _listed),
    _rule(r"[qw]G", _listed_days),
    _rule(r"G", _listed_days),
    _rule(r"vM&M|MvM", _versus_figures),
    _rule(r"[du]M|M[du]", _moved),
    _rule(r"hM|Mh", _moved),
    _rule(r"[duh]", _moved),
    _rule(r"M", _figure),
    _rule(r"a", _average_word),
    _rule(r"C", _in_currency),
    _rule(r"[qQ]", _how),
    _rule(r"S", _sold),
)
