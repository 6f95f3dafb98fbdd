"""Files of any make become the same table, or are refused in one sentence."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.imports import reading
from sync.imports.headers import find_layout, plain
from sync.imports.importer import recognise
from sync.imports.kinds import KINDS
from sync.imports.kinds.base import Hints, Kind
from sync.imports.reading import read_bytes

US = MARKETPLACES["ATVPDKIKX0DER"]
DE = MARKETPLACES["A1PA6795UKMFR9"]
GB = MARKETPLACES["A1F83G8C2ARO7P"]
ENGLISH = "Date,Ordered Product Sales,Units Ordered,Page Views - Total,Sessions - Total\n"
GERMAN = (
    "Datum;Durch bestellte Produkte erzielter Umsatz;Bestellte Einheiten;"
    "Seitenaufrufe – Summe;Sitzungen – Summe\n"
)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_same_table_comes_out_of_every_charset(charset: str, end: str) -> None:
    text = ("name;Größe\nä;2\n").replace("\n", end)
    sheet = read_bytes("a.csv", text.encode(charset))
    assert sheet.header.cells == ("name", "Größe")
    assert [(line.number, line.cells) for line in sheet.lines] == [(2, ("ä", "2"))]


@pytest.mark.parametrize("charset", ["utf-8", "cp932"])
def test_japanese_files_are_read(charset: str) -> None:
    sheet = read_bytes("a.csv", "日付,注文商品の売上額\n2026/11/24,1\n".encode(charset))
    assert sheet.header.cells[0] == "日付"


def test_quotes_are_letters_in_a_tabbed_file_and_quotes_in_a_csv() -> None:
    assert read_bytes("a.txt", b'a\tb\n10" pan\tx\n').lines[0].cells == ('10" pan', "x")
    assert read_bytes("a.csv", b'a,b\n"1,5","x ""y"""\n').lines[0].cells == ("1,5", 'x "y"')


def test_a_workbook_is_a_table_too() -> None:
    book = Workbook()
    book.active.append(["Date", "Clicks", "Share"])
    book.active.append([date(2026, 11, 24), 12.0, 0.25])
    stream = io.BytesIO()
    book.save(stream)
    sheet = read_bytes("a.xlsx", stream.getvalue())
    assert sheet.lines[0].cells == ("2026-11-24 00:00:00", "12", "0.25")


@pytest.mark.parametrize(
    "body",
    [b"", b"  \n \n", b"\x00\x01\x02" * 50, b"PK\x03\x04broken", b'a,b\n"open,1\n',
     b"\xff\xfe\x00", b"\xef\xbb\xbf\xff\xff"],
)  # fmt: skip
def test_what_is_no_table_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(DataError) as refusal:
        read_bytes("odd.csv", body)
    assert "odd.csv" in refusal.value.sentence


def test_column_names_are_compared_without_case_spaces_and_signs() -> None:
    assert plain("\ufeffPage Views - Total") == plain("page views – total") == "pageviewstotal"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_is_recognised_by_its_own_columns(kind: Kind) -> None:
    own = {field: words for field, words in kind.words.items() if field not in kind.foreign}
    header = "\t".join(words[0] for words in own.values())
    found, _layout = recognise(read_bytes("a.txt", (header + "\n").encode()))
    assert found is kind


def test_a_report_we_do_not_know_is_refused_and_the_known_ones_named() -> None:
    with pytest.raises(DataError, match="All Orders"):
        recognise(read_bytes("a.csv", b"colour,weight\nred,1\n"))


def test_a_column_that_stands_there_twice_is_refused() -> None:
    with pytest.raises(DataError, match="twice"):
        find_layout(["Date", "date"], {"day": ("Date",)}, ["day"])


def _rows(body: str, hints: Hints) -> list[tuple[object, ...]]:
    sheet = read_bytes("report.csv", body.encode())
    kind, layout = recognise(sheet)
    return list(kind.read(sheet, layout, hints).rows)


@pytest.mark.parametrize(
    ("body", "hints", "day", "sales"),
    [
        (ENGLISH + '11/24/26,"$1,234.50",12,400,300\n', Hints((US,)), date(2026, 11, 24),
         "1234.50"),
        (ENGLISH + '24/11/2026,"£1,234.50",12,400,300\n', Hints((US, GB)), date(2026, 11, 24),
         "1234.50"),
        (GERMAN + "24.11.26;1.234,50 €;12;1.400;300\n", Hints((DE, US)), date(2026, 11, 24),
         "1234.50"),
        (GERMAN + "24.11.26;1.234 €;12;400;300\n", Hints((), DE), date(2026, 11, 24), "1234"),
    ],
)  # fmt: skip
def test_a_business_report_is_read_as_its_country_writes_it(
    body: str, hints: Hints, day: date, sales: str
) -> None:
    (row,) = _rows(body, hints)
    assert row[1] == day
    assert str(row[3]) == sales
    assert row[5] == 12


