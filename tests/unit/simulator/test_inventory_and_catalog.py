"""FBA inventory, catalog and pictures."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from simulator.images import picture_bytes
from simulator.shop.products import parents, products
from tests.unit.simulator.support import DE, UK, US, Amazon

CATALOG = "/catalog/2022-04-01/items"
ALL_DATA = "summaries,images,identifiers,relationships,salesRanks,dimensions,productTypes"


def find(amazon: Amazon, asins: list[str], place: str = DE, **more):
    wanted = {
        "identifiers": ",".join(asins),
        "identifiersType": "ASIN",
        "marketplaceIds": place,
        "includedData": ALL_DATA,
        "pageSize": 20,
        **more,
    }
    return amazon.call(CATALOG, "NA" if place == US else "EU", params=wanted)


def test_inventory_comes_in_pages_whose_token_dies_after_30_seconds(amazon):
    first = amazon.inventory().json()
    token = first["pagination"]["nextToken"]
    amazon.clock.advance(30)
    second = amazon.inventory(nextToken=token)
    assert second.status_code == 200
    skus = [
        row["sellerSku"]
        for page in (first, second.json())
        for row in page["payload"]["inventorySummaries"]
    ]
    assert len(skus) == len(set(skus)) > 50
    assert "pagination" not in second.json()
    amazon.clock.advance(1)
    expired = amazon.inventory(nextToken=token)
    assert expired.status_code == 400
    assert "expired" in expired.json()["errors"][0]["details"]


def test_the_inventory_token_goes_with_the_same_request_only(amazon):
    since = "2026-10-01T00:00:00Z"
    token = amazon.inventory(startDateTime=since).json()["pagination"]["nextToken"]
    assert amazon.inventory(nextToken=token).status_code == 400
    assert amazon.inventory(startDateTime=since, nextToken=token).status_code == 200


def test_quantities_add_up_and_come_only_with_details(amazon):
    for row in amazon.inventory().json()["payload"]["inventorySummaries"]:
        details = row["inventoryDetails"]
        assert row["totalQuantity"] == (
            details["fulfillableQuantity"]
            + details["reservedQuantity"]["totalReservedQuantity"]
            + details["unfulfillableQuantity"]["totalUnfulfillableQuantity"]
            + details["inboundWorkingQuantity"]
            + details["inboundShippedQuantity"]
            + details["inboundReceivingQuantity"]
        )
    plain = amazon.inventory(details="false").json()["payload"]["inventorySummaries"]
    assert not any("inventoryDetails" in row for row in plain)


def test_a_start_time_returns_only_what_changed_since(amazon):
    since = "2026-11-20T08:00:00Z"
    rows = amazon.inventory(startDateTime=since).json()["payload"]["inventorySummaries"]
    assert 0 < len(rows) < 50
    assert all(row["lastUpdatedTime"] >= since for row in rows)
    assert amazon.inventory(startDateTime="2025-01-01T00:00:00Z").status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"granularityType": "Country"},
        {"marketplaceIds": ""},
        {"granularityId": UK},
        {"sellerSkus": ",".join(f"S{n}" for n in range(51))},
        {"details": "maybe"},
    ],
)
def test_a_wrong_inventory_request_is_refused(amazon, wrong):
    assert amazon.inventory(**wrong).status_code == 400


def test_the_catalog_takes_twenty_asins_a_call(amazon):
    asins = [row.asin for row in products()][:20]
    answer = find(amazon, asins).json()
    assert {row["asin"] for row in answer["items"]} == set(asins)
    assert find(amazon, [row.asin for row in products()][:21]).status_code == 400
    assert find(amazon, asins, pageSize=21).status_code == 400
    assert find(amazon, asins, identifiersType="").status_code == 400
    assert find(amazon, asins, marketplaceIds=f"{DE},{UK}").status_code == 400


def test_catalog_pages_follow_their_token(amazon):
    asins = [row.asin for row in products()][:20]
    first = find(amazon, asins, pageSize=15).json()
    assert len(first["items"]) == 15
    rest = find(amazon, asins, pageSize=15, pageToken=first["pagination"]["nextToken"]).json()
    assert len(rest["items"]) == 5
    assert "pagination" not in rest


def test_unknown_asins_are_left_out(amazon):
    answer = find(amazon, ["B000000000", products()[0].asin]).json()
    assert answer["numberOfResults"] == 1


def test_a_variation_knows_its_parent_and_the_parent_its_children(amazon):
    parent, children = next(iter(parents().items()))
    item = find(amazon, [children[0].asin]).json()["items"][0]
    assert item["relationships"][0]["relationships"][0]["parentAsins"] == [parent]
    above = find(amazon, [parent]).json()["items"][0]
    assert above["summaries"][0]["itemClassification"] == "VARIATION_PARENT"
    found = above["relationships"][0]["relationships"][0]["childAsins"]
    assert found == [child.asin for child in children]


def test_a_product_not_launched_yet_is_unknown():
    from tests.unit.simulator.support import amazon_at

    asin = next(row.asin for row in products() if row.family.code == "PIL")
    with amazon_at("2025-06-01T00:00:00Z") as amazon:
        assert find(amazon, [asin]).json()["items"] == []


def test_pictures_come_in_several_sizes_with_the_headers_of_a_cdn(amazon):
    item = find(amazon, [products()[0].asin]).json()["items"][0]
    mains = [row for row in item["images"][0]["images"] if row["variant"] == "MAIN"]
    assert [row["width"] for row in mains] == [1500, 500, 75]
    for row in mains[1:]:
        answer = amazon.session.get(row["link"])
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert Image.open(BytesIO(answer.content)).size == (row["width"], row["height"])
        etag = answer.headers["ETag"]
        again = amazon.session.get(row["link"], headers={"If-None-Match": etag})
        assert again.status_code == 304
        assert again.content == b""
    assert amazon.session.get(amazon.running.url + "/images/I/71nosuchpic.jpg").status_code == 404
    assert amazon.session.get(amazon.running.url + "/images/I/..%2f..%2fx.jpg").status_code == 404


def test_every_product_has_a_picture_of_its_own():
    small = {row.asin: picture_bytes(row.picture, 75) for row in products()}
    assert all(small.values())
    pixels = {}
    for asin, (content, etag) in small.items():
        with Image.open(BytesIO(content)) as image:
            assert image.size == (75, 75)
            pixels[asin] = image.convert("RGB").resize((12, 12)).tobytes()
        assert etag.startswith('"')
    names = sorted(pixels)
    for index, one in enumerate(names):
        for other in names[index + 1 :]:
            pairs = zip(pixels[one], pixels[other], strict=True)
            assert sum(abs(a - b) for a, b in pairs) > 400, (one, other)
