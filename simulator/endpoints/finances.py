"""Finances 2024-06-19: listTransactions.

Money that is held back is there twice in the end: first as DEFERRED, which becomes
DEFERRED_RELEASED, and again as a RELEASED transaction of its own. Pages may be empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from simulator.call import Answer, Call, Operation
from simulator.errors import invalid_input
from simulator.formats import iso
from simulator.paging import filters_mark
from simulator.params import instant, text
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.money import money_of, settlement_at
from simulator.shop.money_events import Entry, Event, Item, event_code

_PAGE = 500
_TOKEN_LIFETIME = 24 * 3600
_MARGIN = 120
_LONGEST = 180 * 86400
_STATUSES = ("DEFERRED", "RELEASED", "DEFERRED_RELEASED")
_FILTERS = ("ORDER_ID", "FINANCIAL_EVENT_GROUP_ID")


class Posting(NamedTuple):
    """One transaction as it is told: an event, or the release of one that was held back."""

    second: int
    transaction_id: str
    status: str
    is_release: bool
    event: Event


def release_id(event: Event) -> str:
    """Return the number of the transaction that releases an event's money."""
    return event_code("release", event.event_id)


def postings_of(event: Event, now: int) -> list[Posting]:
    """Return how an event is told at a second: not yet, once, or twice."""
    found = []
    is_free = event.released <= now
    if event.visible <= now:
        status = "RELEASED"
        if event.is_deferred:
            status = "DEFERRED_RELEASED" if is_free else "DEFERRED"
        found.append(Posting(event.posted, event.event_id, status, False, event))
    if event.is_deferred and is_free:
        found.append(Posting(event.released, release_id(event), "RELEASED", True, event))
    return found


@lru_cache(maxsize=8)
def _postings(
    seed: int, marketplace_ids: tuple[str, ...], first: int, last: int, now: int
) -> tuple[Posting, ...]:
    found = [
        posting
        for place in SHOP_MARKETPLACES
        if place.marketplace_id in marketplace_ids
        for event in money_of(seed).events(place, first, last)
        for posting in postings_of(event, now)
        if first <= posting.second < last
    ]
    return tuple(sorted(found, key=lambda row: (row.second, row.transaction_id)))


def _money(cents: int, currency: str) -> dict[str, Any]:
    return {"currencyCode": currency, "currencyAmount": cents / 100}


