"""Random questions about money: the compiler against a recount of the rows in plain Python.

The recount knows nothing of the catalogue: every row becomes plain records of a sum, a day, a
place and a product, and the formulas are written down here once more.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.data.hand_shop import DE, PLACES, US, ask

FIRST, LAST = date(2026, 2, 20), date(2026, 3, 12)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
BRANDS = {f"B0000000{n:02}": [None, "Red", "Blue"][n % 3] for n in range(5)}
ASINS = list(BRANDS)
RATES = {
    FIRST: Decimal("1.10"),
    date(2026, 3, 3): Decimal("1.25"),
    date(2026, 3, 9): Decimal("1.2"),
}
FEES = {"referral_fee": 1, "fulfilment_fee": 2, "storage_fee": 3, "subscription": 4}

# Each figure again: what is added, what is taken off, what it is divided by.
_NET = (["revenue", "shipping", "refund_vat", "reimbursed"], ["discount", "vat", "refund"])
_GROSS = (_NET[0], [*_NET[1], "fees", "cogs"])
_PROFIT = (_GROSS[0], [*_GROSS[1], "ads"])
FORMULAS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "fees": (["fees"], [], []),
    "refund_amount": (["refund"], [], []),
    "reimbursements": (["reimbursed"], [], []),
    "vat": (["vat"], ["refund_vat"], []),
    "cogs": (["cogs"], [], []),
    "uncosted_units": (["uncosted"], [], []),
    "ad_spend": (["ads"], [], []),
    "ad_sales": (["ad_sales"], [], []),
    "clicks": (["clicks"], [], []),
    "expenses": (["expenses"], [], []),
    "net_revenue": (*_NET, []),
    "gross_profit": (*_GROSS, []),
    "profit": (*_PROFIT, []),
    "net_profit": (_PROFIT[0], [*_PROFIT[1], "expenses"], []),
    "organic_sales": (["revenue"], ["ad_sales"], []),
    "revenue_ex_vat": (["revenue"], ["price_vat"], []),
    "acos": (["ads"], [], ["ad_sales"]),
    "cpc": (["ads"], [], ["clicks"]),
    "tacos": (["ads"], [], ["revenue"]),
    "fee_rate": (["fees"], [], ["revenue"]),
    "refund_rate": (["refund_units"], [], ["units"]),
    "profit_margin": (*_PROFIT, ["revenue"]),
    "roi": (*_PROFIT, ["cogs"]),
    "break_even_acos": (*_GROSS, ["revenue"]),
}
COUNTS = {"uncosted_units", "clicks", "refund_rate"}


@dataclass(frozen=True)
class Record:
    """One amount of one sum, with everything that it can be split by."""

    sum: str
    value: Decimal
    day: date
    marketplace: str | None
    product: str | None
    currency: str
    is_money: bool = True

    def field(self, name: str) -> Any:
        if name == "brand":
            return BRANDS.get(self.product or "")
        if name == "weekday":
            return self.day.isoweekday()
        if name == "week":
            return self.day - timedelta(days=self.day.weekday())
        if name == "month":
            return self.day.replace(day=1)
        if name == "quarter":
            return date(self.day.year, 1, 1)
        return getattr(self, name)


class Books(list[Record]):
    """The records of the shop, told in a word when a test fails."""

    def __repr__(self) -> str:
        return f"{len(self)} records"


def dollars_for_a_euro(day: date) -> Decimal:
    return RATES[max(one for one in RATES if one <= day)]


def vat_part(place: str, asin: str | None, day: date) -> Decimal:
    rate = Decimal(0)
    if place == DE:
        rate = Decimal("0.07") if asin == ASINS[1] and day >= date(2026, 3, 1) else Decimal("0.19")
    return rate / (1 + rate)


def unit_cost(place: str, asin: str, day: date) -> Decimal | None:
    """In the place's currency: a SKU before its ASIN, a marketplace before all of them."""
    in_euro = None
    if asin == ASINS[0]:
        in_euro = Decimal(3) if day >= date(2026, 3, 1) else Decimal(2)
        if place == US:
            return Decimal("9.50") if day >= date(2026, 3, 5) else in_euro * dollars_for_a_euro(day)
    if asin == ASINS[2]:
        return Decimal("4.25") / (1 if place == US else dollars_for_a_euro(day))
    return in_euro if in_euro is None or place == DE else in_euro * dollars_for_a_euro(day)


