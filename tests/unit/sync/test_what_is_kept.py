"""What is kept of a thing that was set aside: enough to read it again, and nothing more."""

from __future__ import annotations

import json
from xml.etree.ElementTree import fromstring

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.known_fields import ORDER, STOCK, TRANSACTION, XML_ORDER
from sync.personal import cause_of, kept_json, kept_xml
from sync.stock_pages import parse_summary
from sync.transaction_rows import parse_transaction

GERMANY = MARKETPLACES["A1PA6795UKMFR9"]


def test_fields_that_no_parser_reads_are_left_out_however_deep_they_stand() -> None:
    order = {
        "orderId": "1",
        "Käufername": "CANARY",
        "orderItems": [
            {"fulfillment": {"packing": {"giftOption": {"giftMessage": "CANARY"}}},
             "product": {"asin": "B0", "customization": {"customizedUrl": "CANARY"}}}
        ],
    }  # fmt: skip
    assert json.loads(kept_json(order, ORDER)) == {
        "orderId": "1",
        "orderItems": [{"fulfillment": {}, "product": {"asin": "B0"}}],
    }


@pytest.mark.parametrize("thing", ["CANARY", ["CANARY"], None, 7])
def test_of_what_is_no_object_nothing_is_kept(thing: object) -> None:
    assert json.loads(kept_json(thing, ORDER)) == "(removed)"


def test_elements_that_no_parser_reads_are_left_out_with_texts_between_and_attributes() -> None:
    report = fromstring(
        "<Order note='CANARY'>CANARY<AmazonOrderID>1</AmazonOrderID>CANARY<FulfillmentData>"
        "<Address><City>CANARY</City></Address><FulfillmentChannel>Amazon</FulfillmentChannel>"
        "</FulfillmentData><OrderItem><ItemPrice><Component><Type>Principal</Type>"
        "<Amount currency='EUR'>1.00</Amount></Component></ItemPrice></OrderItem></Order>"
    )
    assert kept_xml(report, XML_ORDER) == (
        "<Order><AmazonOrderID>1</AmazonOrderID><FulfillmentData>"
        "<FulfillmentChannel>Amazon</FulfillmentChannel></FulfillmentData><OrderItem><ItemPrice>"
        '<Component><Type>Principal</Type><Amount currency="EUR">1.00</Amount></Component>'
        "</ItemPrice></OrderItem></Order>"
    )


def test_a_transaction_is_the_same_when_it_is_read_from_what_is_kept() -> None:
    entry = {
        "transactionId": "T1", "transactionType": "Shipment", "transactionStatus": "DEFERRED",
        "description": "Order Payment", "postedDate": "2026-11-02T10:00:00Z",
        "totalAmount": {"currencyCode": "EUR", "currencyAmount": 8.5},
        "marketplaceDetails": {"marketplaceId": "A1PA6795UKMFR9", "marketplaceName": "Amazon.de"},
        "relatedIdentifiers": [{"relatedIdentifierName": "ORDER_ID",
                                "relatedIdentifierValue": "303-1"}],
        "contexts": [{"contextType": "DeferredContext", "deferralReason": "DD7",
                      "maturityDate": "2026-11-20T00:00:00Z"}],
        "items": [{"totalAmount": {"currencyCode": "EUR", "currencyAmount": 8.5},
                   "contexts": [{"contextType": "ProductContext", "asin": "B0", "sku": "A",
                                 "quantityShipped": 2}],
                   "breakdowns": [{"breakdownType": "Sales", "breakdownAmount":
                                   {"currencyCode": "EUR", "currencyAmount": 8.5}}]}],
    }  # fmt: skip
    kept = json.loads(kept_json(entry, TRANSACTION))
    assert parse_transaction(kept, 1, GERMANY) == parse_transaction(entry, 1, GERMANY)


def test_a_stock_row_is_the_same_when_it_is_read_from_what_is_kept() -> None:
    summary = {
        "sellerSku": "A", "asin": "B0", "fnSku": "X0", "condition": "NewItem",
        "lastUpdatedTime": "2026-11-02T10:00:00Z", "totalQuantity": 20,
        "inventoryDetails": {
            "fulfillableQuantity": 1, "inboundWorkingQuantity": 2, "inboundShippedQuantity": 3,
            "inboundReceivingQuantity": 4,
            "reservedQuantity": {"totalReservedQuantity": 5},
            "researchingQuantity": {"totalResearchingQuantity": 6},
            "unfulfillableQuantity": {"totalUnfulfillableQuantity": 7},
        },
    }  # fmt: skip
    kept = json.loads(kept_json(summary, STOCK))
    assert parse_summary(kept, "A1PA6795UKMFR9") == parse_summary(summary, "A1PA6795UKMFR9")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyError("createdTime"), "it has no createdTime"),
        (DataError("'Erika Muster' is not a count."), "… is not a count"),
        (
            ValueError('invalid literal for int() with base 10: "O\'Neill"'),
            "ValueError: invalid literal for int() with base 10: …",
        ),
        (ValueError("'it\\'s him' is none"), "ValueError: … is none"),
    ],
)
def test_a_reason_does_not_repeat_what_was_read(error: Exception, words: str) -> None:
    assert cause_of(error) == words
