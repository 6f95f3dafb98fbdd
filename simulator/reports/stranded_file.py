"""The report GET_STRANDED_INVENTORY_UI_DATA: stock at Amazon without an offer that is on sale."""

from __future__ import annotations

from datetime import timedelta

from core.marketplaces import Marketplace
from simulator.formats import cents, report_time
from simulator.shop.calendar import day_bounds, local_date
from simulator.shop.closed import ClosedOffer, closed_offers
from simulator.shop.prices import price_on
from simulator.shop.shop import Shop

COLUMNS = (
    "primary-action", "date-stranded", "Date-to-take-auto-removal", "status-primary",
    "status-secondary", "error-message", "stranded-reason", "asin", "sku", "fnsku", "product-name",
    "condition", "fulfilled-by", "fulfillable-qty", "your-price", "unfulfillable-qty",
    "reserved-quantity", "inbound-shipped-qty", "program",
)  # fmt: skip
_AUTO_REMOVAL = timedelta(days=220)


def _row(shop: Shop, row: ClosedOffer) -> str:
    offer, cause = row.offer, row.cause
    since = day_bounds(offer.place, row.closed_on)[0]
    removal = day_bounds(offer.place, row.closed_on + _AUTO_REMOVAL)[0]
    values = (
        cause.action, report_time(since), report_time(removal), cause.status, "", cause.message,
        cause.reason, offer.product.asin, offer.sku, offer.fnsku, offer.title, "New", "Amazon",
        row.units, cents(price_on(shop.seed, offer, row.closed_on)), row.damaged, 0, 0, "FBA",
    )  # fmt: skip
    return "\t".join(str(value) for value in values)


def stranded_file(shop: Shop, place: Marketplace, now: int) -> str | None:
    """Return the report's text; None when nothing is stranded."""
    rows = closed_offers(shop.seed, place, local_date(place, now))
    if not rows:
        return None
    return "\r\n".join(["\t".join(COLUMNS), *(_row(shop, row) for row in rows)]) + "\r\n"
