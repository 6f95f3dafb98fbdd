"""All Orders, the flat file. It has no number for a line: lines are told apart by SKU and ASIN.

Rows of one order and SKU (units that left from two warehouses) are added up. Address
columns are never read.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC
from decimal import Decimal

from sqlalchemy import Connection, text

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import Marketplace, marketplace_of_sales_channel
from sync.imports.counts import Counts
from sync.imports.headers import ALL_ORDERS, Layout
from sync.imports.kinds.base import Hints, Kind, Prepared, complete_lines, refused
from sync.imports.merge import PREFIX
from sync.imports.reading import Line, Sheet
from sync.imports.values import Style, read_count, read_number
from sync.order_rows import (
    Amounts,
    LineRow,
    OrderRow,
    head_of,
    line_of,
    order_of,
    status_of,
)
from sync.orders_store import save_orders
from sync.store import Stamp

_AMOUNTS = Amounts._fields


def read(sheet: Sheet, layout: Layout, _hints: Hints) -> Prepared:
    """Read orders with their lines. Orders of other channels than Amazon's are left out."""
    heads: dict[str, OrderRow] = {}
    lines: dict[str, list[LineRow]] = defaultdict(list)
    places: dict[str, Marketplace] = {}
    left_out = 0
    for line in complete_lines(sheet):
        try:
            place = marketplace_of_sales_channel(layout.cell(line.cells, "sales_channel"))
            if place is None:
                left_out += 1
                continue
            head, row = _head(layout, line, place), _line(layout, line)
        except (ValueError, DataError) as error:
            raise refused(sheet, line, error) from None
        key = head.amazon_order_id
        if key in heads and heads[key].marketplace_id != head.marketplace_id:
            raise refused(sheet, line, ValueError(f"the order {key} is of two marketplaces"))
        heads[key] = max(heads.get(key, head), head, key=lambda one: one.last_updated_at)
        lines[key].append(row)
        places[place.marketplace_id] = place
    rows = [order_of(heads[key], lines[key]) for key in sorted(heads)]
    return Prepared(rows, tuple(places.values()), left_out)


def _head(layout: Layout, line: Line, place: Marketplace) -> OrderRow:
    cell = {name: layout.cell(line.cells, name) for name in ALL_ORDERS}
    if not cell["order_id"]:
        raise ValueError("the order has no number")
    purchased = parse_instant(cell["purchased"]).astimezone(UTC)
    updated = parse_instant(cell["updated"]).astimezone(UTC) if cell["updated"] else purchased
    return head_of(
        cell["order_id"],
        place,
        purchased_at=purchased,
        updated_at=updated,
        status=status_of(cell["status"]),
        channel=cell["channel"],
        is_business=cell["is_business"].lower() == "true",
    )


def _line(layout: Layout, line: Line) -> LineRow:
    cell = {name: layout.cell(line.cells, name) for name in ALL_ORDERS}
    if not cell["asin"]:
        raise ValueError("the line has no ASIN")
    amounts = Amounts(*(_amount(name, cell[name]) for name in _AMOUNTS))
    if amounts.item_price is not None and not cell["currency"]:
        raise ValueError("an amount has no currency")
    return line_of(
        cell["order_id"],
        f"{PREFIX}{cell['sku']} {cell['asin']}",
        cell["asin"],
        cell["sku"],
        read_count(cell["quantity"], Style.POINT),
        cell["currency"],
        amounts,
        cell["promotions"].split(","),
    )


def _amount(name: str, text_: str) -> Decimal | None:
    amount = read_number(text_, Style.POINT)
    return abs(amount) if amount is not None and name.endswith("_discount") else amount


def save(connection: Connection, prepared: Prepared, stamp: Stamp) -> Counts:
    """Write the orders that Amazon's API has not brought already."""
    keys = [one.order.amazon_order_id for one in prepared.rows]
    values = {"account_id": stamp.account_id, "keys": keys}
    known = set(
        connection.scalars(
            text(
                "SELECT amazon_order_id FROM seller.orders"
                " WHERE account_id = :account_id AND amazon_order_id = ANY(:keys)"
            ),
            values,
        )
    )
    kept = set(
        connection.scalars(
            text(
                "SELECT amazon_order_id FROM seller.orders WHERE account_id = :account_id"
                " AND amazon_order_id = ANY(:keys) AND source NOT LIKE 'import %'"
                " UNION SELECT amazon_order_id FROM seller.order_items"
                " WHERE account_id = :account_id AND amazon_order_id = ANY(:keys)"
                " AND source NOT LIKE 'import %'"
            ),
            values,
        )
    )
    rows = [one for one in prepared.rows if one.order.amazon_order_id not in kept]
    changed = save_orders(connection, rows, stamp).order_ids
    new = {one.order.amazon_order_id for one in rows} - known
    counts = Counts(new=len(new), changed=len(changed - new), kept=len(kept))
    counts.equal = len(keys) - counts.written - counts.kept
    return counts


KIND = Kind(
    "all_orders", ALL_ORDERS,
    ("order_id", "purchased", "status", "sales_channel", "sku", "asin", "quantity", "currency",
     "item_price"),
    read, save, frozenset({"orders", "products"}),
)  # fmt: skip
