"""Catalog items and stock rows as values."""

from __future__ import annotations

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.sources.marketplaces import parse, unknown
from sync.sources.products import choose_image, parse_item, preference
from sync.stock_pages import parse_summary

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"


def picture(width: int, variant: str = "MAIN") -> dict[str, object]:
    link = f"https://m.media-amazon.com/images/I/{variant}{width}.jpg"
    return {"variant": variant, "link": link, "width": width, "height": width}


def test_the_main_picture_nearest_to_500_pixels_is_chosen() -> None:
    chosen = choose_image("B1", [picture(75), picture(1500), picture(500), picture(500, "PT01")])
    assert chosen is not None
    assert chosen.source_url.endswith("MAIN500.jpg")
    assert len(chosen.version) == 12


def test_of_two_pictures_equally_near_the_larger_is_chosen() -> None:
    chosen = choose_image("B1", [picture(400), picture(600)])
    assert chosen is not None
    assert chosen.width == 600


def test_no_main_picture_is_no_picture() -> None:
    assert choose_image("B1", [picture(500, "PT01")]) is None
    assert choose_image("B1", None) is None


def test_a_catalog_item_is_read_for_its_marketplace_only() -> None:
    item = {
        "asin": "B1",
        "summaries": [
            {"marketplaceId": DE, "itemName": "Lampe", "brand": "Lumi"},
            {
                "marketplaceId": US,
                "itemName": "Lamp",
                "brand": "Lumi",
                "color": "Red",
                "browseClassification": {"displayName": "Lighting", "classificationId": "1"},
            },
        ],
        "images": [{"marketplaceId": US, "images": [picture(500)]}],
        "relationships": [
            {
                "marketplaceId": US,
                "relationships": [{"type": "VARIATION", "parentAsins": ["B0PARENT"]}],
            }
        ],
    }
    read = parse_item(item, US)
    assert (read.product.title, read.product.category) == ("Lamp", "Lighting")
    assert (read.product.color, read.product.parent_asin) == ("Red", "B0PARENT")
    assert read.product.image_url == read.image.source_url if read.image else False
    assert parse_item(item, DE).product.image_url is None


def test_english_words_are_preferred() -> None:
    order = sorted((MARKETPLACES[key] for key in (DE, UK, US)), key=preference)
    assert [place.marketplace_id for place in order] == [US, UK, DE]


def test_inbound_stock_is_all_three_stages() -> None:
    row = parse_summary(
        {
            "asin": "B1",
            "sellerSku": "S1",
            "totalQuantity": 30,
            "inventoryDetails": {
                "fulfillableQuantity": 10,
                "inboundWorkingQuantity": 1,
                "inboundShippedQuantity": 2,
                "inboundReceivingQuantity": 3,
                "reservedQuantity": {"totalReservedQuantity": 4},
            },
        },
        US,
    )
    assert (row.fulfillable_units, row.inbound_units, row.reserved_units) == (10, 6, 4)
    assert (row.researching_units, row.total_units) == (0, 30)


def test_stock_without_details_is_refused_and_not_taken_for_zero() -> None:
    with pytest.raises(DataError):
        parse_summary({"asin": "B1", "sellerSku": "S1", "totalQuantity": 30}, US)


def test_a_marketplace_nobody_knows_is_left_out() -> None:
    payload = [
        {"marketplace": {"id": DE}, "participation": {"isParticipating": True}},
        {"marketplace": {"id": "A0NEW"}, "participation": {"isParticipating": True}},
    ]
    [row] = parse(payload, 7)
    assert (row.marketplace_id, row.time_zone, row.currency) == (DE, "Europe/Berlin", "EUR")


def participation(key: str, *, is_in: bool = True, **place: str) -> dict[str, object]:
    return {"marketplace": {"id": key, **place}, "participation": {"isParticipating": is_in}}


def test_a_marketplace_nobody_knows_is_named_where_the_seller_takes_part_in_it() -> None:
    payload = [
        participation(DE, name="Amazon.de"),
        participation("A0NEW", name="Amazon.xy", domainName="www.amazon.xy"),
        participation("A0LEFT", is_in=False, name="Amazon.yz", domainName="www.amazon.yz"),
        participation("A0BARE"),
    ]
    first, second = unknown(payload)
    assert "Amazon.xy (A0NEW)" in first
    assert "without a name (A0BARE)" in second


def test_the_stores_for_orders_of_the_seller_s_own_shop_are_no_unknown_marketplaces() -> None:
    payload = [
        participation("A2ZV50J4W1RKNI", name="Non-Amazon", domainName="sim1.stores.amazon.com"),
        participation("A1MQXOICRS2Z7M", name="SI CA Prod Marketplace",
                      domainName="siprod.stores.amazon.ca"),
        participation("A3H6HPSLHAK3XG", name="Non-Amazon"),
    ]  # fmt: skip
    assert unknown(payload) == []
    assert parse(payload, 7) == []
