"""FBA Inventory v1: getInventorySummaries."""

from __future__ import annotations

from typing import Any

from simulator.call import Answer, Call, Operation
from simulator.errors import invalid_input
from simulator.formats import iso
from simulator.paging import filters_mark
from simulator.params import flag, instant, text, words
from simulator.shop.pan_europe import shared_levels
from simulator.shop.stock import StockLevel

_PAGE = 50
_TOKEN_LIFETIME = 30
_OLDEST_START = 18 * 31 * 86400


def _details(level: StockLevel) -> dict[str, Any]:
    return {
        "fulfillableQuantity": level.fulfillable,
        "inboundWorkingQuantity": level.inbound_working,
        "inboundShippedQuantity": level.inbound_shipped,
        "inboundReceivingQuantity": level.inbound_receiving,
        "reservedQuantity": {
            "totalReservedQuantity": level.reserved,
            "pendingCustomerOrderQuantity": level.reserved_orders,
            "pendingTransshipmentQuantity": level.reserved_transfers,
            "fcProcessingQuantity": level.reserved_processing,
        },
        "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": level.unfulfillable,
            "customerDamagedQuantity": level.customer_damaged,
            "warehouseDamagedQuantity": level.warehouse_damaged,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": level.defective,
            "expiredQuantity": 0,
        },
    }


def _summary(level: StockLevel, with_details: bool) -> dict[str, Any]:
    offer = level.offer
    answer: dict[str, Any] = {
        "asin": offer.product.asin,
        "fnSku": offer.fnsku,
        "sellerSku": offer.sku,
        "condition": "NewItem",
        "lastUpdatedTime": iso(level.updated),
        "productName": offer.title,
        "totalQuantity": level.total,
        "stores": [],
    }
    if with_details:
        answer["inventoryDetails"] = _details(level)
    return answer


def _filters(call: Call) -> dict[str, Any]:
    query = call.query
    if text(query, "granularityType") != "Marketplace":
        raise invalid_input("Invalid Input", "granularityType must be Marketplace.")
    ids = words(query, "marketplaceIds")
    if len(ids) != 1:
        raise invalid_input("Invalid Input", "marketplaceIds takes exactly one marketplace.")
    if text(query, "granularityId") not in ids:
        raise invalid_input("Invalid Input", "granularityId must be the marketplace.")
    start = instant(query, "startDateTime")
    if start is not None and start < call.second - _OLDEST_START:
        raise invalid_input("Invalid Input", "startDateTime is more than 18 months ago.")
    skus = words(query, "sellerSkus", most=50) or words(query, "sellerSku")
    return {"marketplace": ids[0], "start": start, "skus": skus, "details": flag(query, "details")}


async def get_inventory_summaries(call: Call) -> Answer:
    """Answer getInventorySummaries, 50 offers a page.

    The token dies after 30 seconds and goes with the same request only:
    startDateTime, SKUs and details have to be sent again.
    """
    filters = _filters(call)
    place = call.places([filters["marketplace"]])[0]
    mark = filters_mark({**filters, "partner": call.connection.selling_partner_id})
    after = ""
    token = text(call.query, "nextToken")
    if token:
        state = call.world.pages.read(
            token, "getInventorySummaries", mark, call.second, _TOKEN_LIFETIME
        )
        after = state["sku"]
    rows = sorted(
        (
            level
            for level in shared_levels(call.world.shop, place, call.second)
            if (not filters["skus"] or level.offer.sku in filters["skus"])
            and (filters["start"] is None or level.updated >= filters["start"])
            and level.offer.sku > after
        ),
        key=lambda level: level.offer.sku,
    )
    page = rows[:_PAGE]
    answer: dict[str, Any] = {
        "payload": {
            "granularity": {
                "granularityType": "Marketplace",
                "granularityId": place.marketplace_id,
            },
            "inventorySummaries": [_summary(level, filters["details"]) for level in page],
        }
    }
    if len(rows) > _PAGE:
        state = {"sku": page[-1].offer.sku}
        next_token = call.world.pages.write("getInventorySummaries", mark, call.second, state)
        answer["pagination"] = {"nextToken": next_token}
    return answer


OPERATIONS = (
    Operation(
        "getInventorySummaries", "GET", "/fba/inventory/v1/summaries", get_inventory_summaries
    ),
)
