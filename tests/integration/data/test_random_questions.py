"""Random questions to a random shop: the compiler against a recount of the rows in plain Python."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.data.hand_shop import DE, PLACES, UK, US, ask

FIRST, LAST = date(2025, 10, 20), date(2025, 11, 9)  # clocks go back twice in between
PRODUCTS: dict[str, dict[str, str | None]] = {
    f"B0000000{n:02}": {
        "brand": [None, "Red", "Blue"][n % 3],
        "category": [None, "Kitchen", "Garden", "Kitchen"][n % 4],
        "parent_asin": [None, "B0000000P1"][n % 2],
    }
    for n in range(8)
}
MONEY = {"revenue", "discounts", "tax", "shipping"}
SUMS = [*sorted(MONEY), "units", "orders", "order_lines", "cancelled_orders", "pending_orders",
        "unpriced_units"]  # fmt: skip
RATIOS = {
    "aov": (["revenue"], ["orders"]),
    "avg_selling_price": (["revenue"], ["units"]),
    "units_per_order": (["units"], ["orders"]),
    "cancelled_rate": (["cancelled_orders"], ["orders", "cancelled_orders"]),
}
Line = dict[str, Any]


class History(list[Line]):
    """The lines of the shop, told in a word when a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} lines"


def _lines(shop: Any) -> list[Line]:
    """Write random orders; return them as lines, an order without lines as one without product."""
    dice = random.Random(20251102)
    lines: list[Line] = []
    for _ in range(420):
        place = dice.choice([US, US, DE, UK])
        bought = datetime.combine(FIRST, time()) + timedelta(
            minutes=dice.randrange(((LAST - FIRST).days + 1) * 24 * 60)
        )
        status = dice.choice(["Shipped"] * 6 + ["Unshipped", "Pending", "Cancelled"])
        channel = dice.choice(["AFN", "AFN", "MFN"])
        drawn = []
        for _ in range(dice.choice([0, 1, 1, 1, 1, 2, 2, 3])):
            asin = dice.choice(list(PRODUCTS))
            money = {
                name: Decimal(dice.randrange(0, 999)) / 100
                for name in ("item_tax_amount", "shipping_tax_amount", "gift_wrap_tax_amount",
                             "item_discount_amount", "shipping_discount_amount",
                             "shipping_price_amount", "gift_wrap_price_amount")
                if dice.random() < 0.5
            }  # fmt: skip
            is_priced = status not in ("Cancelled", "Pending") or dice.random() < 0.2
            price = Decimal(dice.randrange(1, 99999)) / 100 if is_priced else None
            quantity = 0 if status == "Cancelled" else dice.randrange(1, 5)
            # Some lines leave the currency to their order.
            currency = None if dice.random() < 0.3 else PLACES[place][2]
            more = {"sku": f"{asin}-{dice.randrange(2)}", "currency": currency, **money}
            drawn.append((asin, quantity, price, more))
        clock = bought.isoformat()
        is_business = dice.random() < 0.3
        key = shop.order(place, clock, *drawn, status=status, fulfillment_channel=channel,
                         is_business=is_business)  # fmt: skip
        head = {
            "order": key, "marketplace": place, "day": bought.date(), "time": bought.time(),
            "hour": bought.hour, "weekday": bought.isoweekday(), "order_status": status,
            "buyer": "Business" if is_business else "Private",
            "fulfillment_channel": channel, "currency": PLACES[place][2],
            "week": bought.date() - timedelta(days=bought.weekday()),
            "month": bought.date().replace(day=1), "quarter": date(2025, 10, 1),
        }  # fmt: skip
        for asin, quantity, price, more in drawn or [(None, 0, None, {})]:
            words = PRODUCTS.get(asin, {})
            lines.append(
                head
                | {
                    "product": asin,
                    "sku": more.get("sku"),
                    "brand": words.get("brand"),
                    "category": words.get("category"),
                    "parent": words.get("parent_asin") or asin,
                    "quantity": quantity,
                    "price": price,
                    "money": more,
                }
            )
    return lines


@pytest.fixture(scope="module")
def lines(empty_shop):
    empty_shop.open(US, DE, UK)
    for asin, words in PRODUCTS.items():
        empty_shop.product(asin, **words)
    written = _lines(empty_shop)
    empty_shop.close_books()
    return History(written)


PRODUCT_FIELDS = {"product", "sku", "brand", "category", "parent"}
FIELDS = ["marketplace", "currency", "product", "sku", "brand", "category", "parent", "weekday",
          "hour", "fulfillment_channel", "order_status", "buyer"]  # fmt: skip
VALUES: dict[str, list[Any]] = {
    "marketplace": [US, DE, UK], "currency": ["USD", "EUR"], "product": list(PRODUCTS),
    "sku": [f"{asin}-{n}" for asin in PRODUCTS for n in (0, 1)], "brand": [None, "Red", "Blue"],
    "category": [None, "Kitchen", "Garden"], "parent": ["B0000000P1", *PRODUCTS],
    "weekday": list(range(1, 8)), "hour": list(range(24)),
    "fulfillment_channel": ["AFN", "MFN"], "buyer": ["Business", "Private"], "order_status": ["Pending", "Shipped", "Cancelled"],
}  # fmt: skip


