"""What the tables of the Inventory page must hold, from questions asked anew."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import Any

import pandas as pd

from core.marketplaces import MARKETPLACES
from data.query_model import TimeRange
from data.reordering import load_lead_times
from data.stockouts import Launch, StockDay, compute_cost, find_stockouts
from tests.pages.asked import Asked, name_of
from tests.pages.cells import fig, figures, titled
from tests.pages.screen import Cell, check_table


def _offer(asked: Asked) -> dict[str, Cell]:
    cells: dict[str, Cell] = {"title": titled(asked), "sku": fig("sku")}
    if len(asked.places) > 1:
        cells["place"] = lambda row: name_of(row["marketplace"])
    return cells


def check_reorder(asked: Asked, frame: pd.DataFrame) -> None:
    """Each offer with stock: what to order, and by when, worked out from its figures."""
    names = ["stock_units", "inbound_units", "days_of_cover", "velocity", "reorder_point",
             "reorder_units"]  # fmt: skip
    rows = asked.rows(names, ["product", "sku", "marketplace"], time=asked.this_moment)
    rows = [row for row in rows if None not in (row["reorder_point"], row["stock_units"])]
    times = load_lead_times(asked.account_id)
    for row in rows:
        pace, lead = float(row["velocity"] or 0), times.lead_days(row["sku"], row["marketplace"])
        available = row["stock_units"] + (row["inbound_units"] or 0)
        today = asked.now.astimezone(MARKETPLACES[row["marketplace"]].zone).date()
        row["lead_days"] = lead
        row["short_days"] = max(0, floor(lead - available / pace)) if pace else 0
        over = (available - row["reorder_point"]) / pace if pace else None
        row["order_on"] = None if over is None else today + timedelta(days=int(over))
        row["overdue_days"] = -int(over) if over is not None and over <= -1 else None
    cells = _offer(asked) | figures(*names)
    cells |= {name: fig(name) for name in ("lead_days", "short_days", "order_on", "overdue_days")}
    check_table(frame, rows, cells)


BANDS = ("age_0_to_90_units", "age_91_to_180_units", "age_181_to_270_units",
         "age_271_to_365_units", "age_over_365_units")  # fmt: skip


def check_aged(asked: Asked, frame: pd.DataFrame) -> None:
    """Aged stock of each offer; its bands add up to what is counted of it."""
    keys = ["product", "sku", "marketplace"]
    names = ["aged_units", "counted_units", "aged_share", "excess_units"]
    rows = asked.rows(names, keys, time=asked.this_moment)
    shown = frame.assign(counted_units=frame[list(BANDS)].sum(axis=1))
    assert (frame[list(BANDS[2:])].sum(axis=1) == frame["aged_units"]).all()
    cells = _offer(asked) | figures(*names)
    shown = shown.drop(columns=list(BANDS))
    check_table(shown, [row for row in rows if row["counted_units"]], cells)


def check_stranded(asked: Asked, frame: pd.DataFrame) -> None:
    """Pieces without an offer."""
    keys = ["product", "sku", "marketplace"]
    rows = asked.rows(["stranded_units"], keys, time=asked.this_moment)
    cells = _offer(asked) | figures("stranded_units")
    shown = frame.drop(columns="stranded_on")
    check_table(shown, [row for row in rows if row["stranded_units"]], cells)


def check_stockouts(asked: Asked, frame: pd.DataFrame) -> None:
    """Each stock-out of the period, found again in stock and sales by day."""
    cells = {name: cell for name, cell in _offer(asked).items() if name != "sku"}
    for name in ("lost_profit", "lost_days", "lost_units", "pace", "unit_profit", "out_since"):
        cells[name] = lambda row, name=name: getattr(row["cost"], name)
    check_table(frame, stock_outs(asked), cells)


def stock_outs(asked: Asked) -> list[dict[str, Any]]:
    """Return the stock-outs in the page's first currency: product, marketplace and cost."""
    long = TimeRange(start=asked.start - timedelta(days=150), end=asked.end)
    keys = ["product", "marketplace"]
    days: dict[tuple[str, str], list[StockDay]] = {}
    rows = asked.rows(["stock_units", "units"], keys, time=long, grain="day")
    for row in sorted(rows, key=lambda one: one["day"]):
        if row["stock_units"] is not None or row["units"]:
            one = StockDay(row["day"], row["stock_units"], row["units"] or 0)
            days.setdefault((row["product"], row["marketplace"]), []).append(one)
    recent = TimeRange(start=date(2026, 8, 22), end=date(2026, 11, 19))
    left = {
        (row["product"], row["marketplace"]): row["profit"] / row["units"]
        for row in asked.of_first(["profit", "units"], keys, time=recent)
        if row["units"]
    }
    found = []
    for (product, place), known in days.items():
        own = asked.currency or MARKETPLACES[place].currency
        outs = find_stockouts(known, asked.start, asked.end, Launch(known[0].day, None))
        cost = compute_cost(outs, left.get((product, place)), Decimal("0.01"))
        if cost and own == asked.currencies[0]:
            found.append({"product": product, "marketplace": place, "cost": cost})
    return found