@pytest.mark.parametrize(
    ("body", "hints", "words"),
    [
        (ENGLISH + "11/24/26,$5.00,1,4,3\n", Hints((US, GB, DE), GB), "dollars"),
        (ENGLISH + "11/24/26,5.00,1,4,3\n", Hints((US, GB)), "--marketplace"),
        (ENGLISH + "11/24/26,$5.00,1,4,3\n11/24/26,$6.00,1,4,3\n", Hints((US,)), "Line 3 .*twice"),
        (ENGLISH + "24/11/26,$5.00,1,4,3\n", Hints((US,)), "Line 2"),
        (ENGLISH + "11/24/26,$5.00,1.5,4,3\n", Hints((US,)), "Line 2 .*whole"),
        (ENGLISH + "11/24/26,$5.00,1,4\n", Hints((US,)), "Line 2 .*fewer"),
        (ENGLISH + "11/24/26,$5.00,1,4,3,9\n", Hints((US,)), "Line 2 .*more"),
        (ENGLISH + '11/24/26,"$1,234.50",1,4,3\n11/25/26,"$1.234,50",1,4,3\n', Hints((US,)),
         "two ways"),
        (ENGLISH + "11/24/26,five,1,4,3\n", Hints((US,)), "Line 2"),
        (ENGLISH + "11/2/26,$5.00,1,4,3\n11/9/26,$5.00,1,4,3\n", Hints((US,)), "week or month"),
        (ENGLISH + "11/24/26,$5.00,1,4,3\n11/25/26,€5.00,1,4,3\n", Hints((US,)), "several"),
    ],
)  # fmt: skip
def test_a_mangled_business_report_is_refused_with_its_line(
    body: str, hints: Hints, words: str
) -> None:
    with pytest.raises(DataError, match=words):
        _rows(body, hints)


def test_a_report_by_product_needs_its_day_named() -> None:
    body = "(Parent) ASIN,(Child) ASIN,Ordered Product Sales,Units Ordered,Page Views,Sessions\n"
    body += "B000000001,B000000002,$5.00,1,4,3\n"
    with pytest.raises(DataError, match="--day"):
        _rows(body, Hints((US,)))
    (row,) = _rows(body, Hints((US,), day=date(2026, 11, 23)))
    assert row[-2:] == ("B000000002", "B000000001")


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 100_000)
    assert len(stream.getvalue()) < 1000
    monkeypatch.setattr(reading, "_LARGEST_UNPACKED", 50_000)
    with pytest.raises(DataError, match=r"The workbook a\.xlsx is too large"):
        read_bytes("a.xlsx", stream.getvalue())


FRENCH = "Date;Ventes de produits commandés;Unités commandées;Pages vues;Sessions\n"
DUTCH = "Datum;Verkoop bestelde producten;Bestelde eenheden;Paginaweergaven;Sessies\n"
SWEDISH = "Datum;Kampanjnamn;Visningar;Klick;Kostnad;Försäljning\n"
POLISH = "Data;Nazwa kampanii;Wyświetlenia;Kliknięcia;Wydatki;Sprzedaż\n"


@pytest.mark.parametrize("header", [FRENCH, DUTCH, SWEDISH, POLISH])
@pytest.mark.parametrize("blank_lines", [0, 2])
def test_a_language_we_do_not_know_is_refused_with_its_line_and_what_to_do(
    header: str, blank_lines: int
) -> None:
    text = "\n" * blank_lines + header + "2026-11-24;1;2;3;4;5\n"
    with pytest.raises(DataError) as refusal:
        recognise(read_bytes("a.csv", text.encode()))
    assert refusal.value.sentence.startswith(f"Line {blank_lines + 1}: ")
    assert "to English and download it again" in refusal.value.sentence


def test_a_business_report_of_mexico_is_read_by_the_names_of_its_columns() -> None:
    text = (
        "ASIN (parent),ASIN (child),Sesiones: total,Vistas de página: total,Unidades pedidas,"
        'Ventas de productos pedidos\nB000000001,B000000002,"1,400",9,3,"$1,234.50"\n'
    )
    sheet = read_bytes("a.csv", text.encode())
    kind, layout = recognise(sheet)
    place = MARKETPLACES["A1AM78C64UM0Y8"]
    [row] = kind.read(sheet, layout, Hints((place,), place, date(2026, 11, 24))).rows
    assert kind.name == "business_by_asin"
    assert {Decimal("1234.50"), 1400, 9, 3, "B000000002", "MXN"} <= set(row)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("Größe\nÖl\nx".encode("utf-16")[:-1], 3),
        (b"\xfe\xff" + "Größe\nÖl\nx".encode("utf-16-be")[:-1], 3),
        (b"\xef\xbb\xbfa;b\n1;\xff\n", 2),
        # A byte that none of the three charsets knows.
        (b"a;b\n1;2\n\x81\xff;3\n", 3),
    ],
)
def test_letters_that_cannot_be_read_are_refused_with_their_line(body: bytes, line: int) -> None:
    with pytest.raises(DataError, match=rf"^Line {line} of a\.csv .*cannot be read"):
        read_bytes("a.csv", body)


def test_a_column_that_stands_there_twice_is_refused_with_its_line() -> None:
    header = ENGLISH.rstrip("\n") + ",Date\n"
    with pytest.raises(DataError, match=r"^Line 1 of a\.csv: The column 'Date' stands .* twice"):
        recognise(read_bytes("a.csv", header.encode()))


@pytest.mark.parametrize("separator", ["\t", ","])
def test_a_cell_that_stands_in_many_lines_is_held_once(separator: str) -> None:
    lines = [separator.join(("order", "channel")), *(f"{n}{separator}Amazon.de" for n in range(9))]
    sheet = read_bytes("a.txt", "\n".join(lines).encode())
    assert len({id(line.cells[1]) for line in sheet.lines}) == 1
    assert [line.cells[0] for line in sheet.lines] == [str(n) for n in range(9)]
