"""What the tables of the Ads page must hold, from questions asked anew."""

from __future__ import annotations

import pandas as pd

from tests.pages.asked import Asked
from tests.pages.cells import fig, figures, small_trend, titled
from tests.pages.screen import Cell, check_table

# Amazon's codes as its advertising console writes them.
_WORDS = {
    "SPONSORED_PRODUCTS": "Sponsored Products",
    "SPONSORED_BRANDS": "Sponsored Brands",
    "SPONSORED_DISPLAY": "Sponsored Display",
    "EXACT": "Exact",
    "PHRASE": "Phrase",
    "BROAD": "Broad",
    "TARGETING_EXPRESSION": "Product target",
    "TARGETING_EXPRESSION_PREDEFINED": "Automatic",
}


def check_campaigns(asked: Asked, frame: pd.DataFrame) -> None:
    """Each campaign that ran."""
    names = ["ad_spend", "ad_sales", "acos", "roas", "ad_orders", "clicks", "cpc", "ctr",
             "ad_conversion_rate"]  # fmt: skip
    rows = asked.of_first(names, ["campaign", "ad_product"])
    cells = {"campaign": fig("campaign"), "ad_product": lambda row: _WORDS[row["ad_product"]]}
    check_table(frame, rows, cells | figures(*names))


def check_terms(asked: Asked, frame: pd.DataFrame) -> None:
    """The thousand search terms that cost most."""
    names = ["ad_spend", "ad_sales", "acos", "ad_orders", "clicks", "cpc"]
    keys = ["search_term", "campaign", "match_type"]
    rows = asked.of_first(names, keys)
    if len(rows) > 1000:
        # Of those that cost as much as the last one shown, any may stand there.
        least = sorted((row["ad_spend"] for row in rows), reverse=True)[999]
        rows = [row for row in rows if row["ad_spend"] > least]
        assert len(frame) == 1000
        frame = frame[frame["ad_spend"] > float(least) + 1e-6]
    cells: dict[str, Cell] = {key: fig(key) for key in keys}
    cells["match_type"] = lambda row: _WORDS[row["match_type"]]
    check_table(frame, rows, cells | figures(*names))


def check_wasted(asked: Asked, frame: pd.DataFrame) -> None:
    """Each keyword that cost money and brought nothing."""
    rows = asked.of_first(["wasted_spend"], ["keyword", "campaign", "match_type"])
    cells = {key: fig(key) for key in ("keyword", "campaign")} | figures("wasted_spend")
    cells["match_type"] = lambda row: _WORDS[row["match_type"]]
    check_table(frame, [row for row in rows if row["wasted_spend"] > 0], cells)


def check_ad_products(asked: Asked, frame: pd.DataFrame) -> None:
    """Each advertised product beside the ACOS at which it earns nothing."""
    spent = asked.of_first(["ad_spend", "ad_sales", "acos"], ["product"])
    rows = [row for row in spent if row["ad_spend"]]
    earned = {
        row["product"]: row
        for row in asked.of_first(["break_even_acos", "tacos", "profit"], ["product"])
        if row["product"] is not None
    }
    rows = [earned.get(row["product"], {}) | row for row in rows]
    cells = {"title": titled(asked, "Not by product")} | figures(
        "ad_spend", "ad_sales", "acos", "break_even_acos", "tacos", "profit"
    )
    by_day = asked.of_first(["ad_spend"], ["product"], grain="day")
    cells["trend"] = small_trend(by_day, "ad_spend")
    cells["room"] = lambda row: (
        None
        if row.get("break_even_acos") is None or row["acos"] is None
        else 100 * (row["break_even_acos"] - row["acos"])
    )
    check_table(frame, rows, cells)
