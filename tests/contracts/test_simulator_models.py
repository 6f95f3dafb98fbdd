"""The simulator's answers hold to Amazon's published models (Swagger 2.0), by jsonschema.

The models are not part of this repository. They are looked for in
../shared/amazon/models; without them these tests skip and the SDK's remain.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

import jsonschema
import pytest
import requests

from core.clock import FakeClock, parse_instant
from core.settings import ROOT
from simulator.notices import notices_between
from simulator.shop.products import parents, products
from simulator.world import World
from tests.unit.simulator.support import DE, US, XML_REPORT, Amazon, amazon_at

MODELS = ROOT.parent / "shared" / "amazon" / "models"

pytestmark = pytest.mark.skipif(
    not MODELS.is_dir(),
    reason="Amazon's models are not at ../shared/amazon/models; clone "
    "amzn/selling-partner-api-models and put its JSON files there.",
)

ALL_DATASETS = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"
ALL_CATALOG = (
    "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,"
    "salesRanks,summaries"
)
CHECKER = jsonschema.FormatChecker(())


@CHECKER.checks("date-time", raises=ValueError)
def is_instant(value: object) -> bool:
    """RFC 3339 with a time zone, as OpenAPI means date-time."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@lru_cache(maxsize=8)
def model(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MODELS / name).read_text(encoding="utf-8"))
    _forbid_unknown(found["definitions"])
    return found


def _forbid_unknown(definitions: dict[str, Any]) -> None:
    """A field that the model does not know is a mistake of ours, not an extension."""
    for schema in definitions.values():
        _flatten(schema, definitions)
    for schema in definitions.values():
        if schema.get("properties") and "additionalProperties" not in schema:
            schema["additionalProperties"] = False


def _flatten(schema: dict[str, Any], definitions: dict[str, Any]) -> None:
    """Make one schema of an allOf: no part alone may forbid the fields of the others."""
    for part in schema.pop("allOf", ()):
        whole = definitions[part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part
        schema.setdefault("properties", {}).update(whole.get("properties", {}))
        schema["required"] = [*schema.get("required", ()), *whole.get("required", ())]
    if schema.get("required") == []:
        del schema["required"]


def response_schema(name: str, path: str, method: str, status: int) -> dict[str, Any]:
    """Find what the model promises for a call's answer."""
    document = model(name)
    for template, operations in document["paths"].items():
        pattern = re.sub(r"\{[^}]+\}", "[^/]+", template) + "$"
        if re.match(pattern, path) and method.lower() in operations:
            schema = operations[method.lower()]["responses"][str(status)].get("schema", {})
            return {**schema, "definitions": document["definitions"]}
    raise AssertionError(f"The model {name} knows no {method} {path}.")


def check(name: str, answer: requests.Response) -> Any:
    """Validate an answer against the model of the operation that gave it."""
    path = re.sub(r"^https?://[^/]+/(na|eu)", "", answer.url).split("?")[0]
    method = answer.request.method or "GET"
    schema = response_schema(name, path, method, answer.status_code)
    validator = jsonschema.Draft4Validator(schema, format_checker=CHECKER)
    faults = [
        f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}"
        for fault in validator.iter_errors(answer.json())
    ]
    assert not faults, "\n".join(faults[:10])
    assert answer.headers["x-amzn-RequestId"]
    return answer.json()


@pytest.fixture(scope="module")
def amazon() -> Iterator[Amazon]:
    with amazon_at() as one:
        yield one


ORDERS, CATALOG = "orders_2026-01-01.json", "catalogItems_2022-04-01.json"
INVENTORY, REPORTS, SELLERS = "fbaInventory.json", "reports_2021-06-30.json", "sellers.json"
SALES, FINANCES = "sales.json", "finances_2024-06-19.json"
TOKENS = "tokens_2021-03-01.json"


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_orders_of_every_state_hold_to_the_model(amazon, region):
    seen: set[str] = set()
    token: dict[str, str] = {}
    for _ in range(12):
        wanted = {"lastUpdatedAfter": "2026-11-12T00:00:00Z", "includedData": ALL_DATASETS}
        body = check(ORDERS, amazon.search(region, **wanted, **token))
        seen |= {order["fulfillment"]["fulfillmentStatus"] for order in body["orders"]}
        next_token = body.get("pagination", {}).get("nextToken")
        if not next_token:
            break
        token = {"paginationToken": next_token}
    assert seen >= {"PENDING", "UNSHIPPED", "SHIPPED", "CANCELLED"}
    bare = amazon.search(region, createdAfter="2026-11-19T00:00:00Z")
    number = check(ORDERS, bare)["orders"][0]["orderId"]
    one = amazon.call(f"/orders/2026-01-01/orders/{number}", region)
    check(ORDERS, one)


