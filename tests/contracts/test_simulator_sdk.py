"""Amazon's own SDK reads everything the simulator says. These tests never skip."""

from __future__ import annotations

import gzip
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from core.demo import CLIENT_ID, CLIENT_SECRET
from simulator.shop.products import products
from tests.unit.simulator.support import DE, REFRESH_TOKENS, US, XML_REPORT, Amazon, amazon_at

# The SDK's own code warns while it is imported; that says nothing about the simulator.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from spapi import ApiException, SPAPIClient, SPAPIConfig
    from spapi.api.catalogitems_v2022_04_01.catalog_api import CatalogApi
    from spapi.api.fba_inventory_v1.fba_inventory_api import FbaInventoryApi
    from spapi.api.orders_v2026_01_01.get_order_api import GetOrderApi
    from spapi.api.orders_v2026_01_01.search_orders_api import SearchOrdersApi
    from spapi.api.reports_v2021_06_30.reports_api import ReportsApi
    from spapi.api.sales_v1.sales_api import SalesApi
    from spapi.api.sellers_v1.sellers_api import SellersApi
    from spapi.models.reports_v2021_06_30.create_report_specification import (
        CreateReportSpecification,
    )

DATASETS = ["PROCEEDS", "PROMOTION", "CANCELLATION", "FULFILLMENT", "BUYER", "RECIPIENT"]
Clients = Callable[[str], Any]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:spapi")


@pytest.fixture(scope="module")
def amazon() -> Iterator[Amazon]:
    with amazon_at() as one:
        yield one


@pytest.fixture(scope="module")
def client(amazon: Amazon) -> Iterator[Clients]:
    """Make the SDK's client for a region, with the simulator as Amazon."""
    made: dict[str, Any] = {}

    def client_of(region: str) -> Any:
        if region not in made:
            config = SPAPIConfig(CLIENT_ID, CLIENT_SECRET, REFRESH_TOKENS[region], region)
            hosts = {"NA": amazon.running.na_url, "EU": amazon.running.eu_url}
            made[region] = SPAPIClient(config, amazon.running.token_url, hosts[region])
        return made[region].api_client

    yield client_of
    for one in made.values():
        one.api_client.rest_client.pool_manager.clear()
        if one.api_client._pool is not None:
            one.api_client._pool.close()
            one.api_client._pool.join()


def test_the_sdk_gets_a_token_and_finds_the_marketplaces(client):
    found = {}
    for region in ("NA", "EU"):
        for row in SellersApi(client(region)).get_marketplace_participations().payload:
            assert row.participation.is_participating
            found[row.marketplace.id] = row.marketplace.default_currency_code
    assert found == {US: "USD", DE: "EUR", "A1F83G8C2ARO7P": "GBP"}


def test_the_sdk_reads_amazon_s_own_count_of_the_days(client):
    answer = SalesApi(client("EU")).get_order_metrics(
        [DE],
        "2026-11-10T00:00:00+01:00--2026-11-13T00:00:00+01:00",
        "Day",
        granularity_time_zone="Europe/Berlin",
    )
    assert len(answer.payload) == 3
    assert all(row.order_count > 10 for row in answer.payload)
    assert {row.total_sales.currency_code for row in answer.payload} == {"EUR"}


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_the_sdk_pages_through_the_orders_to_the_end(amazon, client, region):
    api = SearchOrdersApi(client(region))
    wanted: dict[str, Any] = {
        "last_updated_after": "2026-11-19T12:00:00Z",
        "max_results_per_page": 20,
        "included_data": DATASETS,
    }
    orders: list[Any] = []
    while True:
        page = api.search_orders(**wanted)
        orders += page.orders
        if page.pagination is None or not page.pagination.next_token:
            break
        wanted["pagination_token"] = page.pagination.next_token
    plain = amazon.all_orders(region, lastUpdatedAfter="2026-11-19T12:00:00Z")
    assert [order.order_id for order in orders] == [order["orderId"] for order in plain]
    assert len(orders) > 25
    shipped = [row for row in orders if row.fulfillment.fulfillment_status == "SHIPPED"]
    assert shipped
    for order in shipped:
        assert order.sales_channel.channel_name == "AMAZON"
        assert Decimal(order.proceeds.grand_total.amount) > 0
        assert order.created_time < order.last_updated_time
        for item in order.order_items:
            assert Decimal(item.product.price.unit_price.amount) > 0
            assert item.fulfillment.quantity_fulfilled == item.quantity_ordered
            assert {part.type for part in item.proceeds.breakdowns} >= {"ITEM", "TAX"}


