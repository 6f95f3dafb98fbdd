"""Products keep the best words; stock that is gone goes to zero, after a whole picture only."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core import schema
from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from sync.snapshots import Picture
from sync.sources import inventory, listings, products, storage_fees
from sync.sources.base import Page
from sync.sources.marketplaces import MarketplaceRow, parse
from sync.sources.products import CatalogItem, ImageRow, ProductRow
from sync.stock_pages import StockRow
from sync.store import Stamp, add_missing, upsert
from tests.integration.sync.conftest import read

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def shop(seller):
    payload = [
        {"marketplace": {"id": key}, "participation": {"isParticipating": True}}
        for key in (US, DE, UK)
    ]
    stamp = Stamp(seller.account_id, "test", 1, NOW)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        rows = parse(payload, seller.connection_id)
        upsert(connection, schema.marketplaces, MarketplaceRow._fields, rows, stamp)
    return seller


def look_up(shop, place: str, title: str) -> int:
    product = ProductRow("B1", title, "Brand", None, None, None, None, f"https://x/{place}", place)
    image = ImageRow("B1", "MAIN", f"https://x/{place}", place, 500, 500)
    stamp = Stamp(shop.account_id, f"catalog {place}", 1, NOW)
    about = products.Asked(MARKETPLACES[place], ["B1"])
    page = Page([CatalogItem(product, image)], 1, stamp, about=about)
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        return products.save(connection, None, page).rows_written  # type: ignore[arg-type]


def list_product(shop) -> None:
    stamp = Stamp(shop.account_id, "orders", 1, NOW)
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        add_missing(connection, schema.products, ("asin",), [("B1",)], stamp)
        rows = [(place, "S1", "B1") for place in (DE, UK, US)]
        columns = ("marketplace_id", "sku", "asin")
        add_missing(connection, schema.listings, columns, rows, stamp)


@pytest.mark.parametrize("order", [(US, UK, DE), (DE, UK, US), (UK, DE, US)])
def test_the_english_words_win_whatever_the_order(shop, order) -> None:
    list_product(shop)
    titles = {US: "Lamp, color red", UK: "Lamp, colour red", DE: "Lampe, rot"}
    for place in order:
        look_up(shop, place, titles[place])
    assert read("SELECT title, image_version FROM seller.products") == [(titles[US], US)]
    assert read("SELECT version FROM seller.product_images") == [(US,)]
    assert dict(read("SELECT marketplace_id, title FROM seller.listings")) == titles
    assert [look_up(shop, place, titles[place]) for place in order] == [0, 0, 0]


def stock(sku: str, units: int) -> StockRow:
    return StockRow(US, sku, "B1", None, "NewItem", units, 0, 0, 0, 0, units, NOW)


def see(shop, *rows: StockRow, at: datetime = NOW) -> int:
    stamp = Stamp(shop.account_id, "fba", 1, at)
    page = Page(list(rows), len(rows), stamp, about=(MARKETPLACES[US], True))
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        return inventory.save(connection, None, page).rows_written  # type: ignore[arg-type]


def test_what_is_no_longer_there_has_no_stock(shop) -> None:
    see(shop, stock("S1", 5), stock("S2", 7))
    see(shop, stock("S2", 7))
    assert read("SELECT sku, total_units FROM seller.inventory ORDER BY 1") == [
        ("S1", 0),
        ("S2", 7),
    ]
    assert see(shop, stock("S2", 7)) == 0


def test_what_was_set_aside_never_takes_the_place_of_what_was_fetched_since(shop) -> None:
    see(shop, stock("S1", 5))
    rows = [stock("S1", 3), stock("S2", 7)]
    for hours, expected in ((-1, [("S1", 5), ("S2", 7)]), (1, [("S1", 3), ("S2", 7)])):
        at = NOW + timedelta(hours=hours)
        stamp = Stamp(shop.account_id, "fba", 2, at, is_replay=True)
        with account_transaction(Role.SYNC, shop.account_id) as connection:
            upsert(connection, schema.inventory, StockRow._fields, rows, stamp)
        assert read("SELECT sku, total_units FROM seller.inventory ORDER BY 1") == expected


def test_a_listings_report_with_a_header_alone_deletes_nothing(shop) -> None:
    list_product(shop)
    stamp = Stamp(shop.account_id, listings.SOURCE_NAME, 1, NOW)
    picture = Picture(MARKETPLACES[US], [], is_whole=True)
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        connection.exec_driver_sql("UPDATE seller.listings SET source = 'listings-report'")
        assert listings.KIND.save(connection, picture, stamp).rows_written == 0
    assert read("SELECT count(*) FROM seller.listings WHERE status = 'Deleted'") == [(0,)]


def test_a_storage_fee_is_one_row_in_whichever_marketplace_s_report_it_stands(shop) -> None:
    """A warehouse in a country where the seller does not sell, in two reports of one region."""
    fee = storage_fees.ChargeRow(
        "", date(2026, 10, 1), "X1", "AMS1", "B1", None, None, None, None, None, Decimal(5),
        "EUR", "NL",
    )  # fmt: skip
    stamp = Stamp(shop.account_id, "storage-fee-report", 1, NOW)
    with account_transaction(Role.SYNC, shop.account_id) as connection:
        for place in (UK, DE):
            row = fee._replace(marketplace_id=place)
            picture = Picture(MARKETPLACES[place], [row], is_whole=True)
            storage_fees.save(connection, picture, stamp)
    told = "SELECT marketplace_id, fee_amount, currency FROM seller.storage_fees"
    assert read(told) == [(DE, Decimal(5), "EUR")]


def test_the_stock_of_a_day_is_that_of_the_marketplace_s_day(shop) -> None:
    # Two in the morning in London is the evening before in Seattle.
    see(shop, stock("S1", 5))
    see(shop, stock("S1", 4), at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert read("SELECT local_date::text, total_units FROM seller.inventory_daily ORDER BY 1") == [
        ("2026-11-19", 5),
        ("2026-11-20", 4),
    ]
