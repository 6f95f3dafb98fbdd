"""The report GET_FBA_INVENTORY_PLANNING_DATA: how old stock is, how it sells, what it costs.

Its columns have changed again and again without notice: until June 2026 everything older than
a year was one column and transfers had another name (selling-partner-api-models issue 5284).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from core.marketplaces import Marketplace
from simulator.formats import cents
from simulator.shop.calendar import OPENING_DAY, days_between, local_date
from simulator.shop.prices import price_on
from simulator.shop.shop import Shop
from simulator.shop.stock import StockLevel, stock_levels
from simulator.shop.storage import item_volume, month_after, storage_cents, volume_unit

_CHANGED_ON = date(2026, 6, 20)
_HEAD = (
    "snapshot-date", "sku", "fnsku", "asin", "product-name", "condition", "available",
    "pending-removal-quantity", "inv-age-0-to-90-days", "inv-age-91-to-180-days",
    "inv-age-181-to-270-days", "inv-age-271-to-365-days",
)  # fmt: skip
_TAIL = (
    "currency", "units-shipped-t7", "units-shipped-t30", "units-shipped-t60", "units-shipped-t90",
    "alert", "your-price", "sales-price", "lowest-price-new-plus-shipping", "lowest-price-used",
    "recommended-action", "DEPRECATED healthy-inventory-level", "recommended-sales-price",
    "recommended-sale-duration-days", "recommended-removal-quantity",
    "estimated-cost-savings-of-recommended-actions", "sell-through", "item-volume",
    "volume-unit-measurement", "storage-type", "storage-volume", "marketplace", "product-group",
    "sales-rank", "days-of-supply", "estimated-excess-quantity", "weeks-of-cover-t30",
    "weeks-of-cover-t90", "featuredoffer-price", "sales-shipped-last-7-days",
    "sales-shipped-last-30-days", "sales-shipped-last-60-days", "sales-shipped-last-90-days",
    "inv-age-0-to-30-days", "inv-age-31-to-60-days", "inv-age-61-to-90-days",
    "inv-age-181-to-330-days", "inv-age-331-to-365-days", "estimated-storage-cost-next-month",
    "inbound-quantity", "inbound-working", "inbound-shipped", "inbound-received",
    "no-sale-last-6-months", "Total Reserved Quantity", "unfulfillable-quantity",
    "quantity-to-be-charged-ais-181-210-days", "estimated-ais-181-210-days",
    "quantity-to-be-charged-ais-211-240-days", "estimated-ais-211-240-days",
    "quantity-to-be-charged-ais-241-270-days", "estimated-ais-241-270-days",
    "quantity-to-be-charged-ais-271-300-days", "estimated-ais-271-300-days",
    "quantity-to-be-charged-ais-301-330-days", "estimated-ais-301-330-days",
    "quantity-to-be-charged-ais-331-365-days", "estimated-ais-331-365-days",
    "historical-days-of-supply", "fba-minimum-inventory-level",
    "fba-inventory-level-health-status", "Recommended ship-in quantity",
    "Recommended ship-in date", "Inventory age snapshot date", "Inventory Supply at FBA",
)  # fmt: skip
_BEFORE = ("inv-age-365-plus-days", "Reserved FC Transfer")
_SINCE = ("inv-age-366-to-455-days", "inv-age-456-plus-days", "fc-transfer")
_AGES = {"inv-age-0-to-90-days": (0, 90), "inv-age-91-to-180-days": (91, 180),
         "inv-age-181-to-270-days": (181, 270), "inv-age-271-to-365-days": (271, 365),
         "inv-age-365-plus-days": (366, 9999), "inv-age-366-to-455-days": (366, 455),
         "inv-age-456-plus-days": (456, 9999), "inv-age-0-to-30-days": (0, 30),
         "inv-age-31-to-60-days": (31, 60), "inv-age-61-to-90-days": (61, 90),
         "inv-age-181-to-330-days": (181, 330), "inv-age-331-to-365-days": (331, 365)}  # fmt: skip
# Amazon wants four weeks of cover, and calls more than three months too much.
_LOW_DAYS, _EXCESS_DAYS = 28, 90


def columns_on(day: date) -> tuple[str, ...]:
    """Return the report's columns as they are on a day."""
    return (*_HEAD, *(_BEFORE if day < _CHANGED_ON else _SINCE), *_TAIL)


