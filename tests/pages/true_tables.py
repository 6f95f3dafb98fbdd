"""What each page's tables must hold, from questions asked anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd

from data.loaders import load_products
from data.payouts import PARTS
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.money import money_of, settlement_at
from tests.pages.asked import Asked, Row, name_of
from tests.pages.cells import Check, fig, fig_text, figures, percent, small_trend, titled
from tests.pages.screen import Cell, check_table
from tests.pages.true_ads_tables import (
    check_ad_products,
    check_campaigns,
    check_terms,
    check_wasted,
)
from tests.pages.true_stock_tables import check_aged, check_reorder, check_stockouts, check_stranded
from tests.pages.true_tiles import claims_of
from ui.formats import UNKNOWN, change, change_of, exact_money, shorten
from ui.one_product import reason_in_words
from ui.profit_lines import PL_LINES
from ui.trends import day_words


def _trends(asked: Asked, metric: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    rows = asked.rows([metric], ["product"], grain="day")
    for row in sorted(rows, key=lambda one: one["day"]):
        found.setdefault(row["product"], []).append(row[metric] or 0)
    return found


def in_percent(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:+,.1f}%"


def heights(values: list[Any]) -> list[str]:
    """Where a small trend's points stand, from 17 (nothing) up to 1 (the highest)."""
    top = max(values)
    return [f"{17 - 16 * float(one) / float(top):.1f}" for one in values]


def check_movers(which: str) -> Check:
    """The five that sold most, or lost most, in their order."""

    def check(asked: Asked, frame: pd.DataFrame) -> None:
        metric = "revenue" if len(asked.currencies) == 1 else "units"
        rows = asked.rows([metric], ["product"], compare=True)
        for row in rows:
            row["lost"] = (row[f"{metric}_before"] or 0) - (row[metric] or 0)
        by = metric if which == "best" else "lost"
        ranked = sorted(rows, key=lambda row: (-(row[by] or 0), row["product"]))
        kept = [row for row in ranked[:5] if (row[by] or 0) > 0]
        trends = _trends(asked, metric)
        currency = asked.currencies[0] if metric == "revenue" else ""
        cells: dict[str, Cell] = {
            "Product": lambda row: shorten(asked.title(row["product"]), 50),
            "Revenue" if currency else "Units": lambda row: (
                exact_money(row[metric], currency) if currency else f"{row[metric]:,}"
            ),
            "Change": lambda row: in_percent(percent(row[metric], row[f"{metric}_before"])),
            "Trend": lambda row: heights(trends[row["product"]]),
        }
        check_table(frame, kept, cells, in_order=True)

    return check


def check_split(asked: Asked, frame: pd.DataFrame) -> None:
    """Each marketplace with its share of all units."""
    rows = asked.rows(["revenue", "orders", "units"], ["marketplace"], compare=asked.is_compared)
    units = sum(row["units"] for row in rows)
    cells: dict[str, Cell] = {
        "Marketplace": lambda row: name_of(row["marketplace"]),
        "Revenue": lambda row: exact_money(row["revenue"], row["currency"]),
        "Orders": lambda row: f"{row['orders']:,}",
        "Units": lambda row: f"{row['units']:,}",
        "Share of units": lambda row: f"{100 * row['units'] / units:.0f}%" if units else "0%",
    }
    if asked.is_compared:
        cells["Change"] = lambda row: change(change_of(row["revenue"], row["revenue_before"]))
    check_table(frame, rows, cells)


def check_sales(asked: Asked, frame: pd.DataFrame) -> None:
    """Each day in each currency."""
    rows = asked.rows(["revenue", "orders", "units", "aov"], grain="day", compare=asked.is_compared)
    cells: dict[str, Cell] = {
        "Day": fig("day"),
        "Revenue": fig("revenue"),
        "Orders": fig("orders"),
        "Units": fig("units"),
        "Average order": fig("aov"),
    }
    if len(asked.currencies) > 1:
        cells["Currency"] = fig("currency")
    if asked.is_compared:
        cells["Compared with"] = lambda row: day_words(row["day_before"], "day")
        cells["Revenue then"] = fig("revenue_before")
        cells["Change"] = lambda row: _rounded(percent(row["revenue"], row["revenue_before"]))
    cells["Day"] = lambda row: pd.Timestamp(row["day"])
    check_table(frame, rows, cells)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def check_products(asked: Asked, frame: pd.DataFrame) -> None:
    """Every product of the account with its figures in each currency."""
    rows = _products(asked)
    trends = _trends(asked, "units")
    days = (asked.end - asked.start).days + 1
    cells: dict[str, Cell] = {
        "title": titled(asked),
        "product": fig("product"),
        "brand": fig("brand"),
        "units": lambda row: row.get("units") or 0,
        "trend": lambda row: trends.get(row["product"], [0] * days),
        "stock_units": fig("stock_units"),
        "days_of_cover": fig("days_of_cover"),
        "sessions": fig("sessions"),
        "conversion": fig("unit_session_rate", 100),
        "refunded": fig("order_refund_rate", 100),
    }
    for currency in asked.currencies:
        cells[f"sales_{currency}"] = fig(f"revenue {currency}")
        cells[f"profit_{currency}"] = fig(f"profit {currency}")
        cells[f"margin_{currency}"] = fig(f"profit_margin {currency}", 100)
    if asked.is_compared:
        cells["change"] = lambda row: percent(row.get("units") or 0, row.get("units_before") or 0)
    check_table(frame, rows, cells)


