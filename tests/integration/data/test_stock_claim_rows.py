"""What claims about lost and broken stock are read from: the ledger, payments, costs and rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.database import Role
from data.reading import reading
from data.stock_claim_rows import read_stock_claims
from data.stock_claims import BROKEN, LOST, StockClaim
from tests.integration.data.hand_shop import DE, US, Shop

TODAY = date(2026, 11, 20)
MUG, CUP, JAR, POT = (f"B00000000{number}" for number in range(1, 5))


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


class Ledger:
    """Adds lines of the ledger and payments to a shop."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._number = 0

    def event(
        self, asin: str, days: int, reason: str, units: int, place: str = DE,
        disposition: str = "SELLABLE",
    ) -> None:  # fmt: skip
        self._number += 1
        row = {
            "connection_id": 1, "local_date": before(days), "line_no": self._number,
            "country_code": "US" if place == US else "DE", "marketplace_id": place,
            "event_type": "Adjustments", "reference_id": f"R{self._number}", "fnsku": f"X{asin}",
            "asin": asin, "sku": f"S-{asin}", "disposition": disposition, "reason": reason,
            "fulfillment_center": "LEJ3", "units": units,
        }  # fmt: skip
        self.shop.insert("ledger_events", row)

    def paid(self, asin: str, days: int, cash: int, each: str = "4.50", **more: Any) -> str:
        self._number += 1
        key = f"P{self._number}"
        row = {
            "reimbursement_id": key, "line_no": 0, "marketplace_id": DE,
            "approved_at": datetime.combine(before(days), datetime.min.time(), UTC),
            "local_date": before(days), "reason": "Lost_Warehouse", "asin": asin,
            "sku": f"S-{asin}", "currency": "EUR", "amount_per_unit": Decimal(each),
            "total_amount": Decimal(each) * cash, "cash_units": cash, "inventory_units": 0, **more,
        }  # fmt: skip
        self.shop.insert("reimbursements", row)
        return key


@pytest.fixture(scope="module")
def shop(empty_shop: Shop) -> Shop:
    empty_shop.open(DE, US)
    for asin in (MUG, CUP, JAR, POT):
        empty_shop.product(asin)
    empty_shop.rate("2026-10-01", "USD", "1.25")
    ledger = Ledger(empty_shop)
    # Never paid for, of a SKU for which Amazon paid before, for another unit.
    ledger.event(MUG, 40, "M", -2)
    ledger.paid(MUG, 100, 1, "4.50")
    # Paid for and taken back, as it was found again: nothing is open.
    ledger.event(CUP, 50, "M", -3)
    ledger.event(CUP, 30, "F", 3)
    number = ledger.paid(CUP, 45, 3)
    ledger.paid(CUP, 29, -3, reason="Reversal", inventory_units=3, original_reimbursement_id=number)
    # One of three broken units was paid for; a payment for an order's unit is another matter.
    ledger.event(JAR, 35, "E", -3)
    ledger.event(JAR, 35, "P", 3, disposition="WAREHOUSE_DAMAGED")
    ledger.paid(JAR, 33, 1, reason="Damaged_Warehouse")
    ledger.paid(JAR, 30, 1, reason="Damaged_Warehouse", amazon_order_id="028-1")
    # What was broken already, what changes its owner or its state, is nobody's to pay for.
    ledger.event(POT, 40, "M", -1, disposition="CUSTOMER_DAMAGED")
    ledger.event(POT, 40, "O", -1)
    ledger.event(POT, 40, "Q", -1)
    # Never paid for one of these: at cost, in the currency of the marketplace.
    ledger.event(POT, 31, "5", -2, place=US)
    empty_shop.enter("seller.product_costs", item_kind="asin", item=POT, valid_from=before(300),
                    currency="EUR", goods_amount=Decimal("9.00"), freight_amount=Decimal(1))  # fmt: skip
    empty_shop.enter("seller.product_costs", item_kind="sku", item=f"S-{POT}", currency="EUR",
                    valid_from=before(200), goods_amount=Decimal("2.00"))  # fmt: skip
    empty_shop.enter("seller.product_costs", item_kind="sku", item=f"S-{POT}", currency="EUR",
                    valid_from=before(10), goods_amount=Decimal("8.00"))  # fmt: skip
    return empty_shop


@pytest.fixture
def claims(shop: Shop) -> Iterator[dict[str, StockClaim]]:
    with reading(Role.WEB, shop.account_id) as connection:
        yield {
            one.asin: one
            for place in (DE, US)
            for one in read_stock_claims(connection, shop.account_id, place, TODAY)
        }


def test_only_sellable_units_neither_found_nor_paid_for_are_claimed(claims):
    assert {asin: (one.kind, one.units) for asin, one in claims.items()} == {
        MUG: (LOST, 2), JAR: (BROKEN, 2), POT: (LOST, 2),
    }  # fmt: skip


def test_a_unit_is_worth_what_amazon_last_paid_for_one(claims):
    assert (claims[MUG].amount, claims[MUG].currency) == (Decimal("9.00"), "EUR")
    assert not claims[MUG].is_at_cost
    assert (claims[MUG].since, claims[MUG].centre) == (before(40), "LEJ3")


def test_else_what_its_goods_cost_when_it_was_lost_in_the_marketplace_s_currency(claims):
    assert (claims[POT].amount, claims[POT].currency) == (Decimal("5.00"), "USD")
    assert claims[POT].is_at_cost
    assert claims[POT].deadline == TODAY + timedelta(days=29)