@st.composite
def questions(draw: Any) -> dict[str, Any]:
    start = draw(st.dates(FIRST, LAST))
    end = draw(st.dates(start, min(LAST, start + timedelta(days=12))))
    filters = []
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=2)):
        op = draw(st.sampled_from(["=", "!=", "in", "not in"]))
        one = st.sampled_from(VALUES[field])
        value = draw(one if op in ("=", "!=") else st.lists(one, max_size=3))
        filters.append({"field": field, "op": op, "value": value})
    grain = draw(st.sampled_from([None, None, "day", "week", "month", "quarter"]))
    splits = draw(st.lists(st.sampled_from(FIELDS), max_size=3, unique=True))
    until = draw(st.none() | st.times().map(lambda one: one.replace(microsecond=0)))
    return {
        "metrics": draw(st.lists(st.sampled_from([*SUMS, *RATIOS]), min_size=1, max_size=4,
                                 unique=True)),
        "dimensions": splits if grain is None else [grain, *splits],
        "filters": filters,
        "days": (start.isoformat(), end.isoformat()),
        "until": until,
        "compare": {"kind": "previous", "unit": "day"}
        if grain is None and draw(st.booleans()) else None,
    }  # fmt: skip


def _fits(line: Line, filters: list[dict[str, Any]]) -> bool:
    for one in filters:
        listed = one["value"] if isinstance(one["value"], list) else [one["value"]]
        if (line[one["field"]] in listed) != (one["op"] in ("=", "in")):
            return False
    return True


def _recount(lines: list[Line], question: dict[str, Any], start: date, end: date) -> dict[Any, Any]:
    """Sum the lines by hand: {key: {sum: value}}."""
    keys = list(question["dimensions"])
    if {*question["metrics"]} & {*MONEY, "aov", "avg_selling_price"} and "currency" not in keys:
        keys.append("currency")
    fields = {*keys, *(one["field"] for one in question["filters"])}
    sums: dict[Any, Any] = defaultdict(lambda: defaultdict(Decimal))
    seen: dict[Any, set[str]] = defaultdict(set)
    for line in lines:
        if not start <= line["day"] <= end or not _fits(line, question["filters"]):
            continue
        if question["until"] and line["day"] == end and line["time"] >= question["until"]:
            continue
        if fields & PRODUCT_FIELDS and line["product"] is None:
            continue
        group = tuple(line[name] for name in keys)
        into, is_sale = sums[group], line["order_status"] != "Cancelled"
        for name, counts in (
            ("orders", is_sale),
            ("cancelled_orders", not is_sale),
            ("pending_orders", line["order_status"] == "Pending"),
        ):
            if counts and line["order"] not in seen[(group, name)]:
                seen[(group, name)].add(line["order"])
                into[name] += 1
        if not is_sale or line["product"] is None:
            continue
        money = line["money"]
        into["order_lines"] += 1
        into["units"] += line["quantity"]
        into["unpriced_units"] += line["quantity"] if line["price"] is None else 0
        into["revenue"] += line["price"] or 0
        for name, parts in (
            ("tax", ("item_tax_amount", "shipping_tax_amount", "gift_wrap_tax_amount")),
            ("discounts", ("item_discount_amount", "shipping_discount_amount")),
            ("shipping", ("shipping_price_amount", "gift_wrap_price_amount")),
        ):
            into[name] += sum((money.get(part, Decimal(0)) for part in parts), Decimal(0))
    return sums


def _figure(sums: Any, metric: str) -> float | None:
    if metric not in RATIOS:
        return float(sums[metric])
    top, bottom = RATIOS[metric]
    divisor = sum(sums[name] for name in bottom)
    return float(sum(sums[name] for name in top) / divisor) if divisor else None


@settings(max_examples=150, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(question=questions())
def test_every_answer_equals_a_recount_of_the_rows(lines, question) -> None:
    found = ask(**{name: value for name, value in question.items() if value is not None})
    start, end = (date.fromisoformat(one) for one in question["days"])
    sides = [("", _recount(lines, question, start, end))]
    if question["compare"]:
        length = end - start + timedelta(days=1)
        sides.append(("_before", _recount(lines, question, start - length, end - length)))
    figures = {f"{name}{suffix}" for name in question["metrics"] for suffix, _ in sides}
    keys = [name for name in found[0] if name not in figures] if found else []
    for row in found:
        group = tuple(row[name] for name in keys)
        for suffix, sums in sides:
            for metric in question["metrics"]:
                expected = _figure(sums[group], metric)
                shown = row[f"{metric}{suffix}"]
                shown = None if shown is None else float(shown)
                assert shown == (None if expected is None else pytest.approx(expected, rel=1e-9))
    shown_groups = [tuple(row[name] for name in keys) for row in found]
    assert len(set(shown_groups)) == len(shown_groups)
    with_figures = {group for _, sums in sides for group, one in sums.items() if any(one.values())}
    assert with_figures <= set(shown_groups) or not keys
