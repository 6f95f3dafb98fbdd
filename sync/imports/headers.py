"""What each kind of file calls its columns, in the languages of the marketplaces.

A language is added by adding its words. Words are compared without case, spaces and signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import DataError

Words = Mapping[str, tuple[str, ...]]
# The text of a field of one line; empty where the file does not have it.
Cells = Callable[[str], str]

ALL_ORDERS: Words = {
    "order_id": ("amazon-order-id",),
    "purchased": ("purchase-date",),
    "updated": ("last-updated-date",),
    "status": ("order-status",),
    "channel": ("fulfillment-channel",),
    "sales_channel": ("sales-channel",),
    "sku": ("sku",),
    "asin": ("asin",),
    "quantity": ("quantity",),
    "currency": ("currency",),
    "item_price": ("item-price",),
    "item_tax": ("item-tax",),
    "shipping_price": ("shipping-price",),
    "shipping_tax": ("shipping-tax",),
    "gift_wrap_price": ("gift-wrap-price",),
    "gift_wrap_tax": ("gift-wrap-tax",),
    "item_discount": ("item-promotion-discount",),
    "shipping_discount": ("ship-promotion-discount",),
    "promotions": ("promotion-ids",),
    "is_business": ("is-business-order",),
}

BUSINESS_BY_DATE: Words = {
    "day": ("Date", "Datum", "Fecha", "日付"),
    "sales": ("Ordered Product Sales", "Durch bestellte Produkte erzielter Umsatz",
              "Umsatz durch bestellte Produkte", "Ventas de productos encargados",
              "Ventas de productos pedidos", "注文商品の売上額"),
    "b2b_sales": ("Ordered Product Sales - B2B",
                  "Durch bestellte Produkte erzielter Umsatz – B2B",
                  "Ventas de productos encargados: B2B", "Ventas de productos pedidos - B2B"),
    "units": ("Units Ordered", "Bestellte Einheiten", "Unidades encargadas", "Unidades pedidas",
              "注文された商品点数"),
    "b2b_units": ("Units Ordered - B2B", "Bestellte Einheiten – B2B",
                  "Unidades encargadas - B2B", "Unidades pedidas - B2B"),
    "order_lines": ("Total Order Items", "Zahl der Bestellposten",
                    "Total de artículos del pedido", "注文品目総数"),
    "page_views": ("Page Views - Total", "Page Views", "Seitenaufrufe – Summe", "Seitenaufrufe",
                   "Vistas de página: total", "ページビュー - 合計"),
    "browser_page_views": ("Page Views - Browser", "Seitenaufrufe – Browser"),
    "app_page_views": ("Page Views - Mobile App", "Seitenaufrufe – Mobile App"),
    "sessions": ("Sessions - Total", "Sessions", "Sitzungen – Summe", "Sitzungen",
                 "Sesiones: total", "セッション数 - 合計"),
    "browser_sessions": ("Sessions - Browser", "Sitzungen – Browser"),
    "app_sessions": ("Sessions - Mobile App", "Sitzungen – Mobile App"),
    "featured_offer": ("Featured Offer (Buy Box) Percentage", "Buy Box Percentage",
                       "Prozentualer Anteil Hervorgehobenes Angebot (Einkaufswagenfeld)",
                       "Einkaufswagenfeld-Prozentsatz",
                       "Porcentaje de ofertas destacadas (Buy Box)",
                       "おすすめ商品(カートボックス)獲得率"),
    "refunded_units": ("Units Refunded", "Erstattete Einheiten"),
    "shipped_sales": ("Shipped Product Sales", "Umsatz durch versandte Produkte"),
    "shipped_units": ("Units Shipped", "Versandte Einheiten"),
    "shipped_orders": ("Orders Shipped", "Versandte Bestellungen"),
}  # fmt: skip

_NOT_BY_ASIN = ("day", "refunded_units", "shipped_sales", "shipped_units", "shipped_orders")
BUSINESS_BY_ASIN: Words = {
    "parent_asin": ("(Parent) ASIN", "(Übergeordnete) ASIN", "ASIN (parent)", "(親)ASIN"),
    "asin": ("(Child) ASIN", "(Untergeordnete) ASIN", "ASIN (child)", "(子)ASIN", "ASIN"),
    **{name: words for name, words in BUSINESS_BY_DATE.items() if name not in _NOT_BY_ASIN},
}

FBA_STOCK: Words = {
    "sku": ("sku", "seller-sku"),
    "fnsku": ("fnsku",),
    "asin": ("asin",),
    "condition": ("condition",),
    "fulfillable": ("afn-fulfillable-quantity",),
    "unsellable": ("afn-unsellable-quantity",),
    "reserved": ("afn-reserved-quantity",),
    "total": ("afn-total-quantity",),
    "working": ("afn-inbound-working-quantity",),
    "shipped": ("afn-inbound-shipped-quantity",),
    "receiving": ("afn-inbound-receiving-quantity",),
    "researching": ("afn-researching-quantity",),
}

AD_CAMPAIGNS: Words = {
    "day": ("Date", "Datum", "Fecha", "Data", "日付"),
    "first": ("Start Date", "Startdatum", "Fecha de inicio", "Data di inizio", "開始日"),
    "last": ("End Date", "Enddatum", "Fecha de finalización", "Data di fine", "終了日"),
    "country": ("Country", "Land", "País", "Paese", "国"),
    "currency": ("Currency", "Währung", "Divisa", "Moneda", "Valuta", "通貨"),
    "campaign": ("Campaign Name", "Kampagnenname", "Nombre de la campaña", "Nombre de campaña",
                 "Nome campagna", "Nome della campagna", "キャンペーン名"),
    "impressions": ("Impressions", "Impressionen", "Impresiones", "Impressioni",
                    "インプレッション", "インプレッション数"),
    "clicks": ("Clicks", "Klicks", "Clics", "Clic", "クリック", "クリック数"),
    "cost": ("Spend", "Ausgaben", "Gasto", "Inversión", "Spesa", "費用", "広告費"),
    "sales": ("7 Day Total Sales", "7 Tage, Umsatz gesamt", "7 Tage, Gesamtumsatz",
              "Ventas totales de 7 días", "Vendite totali 7 giorni",
              "広告がクリックされてから7日間の総売上高"),
    "orders": ("7 Day Total Orders (#)", "7 Tage, Aufträge gesamt (#)",
               "7 Tage, Bestellungen gesamt", "Pedidos totales de 7 días (#)",
               "Totale ordini (#) 7 giorni", "広告がクリックされてから7日間の合計注文数"),
    "units": ("7 Day Total Units (#)", "7 Tage, Einheiten gesamt (#)",
              "Unidades totales de 7 días (#)", "広告がクリックされてから7日間の合計販売数"),
    # Read only to learn how the file writes numbers.
    "click_price": ("Cost Per Click (CPC)", "Kosten pro Klick (CPC)", "Coste por clic (CPC)",
                    "クリック課金制（CPC）", "平均クリック単価 (CPC)"),
    # What a file by something else than the campaign has, so that it is taken for what it is.
    "group": ("Ad Group Name", "Anzeigengruppenname", "Nombre del grupo de anuncios",
              "Nome gruppo di annunci", "Nome del gruppo di annunci", "広告グループ名"),
    "targeting": ("Targeting", "Ausrichtung", "Segmentación", "ターゲティング"),
    "placement": ("Placement", "Platzierung", "Ubicación", "Posizionamento"),
}  # fmt: skip

AD_SEARCH_TERMS: Words = {
    **AD_CAMPAIGNS,
    "match": ("Match Type", "Übereinstimmungstyp", "Tipo de coincidencia",
              "Tipo de concordancia", "Tipo di corrispondenza", "マッチタイプ"),
    "term": ("Customer Search Term", "Suchbegriff eines Kunden", "Suchbegriff des Kunden",
             "Término de búsqueda de cliente", "Término de búsqueda del cliente",
             "Termine ricerca cliente", "Termine di ricerca cliente",
             "カスタマーの検索キーワード"),
}  # fmt: skip

FBA_RETURNS: Words = {
    "returned": ("return-date",),
    "order_id": ("order-id",),
    "sku": ("sku",),
    "asin": ("asin",),
    "fnsku": ("fnsku",),
    "quantity": ("quantity",),
    "center": ("fulfillment-center-id",),
    "disposition": ("detailed-disposition",),
    "reason": ("reason",),
    # Not in every marketplace: the Emirates have none.
    "status": ("status",),
    "lpn": ("license-plate-number",),
}

MERCHANT_RETURNS: Words = {
    "order_id": ("Order ID",),
    "requested": ("Return request date",),
    "status": ("Return request status",),
    "rma": ("Amazon RMA ID",),
    "merchant_rma": ("Merchant RMA ID", "Seller RMA ID"),
    "currency": ("Currency code",),
    "asin": ("ASIN",),
    "sku": ("Merchant SKU",),
    "quantity": ("Return quantity",),
    "reason": ("Return Reason",),
    "resolution": ("Resolution",),
    "refunded": ("Refunded Amount",),
    "item_id": ("Order Item ID",),
}

REIMBURSEMENTS: Words = {
    "approved": ("approval-date",),
    "number": ("reimbursement-id",),
    "case": ("case-id",),
    "order_id": ("amazon-order-id",),
    "reason": ("reason",),
    "sku": ("sku",),
    "fnsku": ("fnsku",),
    "asin": ("asin",),
    "condition": ("condition",),
    "currency": ("currency-unit",),
    "per_unit": ("amount-per-unit",),
    "total": ("amount-total",),
    "cash_units": ("quantity-reimbursed-cash",),
    "inventory_units": ("quantity-reimbursed-inventory",),
    "original": ("original-reimbursement-id",),
}

LEDGER_EVENTS: Words = {
    "day": ("Date",),
    "fnsku": ("FNSKU",),
    "asin": ("ASIN",),
    "sku": ("MSKU",),
    "event": ("Event Type",),
    "reference": ("Reference ID",),
    "units": ("Quantity",),
    "center": ("Fulfillment Center",),
    "disposition": ("Disposition",),
    "reason": ("Reason",),
    "country": ("Country",),
    "reconciled": ("Reconciled Quantity",),
    "unreconciled": ("Unreconciled Quantity",),
}

LEDGER_DAYS: Words = {
    "day": ("Date",),
    "fnsku": ("FNSKU",),
    "asin": ("ASIN",),
    "sku": ("MSKU",),
    "disposition": ("Disposition",),
    "there": ("Ending Warehouse Balance",),
    "in_transit": ("In Transit Between Warehouses",),
    "country": ("Location",),
}

SETTLEMENT: Words = {
    "number": ("settlement-id",),
    "starts": ("settlement-start-date",),
    "ends": ("settlement-end-date",),
    "deposited": ("deposit-date",),
    "total": ("total-amount",),
    "currency": ("currency",),
    "kind": ("transaction-type",),
    "order_id": ("order-id",),
    "adjustment_id": ("adjustment-id",),
    "shipment_id": ("shipment-id",),
    "place": ("marketplace-name",),
    "amount_type": ("amount-type",),
    "amount_description": ("amount-description",),
    "amount": ("amount",),
    "fulfillment_id": ("fulfillment-id",),
    "posted_on": ("posted-date",),
    "posted_at": ("posted-date-time",),
    "item_id": ("order-item-code",),
    "sku": ("sku",),
    "quantity": ("quantity-purchased",),
}

_NOISE = re.compile(r"[\s\-_–—()（）.,:/%#€$£¥￥]+")


def plain(text: str) -> str:
    """Return a column's name without case, spaces and signs; a currency's sign is one."""
    return _NOISE.sub("", text.replace("\ufeff", "").strip().strip('"').casefold())


@dataclass(frozen=True)
class Layout:
    """Where in a line each field of a kind stands."""

    places: Mapping[str, int]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Return a field's text; empty when the file does not have it."""
        place = self.places.get(name)
        return cells[place] if place is not None and place < len(cells) else ""

    def has(self, name: str) -> bool:
        """Whether the file has this column."""
        return name in self.places


def find_layout(header: Sequence[str], words: Words, required: Sequence[str]) -> Layout | None:
    """Find a kind's columns in a header; None when one that it needs is missing.

    Raises DataError when a column that matters stands there twice.
    """
    names = [plain(cell) for cell in header]
    places: dict[str, int] = {}
    for field, aliases in words.items():
        for alias in aliases:
            if plain(alias) in names:
                places[field] = names.index(plain(alias))
                break
    if any(field not in places for field in required):
        return None
    for field, place in places.items():
        if names.count(names[place]) > 1:
            raise DataError(f"The column {header[place]!r} stands in the file twice ({field}).")
    return Layout(places)