def _sales(shop: Any, dice: random.Random, books: Books) -> None:
    for _ in range(90):
        place, day, asin = dice.choice([US, DE]), dice.choice(DAYS), dice.choice(ASINS)
        units = dice.randrange(1, 4)
        price, shipping, discount = (Decimal(dice.randrange(0, most)) / 100
                                     for most in (9000, 500, 300))  # fmt: skip
        shop.order(place, f"{day}T12:00", (asin, units, price, {
            "shipping_price_amount": shipping, "item_discount_amount": discount}))  # fmt: skip
        money = PLACES[place][2]

        def note(
            name: str, value: Decimal, place=place, day=day, asin=asin, money=money, **more
        ) -> None:
            books.append(Record(name, value, day, place, asin, money, **more))

        part = vat_part(place, asin, day)
        note("revenue", price)
        note("shipping", shipping)
        note("discount", discount)
        note("vat", (price + shipping - discount) * part)
        note("price_vat", price * part)
        note("units", Decimal(units), is_money=False)
        cost = unit_cost(place, asin, day)
        if cost is None:
            note("uncosted", Decimal(units), is_money=False)
        else:
            note("cogs", units * cost)


def _money(shop: Any, dice: random.Random, books: Books) -> None:
    for _ in range(60):
        place, day = dice.choice([US, DE]), dice.choice(DAYS)
        asin = dice.choice([*ASINS, None])
        money, cents = PLACES[place][2], Decimal(dice.randrange(1, 900)) / 100
        kind = dice.choice([*FEES, "refund", "reimbursement"])
        if kind == "refund":
            shop.money(place, str(day), "Refund", ("sales", -cents, asin, 2))
            books.append(Record("refund", cents, day, place, asin, money))
            books.append(Record("refund_units", Decimal(2), day, place, asin, money, False))
            vat = cents * vat_part(place, asin, day)
            books.append(Record("refund_vat", vat, day, place, asin, money))
        elif kind == "reimbursement":
            shop.money(place, str(day), "Adjustment", (kind, cents, asin, 1))
            books.append(Record("reimbursed", cents, day, place, asin, money))
        else:
            shop.money(place, str(day), "Shipment", (kind, -cents, asin, 1))
            books.append(Record("fees", cents, day, place, asin, money))


def _ads(shop: Any, dice: random.Random, books: Books) -> None:
    for place in (US, DE):
        for day in DAYS[::2]:
            total = {"cost_amount": Decimal(0), "sales_amount": Decimal(0), "clicks": 0}
            for asin in dice.sample(ASINS, dice.randrange(0, 3)):
                row = {"cost_amount": Decimal(dice.randrange(1, 500)) / 100,
                       "sales_amount": Decimal(dice.randrange(0, 3000)) / 100,
                       "clicks": dice.randrange(0, 9)}  # fmt: skip
                shop.advertise(place, str(day), "ad_products_daily", asin=asin, sku=f"S-{asin}",
                               **row)  # fmt: skip
                total = {name: total[name] + row[name] for name in total}
                _note_ads(books, place, day, asin, row)
            brands = {"cost_amount": Decimal(dice.randrange(0, 200)) / 100,
                      "sales_amount": Decimal(0), "clicks": 1}  # fmt: skip
            shop.advertise(place, str(day), campaign_id="c1", **total)
            shop.advertise(place, str(day), campaign_id="c2", ad_product="SPONSORED_BRANDS",
                           **brands)  # fmt: skip
            _note_ads(books, place, day, None, brands)


def _note_ads(books: Books, place: str, day: date, asin: str | None, row: dict[str, Any]) -> None:
    for name, column in (
        ("ads", "cost_amount"),
        ("ad_sales", "sales_amount"),
        ("clicks", "clicks"),
    ):
        value, is_money = Decimal(row[column]), column != "clicks"
        books.append(Record(name, value, day, place, asin, PLACES[place][2], is_money))


def _entries(shop: Any, books: Books) -> None:
    enter, first = shop.enter, date(2026, 1, 1)
    for day, goods in ((first, "2"), (date(2026, 3, 1), "3")):
        enter("seller.product_costs", item_kind="asin", item=ASINS[0], valid_from=day,
              currency="EUR", goods_amount=goods)  # fmt: skip
    enter("seller.product_costs", item_kind="sku", item=f"S-{ASINS[0]}", marketplace_id=US,
          valid_from=date(2026, 3, 5), currency="USD", goods_amount="9", freight_amount="0.5")  # fmt: skip
    enter("seller.product_costs", item_kind="sku", item=f"S-{ASINS[2]}", valid_from=first,
          currency="USD", goods_amount="4", other_amount="0.25")  # fmt: skip
    enter("seller.tax_rules", marketplace_id=DE, asin=ASINS[1], valid_from=date(2026, 3, 1),
          rate="0.07", is_in_prices=True)  # fmt: skip
    enter("seller.expenses", name="a", category="a", marketplace_id=DE, spread="daily",
          starts_on=DAYS[2], ends_on=DAYS[5], amount="8", currency="EUR")  # fmt: skip
    enter("seller.expenses", name="b", category="b", spread="once", starts_on=DAYS[9],
          amount="5", currency="USD")  # fmt: skip
    for day in DAYS[2:6]:
        books.append(Record("expenses", Decimal(2), day, DE, None, "EUR"))
    books.append(Record("expenses", Decimal(5), DAYS[9], None, None, "USD"))


