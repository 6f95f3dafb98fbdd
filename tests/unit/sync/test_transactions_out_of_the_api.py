"""Transactions of listTransactions: leaves always add up, odd ones are refused or kept whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.money_kinds import kind_of
from sync.transaction_rows import REST, OneTransaction, parse_transaction

US = MARKETPLACES["ATVPDKIKX0DER"]


def money(amount: float, currency: str = "USD") -> dict[str, Any]:
    return {"currencyAmount": amount, "currencyCode": currency}


def part(name: str, amount: float, *parts: dict[str, Any]) -> dict[str, Any]:
    return {"breakdownType": name, "breakdownAmount": money(amount), "breakdowns": list(parts)}


def entry(total: float, **changes: Any) -> dict[str, Any]:
    return {
        "transactionId": "T1",
        "transactionType": "Shipment",
        "transactionStatus": "RELEASED",
        "postedDate": "2026-11-20T03:00:00Z",
        "totalAmount": money(total),
        "marketplaceDetails": {"marketplaceId": US.marketplace_id},
        **changes,
    }


def parse(one: dict[str, Any]) -> OneTransaction:
    found = parse_transaction(one, 1, US)
    assert sum(leaf.amount for leaf in found.amounts) == found.row.total_amount
    return found


def test_items_are_taken_and_the_same_sums_of_the_transaction_are_not_added() -> None:
    tree = part("Sales", 10.1, part("ProductCharges", 10.1, part("OurPricePrincipal", 10.1)))
    fees = part("Expenses", -0.2, part("AmazonFees", -0.2, part("Commission", -0.2)))
    product = {"contextType": "ProductContext", "asin": "B01", "sku": "S", "quantityShipped": 2}
    item = {"totalAmount": money(9.9), "breakdowns": [tree, fees], "contexts": [product]}
    found = parse(entry(9.9, items=[item], breakdowns=[tree, fees]))
    assert [(leaf.kind, leaf.amount, leaf.asin, leaf.quantity) for leaf in found.amounts] == [
        ("sales", Decimal("10.1"), "B01", 2),
        ("referral_fee", Decimal("-0.2"), "B01", 2),
    ]
    assert found.row.local_date.isoformat() == "2026-11-19"


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"breakdowns": None, "items": None},
        {"breakdowns": [part("Sales", 3)]},
        {"breakdowns": [part("Sales", 10, part("ProductCharges", 4))]},
        {"items": [{"totalAmount": money(7)}]},
        {"items": [{"breakdowns": [part("Sales", 12)]}], "breakdowns": [part("Sales", 1)]},
    ],
)
def test_what_is_not_broken_down_is_a_leaf_of_its_own(broken: dict[str, Any]) -> None:
    found = parse(entry(10, **broken))
    assert any(REST in leaf.path for leaf in found.amounts)


def test_a_total_of_nothing_has_no_leaves() -> None:
    assert parse(entry(0)).amounts == ()


def test_numbers_stay_exact() -> None:
    found = parse(entry(0.3, breakdowns=[part("Sales", 0.1), part("Tax", 0.2)]))
    assert [leaf.amount for leaf in found.amounts] == [Decimal("0.1"), Decimal("0.2")]


def test_identifiers_and_deferral_are_read() -> None:
    names = {"ORDER_ID": "1", "DEFERRED_TRANSACTION_ID": "T0", "SETTLEMENT_ID": "", "NEW": "x"}
    related = [
        {"relatedIdentifierName": name, "relatedIdentifierValue": value}
        for name, value in names.items()
    ]
    held = {"contextType": "DeferredContext", "deferralReason": "DD7",
            "maturityDate": "2026-11-25T00:00:00Z"}  # fmt: skip
    row = parse(entry(1, relatedIdentifiers=related, contexts=[held])).row
    assert (row.amazon_order_id, row.deferred_transaction_id, row.settlement_id) == (
        "1",
        "T0",
        None,
    )
    assert (row.deferral_reason, row.matures_at is not None) == ("DD7", True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"transactionId": None},
        {"transactionStatus": ""},
        {"postedDate": None},
        {"postedDate": "yesterday"},
        {"totalAmount": None},
        {"totalAmount": {"currencyAmount": 1}},
        {"totalAmount": money(float("nan"))},
        {"breakdowns": [{"breakdownType": "Sales", "breakdownAmount": money(1, "EUR")}]},
        {"items": ["odd"]},
    ],
)
def test_what_cannot_be_understood_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        parse_transaction(entry(1, **wrong), 1, US)


def test_kinds_come_from_the_deepest_known_word() -> None:
    assert kind_of(["Sales", "Tax", "OurPriceTax"]) == "tax"
    assert kind_of(["Expenses", "AmazonFees", "Commission", "Base"]) == "referral_fee"
    assert kind_of(["Expenses", "AmazonFees", "Commission", "Tax"]) == "referral_fee"
    assert kind_of(["Expenses", "AmazonFees", "A new fee"]) == "other_fee"
    assert kind_of(["A new word"]) == "other"
