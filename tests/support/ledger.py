"""The truth, summed up by itself: what the simulator's own ledger says was sold.

Nothing of the product is used here: lines of JSON in, plain sums out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

Key = tuple[str, str, str]


def sums_of(lines: Iterable[str]) -> dict[Key, tuple[Decimal, int]]:
    """Return (revenue, units) per (local day, marketplace, ASIN), without cancelled orders.

    A pending order's price is not known yet: its units count, its money does not.
    """
    sums: dict[Key, tuple[Decimal, int]] = defaultdict(lambda: (Decimal(0), 0))
    for text in lines:
        line = json.loads(text)
        if line["status"] == "CANCELLED":
            continue
        key = (line["local_date"], line["marketplace_id"], line["asin"])
        revenue, units = sums[key]
        price = Decimal(line["item_price"]) if line["item_price"] is not None else Decimal(0)
        sums[key] = (revenue + price, units + line["quantity"])
    return dict(sums)