@pytest.fixture(scope="module")
def books(empty_shop):
    empty_shop.open(US, DE)
    for asin, brand in BRANDS.items():
        empty_shop.product(asin, brand=brand)
    for day, rate in RATES.items():
        empty_shop.rate(str(day), "USD", str(rate))
    written, dice = Books(), random.Random(20260301)
    _sales(empty_shop, dice, written)
    _money(empty_shop, dice, written)
    _ads(empty_shop, dice, written)
    _entries(empty_shop, written)
    empty_shop.close_books()
    return written


FIELDS: dict[str, list[Any]] = {
    "marketplace": [US, DE], "product": [*ASINS, None], "brand": [None, "Red", "Blue"],
    "weekday": list(range(1, 8)), "currency": ["USD", "EUR"],
}  # fmt: skip


@st.composite
def questions(draw: Any) -> dict[str, Any]:
    start = draw(st.dates(FIRST, LAST))
    end = draw(st.dates(start, LAST))
    filters = []
    for field in draw(st.lists(st.sampled_from(list(FIELDS)), max_size=2)):
        op = draw(st.sampled_from(["=", "!=", "in"]))
        one = st.sampled_from(FIELDS[field])
        value = draw(one if op != "in" else st.lists(one, max_size=3))
        filters.append({"field": field, "op": op, "value": value})
    grain = draw(st.sampled_from([None, None, "day", "week", "month", "quarter"]))
    splits = draw(st.lists(st.sampled_from(list(FIELDS)), max_size=2, unique=True))
    return {
        "metrics": draw(st.lists(st.sampled_from(list(FORMULAS)), min_size=1, max_size=4,
                                 unique=True)),
        "dimensions": [grain, *splits] if grain else splits,
        "filters": filters,
        "days": (start.isoformat(), end.isoformat()),
        "currency": draw(st.sampled_from([None, None, "EUR", "USD"])),
    }  # fmt: skip


def _fits(record: Record, filters: list[dict[str, Any]]) -> bool:
    for one in filters:
        listed = one["value"] if isinstance(one["value"], list) else [one["value"]]
        if (record.field(one["field"]) in listed) != (one["op"] != "!="):
            return False
    return True


def _recount(books: Books, question: dict[str, Any], keys: list[str]) -> dict[Any, Any]:
    start, end = (date.fromisoformat(one) for one in question["days"])
    sums: dict[Any, Any] = defaultdict(lambda: defaultdict(Decimal))
    target = question["currency"]
    for record in books:
        if not start <= record.day <= end or not _fits(record, question["filters"]):
            continue
        value = record.value
        if target and record.is_money and record.currency != target:
            rate = dollars_for_a_euro(record.day)
            value = value * rate if target == "USD" else value / rate
        group = tuple(
            target if name == "currency" and target else record.field(name) for name in keys
        )
        sums[group][record.sum] += value
    return sums


def _figure(sums: Any, metric: str) -> float | None:
    added, taken, below = FORMULAS[metric]
    value = sum(sums[name] for name in added) - sum(sums[name] for name in taken)
    if not below:
        return float(value)
    divisor = sum(sums[name] for name in below)
    return float(value / divisor) if divisor else None


@settings(max_examples=80, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(question=questions())
def test_every_answer_about_money_equals_a_recount_of_the_rows(books, question) -> None:
    found = ask(**{name: value for name, value in question.items() if value is not None})
    has_money = bool(set(question["metrics"]) - COUNTS)
    keys = list(dict.fromkeys(question["dimensions"]))
    if has_money and "currency" not in keys:
        keys.append("currency")
    sums = _recount(books, question, keys)
    shown = {tuple(row[name] for name in keys): row for row in found}
    assert len(shown) == len(found)
    for group, row in shown.items():
        for metric in question["metrics"]:
            expected = _figure(sums[group], metric)
            value = None if row[metric] is None else float(row[metric])
            assert value == (
                None if expected is None else pytest.approx(expected, rel=1e-6, abs=2e-5)
            ), (metric, group)
    for group, one in sums.items():
        if any(_figure(one, metric) for metric in question["metrics"]):
            assert group in shown
