"""Flat files: letters, columns, numbers and instants, read exactly or said what is wrong."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.clients.documents import Document
from sync.flat_files import FlatFile, FlatRow, number_of, row_of
from sync.flat_times import read_moment
from sync.sources import listings

US, DE = MARKETPLACES["ATVPDKIKX0DER"], MARKETPLACES["A1PA6795UKMFR9"]
UK, JP = MARKETPLACES["A1F83G8C2ARO7P"], MARKETPLACES["A1VC38T7YXB528"]
WORDS = {"sku": ("seller-sku", "出品者SKU"), "title": ("item-name", "商品名"), "price": ("price",)}


def file_of(body: bytes, place=DE, content_type: str = "", required=("sku",)) -> FlatFile:
    return FlatFile(Document(io.BytesIO(body), content_type), place, WORDS, required)


def lines_of(file: FlatFile) -> list[tuple[FlatRow, str | None]]:
    return list(file.rows())


def test_a_bare_quotation_mark_is_part_of_the_title() -> None:
    body = b'item-name\tseller-sku\n8" Pan "Pro\tS1\r\nPot"\tS2\n'
    titles = [row.text("title") for row, _ in lines_of(file_of(body))]
    assert titles == ['8" Pan "Pro', 'Pot"']


@pytest.mark.parametrize(
    ("charset", "content_type", "place"),
    [
        ("utf-8", "", DE),
        ("utf-8-sig", "", DE),
        ("cp1252", "text/plain;charset=Cp1252", DE),
        ("cp1252", "", DE),
        ("latin-1", "text/plain;charset=ISO-8859-1", US),
    ],
)
def test_letters_are_read_by_what_the_store_says_or_what_fits(charset, content_type, place) -> None:
    body = "item-name\tseller-sku\nBüro für Größe\tS1\n".encode(charset)
    [(row, trouble)] = lines_of(file_of(body, place, content_type))
    assert (row.text("title"), row.text("sku"), trouble) == ("Büro für Größe", "S1", None)


def test_letters_that_fit_nowhere_are_refused_and_not_garbled() -> None:
    body = "item-name\tseller-sku\nBüro\tS1\n".encode("cp1252")
    with pytest.raises(DataError, match="character set"):
        file_of(body, DE, "text/plain;charset=UTF-8")


def test_columns_may_come_in_any_order_with_some_missing_and_some_unknown() -> None:
    body = b"new-column\tseller-sku\tempty\n42\tS1\t\n"
    [(row, _)] = lines_of(file_of(body))
    assert row.text("sku") == "S1"
    assert row.text("title") is None
    assert row.others() == {"new-column": "42"}


def test_a_file_without_a_column_that_is_needed_is_another_report() -> None:
    with pytest.raises(DataError, match="no column for: sku"):
        file_of(b"something\telse\n1\t2\n")
    with pytest.raises(DataError, match="no column"):
        file_of(b"")


def test_a_line_whose_cells_have_moved_is_told_and_never_read() -> None:
    body = b"item-name\tseller-sku\tprice\nLamp\tred\tS1\t9.99\nBroken\nLamp\tS2\t9.99\n"
    troubles = [trouble for _, trouble in lines_of(file_of(body))]
    assert troubles == [
        "it has 4 cells, the header has 3",
        "it has 1 cells, the header has 3",
        None,
    ]


def test_a_line_set_aside_can_be_read_again_and_holds_nothing_personal() -> None:
    body = b"seller-sku\tprice\tcustomer-comments\nS1\t9.99\tcall me, Ann\n"
    [(row, _)] = lines_of(file_of(body))
    assert "Ann" not in row.raw()
    assert "customer-comments" not in row.others()
    again = row_of(row.raw(), WORDS, ("sku",))
    assert (again.text("sku"), again.number("price")) == ("S1", Decimal("9.99"))
    with pytest.raises(DataError):
        row_of(json.dumps({"x": "1"}), WORDS, ("sku",))


@pytest.mark.parametrize(
    ("text", "number"),
    [("19.99", "19.99"), ("0", "0"), ("-3", "-3"), ("19,99", "19.99"), ("0.1234", "0.1234")],
)
def test_numbers_are_exact(text, number) -> None:
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize("text", ["1,234", "1.234,5", "1 234", "9.99 EUR", "1e3", "NaN", "12,"])
def test_a_number_that_is_open_to_doubt_is_refused(text) -> None:
    with pytest.raises(ValueError, match="not a number"):
        number_of(text)


def test_two_dashes_are_nothing_and_half_a_unit_is_no_count() -> None:
    [(row, _)] = lines_of(file_of(b"seller-sku\tprice\n--\t1.5\n"))
    assert row.text("sku") is None
    with pytest.raises(ValueError, match="has no sku"):
        row.required("sku")
    with pytest.raises(ValueError, match="whole number"):
        row.count("price")


@pytest.mark.parametrize(
    ("text", "place", "instant"),
    [
        ("2022-07-11 01:34:18 PDT", US, datetime(2022, 7, 11, 8, 34, 18, tzinfo=UTC)),
        ("2022-01-11 01:34:18 PST", US, datetime(2022, 1, 11, 9, 34, 18, tzinfo=UTC)),
        ("2022-07-11 01:34:18 MEST", DE, datetime(2022, 7, 10, 23, 34, 18, tzinfo=UTC)),
        ("11/07/2022 01:34:18 BST", UK, datetime(2022, 7, 11, 0, 34, 18, tzinfo=UTC)),
        ("07/11/2022 01:34:18 PDT", US, datetime(2022, 7, 11, 8, 34, 18, tzinfo=UTC)),
        ("2022/07/11 01:34:18 JST", JP, datetime(2022, 7, 10, 16, 34, 18, tzinfo=UTC)),
        ("2022-07-11T01:34:18+02:00", DE, datetime(2022, 7, 10, 23, 34, 18, tzinfo=UTC)),
        ("2022-07-11T01:34:18Z", DE, datetime(2022, 7, 11, 1, 34, 18, tzinfo=UTC)),
        # Nothing said, or a name with several meanings: the marketplace's own time.
        ("2022-07-11 01:34:18", DE, datetime(2022, 7, 10, 23, 34, 18, tzinfo=UTC)),
        ("2022-07-11 01:34:18 XYZ", DE, datetime(2022, 7, 10, 23, 34, 18, tzinfo=UTC)),
        ("11.07.2022", DE, datetime(2022, 7, 10, 22, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_the_marketplace_writes_it(text, place, instant) -> None:
    assert read_moment(text, place) == instant


@pytest.mark.parametrize("text", ["", "yesterday", "2022-13-01 00:00:00 PDT", "2022-07-11 25:00"])
def test_what_is_no_instant_is_refused(text) -> None:
    with pytest.raises(ValueError):
        read_moment(text, US)


def listing(body: str, place=US, charset: str = "utf-8") -> listings.ListingRow | None:
    document = Document(io.BytesIO(body.encode(charset)), "")
    file = FlatFile(document, place, listings.WORDS, listings.REQUIRED)
    [(row, _)] = file.rows()
    return listings.parse(row, place)


def test_a_japanese_file_is_read_by_its_japanese_names() -> None:
    row = listing(
        "商品名\t出品ID\t出品者SKU\t価格\t数量\t出品日\t商品IDタイプ\t商品ID\tフルフィルメント・チャンネル"
        "\tステータス\n急須 800ml\tL1\tS1\t1980\t\t2022/07/11 01:34:18 JST\t1\tB000000001"
        "\tAMAZON_JP\tActive\n",
        JP,
        "cp932",
    )
    assert row is not None
    assert (row.title, row.sku, row.asin, row.listing_id) == (
        "急須 800ml",
        "S1",
        "B000000001",
        "L1",
    )
    assert (row.price_amount, row.currency, row.quantity) == (Decimal(1980), "JPY", None)
    assert (row.fulfillment_channel, row.status) == ("AFN", "Active")
    assert row.opened_at == datetime(2022, 7, 10, 16, 34, 18, tzinfo=UTC)


HEAD = "seller-sku\tasin1\tprice\tquantity\titem-condition\tfulfillment-channel\tstatus\n"


def test_an_empty_quantity_is_unknown_and_zero_is_zero() -> None:
    fba = listing(HEAD + "S1\tB000000001\t9.99\t\t11\tAMAZON_NA\tActive\n")
    own = listing(HEAD + "S2\tB000000001\t\t0\t2\tDEFAULT\tInactive\n")
    assert fba is not None
    assert own is not None
    assert (fba.quantity, fba.fulfillment_channel, fba.condition) == (None, "AFN", "NewItem")
    assert (own.quantity, own.fulfillment_channel, own.price_amount) == (0, "MFN", None)
    assert own.condition == "UsedVeryGood"


def test_a_draft_without_an_asin_is_left_out_and_any_other_line_without_one_is_told() -> None:
    assert listing(HEAD + "S1\t\t\t\t\t\tIncomplete\n") is None
    for asin in ("", "not-asin!"):
        with pytest.raises(ValueError, match="ASIN"):
            listing(HEAD + f"S1\t{asin}\t9.99\t\t11\tDEFAULT\tActive\n")