def _sold(shop: Shop, place: Marketplace, sku: str, today: date) -> dict[int, int]:
    """Return the units sold in the last 7, 30, 60 and 90 whole days."""
    last = today - timedelta(days=1)
    days = days_between(max(OPENING_DAY, today - timedelta(days=90)), last)
    daily = [shop.units_sold(place, day)[sku] for day in days]
    return {span: sum(daily[-span:]) for span in (7, 30, 60, 90)}


def _advice(level: StockLevel, days_of_supply: int | None) -> tuple[str, str]:
    """Return Amazon's alert and what it recommends."""
    if days_of_supply is None:
        return ("Excess inventory", "Create removal order") if level.fulfillable else ("", "")
    if days_of_supply < _LOW_DAYS:
        return "Low stock", "Restock"
    if days_of_supply > _EXCESS_DAYS:
        return "Excess inventory", "Create a sale"
    return "", "No action required"


def _cells(shop: Shop, level: StockLevel, today: date) -> Iterator[tuple[str, object]]:
    offer, sold = level.offer, _sold(shop, level.offer.place, level.offer.sku, today)
    price = cents(price_on(shop.seed, offer, today))
    available = level.fulfillable
    supply = available * 30 // sold[30] if sold[30] else None
    alert, action = _advice(level, supply)
    sell_through = f"{sold[90] / available:.2f}" if available else ""
    next_month = month_after(today.replace(day=1))
    yield from (
        ("snapshot-date", today), ("sku", offer.sku), ("fnsku", offer.fnsku),
        ("asin", offer.product.asin), ("product-name", offer.title), ("condition", "New"),
        ("available", available), ("pending-removal-quantity", 0),
        ("currency", offer.place.currency), ("alert", alert), ("your-price", price),
        ("sales-price", price), ("recommended-action", action), ("sell-through", sell_through),
        ("item-volume", item_volume(offer)), ("volume-unit-measurement", volume_unit(offer.place)),
        ("storage-type", "Standard-size"), ("storage-volume", item_volume(offer) * available),
        ("marketplace", offer.place.country_code), ("featuredoffer-price", price),
        ("product-group", f"gl_{offer.product.family.category}"),
        ("days-of-supply", "" if supply is None else supply),
        ("estimated-excess-quantity", max(0, available - sold[90])),
        ("estimated-storage-cost-next-month",
         cents(storage_cents(offer, Decimal(available), next_month))),
        ("inbound-quantity", level.inbound), ("inbound-working", level.inbound_working),
        ("inbound-shipped", level.inbound_shipped), ("inbound-received", level.inbound_receiving),
        ("no-sale-last-6-months", 0), ("Total Reserved Quantity", level.reserved),
        ("Reserved FC Transfer", level.reserved_transfers),
        ("fc-transfer", level.reserved_transfers),
        ("unfulfillable-quantity", level.unfulfillable), ("Inventory age snapshot date", today),
        ("Inventory Supply at FBA", available + level.reserved),
    )  # fmt: skip
    for span, units in sold.items():
        yield f"units-shipped-t{span}", units
    for name, (youngest, oldest) in _AGES.items():
        yield name, sum(units for age, units in level.ages if youngest <= age <= oldest)


def planning_file(shop: Shop, place: Marketplace, now: int) -> str:
    """Return the report's text: every SKU with stock at Amazon or on its way there.

    What has run out is left out, as Amazon leaves out most of it.
    """
    today = local_date(place, now)
    columns = columns_on(today)
    lines = ["\t".join(columns)]
    for level in stock_levels(shop, place, now):
        if level.fulfillable or level.inbound:
            cells = dict(_cells(shop, level, today))
            lines.append("\t".join(str(cells.get(name, "")) for name in columns))
    return "\r\n".join(lines) + "\r\n"