def _products(asked: Asked) -> list[Row]:
    known = load_products(asked.account_id)
    found: dict[str, Row] = {
        asin: {"product": asin, "brand": brand}
        for asin, brand in zip(known["asin"], known["brand"], strict=True)
        if asked.product in (None, asin)
    }
    parts = [
        asked.rows(["units"], ["product"], compare=asked.is_compared),
        asked.rows(["sessions", "unit_session_rate"], ["product"]),
        asked.rows(["order_refund_rate"], ["product"]),
        asked.rows(["stock_units", "days_of_cover"], ["product"], time=asked.this_moment),
    ]
    for row in (one for part in parts for one in part):
        found.get(row["product"], {}).update(row)
    for names in (["revenue"], ["profit", "profit_margin"]):
        for row in asked.rows(names, ["product"]):
            found.get(row["product"], {}).update(
                {f"{name} {row['currency']}": row[name] for name in names}
            )
    return list(found.values())


def check_by(dimension: str, *, with_money: bool) -> Check:
    """One product by marketplace or SKU: what it sells, and its stock as it is now."""

    def check(asked: Asked, frame: pd.DataFrame) -> None:
        names = ["units", "orders", *(["revenue", "avg_selling_price"] if with_money else [])]
        compare = with_money and asked.is_compared
        found = asked.by(dimension, names, [dimension], compare=compare)
        stock = ["stock_units", "inbound_units", "days_of_cover"]
        for key, row in asked.by(dimension, stock, [dimension], time=asked.this_moment).items():
            found.setdefault(key, {}).update(row)
        cells: dict[str, Cell] = figures(*stock)
        if with_money:
            cells |= figures("units", "orders") | {
                "name": lambda row: name_of(row["marketplace"]),
                "sales": lambda row: exact_money(row["revenue"], row["currency"]),
                "price": lambda row: exact_money(row["avg_selling_price"], row["currency"]),
            }
        else:
            cells |= {
                "sku": fig("sku"),
                "units": lambda row: row.get("units") or 0,
                "orders": lambda row: row.get("orders") or 0,
            }
        if compare:
            cells["change"] = lambda row: change(change_of(row["revenue"], row["revenue_before"]))
        check_table(frame, found.values(), cells)

    return check


def check_returns(asked: Asked, frame: pd.DataFrame) -> None:
    """Returned units by reason; the same reason of two channels is one."""
    sums: dict[str, Row] = {}
    for row in asked.rows(["returned_units", "sellable_returned_units"], ["return_reason"]):
        if row["returned_units"]:
            name = reason_in_words(row["return_reason"])
            into = sums.setdefault(
                name, {"reason": name, "returned_units": 0, "sellable_returned_units": 0}
            )
            for metric in ("returned_units", "sellable_returned_units"):
                into[metric] += row[metric]
    total = sum(row["returned_units"] for row in sums.values())
    cells = figures("returned_units", "sellable_returned_units")
    cells["share"] = lambda row: 100 * row["returned_units"] / total
    assert sorted(frame["reason"]) == sorted(sums)
    check_table(frame, sums.values(), cells)


def check_months(asked: Asked, frame: pd.DataFrame) -> None:
    """Each line of the account in each month, and all months together, to the cent."""
    names = [line.metric for line in PL_LINES]
    currency = asked.currencies[0]
    months = {f"{row['month']:%b %Y}": row for row in asked.of_first(names, grain="month")}
    (months["Total"],) = asked.of_first(names)
    rows = []
    for line in PL_LINES:
        amounts = {
            name: -(row[line.metric] or Decimal(0)) if line.sign < 0 else row[line.metric]
            for name, row in months.items()
        }
        if line.is_total or any(amounts.values()):
            words = {name: exact_money(value, currency) for name, value in amounts.items()}
            rows.append({"Line": line.title} | words)
    check_table(frame, rows, {name: fig_text(name) for name in ("Line", *months)}, in_order=True)


