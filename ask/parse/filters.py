"""What a question keeps: filters, conditions on figures, and what sells elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ask.parse.draft import AskBack, Draft
from ask.parse.ordering import having_of, plain_number
from ask.parse.picking import OF_ADS
from ask.parse.setting import Setting
from ask.parse.values import Value
from core.marketplaces import MARKETPLACES
from data.metrics import DIMENSIONS, METRICS
from data.query_model import Filter, Having, Order, TimeRange
from data.query_model import InSet as QuerySet

_OF_PRODUCTS = ("product", "sku", "brand", "category", "parent")


def filters_of(draft: Draft, setting: Setting) -> tuple[list[Filter], frozenset[str]]:
    """Join the filters of a field; return them and the marketplaces that are left."""
    filters: list[Filter] = []
    keys = dict.fromkeys((one.value.field, one.is_not) for one in draft.filters)
    for field, is_not in keys:
        same = [
            one.value for one in draft.filters if (one.value.field, one.is_not) == (field, is_not)
        ]
        filters.append(_filter(field, same, is_not=is_not))
    return filters, places_of(filters, setting)


def titles_left_out(draft: Draft) -> list[str]:
    """Say which words of a title chose the products that are left out, and how many they are."""
    return [
        f"left out are the {len(one.value.asins)} products with “{one.value.words}” in their title"
        for one in draft.filters
        if one.is_not and one.value.op == "~"
    ]


def places_of(filters: Iterable[Filter], setting: Setting) -> frozenset[str]:
    places = set(setting.words.places.values())
    for one in filters:
        if one.field == "marketplace":
            named = {str(value) for value in one.values}
            _check_places(named, setting)
            places = places - named if one.op in ("!=", "not in") else places & named
    return frozenset(places)


def _check_places(named: Iterable[str], setting: Setting) -> None:
    own = setting.words.places.values()
    for one in named:
        if one not in own and own:
            place = MARKETPLACES[one].name
            names = ", ".join(MARKETPLACES[each].name for each in own)
            raise AskBack(f"You do not sell in {place}. Your marketplaces: {names}.")


def _filter(field: str, values: Sequence[Value], *, is_not: bool) -> Filter:
    known = [one for value in values for one in value.values]
    if len(values) == 1 and values[0].op == "~" and not is_not:
        return Filter(field=field, op="~", value=known[0])
    if any(one.op == "~" for one in values):
        known = sorted({asin for one in values for asin in one.asins or one.values})
    plain: list[str | int | None] = [
        int(one) if DIMENSIONS[field].kind == "number" else one for one in known
    ]
    if len(plain) == 1:
        return Filter(field=field, op="!=" if is_not else "=", value=plain[0])
    return Filter(field=field, op="not in" if is_not else "in", value=plain)


def universe(
    draft: Draft, metrics: Sequence[str], dimensions: Sequence[str]
) -> tuple[list[str], list[Having]]:
    """Products without sales are looked for among those on offer: the others are not listed."""
    names = list(metrics)
    having = [having_of(one, names) for one in draft.having]
    if draft.counts and not (having or draft.reach or draft.sets) and metrics:
        # `how many keywords had clicks`: those with none are no part of it.
        having.append(Having(field=metrics[0], op=">", value=0))
    if names == ["active_offers"] and not (draft.metrics or draft.having) and dimensions:
        having.append(Having(field="active_offers", op=">", value=0))
    is_list = any(one in ("product", "sku") for one in dimensions)
    asks_none = any(
        one.sign == "=" and one.number == 0 and one.metric in ("units", "orders", "revenue")
        for one in draft.having
    )
    if is_list and asks_none and not (OF_ADS & {*dimensions}):
        # Orders are not counted by product in the rollups; no pieces are no orders.
        names = [
            "units"
            if one in ("orders", "revenue") and one in {k.metric for k in draft.having}
            else one
            for one in names
        ]
        names = list(dict.fromkeys([*names, "active_offers"]))
        having = [
            one.model_copy(update={"field": "units"})
            if one.field in ("orders", "revenue") and one.value == 0
            else one
            for one in having
        ]
        having.append(Having(field="active_offers", op=">", value=0))
    return names, having


def per_order(draft: Draft) -> list[Having]:
    return [
        Having(field=one.metric, op=one.sign, value=plain_number(one.number), per="order")  # type: ignore[arg-type]
        for one in draft.per_order
    ]


def priced(
    dimensions: Sequence[str], order: Sequence[Order], having: list[Having], notes: list[str]
) -> list[Having]:
    """The smallest orders are those of which the price is known: a pending one has none yet."""
    is_smallest = any((one.by, one.dir) == ("revenue", "asc") for one in order)
    if "order" not in dimensions or not is_smallest or having:
        return having
    notes.append("orders without a price are left out")
    return [Having(field="revenue", op=">", value=0)]


def without_rest(
    dimensions: Sequence[str], filters: Iterable[Filter], metrics: Sequence[str], notes: list[str]
) -> list[Filter]:
    """Leave out money that belongs to no product where products are listed."""
    if not any(one in _OF_PRODUCTS for one in dimensions):
        return []
    if any(one.field == "product" and one.op != "~" for one in filters):
        return []
    facts = {fact for name in metrics for fact in METRICS[name].facts}
    if facts <= {"sales", "stock", "offers", "pace"}:
        return []
    notes.append("what belongs to no product is left out")
    return [Filter(field="product", op="!=", value=None)]


def sets_of(draft: Draft, dimensions: Sequence[str]) -> list[QuerySet]:
    made = []
    for one in draft.sets:
        filters = [_filter(one.value.field, [one.value], is_not=one.elsewhere)] if one.value else []
        if one.period is not None:
            filters += [_filter(x.value.field, [x.value], is_not=x.is_not) for x in draft.filters]
        time = TimeRange(start=one.period.start, end=one.period.end) if one.period else None
        made.append(
            QuerySet(
                dimension=dimensions[-1],
                metric="units",
                filters=filters,
                time=time,
                is_in=one.is_in,
            )
        )
    return made
