"""What is read out of a message of the queue, and whose it is."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import parse_instant
from sync.connections import SellerConnection
from sync.notices import Notice, UnreadableNoticeError, owner_of, read_notice

US, GERMANY = "ATVPDKIKX0DER", "A1PA6795UKMFR9"


def a_notice(**change: Any) -> dict[str, Any]:
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "Payload": {
            "OrderChangeNotification": {
                "SellerId": "A3TH9S8BH6GOGM",
                "AmazonOrderId": "903-8868176-2219830",
                "OrderChangeTrigger": {"TimeOfOrderChange": "2022-11-29T19:42:04.284Z"},
                "Summary": {"MarketplaceId": US, "DestinationPostalCode": "48110"},
                **change,
            }
        },
    }


def test_a_notice_says_whose_order_has_changed_and_when() -> None:
    assert read_notice(json.dumps(a_notice())) == Notice(
        "A3TH9S8BH6GOGM", US, "903-8868176-2219830", parse_instant("2022-11-29T19:42:04.284Z")
    )


def test_a_change_without_a_time_is_read() -> None:
    body = json.dumps(a_notice(OrderChangeTrigger={"TimeOfOrderChange": None}))
    assert read_notice(body).changed_at is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "null",
        '"ORDER_CHANGE"',
        "[" * 100_000,
        json.dumps({"NotificationType": "ANY_OFFER_CHANGED", "Payload": {}}),
        json.dumps({"NotificationType": "ORDER_CHANGE"}),
        json.dumps({"NotificationType": "ORDER_CHANGE", "Payload": None}),
        json.dumps(a_notice(AmazonOrderId="../../etc")),
        json.dumps(a_notice(Summary=None)),
        json.dumps(a_notice(OrderChangeTrigger={"TimeOfOrderChange": "yesterday"})),
        json.dumps(a_notice(OrderChangeTrigger=["x"])),
    ],
)
def test_whatever_is_no_notice_is_told_from_one(body: str) -> None:
    with pytest.raises(UnreadableNoticeError):
        read_notice(body)


def test_what_is_kept_of_a_message_has_no_personal_data() -> None:
    one = {**a_notice(), "NotificationType": "SOMETHING_NEW"}
    with pytest.raises(UnreadableNoticeError) as caught:
        read_notice(json.dumps(one))
    assert "48110" not in caught.value.kept
    assert "903-8868176-2219830" in caught.value.kept
    with pytest.raises(UnreadableNoticeError) as caught:
        read_notice("Ms Canary, 48110 Ann Arbor")
    assert json.loads(caught.value.kept) == {"characters": 26}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(_JSON, _JSON)
def test_no_message_breaks_the_reader(part: Any, trigger: Any) -> None:
    for body in (part, {**a_notice(), "Payload": part}, a_notice(OrderChangeTrigger=trigger)):
        with contextlib.suppress(UnreadableNoticeError):
            assert read_notice(json.dumps(body)).amazon_order_id


def a_seller(connection_id: int, region: str, name: str) -> SellerConnection:
    return SellerConnection(1, connection_id, region, name)


def test_a_notice_belongs_to_the_seller_it_names_in_the_region_of_its_marketplace() -> None:
    sellers = [a_seller(1, "NA", "A1"), a_seller(2, "EU", "A1"), a_seller(3, "EU", "A2")]
    assert owner_of(Notice("A1", GERMANY, "x", None), sellers) == sellers[1]
    assert owner_of(Notice("A2", GERMANY, "x", None), sellers) == sellers[2]
    assert owner_of(Notice("A2", US, "x", None), sellers) is None
    assert owner_of(Notice("A1", "NOWHERE", "x", None), sellers) is None


def test_a_connection_that_does_not_know_its_seller_takes_what_comes_for_its_region() -> None:
    own = a_seller(1, "NA", "own")
    assert owner_of(Notice("A9", US, "x", None), [own]) == own
    assert owner_of(Notice("A9", US, "x", None), [own, a_seller(2, "NA", "own")]) is None
    assert owner_of(Notice("A9", US, "x", None), [own, a_seller(2, "NA", "A9")]).connection_id == 2
