"""One row that no table can hold is set aside where it comes in, and the others go on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.ads_known import Profile
from sync.flat_files import FlatFile
from sync.sources import ads_sp_campaigns, listings, returns_fba
from sync.sources.products import checked_item
from sync.sources.sales_control import parse_metrics
from sync.transaction_rows import parse_transaction
from tests.support.flat import document_of
from tests.unit.sync.test_returns_out_of_reports import FBA_HEADER, FBA_LINE
from tests.unit.sync.test_stock_pages import Line, page, summary, units
from tests.unit.sync.test_transactions_out_of_the_api import entry

US = MARKETPLACES["ATVPDKIKX0DER"]
ITEM = {
    "asin": "B000000001",
    "summaries": [{"marketplaceId": US.marketplace_id, "itemName": "Lamp", "brand": "Brand"}],
    "images": [{"marketplaceId": US.marketplace_id, "images": [
        {"variant": "MAIN", "link": "https://x/1.jpg", "width": 500, "height": 500}]}],
}  # fmt: skip


@pytest.mark.parametrize(
    "odd", [FBA_LINE.replace("AB-1", "A\0B"), FBA_LINE.replace("\t1\tLEX1", f"\t{2**31}\tLEX1"),
            FBA_LINE.replace("LPN1", "L" * 201)],
)  # fmt: skip
def test_a_line_of_a_flat_report(odd: str) -> None:
    refused: list[Any] = []
    document = document_of("\n".join((FBA_HEADER, odd, FBA_LINE)))
    rows = returns_fba.REPORT.rows(document, US, lambda *words: refused.append(words))
    assert [row.sku for row in rows] == ["AB-1"]
    assert len(refused) == 1
    assert "cannot be stored" in refused[0][0]


@pytest.mark.parametrize("price", ["1e14", "9" * 20])
def test_a_line_of_a_report_about_the_present(price: str) -> None:
    head = "item-name\tseller-sku\tprice\tquantity\tasin1\tstatus\n"
    document = document_of(f"{head}Lamp\tS1\t{price}\t1\tB000000001\tActive\n")
    [line] = FlatFile(document, US, listings.WORDS, listings.REQUIRED).rows()
    with pytest.raises((DataError, ValueError)):
        listings.KIND.row(line, US)


@pytest.mark.parametrize(
    "changes",
    [{"transactionId": "T\0"}, {"description": "a\0b"}, {"transactionType": "x" * 5000},
     {"totalAmount": {"currencyAmount": 1e20, "currencyCode": "USD"}}],
)  # fmt: skip
def test_a_transaction(changes: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        parse_transaction({**entry(1.0), **changes}, 1, US)
    for nothing in ("text", None, [1]):
        with pytest.raises(DataError):
            parse_transaction(nothing, 1, US)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "odd",
    [{"sellerSku": "S\0"}, {"totalQuantity": 2**31}, {"condition": ["New"]}, {"asin": ["B1"]},
     {"sellerSku": {}},
     {"inventoryDetails": {"fulfillableQuantity": [1]}},
     {"inventoryDetails": {"fulfillableQuantity": 1, "reservedQuantity": "many"}}],
)  # fmt: skip
def test_a_row_of_stock(odd: dict[str, Any]) -> None:
    line = Line(page({**summary("S0", 1), **odd}, summary("S1", 5)))
    stock = line.read()
    assert units(stock) == {"S1": 5}
    assert not stock.is_whole
    assert line.rows_set_aside == 1


@pytest.mark.parametrize(
    "odd",
    [{"asin": "B\0"}, {"summaries": [{"marketplaceId": US.marketplace_id, "itemName": {"a": 1}}]},
     {"summaries": "none"}, {"images": [{"marketplaceId": US.marketplace_id, "images": [
         {"variant": "MAIN", "link": "https://x/1.jpg", "width": "wide"}]}]},
     {"images": [{"marketplaceId": US.marketplace_id, "images": [
         {"variant": "MAIN", "link": "https://x/1.jpg", "width": 500.5}]}]}],
)  # fmt: skip
def test_an_item_of_the_catalog(odd: dict[str, Any]) -> None:
    assert checked_item(ITEM, US.marketplace_id).product.title == "Lamp"
    with pytest.raises(DataError):
        checked_item({**ITEM, **odd}, US.marketplace_id)


def test_a_day_of_an_advertisement() -> None:
    profile = Profile("1", US, "USD", "America/Los_Angeles", "seller")
    good = {"date": "2026-11-01", "campaignId": 7, "campaignName": "C", "impressions": 5}
    kind = ads_sp_campaigns.KIND
    assert date(2026, 11, 1) in kind.read(profile, good)
    for odd in ({"impressions": 2**31}, {"cost": "1e15"}, {"campaignId": "7\0"}):
        with pytest.raises(DataError):
            kind.read(profile, {**good, **odd})


def test_a_day_of_amazon_s_own_count() -> None:
    day = {"interval": "2026-11-01T00:00:00-07:00--x", "orderCount": 1, "orderItemCount": 1,
           "unitCount": 1, "totalSales": {"amount": "1", "currencyCode": "USD"}}  # fmt: skip
    assert len(parse_metrics([day], US)) == 1
    with pytest.raises(DataError, match="cannot be stored"):
        parse_metrics([{**day, "orderCount": 2**31}], US)