def test_catalog_items_and_parents_hold_to_the_model(amazon):
    asins = [row.asin for row in products()] + list(parents())
    for start in range(0, len(asins), 20):
        for region, place in (("EU", DE), ("NA", US)):
            wanted = {
                "identifiers": ",".join(asins[start : start + 20]),
                "identifiersType": "ASIN",
                "marketplaceIds": place,
                "includedData": ALL_CATALOG,
                "pageSize": 20,
            }
            answer = amazon.call("/catalog/2022-04-01/items", region, params=wanted)
            assert check(CATALOG, answer)["items"]
    one = amazon.call(f"/catalog/2022-04-01/items/{asins[0]}", params={"marketplaceIds": DE})
    check(CATALOG, one)


def test_inventory_holds_to_the_model(amazon):
    body = check(INVENTORY, amazon.inventory())
    check(INVENTORY, amazon.inventory(nextToken=body["pagination"]["nextToken"]))
    check(INVENTORY, amazon.inventory(US, "NA", details="false"))


def test_sellers_hold_to_the_model(amazon):
    check(SELLERS, amazon.call("/sellers/v1/marketplaceParticipations"))


def test_reports_hold_to_the_model(amazon):
    root = "/reports/2021-06-30"
    for first, last in (
        ("2026-11-10T00:00:00Z", "2026-11-12T00:00:00Z"),
        ("2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z"),
        ("2026-09-01T00:00:00Z", "2026-11-12T00:00:00Z"),
    ):
        body = {"reportType": XML_REPORT, "marketplaceIds": [DE],
                "dataStartTime": first, "dataEndTime": last}  # fmt: skip
        created = check(REPORTS, amazon.call(f"{root}/reports", "EU", "POST", json=body))
        report = check(REPORTS, amazon.call(f"{root}/reports/{created['reportId']}"))
        if "reportDocumentId" in report:
            check(REPORTS, amazon.call(f"{root}/documents/{report['reportDocumentId']}"))
    check(REPORTS, amazon.call(f"{root}/reports", params={"reportTypes": XML_REPORT}))


def test_restricted_tokens_hold_to_the_model(amazon):
    wish = {"restrictedResources": [{"method": "GET", "path": "/reports/2021-06-30/documents/x"}]}
    path = "/tokens/2021-03-01/restrictedDataToken"
    assert check(TOKENS, amazon.call(path, method="POST", json=wish))["expiresIn"] == 3600
    assert "errors" in check(TOKENS, amazon.call(path, method="POST", json={}))


def test_settlements_that_amazon_has_made_hold_to_the_model(amazon):
    root, kind = "/reports/2021-06-30", "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
    page = check(REPORTS, amazon.call(f"{root}/reports", params={"reportTypes": kind}))
    assert len(page["reports"]) == 10
    check(REPORTS, amazon.call(f"{root}/reports", params={"nextToken": page["nextToken"]}))
    report = check(REPORTS, amazon.call(f"{root}/reports/{page['reports'][0]['reportId']}"))
    assert check(REPORTS, amazon.call(f"{root}/documents/{report['reportDocumentId']}"))["url"]
    body = {"reportType": kind, "marketplaceIds": [DE]}
    refused = amazon.call(f"{root}/reports", "EU", "POST", json=body)
    assert refused.status_code == 400
    check(REPORTS, refused)


@pytest.mark.parametrize(
    "kind",
    ["GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE",
     "GET_FBA_REIMBURSEMENTS_DATA"],
)  # fmt: skip
def test_reports_of_returns_and_reimbursements_hold_to_the_model(amazon, kind):
    root = "/reports/2021-06-30"
    for first in ("2026-10-10T00:00:00Z", "2026-01-10T00:00:00Z"):
        body = {"reportType": kind, "marketplaceIds": [DE],
                "dataStartTime": first, "dataEndTime": "2026-11-12T00:00:00Z"}  # fmt: skip
        created = check(REPORTS, amazon.call(f"{root}/reports", "EU", "POST", json=body))
        report = check(REPORTS, amazon.call(f"{root}/reports/{created['reportId']}"))
        if "reportDocumentId" in report:
            check(REPORTS, amazon.call(f"{root}/documents/{report['reportDocumentId']}"))


