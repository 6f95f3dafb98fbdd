"""The FBA inventory report GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA, tab separated."""

from __future__ import annotations

from simulator.formats import cents
from simulator.shop.calendar import local_date
from simulator.shop.prices import price_on
from simulator.shop.stock import StockLevel

COLUMNS = (
    "sku", "fnsku", "asin", "product-name", "condition", "your-price", "mfn-listing-exists",
    "mfn-fulfillable-quantity", "afn-listing-exists", "afn-warehouse-quantity",
    "afn-fulfillable-quantity", "afn-unsellable-quantity", "afn-reserved-quantity",
    "afn-total-quantity", "per-unit-volume", "afn-inbound-working-quantity",
    "afn-inbound-shipped-quantity", "afn-inbound-receiving-quantity", "afn-researching-quantity",
    "afn-reserved-future-supply", "afn-future-supply-buyable",
)  # fmt: skip


def _row(seed: int, level: StockLevel, now: int) -> str:
    offer = level.offer
    day = local_date(offer.place, now)
    values = (
        offer.sku,
        offer.fnsku,
        offer.product.asin,
        offer.title,
        "New",
        cents(price_on(seed, offer, day)),
        "No",
        "",
        "Yes",
        level.fulfillable + level.reserved + level.unfulfillable,
        level.fulfillable,
        level.unfulfillable,
        level.reserved,
        level.total,
        f"{offer.product.family.grams / 400_000:.4f}",
        level.inbound_working,
        level.inbound_shipped,
        level.inbound_receiving,
        0,
        0,
        0,
    )
    return "\t".join(str(value) for value in values)


def inventory_file(seed: int, levels: list[StockLevel], now: int) -> str:
    """Return the report's text."""
    lines = ["\t".join(COLUMNS), *(_row(seed, level, now) for level in levels)]
    return "\r\n".join(lines) + "\r\n"