def breakdown_tree(entries: Iterable[Entry], currency: str) -> list[dict[str, Any]]:
    """Return leaves as a tree of breakdowns; each branch is the sum of its parts."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.path[0], []).append(entry)
    tree = []
    for name, rows in groups.items():
        inner = [Entry(row.path[1:], row.cents) for row in rows if len(row.path) > 1]
        tree.append(
            {
                "breakdownType": name,
                "breakdownAmount": _money(sum(row.cents for row in rows), currency),
                "breakdowns": breakdown_tree(inner, currency),
            }
        )
    return tree


def _item(item: Item, currency: str) -> dict[str, Any]:
    offer = item.offer
    return {
        "description": offer.title,
        "totalAmount": _money(sum(entry.cents for entry in item.entries), currency),
        "breakdowns": breakdown_tree(item.entries, currency),
        "contexts": [
            {
                "contextType": "ProductContext",
                "asin": offer.product.asin,
                "sku": offer.sku,
                "quantityShipped": item.quantity,
                "fulfillmentNetwork": "AFN" if offer.is_fba else "MFN",
            }
        ],
    }


def _identifiers(posting: Posting) -> dict[str, str]:
    event = posting.event
    found = {"ORDER_ID": event.order_id, "REFUND_ID": event.refund_id}
    if posting.status == "RELEASED":
        settlement = settlement_at(event.place, posting.second)
        found["FINANCIAL_EVENT_GROUP_ID"] = event_code("group", settlement.settlement_id)
        found["SETTLEMENT_ID"] = settlement.settlement_id
    if posting.is_release:
        found["DEFERRED_TRANSACTION_ID"] = event.event_id
    elif posting.status == "DEFERRED_RELEASED":
        found["RELEASE_TRANSACTION_ID"] = release_id(event)
    return {name: value for name, value in found.items() if value}


def transaction_json(posting: Posting, partner: str) -> dict[str, Any]:
    """Write one transaction as the model has it."""
    event = posting.event
    currency = event.place.currency
    answer: dict[str, Any] = {
        "sellingPartnerMetadata": {
            "sellingPartnerId": partner,
            "marketplaceId": event.place.marketplace_id,
            "accountType": "Standard Orders",
        },
        "relatedIdentifiers": [
            {"relatedIdentifierName": name, "relatedIdentifierValue": value}
            for name, value in _identifiers(posting).items()
        ],
        "transactionType": event.kind,
        "transactionId": posting.transaction_id,
        "transactionStatus": posting.status,
        "description": event.description,
        "postedDate": iso(posting.second),
        "totalAmount": _money(event.total, currency),
        "marketplaceDetails": {
            "marketplaceId": event.place.marketplace_id,
            "marketplaceName": event.place.name,
        },
        "items": [_item(item, currency) for item in event.items],
        "breakdowns": breakdown_tree(event.entries, currency),
    }
    if event.is_deferred:
        answer["contexts"] = [
            {
                "contextType": "DeferredContext",
                "deferralReason": event.deferral,
                "maturityDate": iso(event.released),
            }
        ]
    return answer


def _window(call: Call) -> tuple[int, int]:
    """Return the seconds asked for. Raises the 400 for a window Amazon refuses."""
    newest = call.second - _MARGIN
    first, last = instant(call.query, "postedAfter"), instant(call.query, "postedBefore")
    if first is None:
        if not text(call.query, "relatedIdentifierName"):
            raise invalid_input("Invalid Input", "postedAfter is required.")
        first = max(0, newest - _LONGEST)
    last = newest if last is None else last
    if last > newest or first >= last:
        raise invalid_input(
            "Invalid Input",
            "postedBefore must be after postedAfter and two minutes before the request.",
        )
    return first, last


def _wanted(call: Call, rows: Iterable[Posting]) -> list[Posting]:
    """Keep the rows that pass the filters of status and related identifier."""
    status = text(call.query, "transactionStatus")
    name = text(call.query, "relatedIdentifierName")
    value = text(call.query, "relatedIdentifierValue")
    if (status and status not in _STATUSES) or (name and (name not in _FILTERS or not value)):
        raise invalid_input("Invalid Input", "A filter has a value that it does not take.")
    return [
        row
        for row in rows
        if (not status or row.status == status)
        and (not name or _identifiers(row).get(name) == value)
    ]


async def list_transactions(call: Call) -> Answer:
    """Answer listTransactions; after the first of several pages comes an empty one."""
    marketplace = text(call.query, "marketplaceId")
    places = call.places([marketplace] if marketplace else [])
    token = text(call.query, "nextToken")
    mark = filters_mark({key: value for key, value in call.query.items() if key != "nextToken"})
    state = {"now": call.second, "done": 0, "pages": 0}
    if token:
        state = call.world.pages.read(token, "listTransactions", mark, call.second, _TOKEN_LIFETIME)
    first, last = _window(call)
    ids = tuple(place.marketplace_id for place in places)
    rows: Iterable[Posting] = ()
    if last - first <= _LONGEST:
        first = max(first, call.world.served_from())
        rows = _postings(call.world.seed, ids, first, last, state["now"])
    found = _wanted(call, rows)
    size = 0 if state["pages"] == 1 else _PAGE
    done = state["done"] + size
    partner = call.connection.selling_partner_id
    payload: dict[str, Any] = {
        "transactions": [transaction_json(row, partner) for row in found[state["done"] : done]]
    }
    if done < len(found):
        following = {"now": state["now"], "done": done, "pages": state["pages"] + 1}
        payload["nextToken"] = call.world.pages.write(
            "listTransactions", mark, call.second, following
        )
    return {"payload": payload}


OPERATIONS = (
    Operation("listTransactions", "GET", "/finances/2024-06-19/transactions", list_transactions),
)
