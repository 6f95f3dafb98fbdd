"""searchOrders: the same lines as the report gives, and nothing personal."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import DataError
from core.settings import ROOT
from sync.sources.orders_api import INCLUDED_DATA, parse_order

_SANDBOX = ROOT.parent / "shared" / "amazon" / "sandbox" / "orders_2026-01-01.json"


def money(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "EUR"}


def an_order(**changes):
    item = {
        "orderItemId": "42",
        "quantityOrdered": 2,
        "product": {
            "asin": "B0TESTAAA1",
            "sellerSku": "SKU-1",
            "customization": {"customizedUrl": "https://canary.example/url"},
        },
        "proceeds": {
            "breakdowns": [
                {"type": "ITEM", "subtotal": money("19.99")},
                {"type": "SHIPPING", "subtotal": money("3.99")},
                {
                    "type": "TAX",
                    "subtotal": money("3.83"),
                    "detailedBreakdowns": [
                        {"subtype": "ITEM", "value": money("3.19")},
                        {"subtype": "SHIPPING", "value": money("0.64")},
                    ],
                },
                {
                    "type": "DISCOUNT",
                    "subtotal": money("-5.00"),
                    "detailedBreakdowns": [
                        {"subtype": "ITEM", "value": money("-1.01")},
                        {"subtype": "SHIPPING", "value": money("-3.99")},
                    ],
                },
            ]
        },
        "promotion": {"breakdowns": [{"promotionId": "Z"}, {"promotionId": "A"}]},
        "fulfillment": {"packing": {"giftOption": {"giftMessage": "CANARY happy birthday"}}},
    }
    return {
        "orderId": "302-1",
        "createdTime": "2026-03-29T00:30:00Z",
        "lastUpdatedTime": "2026-03-29T09:00:00Z",
        "programs": ["PRIME", "AMAZON_BUSINESS"],
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "PARTIALLY_SHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [{**item, **changes}],
    }


def test_an_order_is_read_with_exact_money() -> None:
    one = parse_order(an_order())
    assert one is not None
    line = one.lines[0]
    assert (one.order.status, one.order.fulfillment_channel) == ("PartiallyShipped", "MFN")
    assert (one.order.currency, one.order.is_business) == ("EUR", True)
    assert line.item_price_amount == Decimal("19.99")
    assert (line.item_tax_amount, line.shipping_tax_amount) == (Decimal("3.19"), Decimal("0.64"))
    assert (line.item_discount_amount, line.shipping_discount_amount) == (
        Decimal("1.01"),
        Decimal("3.99"),
    )
    assert line.gift_wrap_price_amount == 0
    assert line.promotion_ids == ("A", "Z")


def test_without_proceeds_every_amount_is_unknown() -> None:
    one = parse_order(an_order(proceeds=None))
    assert one is not None
    line = one.lines[0]
    assert {getattr(line, name) for name in line._fields if name.endswith("_amount")} == {None}
    assert line.currency is None


def test_tax_without_parts_belongs_to_the_goods() -> None:
    breakdowns = [
        {"type": "ITEM", "subtotal": money("10")},
        {"type": "TAX", "subtotal": money("1.90")},
    ]
    one = parse_order(an_order(proceeds={"breakdowns": breakdowns}))
    assert one is not None
    assert one.lines[0].item_tax_amount == Decimal("1.90")


def test_gift_message_and_customisation_are_dropped_at_the_door() -> None:
    assert "canary" not in repr(parse_order(an_order())).lower()
    assert not {"BUYER", "RECIPIENT"} & set(INCLUDED_DATA.split(","))


def test_an_hour_that_does_not_exist_and_one_that_comes_twice() -> None:
    spring = parse_order({**an_order(), "createdTime": "2026-03-29T01:30:00Z"})
    autumn = [
        parse_order({**an_order(), "createdTime": text})
        for text in ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")
    ]
    assert spring is not None
    assert spring.order.local_hour == 3
    assert [one.order.local_hour for one in autumn if one] == [2, 2]


@pytest.mark.parametrize("missing", ["createdTime", "lastUpdatedTime", "orderId"])
def test_an_order_without_what_every_order_has_is_refused(missing: str) -> None:
    order = an_order()
    del order[missing]
    with pytest.raises(DataError):
        parse_order(order)


def test_orders_of_other_channels_are_left_out() -> None:
    assert parse_order({**an_order(), "salesChannel": {"channelName": "NON_AMAZON"}}) is None


@pytest.mark.skipif(not _SANDBOX.exists(), reason="Amazon's examples are not beside the repository")
def test_amazon_s_own_examples_are_read_without_anything_personal() -> None:
    examples = json.loads(Path(_SANDBOX).read_text())
    orders = [
        order
        for example in examples
        if example["status"] == 200
        for order in example["response"].get("orders", [example["response"].get("order")])
        if order
    ]
    assert len(orders) >= 4
    for order in orders:
        one = parse_order(order)
        assert one is not None
        assert one.lines
        text = repr(one)
        for canary in ("John Smith", "Sarah Thompson", "SW1A", "150-0002", "giftMessage"):
            assert canary not in text
