"""Money that never moves in the simulator's shop, in one made by hand: each kind stands apart.

Germany, 2 March 2026: a sale of 119.00 with a referral fee of 12 and a closing fee of 1.50; a fee
of a kind without a name here of 2.25; advertising of 30 taken off the balance; 5 of something else.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.loaders import load_exact
from data.query_model import MetricQuery, TimeRange
from tests.integration.data.hand_shop import DE

A = "B00000000A"
DAY = date(2026, 3, 2)
RARE = {
    "closing_fees": Decimal("1.50"),
    "other_fees": Decimal("2.25"),
    "advertising_charged": Decimal(30),
    "other_movements": Decimal(5),
}


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(DE)
    empty_shop.product(A)
    empty_shop.money(DE, "2026-03-02", "Shipment", ("sales", "100", A, 1), ("tax", "19", A, 0),
                     ("referral_fee", "-12", A, 0), ("closing_fee", "-1.50", A, 0))  # fmt: skip
    empty_shop.money(DE, "2026-03-02", "ServiceFee", ("other_fee", "-2.25"),
                     ("advertising", "-30"), ("other", "5"))  # fmt: skip
    empty_shop.close_books()


def figures(*metrics: str, **query) -> dict[str, Decimal]:
    asked = MetricQuery(metrics=metrics, time=TimeRange(start=DAY, end=DAY), **query)
    (row,) = load_exact(1, asked).frame.to_dict("records")
    return {name: row[name] for name in metrics}


def test_each_kind_stands_in_its_own_figure_and_in_no_other() -> None:
    assert figures(*RARE) == RARE
    assert figures("commission", "fba_fees", "refund_fees", "storage_fees", "reimbursements") == {
        "commission": 12, "fba_fees": 0, "refund_fees": 0, "storage_fees": 0, "reimbursements": 0,
    }  # fmt: skip


def test_a_closing_fee_belongs_to_its_product_and_the_others_to_none() -> None:
    of_a = [{"field": "product", "value": A}]
    assert figures(*RARE, filters=of_a) == {
        "closing_fees": Decimal("1.50"), "other_fees": 0, "advertising_charged": 0,
        "other_movements": 0,
    }  # fmt: skip


def test_fees_hold_every_kind_of_fee_but_neither_advertising_nor_what_is_unknown() -> None:
    assert figures("fees") == {"fees": Decimal("15.75")}
    # 119 - 15.75 - 30 + 5
    assert figures("charged", "balance_change") == {
        "charged": 119, "balance_change": Decimal("78.25"),
    }  # fmt: skip
    assert figures("profit") == {"profit": Decimal("-15.75")}
