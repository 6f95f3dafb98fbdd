"""Settlement V2, the flat file: a first row about the payout, then a line for each amount.

Each marketplace writes its numbers and days its own way; nothing says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from core.marketplaces import Marketplace
from simulator.formats import cents
from simulator.shop.money import Settlement, money_of
from simulator.shop.money_events import Entry, Event, Item
from simulator.shop.shop import shop_of

COLUMNS = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
)  # fmt: skip
_DEPOSIT = 2 * 86400
_OTHER = "other-transaction"
_TYPES = {"Shipment": "Order", "Refund": "Refund"}
# The words of listTransactions and those of settlements.
_WORDS = {
    "OurPricePrincipal": ("ItemPrice", "Principal"),
    "ShippingPrincipal": ("ItemPrice", "Shipping"),
    "GiftWrapPrincipal": ("ItemPrice", "GiftWrap"),
    "OurPriceTax": ("ItemPrice", "Tax"),
    "ShippingTax": ("ItemPrice", "ShippingTax"),
    "GiftWrapTax": ("ItemPrice", "GiftWrapTax"),
    "OurPriceDiscount": ("Promotion", "Principal"),
    "ShippingDiscount": ("Promotion", "Shipping"),
    "MarketplaceFacilitatorTax": ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
    "Commission": ("ItemFees", "Commission"),
    "RefundCommission": ("ItemFees", "RefundCommission"),
    "FBAPerUnitFulfillmentFee": ("ItemFees", "FBAPerUnitFulfillmentFee"),
    "Subscription": (_OTHER, "Subscription Fee"),
    "FBAStorageFee": (_OTHER, "Storage Fee"),
}
_DAYS = {"US": "%m/%d/%y", "DE": "%d.%m.%Y", "GB": "%Y-%m-%d"}


def _moment(place: Marketplace, second: int) -> str:
    day = "%d.%m.%Y" if place.country_code == "DE" else "%Y-%m-%d"
    return datetime.fromtimestamp(second, UTC).strftime(f"{day} %H:%M:%S UTC")


def _amount(place: Marketplace, value: int) -> str:
    text = f"-{cents(-value)}" if value < 0 else cents(value)
    return text.replace(".", ",") if place.country_code == "DE" else text


def _row(settlement: Settlement, **cells: str) -> str:
    known = {"settlement-id": settlement.settlement_id, **cells}
    return "\t".join(known.get(name, "") for name in COLUMNS)


def _head(settlement: Settlement, total: int) -> str:
    place = settlement.place
    return _row(
        settlement,
        **{
            "settlement-start-date": _moment(place, settlement.starts),
            "settlement-end-date": _moment(place, settlement.ends),
            "deposit-date": _moment(place, settlement.ends + _DEPOSIT),
            "total-amount": _amount(place, total),
            "currency": place.currency,
        },
    )


def _line(settlement: Settlement, second: int, words: tuple[str, str], value: int,
          **cells: str) -> str:  # fmt: skip
    place = settlement.place
    day = datetime.fromtimestamp(second, UTC).strftime(_DAYS[place.country_code])
    return _row(
        settlement,
        **{
            "transaction-type": _OTHER,
            "marketplace-name": place.sales_channel,
            "amount-type": words[0],
            "amount-description": words[1],
            "amount": _amount(place, value),
            "posted-date": day,
            "posted-date-time": _moment(place, second),
            **cells,
        },
    )


def _words(entry: Entry) -> tuple[str, str]:
    if entry.path[1] == "FBAInventoryReimbursement":
        return "FBA Inventory Reimbursement", entry.path[2]
    return _WORDS[entry.path[-1]]


def _of_item(
    settlement: Settlement, event: Event, item: Item, numbers: dict[str, str]
) -> list[str]:
    cells = {
        "transaction-type": _TYPES.get(event.kind, _OTHER),
        "order-id": event.order_id,
        "merchant-order-id": event.order_id,
        "adjustment-id": event.refund_id,
        "shipment-id": event.event_id[:9].upper() if event.kind == "Shipment" else "",
        "fulfillment-id": "AFN" if item.offer.is_fba else "MFN",
        "order-item-code": numbers.get(item.offer.sku, ""),
        "sku": item.offer.sku,
        "quantity-purchased": str(item.quantity),
    }
    return [
        _line(settlement, event.released, _words(entry), entry.cents, **cells)
        for entry in item.entries
    ]


def _of_event(seed: int, settlement: Settlement, event: Event) -> Iterator[str]:
    order = shop_of(seed).order(event.order_id) if event.order_id else None
    numbers = {line.offer.sku: line.order_item_id for line in order.lines} if order else {}
    for item in event.items:
        yield from _of_item(settlement, event, item, numbers)
    for entry in event.extra:
        yield _line(settlement, event.released, _words(entry), entry.cents)


def settlement_file(seed: int, settlement: Settlement) -> str:
    """Return the report's text; its lines add up to its total."""
    ledger = money_of(seed)
    kept = ledger.reserve(settlement)
    held = ledger.transfer(settlement) - ledger.payout(settlement) + kept
    lines = ["\t".join(COLUMNS), _head(settlement, ledger.transfer(settlement))]
    if held:
        words = (_OTHER, "Previous Reserve Amount Balance")
        lines.append(_line(settlement, settlement.starts, words, held))
    for event in ledger.settled(settlement):
        lines.extend(_of_event(seed, settlement, event))
    if kept:
        lines.append(_line(settlement, settlement.ends, (_OTHER, "Current Reserve Amount"), -kept))
    return "\r\n".join(lines) + "\r\n"
