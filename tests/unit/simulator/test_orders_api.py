"""searchOrders and getOrder: windows, filters, pages, and what an order says when."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from tests.unit.simulator.support import DATASETS, DE, NOW, UK, US, Amazon

ORDER = "/orders/2026-01-01/orders/"


def test_the_pages_of_a_window_hold_each_order_once(amazon):
    found = amazon.all_orders(lastUpdatedAfter="2026-11-15T00:00:00Z", maxResultsPerPage=33)
    ids = [order["orderId"] for order in found]
    assert len(ids) == len(set(ids)) > 100
    times = [order["lastUpdatedTime"] for order in found]
    assert times == sorted(times)
    assert times[-1] <= "2026-11-20T11:58:00Z"


def test_an_order_that_changes_between_two_pages_hides_no_other(amazon):
    wanted = {"lastUpdatedAfter": "2026-11-19T00:00:00Z", "maxResultsPerPage": 20}
    expected = {order["orderId"] for order in amazon.all_orders(**wanted)}
    first = amazon.search(**wanted).json()
    seen = {order["orderId"] for order in first["orders"]}
    amazon.clock.advance(1800)
    token = first["pagination"]["nextToken"]
    while token:
        page = amazon.search(**wanted, paginationToken=token).json()
        seen |= {order["orderId"] for order in page["orders"]}
        token = page.get("pagination", {}).get("nextToken")
        assert page["lastUpdatedBefore"] == first["lastUpdatedBefore"]
    since = first["lastUpdatedBefore"]
    moved = {order["orderId"] for order in amazon.all_orders(lastUpdatedAfter=since)}
    assert expected - seen <= moved


def test_a_page_of_two_years_is_as_quick_as_a_page_of_a_day(amazon):
    amazon.search(lastUpdatedAfter="2024-11-21T00:00:00Z", maxResultsPerPage=1)
    started = time.process_time()
    for kind in ("createdAfter", "lastUpdatedAfter"):
        answer = amazon.search(**{kind: "2024-11-21T00:00:00Z"})
        assert len(answer.json()["orders"]) == 100
    assert time.process_time() - started < 1  # about 0.03 s alone


def test_stretches_of_a_long_window_join_without_a_seam(amazon):
    for kind, field in (("createdAfter", "createdTime"), ("lastUpdatedAfter", "lastUpdatedTime")):
        found = amazon.all_orders(**{kind: "2026-10-01T07:31:00Z"}, includedData="")
        ids = [order["orderId"] for order in found]
        assert len(ids) == len(set(ids))
        days = {order[field][:10] for order in found}
        assert len(days) == 51
        narrow = amazon.all_orders(
            **{
                kind: "2026-10-14T00:00:00Z",
                kind.replace("After", "Before"): "2026-10-20T00:00:00Z",
            },
            includedData="",
        )
        inside = {
            order["orderId"]
            for order in found
            if "2026-10-14T00:00:00Z" <= order[field] <= "2026-10-20T00:00:00Z"
        }
        assert {order["orderId"] for order in narrow} == inside


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"createdAfter": "2026-11-19T00:00:00Z", "lastUpdatedAfter": "2026-11-19T00:00:00Z"},
        {"createdAfter": "2026-11-19T00:00:00Z", "lastUpdatedBefore": "2026-11-19T05:00:00Z"},
        {"createdAfter": "2026-11-19T00:00:00Z", "createdBefore": "2026-11-20T11:58:01Z"},
        {"createdAfter": "2026-11-19T00:00:00Z", "createdBefore": "2026-11-18T00:00:00Z"},
        {"createdAfter": "yesterday"},
        {"createdAfter": "2026-11-19T00:00:00"},
        {"createdAfter": "2026-11-19T00:00:00Z", "maxResultsPerPage": 101},
        {"createdAfter": "2026-11-19T00:00:00Z", "maxResultsPerPage": 0},
        {"createdAfter": "2026-11-19T00:00:00Z", "includedData": "EVERYTHING"},
        {"createdAfter": "2026-11-19T00:00:00Z", "fulfillmentStatuses": "Shipped"},
        {"createdAfter": "2026-11-19T00:00:00Z", "marketplaceIds": ",".join([DE] * 51)},
        {"createdAfter": "2026-11-19T00:00:00Z", "paginationToken": "made-up"},
    ],
)
def test_a_wrong_window_or_filter_is_refused(amazon, wrong):
    answer = amazon.search(**wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


def test_a_marketplace_of_the_other_region_is_forbidden(amazon):
    answer = amazon.search(createdAfter="2026-11-19T00:00:00Z", marketplaceIds=US)
    assert answer.status_code == 403


def test_filters_narrow_the_search(amazon):
    wanted = {"createdAfter": "2026-11-17T00:00:00Z"}
    everything = amazon.all_orders(**wanted)
    german = amazon.all_orders(**wanted, marketplaceIds=DE)
    both = amazon.all_orders(**wanted, marketplaceIds=f"{DE},{UK}")
    shipped = amazon.all_orders(**wanted, fulfillmentStatuses="SHIPPED")
    merchant = amazon.all_orders(**wanted, fulfilledBy="MERCHANT")
    assert len(german) < len(both) == len(everything)
    assert {order["fulfillment"]["fulfillmentStatus"] for order in shipped} == {"SHIPPED"}
    assert {order["fulfillment"]["fulfilledBy"] for order in merchant} == {"MERCHANT"}


def test_a_page_token_is_bound_to_its_filters_and_lives_a_day(amazon):
    wanted = {"createdAfter": "2026-11-17T00:00:00Z", "maxResultsPerPage": 10}
    token = amazon.search(**wanted).json()["pagination"]["nextToken"]
    changed = {**wanted, "createdAfter": "2026-11-18T00:00:00Z", "paginationToken": token}
    assert amazon.search(**changed).status_code == 400
    # The page size and the datasets may change between pages.
    other = amazon.search(**{**wanted, "maxResultsPerPage": 5}, paginationToken=token)
    assert len(other.json()["orders"]) == 5
    amazon.clock.advance(3000)
    assert amazon.search(**wanted, paginationToken=token).status_code == 200
    amazon.clock.advance(24 * 3600)
    amazon._tokens.clear()
    answer = amazon.search(**wanted, paginationToken=token)
    assert answer.status_code == 400
    assert "expired" in answer.json()["errors"][0]["details"]


def test_orders_older_than_the_served_months_are_not_served(amazon):
    old = amazon.search(createdAfter="2024-02-01T00:00:00Z", createdBefore="2024-11-19T23:59:59Z")
    assert old.json()["orders"] == []
    first = amazon.search(createdAfter="2024-02-01T00:00:00Z", maxResultsPerPage=1)
    assert first.json()["orders"][0]["createdTime"].startswith("2024-11-20")


def test_a_pending_order_has_units_and_no_price(amazon):
    pending = amazon.all_orders(createdAfter="2026-11-19T00:00:00Z", fulfillmentStatuses="PENDING")
    assert pending
    for order in pending:
        assert "proceeds" not in order
        for item in order["orderItems"]:
            assert item["quantityOrdered"] >= 1
            assert "proceeds" not in item
            assert "price" not in item["product"]


def test_a_pending_order_is_priced_later(amazon):
    pending = amazon.all_orders(createdAfter="2026-11-19T00:00:00Z", fulfillmentStatuses="PENDING")
    amazon.clock.advance(6 * 86400)
    amazon._tokens.clear()
    priced = 0
    for order in pending:
        answer = amazon.call(ORDER + order["orderId"], params={"includedData": DATASETS})
        later = answer.json()["order"]
        status = later["fulfillment"]["fulfillmentStatus"]
        assert later["lastUpdatedTime"] > order["lastUpdatedTime"]
        assert status in ("SHIPPED", "UNSHIPPED", "CANCELLED", "PARTIALLY_SHIPPED")
        if status != "CANCELLED":
            priced += 1
            assert Decimal(later["proceeds"]["grandTotal"]["amount"]) > 0
    assert priced


def test_a_cancelled_order_has_no_units_and_no_money(amazon):
    cancelled = amazon.all_orders(
        createdAfter="2026-11-10T00:00:00Z", fulfillmentStatuses="CANCELLED"
    )
    assert cancelled
    for order in cancelled:
        assert "proceeds" not in order
        for item in order["orderItems"]:
            assert item["quantityOrdered"] == 0
            assert item["cancellation"]["cancellationExecution"]["cancelledBy"]


def test_the_parts_of_a_line_add_up_to_what_the_buyer_paid(amazon):
    for region in ("NA", "EU"):
        for order in amazon.all_orders(region, createdAfter="2026-11-17T00:00:00Z"):
            if "proceeds" not in order:
                continue
            total = Decimal(0)
            for item in order["orderItems"]:
                parts = {
                    part["type"]: Decimal(part["subtotal"]["amount"])
                    for part in item["proceeds"]["breakdowns"]
                }
                tax = parts.pop("TAX") if region == "NA" else parts.pop("TAX") * 0
                paid = sum(parts.values()) - 2 * parts.get("DISCOUNT", 0) + tax
                assert paid == Decimal(item["proceeds"]["proceedsTotal"]["amount"])
                total += paid
            assert total == Decimal(order["proceeds"]["grandTotal"]["amount"])


def test_personal_data_comes_only_to_those_who_ask_but_two_fields_come_always(amazon):
    plain = amazon.all_orders(createdAfter="2026-09-01T00:00:00Z")
    assert not any("buyer" in order or "recipient" in order for order in plain)
    text = str(plain)
    assert "customizedUrl" in text
    assert "giftMessage" in text
    asked = amazon.search(createdAfter="2026-11-19T00:00:00Z", includedData="BUYER,RECIPIENT")
    order = asked.json()["orders"][0]
    assert order["buyer"]["buyerEmail"]
    assert order["recipient"]["deliveryAddress"]["postalCode"]


def test_new_orders_appear_as_time_passes(amazon):
    before = len(amazon.all_orders(createdAfter="2026-11-20T00:00:00Z"))
    amazon.clock.advance(3 * 3600)
    amazon._tokens.clear()
    assert len(amazon.all_orders(createdAfter="2026-11-20T00:00:00Z")) > before


def test_one_order_is_the_same_as_in_the_search(amazon: Amazon):
    order = amazon.all_orders(createdAfter="2026-11-19T00:00:00Z")[0]
    answer = amazon.call(ORDER + order["orderId"], params={"includedData": DATASETS})
    assert answer.json() == {"order": order}
    assert amazon.call(ORDER + "305-1111111-2222222").status_code == 404
    assert amazon.call(ORDER + order["orderId"], "NA").status_code == 404
    assert order["createdTime"] < NOW
