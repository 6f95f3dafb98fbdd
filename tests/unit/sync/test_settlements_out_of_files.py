"""Settlements: read whole, to the cent, in every country's way of writing; or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from sync.flat_files import FlatFile
from sync.imports.headers import SETTLEMENT
from sync.money_kinds import kind_of_settled
from sync.settlement_rows import REQUIRED, Settlement
from sync.sources.settlements import parse
from tests.support.flat import document_of

US, DE, GB, JP = (
    MARKETPLACES[key]
    for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P", "A1VC38T7YXB528")
)
COLUMNS = (
    "settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date",
    "total-amount", "currency", "transaction-type", "order-id", "merchant-order-id",
    "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description",
    "amount", "fulfillment-id", "posted-date", "posted-date-time", "order-item-code",
    "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased",
    "promotion-id",
)  # fmt: skip


def row(**cells: str) -> str:
    known = {name.replace("_", "-"): value for name, value in cells.items()}
    assert set(known) <= set(COLUMNS)
    return "\t".join(known.get(name, "") for name in COLUMNS)


def head(total: str = "6.50", **cells: str) -> str:
    return row(**{
        "settlement_id": "17", "settlement_start_date": "2026-10-20 08:00:00 UTC",
        "settlement_end_date": "2026-11-03 08:00:00 UTC",
        "deposit_date": "2026-11-05 08:00:00 UTC", "total_amount": total, "currency": "USD",
        **cells})  # fmt: skip


def line(amount: str, **cells: str) -> str:
    return row(**{
        "settlement_id": "17", "transaction_type": "Order", "order_id": "111-1",
        "marketplace_name": "Amazon.com", "amount_type": "ItemPrice",
        "amount_description": "Principal", "amount": amount, "fulfillment_id": "AFN",
        "posted_date": "11/02/26", "posted_date_time": "2026-11-02 06:30:00 UTC",
        "order_item_code": "77", "sku": "AB-1", "quantity_purchased": "2", **cells})  # fmt: skip


def read(*lines: str, places=(US,)) -> list[Settlement]:
    return read_text("\r\n".join(("\t".join(COLUMNS), *lines, "")), places)


def read_text(text: str, places: Sequence[Marketplace]) -> list[Settlement]:
    file = FlatFile(document_of(text), places[0], SETTLEMENT, REQUIRED)
    return parse(file, list(file.rows()), places)


def test_the_first_row_is_the_payout_and_the_others_are_its_lines() -> None:
    (one,) = read(head(), line("10.00"), line("-3.50", amount_type="ItemFees",
                                               amount_description="Commission"))  # fmt: skip
    assert one.row.settlement_id == "17"
    assert (one.row.total_amount, one.row.currency) == (Decimal("6.50"), "USD")
    assert one.row.starts_at.isoformat() == "2026-10-20T08:00:00+00:00"
    assert one.row.deposited_at is not None
    assert one.row.marketplace_id == US.marketplace_id
    first, second = one.lines
    assert (first.line_no, first.kind, first.quantity) == (0, "sales", 2)
    assert (first.amazon_order_id, first.order_item_id, first.sku) == ("111-1", "77", "AB-1")
    # Half past six in London is the evening before in Seattle.
    assert first.local_date == date(2026, 11, 1)
    assert (second.line_no, second.kind, second.amount) == (1, "referral_fee", Decimal("-3.50"))


@pytest.mark.parametrize(
    ("total", "amounts", "sum_"),
    [
        ("1.234,56", ["1.300,00", "-65,44"], "1234.56"),
        ("1,234.56", ["1,300.00", "-65.44"], "1234.56"),
        ("95,00", ["100,00", "-5,00"], "95.00"),
        ("1 234,50", ["1 234,50"], "1234.50"),
        ("(12.00)", ["-12.00"], "-12.00"),
        ("12.00", ["12.00", "0.00"], "12.00"),
    ],
)
def test_points_and_commas_are_read_to_the_cent(total: str, amounts: list[str], sum_: str) -> None:
    (one,) = read(head(total), *(line(text) for text in amounts))
    assert one.row.total_amount == Decimal(sum_)
    assert sum(part.amount for part in one.lines) == Decimal(sum_)


def test_yen_have_thousands_and_no_cents() -> None:
    (one,) = read(head("1,234", currency="JPY"), line("1,234", marketplace_name="Amazon.co.jp"),
                  places=(JP,))  # fmt: skip
    assert one.row.total_amount == Decimal(1234)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-02 06:30:00 UTC", "2026-11-02T06:30:00+00:00"),
        ("02.11.2026 06:30:00 UTC", "2026-11-02T06:30:00+00:00"),
        ("02/11/2026 06:30:00 UTC", "2026-11-02T06:30:00+00:00"),
        ("2026-11-02T06:30:00+00:00", "2026-11-02T06:30:00+00:00"),
        ("2026/11/02 15:30:00 JST", "2026-11-02T06:30:00+00:00"),
        ("2026-11-01 23:30:00 PDT", "2026-11-02T06:30:00+00:00"),
    ],
)
def test_a_moment_is_read_in_whatever_way_it_is_written(text: str, instant: str) -> None:
    one, *_ = read(head("1,00"), line("1,00", posted_date_time=text, marketplace_name="Amazon.de"),
                   places=(DE,))  # fmt: skip
    assert one.lines[0].posted_at is not None
    assert one.lines[0].posted_at.isoformat() == instant


@pytest.mark.parametrize(
    ("place", "text"),
    [("Amazon.com", "11/02/26"), ("Amazon.de", "02.11.2026"), ("Amazon.co.uk", "02/11/2026"),
     ("Amazon.co.uk", "2026-11-02")],
)  # fmt: skip
def test_a_day_alone_is_the_day_of_the_marketplace(place: str, text: str) -> None:
    one, *_ = read(head("1.00"), line("1.00", posted_date_time="", posted_date=text,
                                      marketplace_name=place))  # fmt: skip
    assert one.lines[0].local_date == date(2026, 11, 2)


def test_a_line_without_its_settlement_s_number_belongs_to_the_one_above() -> None:
    one, other = read(head("1.00"), line("1.00", settlement_id=""),
                      head("2.00", settlement_id="18"), line("2.00", settlement_id=""))  # fmt: skip
    assert [part.settlement_id for part in (*one.lines, *other.lines)] == ["17", "18"]
    assert other.lines[0].line_no == 0


def test_a_settlement_of_two_marketplaces_has_none_of_its_own() -> None:
    one, *_ = read(head("3.00"), line("1.00"), line("2.00", marketplace_name="Amazon.ca"))
    assert one.row.marketplace_id is None
    assert {part.marketplace_name for part in one.lines} == {"Amazon.com", "Amazon.ca"}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([head("6.51"), line("6.50")], "add up to 6.50"),
        ([head("6.50")], "add up to 0"),
        ([line("6.50")], "Line 2 .*payout is missing"),
        ([head(), line("6.50", settlement_id="18")], "Line 3 .*payout of 18 is missing"),
        ([head(), line("")], "Line 3 .*no amount"),
        ([head(), line("six")], "Line 3 .*not a number"),
        ([head(), line("6.50", transaction_type="")], "Line 3 .*transaction type"),
        ([head(), line("6.50", posted_date_time="soon")], "Line 3"),
        ([head(), line("6.50", posted_date_time="2026-11-02 06:30:00 XYZ")], "Line 3 .*time zone"),
        ([head(), line("6.50", quantity_purchased="1.5")], "Line 3 .*whole"),
        ([head(currency=""), line("6.50")], "Line 2 .*currency"),
        ([head(settlement_id=""), line("6.50")], "Line 2 .*settlement id"),
        ([head(settlement_start_date=""), line("6.50")], "Line 2"),
        ([head(settlement_end_date="2026-10-01 08:00:00 UTC"), line("6.50")], "Line 2 .*ends"),
        ([head(), line("6.50"), head(), line("6.50")], "Line 4 .*twice"),
        ([head("1,234.50"), line("1.234,50")], "two ways"),
        ([head("1,234", currency="EUR"), line("1,234")], "Line 2 .*two ways"),
        ([head(), line("6.50") + "\tmore"], "Line 3 .*25 cells"),
        ([], "no settlement"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_line(lines: list[str], words: str) -> None:
    with pytest.raises(DataError, match=words):
        read(*lines)


@pytest.mark.parametrize(
    ("amount_type", "description", "kind"),
    [
        ("ItemPrice", "Principal", "sales"),
        ("ItemPrice", "Shipping", "shipping"),
        ("ItemPrice", "GiftWrap", "gift_wrap"),
        ("ItemPrice", "Tax", "tax"),
        ("ItemPrice", "ShippingTax", "tax"),
        ("Promotion", "Principal", "promotion"),
        ("Promotion", "Shipping", "promotion"),
        ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "tax_withheld"),
        ("ItemFees", "Commission", "referral_fee"),
        ("ItemFees", "RefundCommission", "refund_fee"),
        ("ItemFees", "FBAPerUnitFulfillmentFee", "fulfilment_fee"),
        ("ItemFees", "Tax", "other_fee"),
        ("ItemFees", "SomethingNew", "other_fee"),
        ("FBA Inventory Reimbursement", "WAREHOUSE_LOST", "reimbursement"),
        ("Cost of Advertising", "TransactionTotalAmount", "advertising"),
        ("other-transaction", "Subscription Fee", "subscription"),
        ("other-transaction", "Storage Fee", "storage_fee"),
        ("other-transaction", "Current Reserve Amount", "reserve"),
        ("other-transaction", "Previous Reserve Amount Balance", "reserve"),
        ("other-transaction", "Something new", "other"),
        ("", "", "other"),
    ],
)
def test_what_a_line_is_follows_from_both_of_amazon_s_words(
    amount_type: str, description: str, kind: str
) -> None:
    assert kind_of_settled(amount_type, description) == kind


@given(
    st.lists(st.decimals(-10_000_000, 10_000_000, places=2), min_size=1, max_size=12),
    st.sampled_from([(".", ","), (",", "."), (",", "\u00a0")]),
)
def test_every_settlement_comes_back_to_the_cent(
    amounts: list[Decimal], signs: tuple[str, str]
) -> None:
    def written(amount: Decimal) -> str:
        whole, _, cents = f"{amount:,.2f}".partition(".")
        return whole.replace(",", signs[1]) + signs[0] + cents

    (one,) = read(head(written(sum(amounts, Decimal(0)))), *(line(written(a)) for a in amounts))
    assert [part.amount for part in one.lines] == amounts
