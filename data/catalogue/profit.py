"""Metrics of what is left: VAT, cost of goods, profit, margin, return on investment."""

from __future__ import annotations

from typing import Any

from data.catalogue.money import FEES
from data.catalogue.rows import row
from data.catalogue.sources import ADS, COSTS, EXPENSES, MONEY, ORDERS, OWN_LAG, PROFIT_LAG, TAXES
from data.metric import Metric

# What stays of sales when VAT and refunds are off, and what Amazon reimbursed is on.
NET_REVENUE = (
    "revenue_amount",
    "shipping_amount",
    "-discount_amount",
    "-revenue_vat_amount",
    "-extras_vat_amount",
    "-refund_amount",
    "refund_vat_amount",
    "reimbursement_amount",
)
_VAT = ("revenue_vat_amount", "extras_vat_amount", "-refund_vat_amount")
GROSS_PROFIT = (*NET_REVENUE, *(f"-{name}" for name in FEES), "-cogs_amount")
PROFIT = (*GROSS_PROFIT, "-ad_spend_amount")
NET_PROFIT = (*PROFIT, "-expense_amount")
ALL_COSTS = ("cogs_amount", *FEES, "ad_spend_amount", "expense_amount")

_SALES = (*ORDERS, *MONEY, *TAXES)
_GROSS = (*_SALES, *COSTS)
_PROFIT = (*_GROSS, *ADS)
_NET = (*_PROFIT, *EXPENSES)


def _profit(*told: Any, **more: Any) -> Metric:
    return row(*told, **{"is_good": True, "lag": PROFIT_LAG, **more})


ROWS = (
    _profit("vat", "VAT",
            "The VAT inside prices, shipping and gift wrap after discounts, less the VAT inside "
            "refunds, at the rates of your tax rules. Where tax comes on top of the price, as in "
            "the United States, it is none of your money and does not count.",
            _VAT, sources=_SALES, is_good=None, synonyms=("value added tax",)),
    _profit("net_revenue", "Net revenue",
            "Revenue and shipping, less discounts, VAT and refunds, with what Amazon reimbursed.",
            NET_REVENUE, sources=_SALES, synonyms=("revenue after refunds",)),
    _profit("cogs", "Cost of goods",
            "Units ordered, at the cost valid on the day of the order: goods, inbound freight and "
            "other. Returns do not take it off: a unit that came back and is sold again is charged "
            "with both orders. Units without a cost count as nothing; see there.",
            ("cogs_amount",), sources=(*ORDERS, *COSTS), is_good=None, lag=OWN_LAG,
            synonyms=("cost of goods sold", "product cost", "landed cost")),
    _profit("uncosted_units", "Units without a cost",
            "Units ordered for which no cost is entered. They make profit look higher than it is.",
            ("uncosted_units",), sources=(*ORDERS, *COSTS), unit="count", is_good=False,
            lag=OWN_LAG),
    _profit("expenses", "Other expenses",
            "Expenses you have entered, by day: a monthly one is shared out over the days of its "
            "month.", ("expense_amount",), sources=EXPENSES, is_good=None, lag=OWN_LAG,
            synonyms=("overhead", "indirect expenses", "fixed costs")),
    _profit("total_costs", "All costs", "Cost of goods, Amazon fees, ad spend and other expenses.",
            ALL_COSTS, sources=_NET, is_good=None, synonyms=("total expenses", "costs")),
    _profit("gross_profit", "Gross profit",
            "Net revenue less Amazon fees and cost of goods, before advertising.",
            GROSS_PROFIT, sources=_GROSS, synonyms=("profit before ads", "profit before ad spend")),
    _profit("profit", "Profit",
            "What products earn: net revenue less Amazon fees, cost of goods and ad spend, after "
            "VAT, before other expenses.",
            PROFIT, sources=_PROFIT, synonyms=("earnings", "contribution", "profit after ads")),
    _profit("net_profit", "Net profit", "Profit less the other expenses you have entered.",
            NET_PROFIT, sources=_NET, synonyms=("bottom line", "profit after expenses")),
    _profit("profit_margin", "Margin", "Profit divided by revenue.",
            PROFIT, ("revenue_amount",), sources=_PROFIT, unit="share",
            synonyms=("profitability", "profit share")),
    _profit("net_margin", "Net margin", "Net profit divided by revenue.",
            NET_PROFIT, ("revenue_amount",), sources=_NET, unit="share",
            synonyms=("net profit margin",)),
    _profit("roi", "ROI",
            "Return on investment: profit divided by cost of goods.",
            PROFIT, ("cogs_amount",), sources=_PROFIT, unit="share",
            synonyms=("return on investment", "roi on goods")),
    _profit("roi_all_costs", "ROI on all costs",
            "Return on investment: net profit divided by all costs.",
            NET_PROFIT, ALL_COSTS, sources=_NET, unit="share",
            synonyms=("return on all costs",)),
    _profit("break_even_acos", "Break-even ACOS",
            "The ACOS at which advertising eats up the profit: gross profit divided by revenue.",
            GROSS_PROFIT, ("revenue_amount",), sources=_GROSS, unit="share",
            synonyms=("breakeven acos", "target acos", "gross margin", "margin before ads")),
)  # fmt: skip
