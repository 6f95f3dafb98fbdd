"""What the Inventory page loads: ordering again, age, stranded stock, what stock-outs cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from core.marketplaces import MARKETPLACES
from core.money import smallest_coin
from data.inventory_rows import (
    AGE_BANDS,
    AGED_BANDS,
    load_ages,
    load_first_counts,
    load_opened,
    load_pools,
    load_stock_days,
    load_stranded,
)
from data.reordering import LeadTimes, days_overdue, days_short, load_lead_times, order_by
from data.stockouts import Launch, StockOutCost, compute_cost, find_stockouts
from ui.context import PageContext
from ui.formats import is_missing
from ui.questions import ask, ask_stock
from ui.ranges import ranges_of
from ui.remember import remembered

_REORDER = (
    "stock_units", "inbound_units", "days_of_cover", "stock_pace", "reorder_point", "reorder_units",
)  # fmt: skip
_COSTS = (
    "product", "marketplace", "place", "lost_profit", "lost_days", "lost_units", "pace",
    "unit_profit", "out_since",
)  # fmt: skip
# Profit of a unit goes by so much time: long enough for fees and refunds to be in.
UNIT_PROFIT_PERIOD = "last_90_days"


@remembered
def load_reorder(context: PageContext) -> pd.DataFrame:
    """Load each offer that sells or lies in stock, as it is now: what is due first.

    Offers of several marketplaces that sell out of one stock are one row, at the first of them.
    Columns: product, sku, marketplace, the metrics of _REORDER (stock_pace is called `velocity`),
    place (the names of all that sell from the stock), lead_days, safety_days,
    is_due, order_on (date, past where it is overdue; None where nothing sells), overdue_days
    (None where it is not), short_days (without stock even if ordered today).
    """
    rows = ask_stock(context, _REORDER, ["product", "sku", "marketplace"], shared_stock="once")
    rows = rows.rename(columns={"stock_pace": "velocity"})
    rows = rows[rows["reorder_point"].notna() & rows["stock_units"].notna()]
    times = load_lead_times(context.account_id)
    sellers = sellers_of(context)
    made = pd.DataFrame(
        [_when(context, times, sellers, row) for row in rows.to_dict("records")],
        index=rows.index,
        columns=["lead_days", "safety_days", "is_due", "order_on", "overdue_days", "short_days"],
    )
    rows = pd.concat([rows, made], axis=1)
    rows = rows.assign(
        place=[
            _names(context, sellers.get((sku, one), (one,)))
            for sku, one in zip(rows["sku"], rows["marketplace"], strict=True)
        ]
    )
    ranked = rows.assign(
        _on=pd.to_datetime(rows["order_on"]), _sells=rows["velocity"] > 0, _due=rows["is_due"]
    ).sort_values(
        ["_due", "_sells", "short_days", "_on", "days_of_cover"],
        ascending=[False, False, False, True, True],
    )
    return ranked.drop(columns=["_on", "_sells", "_due"]).reset_index(drop=True)


def _names(context: PageContext, places: Iterable[str]) -> str:
    """Write the names of those marketplaces that are chosen on the page."""
    chosen = {place.marketplace_id for place in context.places}
    return ", ".join(MARKETPLACES[one].name for one in places if one in chosen)


def _when(
    context: PageContext,
    times: LeadTimes,
    sellers: Mapping[tuple[str, str], tuple[str, ...]],
    row: Mapping[Any, Any],
) -> tuple[Any, ...]:
    sku, place = str(row["sku"]), str(row["marketplace"])
    # What is ordered for several marketplaces waits for the slowest of them.
    places = sellers.get((sku, place), (place,))
    lead = max(times.lead_days(sku, one) for one in places)
    safety = max(times.safety_days(sku, one) for one in places)
    available = row["stock_units"] + (
        0 if is_missing(row["inbound_units"]) else row["inbound_units"]
    )
    pace = 0.0 if is_missing(row["velocity"]) else float(row["velocity"])
    today = context.now.astimezone(MARKETPLACES[place].zone).date()
    is_due = bool(row["reorder_point"] > 0 and available <= row["reorder_point"])
    on = order_by(today, available, pace, row["reorder_point"])
    overdue = days_overdue(today, on) or None
    return lead, safety, is_due, on, overdue, days_short(available, pace, lead)


@remembered
def load_aged(context: PageContext) -> pd.DataFrame:
    """Load how old the stock of each offer is, the most aged pieces first.

    Columns: product, sku, marketplace, place, counted_on, the bands of AGE_BANDS, aged_units,
    aged_share, excess_units, recommended_action. Offers without a piece are left out; one stock
    that is told for several marketplaces is one row.
    """
    rows = _once(_chosen(context, load_ages(context.account_id)), list(AGE_BANDS))
    pieces = rows[list(AGE_BANDS)].sum(axis=1)
    aged = rows[list(AGED_BANDS)].sum(axis=1)
    rows = rows.assign(aged_units=aged, aged_share=aged / pieces.where(pieces > 0))[pieces > 0]
    order = ["aged_units", "age_91_to_180_units"]
    return rows.sort_values(order, ascending=False).reset_index(drop=True)


@remembered
def load_stranded_stock(context: PageContext) -> pd.DataFrame:
    """Load what is stranded now; see `load_stranded`, with `place` and `stranded_on` (date)."""
    rows = _once(_chosen(context, load_stranded(context.account_id)), ["stranded_units"])
    days = [
        None if is_missing(at) else at.astimezone(MARKETPLACES[place].zone).date()
        for at, place in zip(rows["stranded_at"], rows["marketplace"], strict=True)
    ]
    on = pd.Series(days, index=rows.index, dtype=object)
    return rows.assign(stranded_on=on).reset_index(drop=True)


@remembered
def load_stockout_costs(context: PageContext, currency: str) -> pd.DataFrame:
    """Load what stock-outs of the period lost in one currency, the dearest first, exact.

    Columns: see _COSTS; amounts and units are decimals. Only days that are over count.
    """
    unit_profits = _unit_profits(context, currency)
    made = [
        _row(key, cost)
        for key, cost in _costs(context, unit_profits, smallest_coin(currency)).items()
        if _currency_of(context, key[1]) == currency
    ]
    rows = _chosen(context, pd.DataFrame(made, columns=list(_COSTS), dtype=object))
    return rows.sort_values(
        ["lost_profit", "lost_units"], ascending=False, na_position="last"
    ).reset_index(drop=True)


def _unit_profits(context: PageContext, currency: str) -> dict[tuple[str, str], Decimal]:
    """Profit of a unit by product and marketplace, where any was sold."""
    frame = ask(
        context,
        ["profit", "units"],
        ["product", "marketplace"],
        period=UNIT_PROFIT_PERIOD,
        compare="none",
        exact=True,
    )
    rows = frame[frame["currency"] == currency]
    return {
        (str(row["product"]), str(row["marketplace"])): Decimal(row["profit"]) / int(row["units"])
        for row in rows.to_dict("records")
        if row["units"] and not is_missing(row["profit"])
    }


def _costs(
    context: PageContext, unit_profits: Mapping[tuple[str, str], Decimal], coin: Decimal
) -> dict[tuple[str, str], StockOutCost]:
    found: dict[tuple[str, str], StockOutCost] = {}
    counted_since, opened = load_first_counts(context.account_id), load_opened(context.account_id)
    for (start, end), places in counted_days(context).items():
        days = load_stock_days(context.account_id, places, start, end)
        for (place, asin), one in days.items():
            launch = Launch(counted_since.get(place), opened.get((place, asin)))
            stockouts = find_stockouts(one, start, end, launch)
            cost = compute_cost(stockouts, unit_profits.get((asin, place)), coin)
            if cost is not None:
                found[asin, place] = cost
    return found


def counted_days(context: PageContext) -> dict[tuple[date, date], list[str]]:
    """Return the days of the period that are over, and the marketplaces whose days they are."""
    found: dict[tuple[date, date], list[str]] = {}
    for time, places in ranges_of(context.filters, context.places, context.now).items():
        for place in places:
            yesterday = context.now.astimezone(place.zone).date() - timedelta(days=1)
            end = min(time.end, yesterday)
            if time.start <= end:
                found.setdefault((time.start, end), []).append(place.marketplace_id)
    return found


@remembered
def load_counted_since(context: PageContext) -> dict[str, date | None]:
    """Return the first counted day of each marketplace, by country code, where it matters.

    Only those whose stock was not yet counted when the period began; None where it never was.
    """
    first = load_first_counts(context.account_id)
    starts = {one: start for (start, _), places in counted_days(context).items() for one in places}
    return {
        place.country_code: first.get(place.marketplace_id)
        for place in context.places
        if place.marketplace_id in starts
        and first.get(place.marketplace_id, date.max) > starts[place.marketplace_id]
    }


def _row(key: tuple[str, str], cost: StockOutCost) -> tuple[Any, ...]:
    asin, place = key
    return (
        asin, place, MARKETPLACES[place].name, cost.lost_profit, cost.lost_days, cost.lost_units,
        cost.pace, cost.unit_profit, cost.out_since,
    )  # fmt: skip


def _currency_of(context: PageContext, place: str) -> str:
    return (
        context.filters.currency if context.filters.is_converted else MARKETPLACES[place].currency
    )


def sellers_of(context: PageContext) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who else sells from a stock: (SKU, marketplace) → every marketplace that does."""
    return {
        (pool.sku, place): places
        for pool, places in load_pools(context.account_id).items()
        for place in places
    }


def _once(rows: pd.DataFrame, alike: list[str]) -> pd.DataFrame:
    """Name the marketplaces, and put rows of one pool together that tell the same pieces.

    Amazon tells them once for each marketplace that sells from the stock.
    """
    rows = rows.assign(place=[MARKETPLACES[one].name for one in rows["marketplace"]])
    shared = rows[rows["pool"].notna()].sort_values("rank")
    if shared.empty:
        return rows.drop(columns=["pool", "rank"])
    groups = shared.groupby(["pool", "sku", *alike], sort=False)["place"]
    firsts = shared.assign(place=groups.transform(", ".join))[~groups.cumcount().astype(bool)]
    found = pd.concat([rows[rows["pool"].isna()], firsts])
    return found.drop(columns=["pool", "rank"]).sort_index()


def _chosen(context: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the marketplaces, products and brands that are chosen on the page."""
    kept = rows[rows["marketplace"].isin([place.marketplace_id for place in context.places])]
    if context.filters.products:
        kept = kept[kept["product"].isin(context.filters.products)]
    if context.filters.brands:
        known = context.products
        of_brand = known[known["brand"].isin(context.filters.brands)]["asin"]
        kept = kept[kept["product"].isin(of_brand)]
    return kept
