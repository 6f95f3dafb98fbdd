"""The merchant listings report GET_MERCHANT_LISTINGS_ALL_DATA, tab separated, without quoting.

Three habits of Amazon's are kept: the quantity of an FBA offer is empty, the opening date is
written in the marketplace's own way with a short zone name, and titles hold bare quotes.
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.marketplaces import Marketplace
from simulator.formats import cents
from simulator.shop.calendar import OPENING_DAY, day_bounds, local_date
from simulator.shop.closed import closed_offers
from simulator.shop.dice import dice_for
from simulator.shop.prices import price_on
from simulator.shop.products import Offer, offers
from simulator.shop.shop import Shop
from simulator.shop.stock_cycles import is_in_stock

COLUMNS = (
    "item-name", "item-description", "listing-id", "seller-sku", "price", "quantity", "open-date",
    "image-url", "item-is-marketplace", "product-id-type", "zshop-shipping-fee", "item-note",
    "item-condition", "zshop-category1", "zshop-browse-path", "zshop-storefront-feature", "asin1",
    "asin2", "asin3", "will-ship-internationally", "expedited-shipping", "zshop-boldface",
    "product-id", "bid-for-featured-placement", "add-delete", "pending-quantity",
    "fulfillment-channel", "merchant-shipping-group", "status",
)  # fmt: skip
# Amazon's older names for Central European time.
_ZONE_NAMES = {"CET": "MET", "CEST": "MEST"}


def open_date(place: Marketplace, second: int) -> str:
    """Write an instant as the marketplace does: 2022-07-11 01:34:18 PDT, 11/07/2022 … BST."""
    local = datetime.fromtimestamp(second, UTC).astimezone(place.zone)
    pattern = "%d/%m/%Y %H:%M:%S" if place.country_code == "GB" else "%Y-%m-%d %H:%M:%S"
    zone = local.tzname() or ""
    return f"{local.strftime(pattern)} {_ZONE_NAMES.get(zone, zone)}"


def _row(shop: Shop, offer: Offer, now: int, status: str) -> str:
    place = offer.place
    today = local_date(place, now)
    draw = dice_for(shop.seed, "listing", offer.sku, place.country_code)
    opened = day_bounds(place, max(OPENING_DAY, offer.product.launched_on))[0]
    opened += draw.randrange(9 * 3600, 18 * 3600)
    units = draw.randint(5, 60) if is_in_stock(shop.seed, offer, today) else 0
    cells = {
        "item-name": offer.title,
        "item-description": f"{offer.title}. {offer.product.family.brand}.",
        "listing-id": f"{opened % 10_000:04d}{draw.randrange(16**7):07X}",
        "seller-sku": offer.sku,
        "price": cents(price_on(shop.seed, offer, today)),
        "quantity": "" if offer.is_fba else str(units),
        "open-date": open_date(place, opened),
        "item-is-marketplace": "y",
        "product-id-type": "1",
        "item-condition": "11",
        "asin1": offer.product.asin,
        "product-id": offer.product.asin,
        "pending-quantity": "" if offer.is_fba else "0",
        "fulfillment-channel": f"AMAZON_{place.region}" if offer.is_fba else "DEFAULT",
        "merchant-shipping-group": "" if offer.is_fba else "Migrated Template",
        "status": status,
    }
    return "\t".join(cells.get(name, "") for name in COLUMNS)


def listings_file(shop: Shop, place: Marketplace, now: int) -> str:
    """Return the report's text: what is on sale, and what is closed but not gone."""
    today = local_date(place, now)
    lines = ["\t".join(COLUMNS)]
    lines += [
        _row(shop, offer, now, "Active")
        for offer in offers(place.marketplace_id)
        if offer.product.launched_on <= today
    ]
    closed = closed_offers(shop.seed, place, today)
    lines += [_row(shop, row.offer, now, "Inactive") for row in closed]
    return "\r\n".join(lines) + "\r\n"
