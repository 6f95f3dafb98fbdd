"""Metrics that only help to explain others: what formulas are made of and nobody asks for alone."""

from __future__ import annotations

from data.catalogue.sources import LISTINGS, MONEY, ORDERS, PLANNING, STOCK, TAXES
from data.metric import Additivity, Metric, Unit


def _part(
    id_: str,
    name: str,
    sentence: str,
    measure: str,
    *,
    unit: Unit = "count",
    additivity: Additivity = "additive",
    decimals: int = 0,
    sources: tuple[str, ...],
) -> Metric:
    decimals = 2 if unit == "money" else decimals
    return Metric(
        id_, name, sentence, unit, (measure,),
        additivity=additivity, sources=sources, decimals=decimals,
    )  # fmt: skip


ROWS = (
    _part("revenue_vat", "VAT in revenue", "The VAT inside the prices of the products.",
          "revenue_vat_amount", unit="money", sources=(*ORDERS, *TAXES)),
    _part("extras_vat", "VAT in shipping",
          "The VAT inside shipping and gift wrap, less that inside discounts.",
          "extras_vat_amount", unit="money", sources=(*ORDERS, *TAXES)),
    _part("refund_vat", "VAT in refunds", "The VAT inside what was given back.",
          "refund_vat_amount", unit="money", sources=(*MONEY, *TAXES)),
    _part("counted_units", "Units whose age is known",
          "Pieces that Amazon's report on the age of stock names.", "counted_units",
          additivity="latest", sources=PLANNING),
    _part("shipped_units_90_days", "Units shipped in 90 days",
          "Pieces that Amazon shipped in the 90 days before its report.", "shipped_90_days_units",
          additivity="latest", sources=PLANNING),
    _part("stock_pace", "Units a day out of the stock",
          "Units a day in stock, of every marketplace that sells from the same stock.",
          "pool_daily_units", additivity="latest", decimals=1,
          sources=(*STOCK, *ORDERS, *LISTINGS)),
    _part("average_stock", "Average stock of 90 days",
          "Pieces that could be sold, on an average day of the last 90.", "average_stock_units",
          additivity="latest", sources=STOCK),
)  # fmt: skip
