"""Reports: how they come into being, and what the files say against the API and the ledger."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections import defaultdict
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from tests.unit.simulator.support import (
    DE,
    FLAT_BY_DATE,
    FLAT_REPORT,
    INVENTORY_REPORT,
    US,
    XML_REPORT,
    Amazon,
)

FIRST, LAST = "2026-11-08T00:00:00Z", "2026-11-15T00:00:00Z"
REPORTS = "/reports/2021-06-30/reports"


def rows_of(content: bytes, charset: str) -> list[dict[str, str]]:
    lines = content.decode(charset).splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def orders_of(content: bytes) -> dict[str, ET.Element]:
    root = ET.fromstring(content)
    assert root.tag == "AmazonEnvelope"
    found = root.findall("Message/Order")
    return {order.findtext("AmazonOrderID", ""): order for order in found}


def test_without_a_rate_plan_a_report_is_done_at_once(amazon):
    report = amazon.report(amazon.ask_report(XML_REPORT, FIRST, LAST))
    assert report["processingStatus"] == "DONE"
    document = amazon.document(report)
    assert document.headers["Content-Type"] == "text/xml;charset=UTF-8"
    assert "Content-Encoding" not in document.headers
    assert document.content[:2] == b"\x1f\x8b"


def test_with_the_real_plan_a_report_is_queued_made_and_done_by_the_clock(strict_amazon):
    amazon = strict_amazon
    report_id = amazon.ask_report(XML_REPORT, FIRST, LAST)
    seen = []
    for _ in range(30):
        report = amazon.report(report_id)
        if not seen or seen[-1] != report["processingStatus"]:
            seen.append(report["processingStatus"])
        assert ("reportDocumentId" in report) == (report["processingStatus"] == "DONE")
        amazon.clock.advance(10)
    assert seen == ["IN_QUEUE", "IN_PROGRESS", "DONE"]


def test_a_report_without_dates_or_without_orders_is_cancelled(amazon):
    for first, last in (("", ""), (FIRST, ""), ("2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z")):
        report = amazon.report(amazon.ask_report(XML_REPORT, first, last))
        assert report["processingStatus"] == "CANCELLED"
        assert "reportDocumentId" not in report


def test_more_than_thirty_days_end_fatal_with_a_document_that_says_why(amazon):
    good = amazon.ask_report(XML_REPORT, "2026-10-16T00:00:00Z", "2026-11-15T00:00:00Z")
    assert amazon.report(good)["processingStatus"] == "DONE"
    long = amazon.ask_report(XML_REPORT, "2026-10-15T23:59:59Z", "2026-11-15T00:00:00Z")
    report = amazon.report(long)
    assert report["processingStatus"] == "FATAL"
    assert b"30 days" in gzip.decompress(amazon.document(report).content)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reportType": "GET_EVERYTHING", "marketplaceIds": [DE]}, 400),
        ({"reportType": XML_REPORT}, 400),
        ({"reportType": XML_REPORT, "marketplaceIds": [DE], "dataStartTime": "x"}, 400),
        ({"reportType": XML_REPORT, "marketplaceIds": [US]}, 403),
        (["no object"], 400),
    ],
)
def test_a_wrong_wish_for_a_report_is_refused(amazon, body, status):
    assert amazon.call(REPORTS, "EU", "POST", json=body).status_code == status


def test_a_document_s_address_works_for_five_minutes(amazon):
    report = amazon.report(amazon.ask_report(XML_REPORT, FIRST, LAST))
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    url = amazon.call(path).json()["url"]
    amazon.clock.advance(300)
    assert amazon.session.get(url).status_code == 200
    amazon.clock.advance(1)
    late = amazon.session.get(url)
    assert late.status_code == 403
    assert "expired" in late.text
    assert amazon.session.get(url.replace("Signature=", "Signature=0")).status_code == 403
    assert amazon.call(path + "1").status_code == 404


def test_reports_are_listed_newest_first_and_the_token_comes_alone(amazon):
    ids = [amazon.ask_report(XML_REPORT, FIRST, LAST) for _ in range(12)]
    page = amazon.call(REPORTS, params={"reportTypes": XML_REPORT}).json()
    assert [row["reportId"] for row in page["reports"]] == ids[:1:-1]
    token = page["nextToken"]
    more = amazon.call(REPORTS, params={"nextToken": token}).json()
    assert [row["reportId"] for row in more["reports"]] == ids[1::-1]
    both = amazon.call(REPORTS, params={"nextToken": token, "pageSize": 5})
    assert both.status_code == 400
    assert amazon.call(REPORTS).status_code == 400
    assert amazon.call(REPORTS, "NA", params={"reportTypes": XML_REPORT}).json()["reports"] == []


def test_only_a_queued_report_can_be_called_off(strict_amazon):
    report_id = strict_amazon.ask_report(XML_REPORT, FIRST, LAST)
    path = f"{REPORTS}/{report_id}"
    assert strict_amazon.call(path, "EU", "DELETE").status_code == 200
    assert strict_amazon.report(report_id)["processingStatus"] == "CANCELLED"
    assert strict_amazon.call(path, "EU", "DELETE").status_code == 400


def test_the_report_covers_the_whole_region_whatever_marketplace_is_named(amazon):
    orders = orders_of(amazon.file(XML_REPORT, FIRST, LAST, place=DE))
    channels = {order.findtext("SalesChannel") for order in orders.values()}
    assert channels == {"Amazon.de", "Amazon.co.uk"}


def money_of_item(item: ET.Element) -> dict[str, Decimal]:
    found = {
        part.findtext("Type", ""): Decimal(part.findtext("Amount", "0"))
        for part in item.findall("ItemPrice/Component")
    }
    for name in ("ItemPromotionDiscount", "ShipPromotionDiscount"):
        text = item.findtext(f"Promotion/{name}")
        if text:
            found[name] = Decimal(text)
    return {name: value for name, value in found.items() if value}


def money_of_api(item: dict) -> dict[str, Decimal]:
    names = {
        ("ITEM", ""): "Principal",
        ("SHIPPING", ""): "Shipping",
        ("GIFT_WRAP", ""): "GiftWrap",
        ("TAX", "ITEM"): "Tax",
        ("TAX", "SHIPPING"): "ShippingTax",
        ("TAX", "GIFT_WRAP"): "GiftWrapTax",
        ("DISCOUNT", "ITEM"): "ItemPromotionDiscount",
        ("DISCOUNT", "SHIPPING"): "ShipPromotionDiscount",
    }
    found = {}
    for part in item.get("proceeds", {}).get("breakdowns", []):
        details = part.get("detailedBreakdowns")
        rows = [(row["subtype"], row["value"]) for row in details or []] or [("", part["subtotal"])]
        for subtype, value in rows:
            found[names[part["type"], subtype]] = Decimal(value["amount"])
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_report_and_api_say_the_same_of_every_line(amazon: Amazon, region):
    place = US if region == "NA" else DE
    first, last = "2026-11-16T00:00:00Z", "2026-11-20T11:58:00Z"
    reported = orders_of(amazon.file(XML_REPORT, first, last, region, place))
    searched = amazon.all_orders(region, lastUpdatedAfter=first, lastUpdatedBefore=last)
    assert set(reported) == {order["orderId"] for order in searched}
    words = {"PENDING": "Pending", "UNSHIPPED": "Unshipped", "SHIPPED": "Shipped",
             "CANCELLED": "Cancelled", "PARTIALLY_SHIPPED": "Shipping"}  # fmt: skip
    for order in searched:
        told = reported[order["orderId"]]
        fulfillment = order["fulfillment"]
        assert told.findtext("OrderStatus") == words[fulfillment["fulfillmentStatus"]]
        assert told.findtext("PurchaseDate") == order["createdTime"].replace("Z", "+00:00")
        assert told.findtext("LastUpdatedDate") == order["lastUpdatedTime"].replace("Z", "+00:00")
        assert told.findtext("SalesChannel") == order["salesChannel"]["marketplaceName"]
        channel = {"AMAZON": "Amazon", "MERCHANT": "Merchant"}[fulfillment["fulfilledBy"]]
        assert told.findtext("FulfillmentData/FulfillmentChannel") == channel
        is_business = "AMAZON_BUSINESS" in order["programs"]
        assert told.findtext("IsBusinessOrder") == ("true" if is_business else "false")
        items = {row.findtext("AmazonOrderItemCode"): row for row in told.findall("OrderItem")}
        assert set(items) == {item["orderItemId"] for item in order["orderItems"]}
        for item in order["orderItems"]:
            row = items[item["orderItemId"]]
            assert row.findtext("ASIN") == item["product"]["asin"]
            assert row.findtext("SKU") == item["product"]["sellerSku"]
            assert row.findtext("ProductName") == item["product"]["title"]
            assert int(row.findtext("Quantity", "")) == item["quantityOrdered"]
            assert money_of_item(row) == money_of_api(item)
            ids = [part["promotionId"] for part in item.get("promotion", {}).get("breakdowns", [])]
            assert row.findtext("Promotion/PromotionIDs", "") == ",".join(ids)


def test_flat_rows_add_up_to_the_xml_lines_though_some_are_split(amazon):
    orders = orders_of(amazon.file(XML_REPORT, FIRST, LAST))
    rows = rows_of(amazon.file(FLAT_REPORT, FIRST, LAST), "cp1252")
    assert len(rows) > sum(len(order.findall("OrderItem")) for order in orders.values())
    flat: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in rows:
        sums = flat[row["amazon-order-id"], row["sku"]]
        sums[0] += int(row["quantity"])
        sums[1] += Decimal(row["item-price"] or 0)
    for number, order in orders.items():
        for item in order.findall("OrderItem"):
            principal = money_of_item(item).get("Principal", Decimal(0))
            expected = [Decimal(item.findtext("Quantity", "")), principal]
            assert flat[number, item.findtext("SKU", "")] == expected


def test_flat_files_of_europe_come_in_windows_1252_and_of_america_in_utf_8(amazon):
    report = amazon.report(amazon.ask_report(FLAT_REPORT, FIRST, LAST))
    answer = amazon.document(report)
    assert answer.headers["Content-Type"] == "text/plain;charset=Cp1252"
    content = gzip.decompress(answer.content)
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert "für" in content.decode("cp1252")
    report = amazon.report(amazon.ask_report(FLAT_REPORT, FIRST, LAST, "NA", US), "NA")
    answer = amazon.document(report, "NA")
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-8"
    # A bare quote in a title: nothing in these files is quoted.
    assert '8" (20 cm)' in gzip.decompress(answer.content).decode()


def test_pending_prices_are_blank_and_cancelled_quantities_are_nothing(amazon):
    first, last = "2026-11-17T00:00:00Z", "2026-11-20T12:00:00Z"
    rows = rows_of(amazon.file(FLAT_REPORT, first, last), "cp1252")
    pending = [row for row in rows if row["order-status"] == "Pending"]
    cancelled = [row for row in rows if row["order-status"] == "Cancelled"]
    assert pending
    assert cancelled
    assert all(row["item-price"] == row["currency"] == "" for row in pending + cancelled)
    assert all(int(row["quantity"]) > 0 for row in pending)
    assert all(row["quantity"] == "0" for row in cancelled)
    assert all(row["ship-postal-code"] for row in rows)


def test_the_report_by_order_date_is_about_purchases(amazon):
    rows = rows_of(amazon.file(FLAT_BY_DATE, FIRST, LAST), "cp1252")
    assert all(FIRST[:19] <= row["purchase-date"][:19] <= LAST[:19] for row in rows)
    assert any(row["last-updated-date"][:19] > LAST[:19] for row in rows)


def test_the_inventory_report_says_what_the_api_says(amazon):
    rows = rows_of(amazon.file(INVENTORY_REPORT, "", ""), "cp1252")
    told = {row["sku"]: row for row in rows}
    for row in amazon.inventory().json()["payload"]["inventorySummaries"]:
        details = row["inventoryDetails"]
        assert (
            int(told[row["sellerSku"]]["afn-fulfillable-quantity"])
            == (details["fulfillableQuantity"])
        )
        assert int(told[row["sellerSku"]]["afn-total-quantity"]) == row["totalQuantity"]


def test_the_inventory_report_is_not_made_twice_within_half_an_hour(strict_amazon):
    first = strict_amazon.ask_report(INVENTORY_REPORT)
    strict_amazon.clock.advance(900)
    second = strict_amazon.ask_report(INVENTORY_REPORT)
    strict_amazon.clock.advance(901)
    third = strict_amazon.ask_report(INVENTORY_REPORT)
    strict_amazon.clock.advance(300)
    states = [strict_amazon.report(number)["processingStatus"] for number in (first, second, third)]
    assert states == ["DONE", "CANCELLED", "DONE"]


def test_thirty_days_of_orders_are_made_in_well_under_a_second(amazon):
    import time

    started = time.perf_counter()
    amazon.file(XML_REPORT, "2026-10-20T00:00:00Z", "2026-11-19T00:00:00Z")
    assert time.perf_counter() - started < 3  # about 0.15 s alone


def test_a_truncated_document_cannot_be_unpacked(amazon):
    amazon.world.faults.add({"kind": "truncate_document"})
    report = amazon.report(amazon.ask_report(XML_REPORT, FIRST, LAST))
    with pytest.raises((EOFError, zlib.error)):
        gzip.decompress(amazon.document(report).content)
    assert gzip.decompress(amazon.document(report).content)
