"""What the Ads page loads: campaigns, search terms, wasted spend, weekdays, products."""

from __future__ import annotations

import pandas as pd

from data.query_model import Filter
from ui.context import PageContext
from ui.questions import ask, grain_of
from ui.remember import remembered
from ui.tables import with_sparklines

RESULTS = ("ad_spend", "ad_sales", "ad_orders", "clicks", "impressions")
RATIOS = ("acos", "roas", "cpc", "ctr", "ad_conversion_rate")
# A table is for looking through; whoever wants more downloads it.
MOST_TERMS = 1000
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


def _of_currency(frame: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Keep one currency's rows, and write what Amazon calls by a code in words."""
    rows = frame[frame["currency"] == currency].drop(columns="currency")
    coded = [name for name in ("ad_product", "match_type") if name in rows]
    return rows.assign(**{name: rows[name].map(_in_words) for name in coded})


def _in_words(code: object) -> object:
    return _WORDS.get(code, code) if isinstance(code, str) else code


@remembered
def load_campaigns(context: PageContext, currency: str) -> pd.DataFrame:
    """Load the campaigns that cost anything, the dearest first; see RESULTS and RATIOS."""
    frame = ask(context, [*RESULTS, *RATIOS], ["campaign", "ad_product"], compare="none")
    rows = _of_currency(frame, currency)
    return rows.sort_values("ad_spend", ascending=False).reset_index(drop=True)


@remembered
def load_search_terms(context: PageContext, currency: str, *, only_wasted: bool) -> pd.DataFrame:
    """Load what people searched before they clicked, the dearest first.

    `only_wasted` keeps the terms that cost money and brought no order.
    """
    frame = ask(
        context,
        [*RESULTS, "acos", "cpc"],
        ["search_term", "campaign", "match_type"],
        compare="none",
    )
    rows = _of_currency(frame, currency)
    if only_wasted:
        rows = rows[(rows["ad_orders"] == 0) & (rows["ad_spend"] > 0)]
    return rows.sort_values("ad_spend", ascending=False).reset_index(drop=True)


@remembered
def load_wasted(context: PageContext, currency: str) -> pd.DataFrame:
    """Load the keywords and targets that cost money and brought no order, the dearest first."""
    frame = ask(context, ["wasted_spend"], ["keyword", "campaign", "match_type"], compare="none")
    rows = _of_currency(frame, currency)
    rows = rows[rows["wasted_spend"] > 0]
    return rows.sort_values("wasted_spend", ascending=False).reset_index(drop=True)


@remembered
def load_weekdays(context: PageContext, currency: str) -> pd.DataFrame:
    """Load spend, sales and ACOS of each weekday, Monday first.

    `days` is on how many of them there was advertising, `per_day` what one cost on average.
    """
    frame = ask(context, ["ad_spend", "ad_sales", "acos"], ["weekday"], compare="none")
    rows = _of_currency(frame, currency).sort_values("weekday").reset_index(drop=True)
    by_day = _of_currency(ask(context, ["ad_spend"], grain="day", compare="none"), currency)
    counted = pd.to_datetime(by_day["day"]).dt.isocalendar().day.value_counts()
    rows["days"] = rows["weekday"].map(counted).astype(int)
    return rows.assign(per_day=rows["ad_spend"] / rows["days"])


@remembered
def load_ad_products(context: PageContext, currency: str) -> pd.DataFrame:
    """Load each advertised product with its ACOS, the ACOS at which it earns nothing, and profit.

    `room` is how far ACOS may still rise, in percentage points; below 0 advertising costs more
    than the product leaves. `trend` is the spend over time.
    """
    spent = ask(context, ["ad_spend", "ad_sales", "acos"], ["product"], compare="none")
    spent = _of_currency(spent, currency)
    spent = spent[spent["ad_spend"] > 0]
    only = Filter(
        field="product", op="in", value=[one for one in spent["product"] if isinstance(one, str)]
    )
    earned = ask(
        context,
        ["break_even_acos", "tacos", "profit"],
        ["product"],
        compare="none",
        more=[only] if len(spent) else [],
    )
    rows = spent.merge(_of_currency(earned, currency), on="product", how="left")
    grain = grain_of(context)
    by_time = ask(context, ["ad_spend"], ["product"], grain=grain, compare="none")
    rows = with_sparklines(rows, _of_currency(by_time, currency), "ad_spend", grain)
    rows["room"] = 100.0 * (rows["break_even_acos"] - rows["acos"])
    return rows.sort_values("ad_spend", ascending=False).reset_index(drop=True)
