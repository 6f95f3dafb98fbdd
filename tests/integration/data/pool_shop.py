"""A shop by hand whose stock several marketplaces sell from, as the sync finds it out."""

from __future__ import annotations

from datetime import date, timedelta

from core.database import Role, account_transaction
from sync.stock_pools import write_stock_pools
from tests.integration.data.hand_shop import DE, FR, UK, Shop

SHARED = ("B00000000A", "B00000000B", "B00000000C")
OWN = "B00000000D"


def open_pool_shop(shop: Shop, today: date) -> None:
    """Germany and France sell the products of SHARED out of one stock, and OWN out of two.

    Of each of SHARED there are 100 pieces, and 20 on the way; of A Germany has sold 30 and France
    15 in 30 days. Britain has 12 pieces of A.
    """
    shop.open(UK, DE, FR)
    for asin in (*SHARED, OWN):
        shop.product(asin, title=f"Product {asin[-1]}")
        for place in (DE, FR):
            shop.listing(place, f"S-{asin}", asin)
    for ago in (1, 0):
        day = str(today - timedelta(days=ago))
        for on in (day, *([None] if ago == 0 else [])):
            for place, own in ((DE, 30), (FR, 7)):
                for asin in SHARED:
                    shop.stock(place, asin, on, fulfillable_units=100, inbound_units=20,
                               total_units=120)  # fmt: skip
                shop.stock(place, OWN, on, fulfillable_units=own, total_units=own)
            shop.stock(UK, SHARED[0], on, fulfillable_units=12, total_units=12)
    for place, units in ((DE, 30), (FR, 15)):
        shop.order(place, f"{today - timedelta(days=9)}T10:00", (SHARED[0], units, "1.00"))
    for place in (DE, FR):
        head = {"marketplace_id": place, "sku": f"S-{SHARED[0]}", "asin": SHARED[0]}
        shop.insert("inventory_planning", head | {"local_date": today, "age_over_365_units": 10,
                                                  "age_0_to_90_units": 90})  # fmt: skip
        shop.insert("stranded_inventory", head | {"fulfillable_units": 9, "currency": "EUR",
                                                  "reason": "Closed listing"})  # fmt: skip
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        assert write_stock_pools(connection, shop.account_id, today) == 2 * len(SHARED)
    shop.close_books()
    for source in ("inventory", "inventory_planning", "stranded_inventory", "marketplaces"):
        shop.move_version(source)
