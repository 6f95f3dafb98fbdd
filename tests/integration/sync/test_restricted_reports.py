"""Documents that a role alone does not open: a restricted token, where Amazon gives one."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.sync.conftest import Amazon, read, snapshot, states

Make = Callable[..., Amazon]
ORDERS = "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"


def test_a_document_that_asks_for_a_restricted_token_is_read_with_one(amazon_of: Make) -> None:
    amazon = amazon_of(days=35)
    served, refused = amazon.simulator.world.rates.served, amazon.simulator.world.rates.refused
    assert states(amazon.run("marketplaces", "orders")) == {"done"}
    assert served["createRestrictedDataToken"] == 0
    expected = snapshot(("orders", "order_items", "sales_daily"))
    for name in ("seller.order_items", "seller.orders", "sync.cursors", "sync.report_jobs"):
        read(f"DELETE FROM {name} RETURNING 1")
    amazon.simulator.world.restricted_reports = {ORDERS}
    documents = served["getReportDocument"]
    assert states(amazon.run("orders")) == {"done"}
    assert snapshot(("orders", "order_items", "sales_daily")) == expected
    # Two windows in each region: once refused, with an old token and a new one, then known.
    assert served["getReportDocument"] - documents == 4
    assert served["createRestrictedDataToken"] == 4
    assert refused["getReportDocument"] == 2 * 2


def test_where_amazon_gives_no_restricted_token_the_stream_says_that_it_may_not(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=2)
    amazon.simulator.world.restricted_reports = {ORDERS}
    amazon.fault("http_error", operation="createRestrictedDataToken", status=400, count=2)
    results = amazon.run("marketplaces", "orders")
    told = [one for one in results if one.stream == "orders"]
    assert states(told) == {"forbidden"}
    assert all("getReportDocument" in one.sentence for one in told)
    assert states([one for one in results if one.stream != "orders"]) == {"done"}
    # The report that Amazon has made is kept: with the right role it is read, not made anew.
    made = amazon.simulator.world.rates.served["createReport"]
    assert states(amazon.run("orders")) == {"done"}
    assert amazon.simulator.world.rates.served["createReport"] == made
