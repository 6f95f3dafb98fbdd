"""The report GET_FBA_STORAGE_FEE_CHARGES_DATA: the storage of whole months, by warehouse.

It comes in the middle of the month after; before, Amazon cancels it. Warehouses stand in
single quotes, and what is not known is two dashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from core.marketplaces import Marketplace
from simulator.formats import cents
from simulator.shop.calendar import OPENING_DAY, day_bounds
from simulator.shop.shop import Shop
from simulator.shop.storage import (
    CENTER_COUNTRIES,
    StorageCharge,
    item_volume,
    month_after,
    storage_of_month,
    storage_rate,
    volume_unit,
)

COLUMNS = (
    "asin", "fnsku", "product_name", "fulfillment_center", "country_code", "longest_side",
    "median_side", "shortest_side", "measurement_units", "weight", "weight_units", "item_volume",
    "volume_units", "product_size_tier", "average_quantity_on_hand",
    "average_quantity_pending_removal", "estimated_total_item_volume", "month_of_charge",
    "storage_utilization_ratio", "storage_utilization_ratio_units", "base_rate",
    "utilization_surcharge_rate", "avg_qty_for_sus", "est_vol_for_sus", "est_base_msf", "est_sus",
    "currency", "estimated_monthly_storage_fee", "dangerous_goods_storage_type",
    "eligible_for_inventory_discount", "qualifies_for_inventory_discount",
    "total_incentive_fee_amount", "breakdown_incentive_fee_amount",
    "average_quantity_customer_orders",
)  # fmt: skip
_THERE_ON = timedelta(days=14)


def _row(row: StorageCharge, month: date) -> str:
    offer, fee = row.offer, cents(row.cents)
    place = offer.place
    cells: dict[str, object] = {
        "asin": offer.product.asin,
        "fnsku": offer.fnsku,
        "product_name": offer.title,
        "fulfillment_center": f"'{row.center}'",
        "country_code": CENTER_COUNTRIES.get(row.center, place.country_code),
        "item_volume": item_volume(offer),
        "volume_units": volume_unit(place),
        "product_size_tier": "Standard-size",
        "average_quantity_on_hand": row.average_units,
        "average_quantity_pending_removal": "0.0",
        "estimated_total_item_volume": row.average_units * item_volume(offer),
        "month_of_charge": f"{month:%Y-%m}",
        "base_rate": storage_rate(place, month),
        "est_base_msf": fee,
        "currency": place.currency,
        "estimated_monthly_storage_fee": fee,
        "eligible_for_inventory_discount": "N",
        "qualifies_for_inventory_discount": "N",
    }
    return "\t".join(str(cells.get(name, "--")) for name in COLUMNS)


def _months(place: Marketplace, window: tuple[int, int], now: int) -> Iterator[date]:
    """Yield the months whose middle lies in a window and whose report is there."""
    first, last = (datetime.fromtimestamp(second, UTC).date() for second in window)
    month = max(OPENING_DAY, first.replace(day=1))
    while month <= last:
        middle = month + timedelta(days=14)
        there = day_bounds(place, month_after(month) + _THERE_ON)[0]
        if first <= middle <= last and there <= now:
            yield month
        month = month_after(month)


def storage_file(shop: Shop, place: Marketplace, window: tuple[int, int], now: int) -> str | None:
    """Return the report's text; None when no month of the window is there yet."""
    lines = [
        _row(row, month)
        for month in _months(place, window, now)
        for row in storage_of_month(shop, place, month)
    ]
    return "\r\n".join(["\t".join(COLUMNS), *lines]) + "\r\n" if lines else None
