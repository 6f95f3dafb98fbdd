"""The XML all-orders report: exact money, nulls where nothing is known, nobody's address."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import RetryableError
from sync.sources.orders_report import read_orders

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope><Message>'
_TAIL = "</Message></AmazonEnvelope>"

_PRICED = """
<AmazonOrderItemCode>61803398874989</AmazonOrderItemCode><ASIN>B0TESTAAA1</ASIN><SKU>SKU-1</SKU>
<ItemStatus>Shipped</ItemStatus><ProductName>Lamp</ProductName><Quantity>2</Quantity>
<ItemPrice>
 <Component><Type>Principal</Type><Amount currency="USD">20.10</Amount></Component>
 <Component><Type>Tax</Type><Amount currency="USD">1.66</Amount></Component>
 <Component><Type>Shipping</Type><Amount currency="USD">5.99</Amount></Component>
</ItemPrice>
<Promotion><PromotionIDs>B-ID, A-ID</PromotionIDs>
<ItemPromotionDiscount>-2.01</ItemPromotionDiscount></Promotion>
"""
_PENDING = """
<AmazonOrderItemCode>7</AmazonOrderItemCode><ASIN>B0TESTAAA1</ASIN><SKU>SKU-1</SKU>
<ItemStatus>Pending</ItemStatus><Quantity>3</Quantity>
"""


def an_order(
    *items: str,
    number: str = "111-0000001-0000001",
    purchased: str = "2026-11-01T08:30:00+00:00",
    status: str = "Shipped",
    channel: str = "Amazon.com",
) -> str:
    lines = "".join(f"<OrderItem>{item}</OrderItem>" for item in items)
    return (
        f"<Order><AmazonOrderID>{number}</AmazonOrderID><PurchaseDate>{purchased}</PurchaseDate>"
        f"<LastUpdatedDate>2026-11-03T09:00:00+00:00</LastUpdatedDate>"
        f"<OrderStatus>{status}</OrderStatus><SalesChannel>{channel}</SalesChannel>"
        "<FulfillmentData><FulfillmentChannel>Amazon</FulfillmentChannel><Address>"
        "<City>Canaryville</City><State>CA</State><PostalCode>99999-PII</PostalCode></Address>"
        f"</FulfillmentData><IsBusinessOrder>true</IsBusinessOrder>{lines}</Order>"
    )


def read(*orders: str, text: str = ""):
    set_aside: list[str] = []
    body = text or _HEAD + "".join(orders) + _TAIL
    return list(
        read_orders(io.BytesIO(body.encode()), lambda why, *_: set_aside.append(why))
    ), set_aside


def test_an_order_is_read_with_exact_money() -> None:
    [one], _ = read(an_order(_PRICED))
    assert one.order.amazon_order_id == "111-0000001-0000001"
    assert one.order.purchased_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    assert (one.order.status, one.order.fulfillment_channel) == ("Shipped", "AFN")
    assert (one.order.currency, one.order.is_business) == ("USD", True)
    [line] = one.lines
    assert line.item_price_amount == Decimal("20.10")
    assert line.item_tax_amount == Decimal("1.66")
    assert line.shipping_price_amount == Decimal("5.99")
    assert line.quantity == 2


def test_what_a_priced_line_does_not_mention_is_nothing() -> None:
    [one], _ = read(an_order(_PRICED))
    assert one.lines[0].gift_wrap_price_amount == 0
    assert one.lines[0].shipping_discount_amount == 0


def test_discounts_are_stored_positive_and_promotions_sorted() -> None:
    [one], _ = read(an_order(_PRICED))
    assert one.lines[0].item_discount_amount == Decimal("2.01")
    assert one.lines[0].promotion_ids == ("A-ID", "B-ID")


def test_a_pending_line_has_no_amounts_at_all() -> None:
    [one], _ = read(an_order(_PENDING, status="Pending"))
    line = one.lines[0]
    amounts = [getattr(line, name) for name in line._fields if name.endswith("_amount")]
    assert amounts == [None] * 8
    assert (line.quantity, line.currency, one.order.currency) == (3, None, None)


def test_no_address_is_kept() -> None:
    orders, _ = read(an_order(_PRICED))
    assert "Canaryville" not in repr(orders)
    assert "99999-PII" not in repr(orders)


def test_the_day_is_the_marketplace_s_own() -> None:
    [us], _ = read(an_order(_PRICED, purchased="2026-11-02T05:30:00+00:00"))
    [de], _ = read(an_order(_PRICED, purchased="2026-11-02T23:30:00+00:00", channel="Amazon.de"))
    assert (us.order.local_date, us.order.local_hour) == (date(2026, 11, 1), 21)
    assert (de.order.local_date, de.order.local_hour) == (date(2026, 11, 3), 0)


def test_two_parts_of_one_line_are_added_up() -> None:
    [one], _ = read(an_order(_PRICED, _PRICED))
    assert len(one.lines) == 1
    assert one.lines[0].quantity == 4
    assert one.lines[0].item_price_amount == Decimal("40.20")


@pytest.mark.parametrize(
    ("word", "stored"),
    [
        ("Shipped - Delivered to Buyer", "Shipped"),
        ("Shipping", "PartiallyShipped"),
        ("Canceled", "Cancelled"),
        ("Unshipped", "Unshipped"),
        ("SomethingNew", "SomethingNew"),
    ],
)
def test_the_words_of_reports_become_ours(word: str, stored: str) -> None:
    [one], _ = read(an_order(_PENDING, status=word))
    assert one.order.status == stored


def test_several_promotions_are_added_up() -> None:
    more = "<Promotion><PromotionIDs>C-ID</PromotionIDs><ItemPromotionDiscount>0.50"
    more += "</ItemPromotionDiscount></Promotion>"
    [one], _ = read(an_order(_PRICED + more))
    assert one.lines[0].item_discount_amount == Decimal("2.51")
    assert one.lines[0].promotion_ids == ("A-ID", "B-ID", "C-ID")


def test_an_order_without_lines_is_set_aside() -> None:
    orders, set_aside = read(an_order(), an_order(_PRICED, number="111-2"))
    assert [one.order.amazon_order_id for one in orders] == ["111-2"]
    assert set_aside == ["An order came without lines."]


def test_other_channels_than_amazon_are_left_out() -> None:
    assert read(an_order(_PRICED, channel="Non-Amazon")) == ([], [])


def test_an_order_that_cannot_be_read_is_set_aside_and_the_rest_goes_on() -> None:
    broken = an_order(_PRICED.replace("20.10", "twenty"))
    orders, set_aside = read(broken, an_order(_PRICED, number="111-2"))
    assert [one.order.amazon_order_id for one in orders] == ["111-2"]
    assert len(set_aside) == 1
    assert "111-0000001-0000001" in set_aside[0]


def test_a_report_that_is_cut_short_is_not_taken_for_a_whole_one() -> None:
    with pytest.raises(RetryableError):
        read(text=(_HEAD + an_order(_PRICED))[:-20])


def test_an_html_page_is_no_report() -> None:
    with pytest.raises(RetryableError):
        read(text="<html><body>Service unavailable<br></body></html>")
