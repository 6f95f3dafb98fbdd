"""The truth: every order line of some local days, for a check that shares no code with the sync."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from simulator.formats import cents, iso
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between
from simulator.shop.order import CANCELLED, PENDING, Line, Order
from simulator.shop.shop import Shop

_MONEY = (
    "item_price", "item_tax", "shipping_price", "shipping_tax", "gift_wrap_price", "gift_wrap_tax",
    "item_discount", "shipping_discount",
)  # fmt: skip


def _line(order: Order, line: Line, status: str, line_status: str, updated: int) -> dict[str, Any]:
    local = datetime.fromtimestamp(order.created, order.place.zone)
    has_price = status not in (PENDING, CANCELLED)
    return {
        "order_id": order.order_id,
        "order_item_id": line.order_item_id,
        "marketplace_id": order.place.marketplace_id,
        "local_date": order.day.isoformat(),
        "purchase_at": iso(order.created),
        "hour": local.hour,
        "last_updated_at": iso(updated),
        "status": status,
        "line_status": line_status,
        "asin": line.offer.product.asin,
        "sku": line.offer.sku,
        "brand": line.offer.product.family.brand,
        "quantity": 0 if status == CANCELLED else line.quantity,
        "currency": order.place.currency,
        **{
            name: cents(value) if has_price else None
            for name, value in zip(_MONEY, line.amounts, strict=True)
        },
        "promotion_ids": list(line.promotion_ids) if has_price else [],
        "is_business": order.is_business,
        "fulfilled_by": "AMAZON" if order.is_fba else "MERCHANT",
    }


def ledger_rows(shop: Shop, first: date, last: date, now: int) -> Iterator[dict[str, Any]]:
    """Yield every line of orders placed on local days `first` to `last`, as of second `now`.

    Orders older than the endpoints serve are there too: the ledger knows everything.
    """
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, last):
            for order in shop.day(place, day):
                if order.created > now:
                    continue
                status, updated = order.state_at(now)
                for index, line in enumerate(order.lines):
                    yield _line(order, line, status, order.line_status(status, index), updated)


def ledger_lines(shop: Shop, first: date, last: date, now: int) -> Iterator[str]:
    """Yield the ledger as JSON lines."""
    for row in ledger_rows(shop, first, last, now):
        yield json.dumps(row, ensure_ascii=False) + "\n"