def test_the_sdk_reads_one_order(amazon, client):
    number = amazon.all_orders(createdAfter="2026-11-18T00:00:00Z")[0]["orderId"]
    answer = GetOrderApi(client("EU")).get_order(number, included_data=DATASETS)
    assert answer.order.order_id == number
    assert answer.order.order_items[0].product.asin


def test_the_sdk_sees_amazon_s_errors(client):
    with pytest.raises(ApiException) as missing:
        GetOrderApi(client("EU")).get_order("305-1111111-2222222")
    assert missing.value.status == 404
    with pytest.raises(ApiException) as wrong:
        SearchOrdersApi(client("EU")).search_orders()
    assert wrong.value.status == 400
    assert "InvalidInput" in str(wrong.value.body)


def test_the_sdk_reads_twenty_catalog_items(client):
    asins = [row.asin for row in products()][:20]
    answer = CatalogApi(client("EU")).search_catalog_items(
        [DE],
        identifiers=asins,
        identifiers_type="ASIN",
        included_data=[
            "summaries", "images", "identifiers", "relationships", "salesRanks", "dimensions",
            "productTypes", "classifications", "attributes",
        ],
        page_size=20,
    )  # fmt: skip
    assert answer.number_of_results == 20
    for item in answer.items:
        assert item.summaries[0].brand
        assert item.summaries[0].item_name
        pictures = item.images[0].images
        assert {row.variant for row in pictures} == {"MAIN", "PT01", "PT02"}
        assert all(row.width == row.height > 0 for row in pictures)
        assert item.dimensions[0].item.weight.value > 0
    one = CatalogApi(client("EU")).get_catalog_item(asins[0], [DE], included_data=["summaries"])
    assert one.asin == asins[0]


def test_the_sdk_pages_through_the_inventory(client):
    api = FbaInventoryApi(client("EU"))
    token: dict[str, str] = {}
    skus: list[str] = []
    while True:
        answer = api.get_inventory_summaries("Marketplace", DE, [DE], details=True, **token)
        for row in answer.payload.inventory_summaries:
            assert row.inventory_details.fulfillable_quantity >= 0
            assert row.total_quantity >= row.inventory_details.fulfillable_quantity
            skus.append(row.seller_sku)
        if answer.pagination is None or not answer.pagination.next_token:
            break
        token = {"next_token": answer.pagination.next_token}
    assert len(skus) == len(set(skus)) > 50


def test_the_sdk_asks_for_a_report_and_finds_its_document(amazon, client):
    api = ReportsApi(client("EU"))
    wish = CreateReportSpecification(
        report_type=XML_REPORT,
        marketplace_ids=[DE],
        data_start_time="2026-11-10T00:00:00Z",
        data_end_time="2026-11-15T00:00:00Z",
    )
    report_id = api.create_report(wish).report_id
    report = api.get_report(report_id)
    assert report.processing_status == "DONE"
    listed = api.get_reports(report_types=[XML_REPORT])
    assert report_id in [row.report_id for row in listed.reports]
    document = api.get_report_document(report.report_document_id)
    assert document.compression_algorithm == "GZIP"
    content = gzip.decompress(amazon.session.get(document.url).content)
    assert content.startswith(b"<?xml")
    assert b"<AmazonOrderItemCode>" in content


def test_the_sdk_meets_a_429_when_the_plan_is_real(client, amazon):
    amazon.world.rates.change_plan("real")
    try:
        api = SellersApi(client("NA"))
        for _ in range(15):
            api.get_marketplace_participations()
        with pytest.raises(ApiException) as refused:
            api.get_marketplace_participations()
    finally:
        amazon.world.rates.change_plan("off")
    assert refused.value.status == 429
    assert "QuotaExceeded" in str(refused.value.body)
