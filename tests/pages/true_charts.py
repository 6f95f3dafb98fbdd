"""What each page's charts must draw, from questions asked anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from data.metrics import METRICS
from tests.pages.asked import Asked
from tests.pages.screen import alike
from ui.formats import exact_money
from ui.profit_lines import PL_LINES

Traces = list[dict[str, Any]]


def check_trend(metric: str) -> Callable[[Asked, Traces], None]:
    """Each currency has a panel: the values of its days, and those compared with before them."""

    def check(asked: Asked, traces: Traces) -> None:
        scale = 100 if METRICS[metric].unit == "share" else 1
        rows = asked.rows([metric], grain="day", compare=asked.is_compared)
        true = []
        for currency in asked.currencies if METRICS[metric].has_money else [""]:
            own = [row for row in rows if not currency or row["currency"] == currency]
            own.sort(key=lambda row: row["day"])
            for name in (f"{metric}_before", metric):
                values = [row.get(name) for row in own]
                if name == metric or any(value is not None for value in values):
                    true.append([None if one is None else one * scale for one in values])
        assert len(traces) == len(true)
        for trace, values in zip(traces, true, strict=True):
            assert alike(trace["y"], values)

    return check


def check_week(asked: Asked, traces: Traces) -> None:
    """Orders of each weekday and hour."""
    found = {
        (row["weekday"], row["hour"]): row["orders"]
        for row in asked.rows(["orders"], ["weekday", "hour"])
    }
    grid = [[found.get((day, hour), 0) for hour in range(24)] for day in range(1, 8)]
    assert alike(traces[0]["z"], grid)


def check_weekdays(asked: Asked, traces: Traces) -> None:
    """Ad spend of an average day and ACOS of each weekday, Monday first."""
    rows = asked.of_first(["ad_spend", "acos"], ["weekday"])
    days = Counter(row["day"].isoweekday() for row in asked.of_first(["ad_spend"], grain="day"))
    rows = [row | {"ad_spend": row["ad_spend"] / days[row["weekday"]]} for row in rows]
    rows.sort(key=lambda row: row["weekday"])
    assert alike(traces[0]["y"], [row["ad_spend"] for row in rows])
    assert alike(traces[1]["y"], [row["acos"] and 100 * row["acos"] for row in rows])


def check_ages(asked: Asked, traces: Traces) -> None:
    """Pieces by age: all of them, and those that cost extra."""
    now = asked.this_moment
    assert sum(traces[0]["y"]) == asked.total("counted_units", time=now)["counted_units"]
    assert sum(traces[0]["y"][2:]) == asked.total("aged_units", time=now)["aged_units"]


def check_account(asked: Asked, traces: Traces) -> None:
    """From revenue to net profit: each line is a metric, and one that is 0 is left out.

    What is added or taken off says so by its sign.
    """
    (row,) = asked.of_first([line.metric for line in PL_LINES])
    true, words = [], []
    for line in PL_LINES:
        if not line.is_total and not row[line.metric]:
            continue
        amount = (row[line.metric] or Decimal(0)) * (line.sign or 1)
        plus = "+" if amount > 0 and not line.is_total and line.metric != "revenue" else ""
        true.append(amount)
        words.append(f"{plus}{exact_money(amount, asked.currencies[0])}")
    assert alike(traces[0]["x"], true)
    assert traces[0]["text"] == words


def check_change(asked: Asked, traces: Traces) -> None:
    """From the profit before to that of now, in steps that add up to the cent."""
    before, *steps, now = (Decimal(str(one)) for one in traces[0]["x"])
    (row,) = asked.of_first(["profit"], compare=True)
    cent = Decimal("0.01")
    assert abs(before - row["profit_before"]) <= cent / 2
    assert abs(now - row["profit"]) <= cent / 2
    assert before + sum(steps) == now


def check_payout_bridge(asked: Asked, traces: Traces) -> None:
    """From revenue to Seller Central's sales to the payout: sums of the catalogue, exact steps."""
    names = ["revenue", "amazon_sales", "charged", "balance_change", "payout"]
    (row,) = asked.as_paid().of_first(names)
    running, sums = Decimal(0), []
    for kind, amount in zip(traces[0]["measure"], traces[0]["x"], strict=True):
        value = Decimal(str(amount))
        if kind == "absolute":
            assert not sums or running == value
            sums.append(value)
            running = value
        else:
            running += value
    assert sums == [round(row[name] or Decimal(0), 2) for name in names]


CHARTS: dict[str, dict[str, Callable[[Asked, Traces], None]]] = {
    "overview": {"overview_trend": check_trend("revenue")},
    "sales": {"sales_trend": check_trend("revenue"), "sales_week": check_week},
    "products": {},
    "product": {"product_trend": check_trend("units")},
    "ads": {"ads_trend": check_trend("ad_spend"), "ads_weekday": check_weekdays},
    "profit": {
        "profit_account": check_account,
        "profit_change": check_change,
        "payout_bridge": check_payout_bridge,
    },
    "inventory": {"inventory_ages": check_ages},
    "money_to_claim": {},
}
