"""Which figures a question means, where it names several choices, or none at all."""

from __future__ import annotations

from ask.parse.draft import AskBack, Draft
from ask.parse.ordering import IN_ADS
from ask.parse.picking import OF_ADS, plural
from data.metrics import DIMENSIONS, METRICS

# What an account has, whatever of it has sold.
CATALOGUE = frozenset({"product", "sku", "brand", "category", "parent", "marketplace"})


def metrics_of(draft: Draft, said: list[str]) -> list[tuple[str, ...]]:
    """Return the figures, each still with its choices; those that sort and keep come along."""
    found = list(draft.metrics)
    ranking = draft.ranking
    if ranking is not None and ranking.metric:
        found.append(ranking.metric)
    if draft.order_by:
        found.append(draft.order_by)
    kept = [(one.metric,) for one in draft.having]
    if not found and not kept:
        found.append(_default_metric(draft, said))
    found += kept
    in_ads = bool(OF_ADS & ({*draft.dimensions} | {one.value.field for one in draft.filters}))
    plain = [
        tuple(IN_ADS.get(one, one) for one in choice) if in_ads else choice for choice in found
    ]
    return list(dict.fromkeys(plain))


def _is_of_the_catalogue(draft: Draft) -> bool:
    """`list all my brands`, `which SKUs does Kettlefen have`: no figure, and no days."""
    has_more = (
        draft.period or draft.grain or draft.ranking or draft.having or draft.compare or draft.sets
        or draft.reach or draft.counts or draft.is_share or draft.how or draft.earlier
        or draft.per_order or draft.average or draft.running or draft.versus or draft.is_trend
    )  # fmt: skip
    fields = {*draft.dimensions, *(one.value.field for one in draft.filters)}
    is_list = bool(draft.dimensions) and not draft.groups and not draft.singular
    return is_list and not has_more and fields <= CATALOGUE


def _default_metric(draft: Draft, said: list[str]) -> tuple[str, ...]:
    if draft.counts and not (draft.having or draft.reach or draft.sets):
        if draft.sells and draft.dimensions == ["product"]:
            names = (METRICS["units"].name, METRICS["products_sold"].name)
            raise AskBack(
                "Do you mean pieces sold, or how many different products were sold?", names
            )
        kinds = [plural(DIMENSIONS[one].name.lower()) for one in draft.dimensions[-1:]]
        raise AskBack(
            "Which of them shall I count: those that sold, or those with an active offer?",
            tuple(
                f"how many {one} had {what}" for one in kinds for what in ("sales", "active offers")
            ),
        )
    in_ads = bool(OF_ADS & {*draft.dimensions, *(one.value.field for one in draft.filters)})
    if draft.how == "how_many" and draft.sells:
        return ("units",)
    if draft.how == "how_much" and draft.sells:
        return ("revenue",)
    if {"return_reason", "disposition"} & {*draft.dimensions}:
        return ("returned_units",)
    if draft.sets and not in_ads:
        return ("units",)
    if in_ads:
        raise AskBack("Which figure of advertising: ad spend, ad sales, ACOS, clicks or another?")
    if draft.sells and "product" in draft.dimensions and len(draft.groups) == 1:
        is_plain = not (draft.ranking or draft.having or "product" in draft.groups)
        if is_plain and draft.dimensions != draft.groups:
            names = (METRICS["units"].name, METRICS["products_sold"].name)
            raise AskBack("Pieces of each product, or how many different products?", names)
    if draft.sells or (draft.ranking is not None and draft.ranking.sells):
        return ("units",)
    if draft.ranking is not None or draft.is_share:
        said.append("no figure was named, so revenue is meant")
        return ("revenue",)
    fields = [one.value.field for one in draft.filters]
    is_beside = len(fields) > 1 and draft.dimensions == list(dict.fromkeys(fields))
    if draft.period is not None and (draft.compare is not None or is_beside):
        said.append("no figure was named, so revenue is meant")
        return ("revenue",)
    return _where_nothing_is_named(draft, said)


def _where_nothing_is_named(draft: Draft, said: list[str]) -> tuple[str, ...]:
    if any(one.value.field == "order_status" for one in draft.filters) and not draft.dimensions:
        return ("orders",)
    if _is_of_the_catalogue(draft):
        said.append("what has an active offer is listed")
        return ("active_offers",)
    raise AskBack(
        "Which figure do you mean? For example revenue, units, orders, profit or ACOS.",
        ("Revenue", "Units", "Orders", "Profit", "ACOS"),
    )