@pytest.mark.parametrize("grain", ["Hour", "Day", "Week", "Month", "Year", "Total"])
def test_counts_of_every_grain_hold_to_the_model_and_to_one_another(amazon, grain):
    wanted = {"marketplaceIds": DE, "granularityTimeZone": "Europe/Berlin",
              "interval": "2026-10-24T00:00:00+02:00--2026-11-01T00:00:00+01:00"}  # fmt: skip
    path = "/sales/v1/orderMetrics"
    rows = check(SALES, amazon.call(path, params={**wanted, "granularity": grain}))["payload"]
    (total,) = amazon.call(path, params={**wanted, "granularity": "Total"}).json()["payload"]
    assert sum(row["orderCount"] for row in rows) == total["orderCount"] > 100
    assert sum(row["unitCount"] for row in rows) == total["unitCount"]
    # The clock goes back on one of these days: it has 25 hours.
    expected = {"Hour": 8 * 24 + 1, "Day": 8, "Week": 2, "Month": 1, "Year": 1, "Total": 1}
    assert len(rows) == expected[grain]


@pytest.mark.parametrize(
    "wrong",
    [{}, {"granularity": "Day"}, {"interval": "2026-11-01--x"}, {"granularity": "Minute"},
     {"granularityTimeZone": "Mars/North"}, {"marketplaceIds": f"{DE},{US}"}],
)  # fmt: skip
def test_a_count_that_makes_no_sense_is_refused_by_the_model(amazon, wrong):
    check(SALES, amazon.call("/sales/v1/orderMetrics", params={
        "marketplaceIds": DE, "granularity": "Day", "granularityTimeZone": "Europe/Berlin",
        "interval": "2026-11-02T00:00:00+01:00--2026-11-01T00:00:00+01:00", **wrong}))  # fmt: skip


@pytest.mark.parametrize("region", ["NA", "EU"])
def test_transactions_hold_to_the_model(amazon, region):
    path = "/finances/2024-06-19/transactions"
    wanted = {"postedAfter": "2026-10-20T00:00:00Z", "postedBefore": "2026-11-20T00:00:00Z"}
    pages = [check(FINANCES, amazon.call(path, region, params=wanted))["payload"]]
    while token := pages[-1].get("nextToken"):
        params = {**wanted, "nextToken": token}
        pages.append(check(FINANCES, amazon.call(path, region, params=params))["payload"])
    rows = [row for page in pages for row in page["transactions"]]
    assert {row["transactionType"] for row in rows} >= {"Shipment", "Refund", "ServiceFee"}
    assert {row["transactionStatus"] for row in rows} >= {"RELEASED", "DEFERRED"}
    assert [] in [page["transactions"] for page in pages]
    too_long = {**wanted, "postedAfter": "2026-04-01T00:00:00Z"}
    assert check(FINANCES, amazon.call(path, region, params=too_long))["payload"] == {
        "transactions": []
    }
    check(FINANCES, amazon.call(path, region))


def test_refusals_hold_to_the_model(amazon):
    check(ORDERS, amazon.search())
    check(ORDERS, amazon.search(createdAfter="2026-11-19T00:00:00Z", marketplaceIds=US))
    check(ORDERS, amazon.call("/orders/2026-01-01/orders/305-1111111-2222222"))
    check(CATALOG, amazon.call("/catalog/2022-04-01/items"))
    check(REPORTS, amazon.call("/reports/2021-06-30/reports/1"))
    check(INVENTORY, amazon.call("/fba/inventory/v1/summaries"))
    for name, path in ((ORDERS, "/orders/2026-01-01/orders"),
                       (REPORTS, "/reports/2021-06-30/reports")):  # fmt: skip
        for kind in ({"kind": "throttle"}, {"kind": "http_error", "status": 503}):
            amazon.world.faults.add(kind)
            check(name, amazon.call(path))


def test_the_published_rates_are_the_model_s():
    """Every rate in our table stands in the description of its operation."""
    from core.rate_plans import PUBLISHED, TRAFFIC_QUOTA

    told: dict[str, tuple[float, int]] = {}
    for name in (ORDERS, CATALOG, INVENTORY, REPORTS, SELLERS, SALES, FINANCES, TOKENS):
        for operations in model(name)["paths"].values():
            for operation in operations.values():
                if not isinstance(operation, dict) or "operationId" not in operation:
                    continue
                row = re.search(r"\|\s*([\d.]+)\s*\|\s*(\d+)\s*\|", operation["description"])
                if row:
                    told[operation["operationId"]] = (float(row[1]), int(row[2]))
    # The one of a single report is told by Amazon's support only.
    for operation, plan in PUBLISHED.items() - {(TRAFFIC_QUOTA, PUBLISHED[TRAFFIC_QUOTA])}:
        assert (plan.rate, plan.burst) == told[operation], operation


def test_notices_of_changed_orders_hold_to_amazon_s_schema() -> None:
    schema = json.loads((MODELS.parent / "schemas" / "OrderChangeNotification.json").read_text())
    world = World(clock=FakeClock(parse_instant("2026-11-20T12:00:00Z")))
    found = list(notices_between(world, world.second() - 6 * 3600, world.second()))
    assert len(found) > 20
    for notice in found:
        jsonschema.validate(notice, schema)
