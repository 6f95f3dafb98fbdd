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
from sync.flat_files import FlatFile, FlatRow, number_of
from sync.flat_times import read_moment
from sync.sources import listings

US, DE = MARKETPLACES["ATVPDKIKX0DER"], MARKETPLACES["A1PA6795UKMFR9"]
UK, JP = MARKETPLACES["A1F83G8C2ARO7P"], MARKETPLACES["A1VC38T7YXB528"]
WORDS = {"sku": ("seller-sku", "出品者SKU"), "title": ("item-name", "商品名"), "price": ("price",)}


def file_of(body: bytes, place=DE, content_type: str = "", required=("sku",)) -> FlatFile:
    return FlatFile(Document(io.BytesIO(body), content_type), place, WORDS, required)


def lines_of(file: FlatFile) -> list[FlatRow]:
    return list(file.rows())


def sorted_out(file: FlatFile) -> tuple[list[FlatRow], list[tuple[str, str]], bool]:
    """Return the lines that were read, those that were set aside, and whether there was none."""
    taken: list[FlatRow] = []
    aside: list[tuple[str, str]] = []
    is_whole = file.each("A_REPORT", taken.append, lambda why, row: aside.append((why, row.raw())))
    return taken, aside, is_whole


def test_a_bare_quotation_mark_is_part_of_the_title() -> None:
    body = b'item-name\tseller-sku\n8" Pan "Pro\tS1\r\nPot"\tS2\n'
    titles = [row.text("title") for row in lines_of(file_of(body))]
    assert titles == ['8" Pan "Pro', 'Pot"']


@pytest.mark.parametrize(
    ("charset", "content_type", "place"),
    [
        ("utf-8", "", DE),
        ("utf-8-sig", "", DE),
        ("cp1252", "text/plain;charset=Cp1252", DE),
        ("cp1252", "", DE),
        ("latin-1", "text/plain;charset=ISO-8859-1", US),
        ("utf-16", "text/plain;charset=UTF-16", US),
    ],
)
def test_letters_are_read_by_what_the_store_says_or_what_fits(charset, content_type, place) -> None:
    body = "item-name\tseller-sku\nBüro für Größe\tS1\n".encode(charset)
    [row] = lines_of(file_of(body, place, content_type))
    assert (row.text("title"), row.text("sku")) == ("Büro für Größe", "S1")


def test_letters_that_fit_nowhere_are_refused_and_not_garbled() -> None:
    body = "item-name\tseller-sku\nBüro\tS1\n".encode("cp1252")
    with pytest.raises(DataError, match="character set"):
        file_of(body, DE, "text/plain;charset=UTF-8")


def test_columns_may_come_in_any_order_with_some_missing_and_some_unknown() -> None:
    body = b"new-column\tseller-sku\tempty\n42\tS1\t\n"
    [row] = lines_of(file_of(body))
    assert row.text("sku") == "S1"
    assert row.text("title") is None
    assert row.others() == {"new-column": "42"}


def test_a_file_without_a_column_that_is_needed_is_another_report() -> None:
    with pytest.raises(DataError, match="no column for: sku"):
        file_of(b"something\telse\n1\t2\n")
    with pytest.raises(DataError, match="no column"):
        file_of(b"")


def test_a_line_whose_cells_have_moved_is_told_and_never_read() -> None:
    body = (
        b"item-name\tseller-sku\tprice\nLamp\tred\tS1\t9.99\nBroken\n\nLamp\tS2\t9.99\n"
        b"Lamp\tred\tS3\t\nLamp\tS4\n"
    )
    taken, aside, is_whole = sorted_out(file_of(body))
    assert [row.text("sku") for row in taken] == ["S2"]
    assert not is_whole
    assert [why for why, _ in aside] == [
        f"Line {number} of A_REPORT cannot be read: it has {count} cells, the header has 3."
        for number, count in ((2, 4), (3, 1), (6, 4), (7, 2))
    ]


WRITTEN = ("Hans Muster", "Hauptstr. 1", "hans@example.org", "お名前 太郎")


@pytest.mark.parametrize(
    "comments",
    ["customer-comments", "Kundenkommentare", "購入者コメント", "nobody-knows", "status"],
)
@pytest.mark.parametrize("body", [
    # In the last column, as Amazon has it; with a line break in it; in the middle; with a tab.
    "seller-sku\tprice\t{0}\nS1\tmuch\t{1[0]} {1[1]} {1[2]} {1[3]}\n",
    "seller-sku\tprice\t{0}\nS1\tmuch\t{1[0]}\n{1[1]}\n{1[2]}\t{1[3]}\n",
    "seller-sku\t{0}\tprice\nS1\t{1[0]}\n{1[1]} {1[2]}\t{1[3]}\nS2\t{1[0]}\tmuch\n",
    "{0}\tseller-sku\tprice\n{1[0]}\t{1[1]}\tS1\tmuch\n{1[2]}\t{1[3]}\n",
    # A line break and tabs, so that the rest, or the beginning, is as wide as a line should be.
    "{0}\tseller-sku\tprice\n{1[0]}\n{1[1]}\t{1[2]}\t{1[3]}\n",
    "seller-sku\tprice\t{0}\n{1[0]}\t{1[1]}\t{1[2]}\n{1[3]}\n",
])  # fmt: skip
def test_what_is_set_aside_holds_nothing_that_a_buyer_wrote(comments: str, body: str) -> None:
    file = file_of(body.format(comments, WRITTEN).encode())

    def refuse(row: FlatRow) -> None:
        row.required("sku")
        row.number("price")

    aside: list[tuple[str, str]] = []
    assert not file.each("A_REPORT", refuse, lambda why, row: aside.append((why, row.raw())))
    assert aside
    for why, raw in aside:
        words = [word for text in WRITTEN for word in text.split() if len(word) > 1]
        assert not [word for word in words if word in why + raw]
    known = [json.loads(raw) for _, raw in aside if "lengths" not in raw]
    assert all(set(one) == {"sku", "price"} for one in known)


def test_a_line_set_aside_keeps_what_we_know_of_it() -> None:
    head, good = b"seller-sku\tprice\tcustomer-comments\n", b"S1\tmuch\tcall me, Ann\n"
    body = head + good * 2 + b"S2\t1\n"
    _, aside, _ = sorted_out(file_of(body))
    assert [json.loads(raw) for _, raw in aside] == [{"line": 4, "lengths": [2, 1]}]
    row = lines_of(file_of(body))[0]
    assert json.loads(row.raw()) == {"sku": "S1", "price": "much"}
    assert "customer-comments" not in row.others()


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
    [row] = lines_of(file_of(b"seller-sku\tprice\n--\t1.5\n"))
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
    [row] = file.rows()
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


def test_a_chinese_seller_s_file_is_read_by_its_chinese_names() -> None:
    row = listing(
        "商品名称\t商品编码\t卖家 SKU\t价格\t数量\t开售日期\t商品编码类型\t商品状况\tASIN1"
        "\t商品编码\t配送渠道\t状态\n甲油胶\tL1\tS1\t19.99\t3\t2021-08-15 20:35:17 PDT\t1\t11"
        "\tB000000001\tB000000001\tDEFAULT\tActive\n"
    )
    assert row is not None
    assert (row.title, row.sku, row.asin, row.listing_id) == ("甲油胶", "S1", "B000000001", None)
    assert (row.price_amount, row.quantity, row.condition) == (Decimal("19.99"), 3, "NewItem")
    assert (row.fulfillment_channel, row.status) == ("MFN", "Active")
    assert row.opened_at == datetime(2021, 8, 16, 3, 35, 17, tzinfo=UTC)


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
