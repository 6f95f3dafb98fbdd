"""Hand-made and mangled report files of every kind, and what must come of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.marketplaces import MARKETPLACES
from sync.imports.kinds.base import Hints, Prepared
from tests.support.report_files import (
    DE,
    ES,
    GB,
    IT,
    JP,
    PLAIN,
    US,
    Cell,
    Dress,
    Make,
    as_text_workbook,
    as_workbook,
    made,
    text_file,
)

_US, _DE, _GB, _ES, _IT, _JP = (
    MARKETPLACES[key] for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P",
                                  "A1RKKUPIHCS9HS", "APJ6JRA9NG5V4", "A1VC38T7YXB528")
)  # fmt: skip
MARKS = {US: _US, DE: _DE, GB: _GB, ES: _ES, IT: _IT, JP: _JP, PLAIN: _US}
DAY_ONE, DAY_TWO = date(2026, 11, 18), date(2026, 11, 19)


@dataclass(frozen=True)
class Case:
    """One file. `told` is what comes of it; `refused` a pattern of the sentence instead."""

    name: str
    kind: str
    file: str
    body: bytes
    hints: Hints
    told: tuple[Any, ...] = ()
    refused: str = ""


# --- What a file tells, whatever its kind: figures that must be right to the cent.


def _sums(*places: int) -> Callable[[Prepared], tuple[Any, ...]]:
    return lambda prepared: tuple(sum(row[place] or 0 for row in prepared.rows) for place in places)


def _orders(prepared: Prepared) -> tuple[Any, ...]:
    lines = [line for one in prepared.rows for line in one.lines]
    return (
        len(prepared.rows),
        sum(line.quantity for line in lines),
        sum(line.item_price_amount or Decimal(0) for line in lines),
        sum(line.item_tax_amount or Decimal(0) for line in lines),
    )


def _stock(prepared: Prepared) -> tuple[Any, ...]:
    rows = prepared.rows
    return (len(rows), sum(row.fulfillable_units for row in rows),
            sum(row.total_units for row in rows))  # fmt: skip


FIGURES: dict[str, Callable[[Prepared], tuple[Any, ...]]] = {
    # impressions, clicks, cost, sales, orders, units
    "ad_campaigns": _sums(7, 8, 9, 11, 12),
    "ad_search_terms": _sums(10, 11, 12, 14, 15, 16),
    # sales, units, order lines, page views, sessions
    "business_by_date": _sums(3, 5, 8, 11),
    "business_by_asin": _sums(3, 5, 8, 11),
    "all_orders": _orders,
    "fba_stock": _stock,
}

# --- Sponsored Products by campaign.

_CAMPAIGN = {
    "en": ("Date", "Portfolio name", "Currency", "Campaign Name", "Country", "Targeting Type",
           "Impressions", "Last Year Impressions", "Clicks", "Click-Thru Rate (CTR)", "Spend",
           "Cost Per Click (CPC)", "7 Day Total Orders (#)",
           "Total Advertising Cost of Sales (ACOS) ", "7 Day Total Sales "),
    "de": ("Datum", "Portfolioname", "Währung", "Kampagnen-Name", "Land", "Targeting-Typ",
           "Impressions", "Impressions im Vorjahr", "Klicks", "Klickrate (CTR)", "Ausgaben",
           "Kosten pro Klick (CPC)", "7 Tage, Aufträge gesamt (#)",
           "Zugeschriebene Umsatzkosten (ACOS) gesamt ", "7 Tage, Umsatz gesamt (€)"),
    "es": ("Fecha", "Nombre de la cartera", "Divisa", "Nombre de la campaña", "País",
           "Tipo de segmentación", "Impresiones", "Impresiones del año pasado", "Clics",
           "Porcentaje de clics (CTR)", "Gasto", "Coste por clic (CPC)",
           "Pedidos totales de 7 días (#)", "Coste publicitario de las ventas (ACOS) total",
           "Ventas totales de 7 días (€)"),
    "it": ("Data", "Nome portafoglio", "Valuta", "Nome campagna", "Paese", "Tipo di targeting",
           "Impressioni", "Impressioni anno scorso", "Clic", "Percentuale di clic (CTR)", "Spesa",
           "Costo per clic (CPC)", "Totale ordini (#) 7 giorni",
           "Costo pubblicitario delle vendite (ACOS) totale", "Vendite totali (€) 7 giorni"),
    "ja": ("日付", "ポートフォリオ名", "通貨", "キャンペーン名", "国", "ターゲティングの種類",
           "インプレッション", "昨年のインプレッション", "クリック", "クリックスルー率 (CTR)",
           "費用", "平均クリック単価 (CPC)",
           "広告がクリックされてから7日間の合計注文数", "広告費売上高比率（ACOS）合計",
           "広告がクリックされてから7日間の総売上高"),
}  # fmt: skip
_CAMPAIGN_MONEY = [name in ("Spend", "Cost Per Click (CPC)", "7 Day Total Sales ")
                   for name in _CAMPAIGN["en"]]  # fmt: skip


def _names(dress: Dress) -> tuple[str, str]:
    return ("夏のキャンペーン", "傘") if dress is JP else ("Möbel, Herbst", 'Tisch 27"')


def _money(dress: Dress, *amounts: str) -> list[Decimal]:
    """Return amounts as this country has them: yen have no cents."""
    found = [Decimal(amount) for amount in amounts]
    return [one.quantize(Decimal(1)) for one in found] if dress is JP else found


def campaign_rows(dress: Dress) -> list[list[Cell]]:
    """Return three days and campaigns as a file of this country tells them."""
    place, (one, other) = MARKS[dress], _names(dress)
    cost, sales, cent, click = _money(dress, "1234.56", "98765.43", "0.01", "1.02")
    rest: list[list[Cell]] = [
        [DAY_ONE, "", place.currency, one, "", "MANUAL", 1234567, 0, 1210, "0,1 %", cost, click,
         31, "1,2 %", sales],
        [DAY_TWO, "", place.currency, one, "", "MANUAL", 900, 0, 3, "", cent, cent, 0, "",
         Decimal(0)],
        [DAY_TWO, "", place.currency, other, "", "AUTOMATIC", 12, 0, 0, "", Decimal(0), None, 0,
         "", Decimal(0)],
    ]  # fmt: skip
    return rest


def campaign_told(dress: Dress) -> tuple[Any, ...]:
    """Return the figures of `campaign_rows`."""
    cost, sales, cent = _money(dress, "1234.56", "98765.43", "0.01")
    return (1235479, 1213, cost + cent, sales, 31)


# --- Sponsored Products by search term.

_TERM = {
    "en": ("Date", "Currency", "Campaign Name", "Ad Group Name", "Targeting", "Match Type",
           "Customer Search Term", "Impressions", "Clicks", "Spend", "7 Day Total Sales ",
           "7 Day Total Orders (#)", "7 Day Total Units (#)", "7 Day Conversion Rate"),
    "de": ("Datum", "Währung", "Kampagnenname", "Anzeigengruppenname", "Targeting",
           "Übereinstimmungstyp", "Suchbegriff eines Kunden", "Impressionen", "Klicks", "Ausgaben",
           "7 Tage, Umsatz gesamt (€)", "7 Tage, Aufträge gesamt (#)",
           "7 Tage, Einheiten gesamt (#)", "7-Tage-Konversionsrate"),
    "es": ("Fecha", "Divisa", "Nombre de campaña", "Nombre del grupo de anuncios", "Segmentación",
           "Tipo de coincidencia", "Término de búsqueda de cliente", "Impresiones", "Clics",
           "Inversión", "Ventas totales de 7 días", "Pedidos totales de 7 días (#)",
           "Unidades totales de 7 días (#)", "Tasa de conversión de 7 días"),
    "ja": ("日付", "通貨", "キャンペーン名", "広告グループ名", "ターゲティング", "マッチタイプ",
           "カスタマーの検索キーワード", "インプレッション", "クリック", "広告費",
           "広告がクリックされてから7日間の総売上高", "広告がクリックされてから7日間の合計注文数",
           "広告がクリックされてから7日間の合計販売数",
           "広告がクリックされてから7日間のコンバージョン率"),
}  # fmt: skip
_TERM_MONEY = [name in ("Spend", "7 Day Total Sales ") for name in _TERM["en"]]


def term_rows(dress: Dress) -> list[list[Cell]]:
    """Return what people searched for on two days."""
    currency, (one, term) = MARKS[dress].currency, _names(dress)
    cost, sales, other = _money(dress, "17.35", "1049.90", "0.45")
    return [
        [DAY_ONE, currency, one, "G", term, "EXACT", term, 1500, 25, cost, sales, 11, 13, "44 %"],
        [DAY_ONE, currency, one, "G", term, "BROAD", term, 20, 1, other, Decimal(0), 0, 0, ""],
        [DAY_TWO, currency, one, "G", "*", "-", "b0cxyz1234", 7, 1, other, Decimal(0), 0, 0, ""],
    ]  # fmt: skip


def term_told(dress: Dress) -> tuple[Any, ...]:
    """Return the figures of `term_rows`."""
    cost, sales, other = _money(dress, "17.35", "1049.90", "0.45")
    return (1527, 27, cost + 2 * other, sales, 11, 13)


# --- Business Reports.

_BY_DATE = {
    "en": ("Date", "Ordered Product Sales", "Units Ordered", "Total Order Items",
           "Page Views - Total", "Sessions - Total", "Featured Offer (Buy Box) Percentage"),
    "de": ("Datum", "Durch bestellte Produkte erzielter Umsatz", "Bestellte Einheiten",
           "Zahl der Bestellposten", "Seitenaufrufe – Summe", "Sitzungen – Summe",
           "Einkaufswagenfeld-Prozentsatz"),
    "es": ("Fecha", "Ventas de productos encargados", "Unidades encargadas",
           "Total de artículos del pedido", "Vistas de página: total", "Sesiones: total",
           "Porcentaje de ofertas destacadas (Buy Box)"),
    "ja": ("日付", "注文商品の売上額", "注文された商品点数", "注文品目総数", "ページビュー - 合計",
           "セッション数 - 合計", "おすすめ商品(カートボックス)獲得率"),
}  # fmt: skip
_ONE_MONEY = [False, True, False, False, False, False, False]


def by_date_rows(dress: Dress) -> list[list[Cell]]:
    """Return two days of a shop."""
    big, small = _money(dress, "123456.78", "0.99")
    share = "97,5%" if dress.mark == "," else "97.5%"
    return [
        [DAY_ONE, big, 1204, 1100, 98765, 45678, share],
        [DAY_TWO, small, 1, 1, 10, 9, share],
    ]


def by_date_told(dress: Dress) -> tuple[Any, ...]:
    """Return the figures of `by_date_rows`."""
    big, small = _money(dress, "123456.78", "0.99")
    return (big + small, 1205, 98775, 45687)


_BY_ASIN = {
    "en": ("(Parent) ASIN", "(Child) ASIN", "Title", "Sessions - Total", "Page Views - Total",
           "Featured Offer (Buy Box) Percentage", "Units Ordered", "Ordered Product Sales",
           "Total Order Items"),
    "de": ("(Übergeordnete) ASIN", "(Untergeordnete) ASIN", "Titel", "Sitzungen – Summe",
           "Seitenaufrufe – Summe", "Einkaufswagenfeld-Prozentsatz", "Bestellte Einheiten",
           "Durch bestellte Produkte erzielter Umsatz", "Zahl der Bestellposten"),
    "es": ("ASIN (parent)", "ASIN (child)", "Título", "Sesiones: total", "Vistas de página: total",
           "Porcentaje de ofertas destacadas (Buy Box)", "Unidades encargadas",
           "Ventas de productos encargados", "Total de artículos del pedido"),
}  # fmt: skip
_BY_ASIN_MONEY = [name == "Ordered Product Sales" for name in _BY_ASIN["en"]]


def by_asin_rows(dress: Dress) -> list[list[Cell]]:
    """Return two products of a day; one was looked at and not bought."""
    title = 'Stuhl "Öl", 2 Stück'
    return [
        ["B000000001", "B000000002", title, 1400, 2801, "100%", 12, Decimal("1234.50"), 11],
        ["B000000001", "B000000003", title, 3, 4, "0%", 0, Decimal(0), 0],
    ]


BY_ASIN_TOLD = (Decimal("1234.50"), 12, 2805, 1403)

# --- All Orders and FBA inventory: Amazon's own names in every country.

_ORDERS = ("amazon-order-id", "purchase-date", "last-updated-date", "order-status",
           "fulfillment-channel", "sales-channel", "product-name", "sku", "asin", "quantity",
           "currency", "item-price", "item-tax", "shipping-price", "item-promotion-discount",
           "ship-city", "promotion-ids")  # fmt: skip


def order_rows(channel: str = "Amazon.de", currency: str = "EUR") -> list[list[str]]:
    """Return three orders: one with two lines that left from two places, one pending."""
    when = "2026-11-18T10:00:00+00:00"

    def row(number: str, status: str, *rest: str) -> list[str]:
        return [f"302-0000000-000000{number}", when, when, status, "Amazon", channel,
                'Größe 10" × 2', *rest]  # fmt: skip

    return [
        row("1", "Shipped", "SKU-A", "B000000001", "2", currency, "39.98", "6.38", "3.99", "1.00",
            "München", "PAWS-1"),
        row("1", "Shipped", "SKU-A", "B000000001", "1", currency, "19.99", "3.19", "", "", "", ""),
        row("2", "Shipped", "SKU-B", "B000000002", "1", currency, "1234.56", "197.11", "", "", "",
            ""),
        row("3", "Pending", "SKU-B", "B000000002", "1", "", "", "", "", "", "", ""),
    ]  # fmt: skip


ORDERS_TOLD = (3, 5, Decimal("1294.53"), Decimal("206.68"))

_STOCK = ("sku", "fnsku", "asin", "product-name", "condition", "your-price",
          "afn-fulfillable-quantity", "afn-unsellable-quantity", "afn-reserved-quantity",
          "afn-total-quantity", "afn-inbound-working-quantity", "afn-inbound-shipped-quantity",
          "afn-inbound-receiving-quantity", "afn-researching-quantity")  # fmt: skip


def stock_rows() -> list[list[str]]:
    """Return three rows of two SKUs."""
    return [
        ["SKU-A", "X001", "B000000001", "Größe 10", "New", "19.99", "1200", "3", "7", "1310", "0",
         "100", "0", "0"],
        ["SKU-B", "X002", "B000000002", "Tisch", "New", "9.99", "0", "0", "0", "0", "0", "0", "0",
         "0"],
        ["SKU-B", "X003", "B000000002", "Tisch", "Used", "9.99", "2", "0", "0", "2", "0", "0",
         "0", "0"],
    ]  # fmt: skip


STOCK_TOLD = (2, 1202, 1312)

# --- The cases.

_WESTERN: dict[str, tuple[str, Make]] = {
    "utf-8": ("a.csv", made()),
    "utf-8 with a mark": ("a.csv", made(charset="utf-8-sig")),
    "cp1252": ("a.csv", made(charset="cp1252")),
    "semicolons": ("a.csv", made(";", "cp1252", "\n")),
    "tabs in utf-16": ("a.txt", made("\t", "utf-16")),
    "workbook": ("a.xlsx", as_workbook),
    "workbook of text": ("a.xlsx", as_text_workbook),
}
_JAPANESE: dict[str, tuple[str, Make]] = {
    "utf-8": ("a.csv", made()),
    "shift-jis": ("a.csv", made(charset="cp932")),
    "utf-8 with a mark": ("a.csv", made(charset="utf-8-sig")),
    "workbook": ("a.xlsx", as_workbook),
}


def _dressed(
    kind: str, headers: dict[str, tuple[str, ...]], money: list[bool],
    rows: Callable[[Dress], list[list[Cell]]], told: Callable[[Dress], tuple[Any, ...]],
    day: date | None = None,
) -> Iterator[Case]:  # fmt: skip
    for dress in (US, GB, DE, ES, IT, JP):
        header = headers.get(dress.language)
        for name, (file, make) in (_JAPANESE if dress is JP else _WESTERN).items():
            if header is not None:
                place = MARKS[dress]
                yield Case(
                    f"{place.country_code} {name}", kind, file,
                    make(dress, header, money, rows(dress)), Hints((place,), day=day), told(dress),
                )  # fmt: skip


def _plain(kind: str, header: tuple[str, ...], rows: list[list[str]], told: tuple[Any, ...],
           hints: Hints) -> Iterator[Case]:  # fmt: skip
    lines = [list(header), *rows]
    for separator, charset, end in (
        ("\t", "utf-8", "\n"), ("\t", "cp1252", "\r\n"), ("\t", "utf-8-sig", "\r\n"),
        (",", "utf-8", "\n"), (";", "cp1252", "\r\n"), ("\t", "utf-16", "\n"),
    ):  # fmt: skip
        name = f"{charset} {separator!r} {end!r}"
        yield Case(name, kind, "a.txt", text_file(lines, separator, charset, end), hints, told)


def _mangled(
    kind: str, dress: Dress, header: tuple[str, ...], money: list[bool], rows: list[list[Cell]],
    hints: Hints, changes: list[tuple[str, int, str, str, str]],
) -> Iterator[Case]:  # fmt: skip
    """Yield files with one cell changed: (name, line, column, the new cell, what is said)."""
    for name, line, column, cell, said in changes:
        lines = [[dress.write(one, is_money=flag) for one, flag in zip(row, money, strict=True)]
                 for row in rows]  # fmt: skip
        lines[line - 2][header.index(column)] = cell
        pattern = said if said.startswith("^") else rf"Line {line} of a\.csv .*{said}"
        body = text_file([list(header), *lines])
        yield Case(f"mangled: {name}", kind, "a.csv", body, hints, refused=pattern)


def _wrong_ads() -> Iterator[Case]:
    us = Hints((_US,))
    header, money, rows = _CAMPAIGN["en"], _CAMPAIGN_MONEY, campaign_rows(US)
    sales, cost = "7 Day Total Sales ", "Spend"
    yield from _mangled("ad_campaigns", US, header, money, rows, us, [
        ("a word for money", 2, cost, "much", "not a number"),
        ("euro in a dollar file", 3, cost, "€0.01", "not in USD"),
        ("a comma for cents", 3, sales, "$0,01", "^.*two ways"),
        ("a groups' comma out of place", 2, cost, "$12,34.56", "not a number"),
        ("half a click", 2, "Clicks", "1.5", "whole"),
        ("fewer than no clicks", 2, "Clicks", "-1", "below zero"),
        ("money below zero", 2, cost, "-$1.00", "below zero"),
        ("no spend", 4, cost, "", "no amount in .*Spend"),
        ("a dash for sales", 3, sales, "--", "no amount in .*Sales"),
        ("no campaign", 4, "Campaign Name", "", "no campaign"),
        ("no day", 4, "Date", "", "not a day"),
        ("a day that is none", 3, "Date", "Feb 30, 2026", "day"),
        ("a total line", 4, "Date", "Total", "not a day"),
        ("another currency", 2, "Currency", "EUR", "^.*does not say which marketplace"),
        ("a formula", 2, cost, "=1+1", "not a number"),
        ("an exponent", 2, cost, "1e3", "not a number"),
        ("another country's currency", 2, "Country", "Germany", "in USD"),
    ])  # fmt: skip
    twice = text_file([list(header), *[[US.write(cell, is_money=flag) for cell, flag in
                                        zip(rows[0], money, strict=True)]] * 2])  # fmt: skip
    yield Case("the same line twice", "ad_campaigns", "a.csv", twice, us, refused="Line 3 .*twice")
    spans = ("Start Date", "End Date", *header[1:])
    month = [[date(2026, 11, 1), date(2026, 11, 30), *row[1:]] for row in rows]
    flags = [False, *money]
    yield Case("a month as one sum", "ad_campaigns", "a.csv", made()(US, spans, flags, month), us,
               refused="Line 2 .*2026-11-01 to 2026-11-30.*Daily")  # fmt: skip
    yield Case("a month as one sum, workbook", "ad_campaigns", "a.xlsx",
               as_workbook(US, spans, flags, month), us, refused="Line 2 .*Daily")  # fmt: skip
    single = [[row[0], *row] for row in rows]
    yield Case("spans of one day", "ad_campaigns", "a.csv", made()(US, spans, flags, single), us,
               campaign_told(US))  # fmt: skip
    bare, rest = header[1:], [row[1:] for row in rows]
    yield Case("no days at all", "ad_campaigns", "a.csv", made()(US, bare, money[1:], rest), us,
               refused="does not say its days.*Daily")  # fmt: skip
    yield Case("no days, but one is named", "ad_campaigns", "a.csv",
               made()(US, bare, money[1:], rest), Hints((_US,), day=DAY_ONE),
               campaign_told(US))  # fmt: skip
    yield Case("currency left open", "ad_campaigns", "a.csv",
               made()(DE, _CAMPAIGN["de"], money, campaign_rows(DE)), Hints((_DE, _ES)),
               refused="--marketplace")  # fmt: skip
    yield Case("currency left open, named", "ad_campaigns", "a.csv",
               made()(DE, _CAMPAIGN["de"], money, campaign_rows(DE)), Hints((_DE, _ES), _DE),
               campaign_told(DE))  # fmt: skip
    for name in ("Ad Group Name", "Targeting", "Placement"):
        other = [*header, name]
        more = [[*row, "x"] for row in rows]
        yield Case(f"by {name}", "ad_campaigns", "a.csv", made()(US, other, [*money, False], more),
                   us, refused="no report we know")  # fmt: skip
    yield from _mangled(
        "ad_search_terms", US, _TERM["en"], _TERM_MONEY, term_rows(US), us, [
            ("no search term", 2, "Customer Search Term", "", "no search term"),
            ("no ad group", 3, "Ad Group Name", "", "no ad group"),
            ("no targeting", 3, "Targeting", "", "no targeting"),
            ("a word for a count", 4, "7 Day Total Units (#)", "two", "not a number"),
            ("a percentage for money", 2, "Spend", "17.35 apples", "not a number"),
            ("a sum over days", 2, "Date", "Nov 18, 2026 - Nov 30, 2026", "not a day"),
        ])  # fmt: skip


def _wrong_others() -> Iterator[Case]:
    us, day = Hints((_US,)), Hints((_US,), day=DAY_ONE)
    yield from _mangled(
        "business_by_date", US, _BY_DATE["en"], _ONE_MONEY, by_date_rows(US), us, [
            ("a word for money", 2, "Ordered Product Sales", "some", "not a number"),
            ("two marks", 3, "Ordered Product Sales", "$1.234,56", "^.*two ways"),
            ("half a unit", 3, "Units Ordered", "0.5", "whole"),
            ("two currencies", 3, "Ordered Product Sales", "€0.99", "^.*several currencies"),
            ("the same day twice", 3, "Date", "Nov 18, 2026", "twice"),
            ("no day", 2, "Date", "", "not a day"),
        ])  # fmt: skip
    yield from _mangled(
        "business_by_asin", US, _BY_ASIN["en"], _BY_ASIN_MONEY, by_asin_rows(US), day, [
            ("no ASIN", 2, "(Child) ASIN", "", "no ASIN"),
            ("half an ASIN", 2, "(Child) ASIN", "B0000", "no ASIN"),
            ("the same product twice", 3, "(Child) ASIN", "B000000002", "twice"),
            ("a word for visits", 2, "Sessions - Total", "many", "not a number"),
        ])  # fmt: skip
    flags = [False] * len(_ORDERS)
    rows: list[list[Cell]] = [list(row) for row in order_rows()]
    yield from _mangled("all_orders", PLAIN, _ORDERS, flags, rows, Hints(()), [
        ("no number", 2, "amazon-order-id", "", "no number"),
        ("no ASIN", 2, "asin", "", "no ASIN"),
        ("no currency", 4, "currency", "", "no currency"),
        ("a comma for cents", 4, "item-price", "1234,56", "."),
        ("half a piece", 2, "quantity", "0.5", "whole"),
        ("no time", 3, "purchase-date", "", "."),
        ("two marketplaces", 3, "sales-channel", "Amazon.fr", "two marketplaces"),
    ])  # fmt: skip
    flags = [False] * len(_STOCK)
    stock: list[list[Cell]] = [list(row) for row in stock_rows()]
    yield from _mangled("fba_stock", PLAIN, _STOCK, flags, stock, Hints((), _DE), [
        ("no SKU", 2, "sku", "", "no SKU"),
        ("fewer than none", 2, "afn-fulfillable-quantity", "-1", "below zero"),
        ("a word for pieces", 3, "afn-total-quantity", "none", "not a number"),
        ("half a piece", 4, "afn-total-quantity", "1.5", "whole"),
    ])  # fmt: skip


CASES: tuple[Case, ...] = (
    *_dressed("ad_campaigns", _CAMPAIGN, _CAMPAIGN_MONEY, campaign_rows, campaign_told),
    *_dressed("ad_search_terms", _TERM, _TERM_MONEY, term_rows, term_told),
    *_dressed("business_by_date", _BY_DATE, _ONE_MONEY, by_date_rows, by_date_told),
    *_dressed("business_by_asin", _BY_ASIN, _BY_ASIN_MONEY, by_asin_rows,
              lambda _dress: BY_ASIN_TOLD, DAY_ONE),
    *_plain("all_orders", _ORDERS, order_rows(), ORDERS_TOLD, Hints(())),
    *_plain("fba_stock", _STOCK, stock_rows(), STOCK_TOLD, Hints((), _DE)),
    *_wrong_ads(),
    *_wrong_others(),
)  # fmt: skip