def check_profit_products(asked: Asked, frame: pd.DataFrame) -> None:
    """Each product with any money, the dearest first."""
    names = ["units", "revenue", "revenue_ex_vat", "fees", "cogs", "ad_spend", "profit",
             "profit_margin"]  # fmt: skip
    rows = [
        row
        for row in asked.of_first(names, ["product"])
        if any(row[name] for name in ("revenue", "fees", "cogs", "ad_spend"))
    ]
    cells = {"title": titled(asked, "Belongs to no product")} | figures(*names[:-1])
    cells["trend"] = small_trend(asked.rows(["units"], ["product"], grain="day"), "units")
    check_table(frame, rows, cells | {"margin": fig("profit_margin", 100)})


def check_payouts(asked: Asked, frame: pd.DataFrame) -> None:
    """Each payout is the one that the simulator's bank paid, and together they are the metric."""
    (row,) = asked.as_paid().of_first(["payout"])
    assert round(Decimal(str(frame["paid_out"].sum())), 2) == row["payout"]
    parts = [name for name in PARTS if name in frame]
    for one in frame.to_dict("records"):
        place = next(p for p in SHOP_MARKETPLACES if p.name == one["marketplace"])
        noon = datetime.combine(pd.Timestamp(one["starts_on"]).date(), time(12), place.zone)
        settlement = settlement_at(place, int(noon.timestamp()))
        assert one["settlement_id"] == settlement.settlement_id
        assert round(one["paid_out"] * 100) == money_of(7).transfer(settlement)
        assert round(sum(one[name] for name in parts) * 100) == round(one["paid_out"] * 100)
    known = {"paid_on", "starts_on", "ends_on", "marketplace", "settlement_id", "is_deposited"}
    assert set(frame.columns) <= known | {*PARTS, "paid_out"}


def check_claims(kind: str) -> Check:
    """Each claim of a kind, as tests/integration/test_claims_of_the_demo.py holds them."""

    def check(asked: Asked, frame: pd.DataFrame) -> None:
        rows = [
            one
            for one in getattr(claims_of(asked), kind)
            if one.currency == asked.unconverted().currencies[0]
        ]
        names = ["sku", "units", "amount", "since", "deadline"]
        names += {"fees": ["expected", "charged"], "stock": ["opens_on", "reference"]}.get(
            kind, ["opens_on"]
        )
        cells: dict[str, Cell] = {
            name: lambda row, name=name: getattr(row["claim"], name) for name in names
        }
        cells["title"] = lambda row: asked.title(row["claim"].asin)
        cells["marketplace"] = lambda row: name_of(row["claim"].marketplace_id)
        if kind in ("missing", "damaged"):
            cells["order"] = lambda row: row["claim"].order_id
        if kind == "stock":
            cells["warehouse"] = lambda row: row["claim"].centre
        words = frame.drop(columns=["why", "what_to_do"])
        check_table(words, _claimed(rows), cells)

    return check


def _claimed(rows: Iterable[Any]) -> list[Row]:
    return [{"claim": one} for one in rows]


TABLES: dict[str, dict[str, Check]] = {
    "overview": {
        "Best products": check_movers("best"),
        "Falling products": check_movers("falling"),
        "Revenue, orders and units by marketplace": check_split,
    },
    "sales": {"Revenue by time": check_sales},
    "products": {"All products": check_products},
    "product": {
        "This product by marketplace": check_by("marketplace", with_money=True),
        "This product by SKU": check_by("sku", with_money=False),
        "Returned units by reason": check_returns,
    },
    "ads": {
        "Campaigns": check_campaigns,
        "Search terms": check_terms,
        "Keywords without an order": check_wasted,
        "ACOS against break-even by product": check_ad_products,
    },
    "profit": {
        "Profit and loss by month": check_months,
        "Profit by product": check_profit_products,
        "Payouts, one row for each settlement": check_payouts,
    },
    "inventory": {
        "What to order again": check_reorder,
        "Age of the stock by offer, the most aged first": check_aged,
        "Stranded stock": check_stranded,
        "What being out of stock cost, by product and marketplace": check_stockouts,
    },
    "money_to_claim": {
        "Fees too high": check_claims("fees"),
        "Never returned": check_claims("missing"),
        "Returned broken": check_claims("damaged"),
        "Lost or damaged": check_claims("stock"),
    },
}
