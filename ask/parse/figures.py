"""Which figures a question means, where it names several choices, or none at all."""

from __future__ import annotations

from ask.parse.draft import AskBack, Draft
from ask.parse.ordering import IN_ADS
from ask.parse.picking import OF_ADS
from data.metrics import METRICS


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


def _default_metric(draft: Draft, said: list[str]) -> tuple[str, ...]:
    if draft.counts and not (draft.having or draft.reach or draft.sets):
        if draft.sells and draft.dimensions == ["product"]:
            names = (METRICS["units"].name, METRICS["products_sold"].name)
            raise AskBack(
                "Do you mean pieces sold, or how many different products were sold?", names
            )
        raise AskBack(
            "Which of them shall I count: those that sold, or those with an active offer?"
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
    if draft.compare is not None and draft.period is not None:
        said.append("no figure was named, so revenue is meant")
        return ("revenue",)
    raise AskBack(
        "Which figure do you mean? For example revenue, units, orders, profit or ACOS.",
        ("Revenue", "Units", "Orders", "Profit", "ACOS"),
    )
