"""Days and hours in one time zone for all marketplaces: exact, to the second, over summer time."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.errors import QueryError
from data import query_model
from data.formula import load_formula
from data.loaders import load_exact
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from data.rows_behind import load_rows_behind
from tests.integration.data.hand_shop import DE, PLACES, UK, US

A, B = "B00000000A", "B00000000B"
# Over both changes to summer time: 8 March in the US, 29 March in Europe.
MARCH = TimeRange(start=date(2026, 3, 5), end=date(2026, 3, 31))
ZONES = ["UTC", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland"]


@pytest.fixture(scope="module")
def orders(empty_shop) -> list[tuple[str, datetime, str, int, Decimal]]:
    """What was ordered: place, instant, ASIN, pieces, price; many of it around midnight."""
    empty_shop.open(US, DE, UK)
    for asin in (A, B):
        empty_shop.product(asin, brand="Nord" if asin == A else "Süd")
    for day in range(1, 32):
        empty_shop.rate(f"2026-03-{day:02}", "USD", str(Decimal("1.1") + Decimal(day) / 100))
        empty_shop.rate(f"2026-03-{day:02}", "GBP", "0.9")
    dice = random.Random(7)
    made = []
    for _ in range(120):
        place = dice.choice((US, DE, UK))
        clock = datetime(2026, 3, 2, 23, 30) + timedelta(
            days=dice.randrange(30), minutes=dice.choice((0, 29, 30, 31, 90, dice.randrange(1440)))
        )
        asin, pieces = dice.choice((A, B)), dice.randrange(1, 4)
        price = Decimal(dice.randrange(100, 9000)) / 100
        empty_shop.order(place, clock.isoformat(), (asin, pieces, str(price)))
        instant = clock.replace(tzinfo=ZoneInfo(PLACES[place][3])).astimezone(UTC)
        made.append((place, instant, asin, pieces, price))
    empty_shop.close_books()
    return made


def rows(**question):
    answer = load_exact(1, MetricQuery(**{"time": MARCH, **question}))
    return answer.frame.to_dict("records")


@pytest.mark.parametrize("zone", ZONES)
def test_every_day_holds_the_orders_of_its_own_midnights(orders, zone):
    expected = defaultdict(lambda: [Decimal(0), 0, 0])
    for place, instant, _, pieces, price in orders:
        day = instant.astimezone(ZoneInfo(zone)).date()
        if MARCH.start <= day <= MARCH.end:
            sums = expected[day, PLACES[place][2]]
            for number, value in enumerate((price, pieces, 1)):
                sums[number] += value
    found = rows(metrics=["revenue", "units", "orders"], dimensions=["day"], zone=zone)
    assert len(found) == len(expected)
    for row in found:
        sums = expected[row["day"], row["currency"]]
        assert [row["revenue"], row["units"], row["orders"]] == sums


@pytest.mark.parametrize("zone", ZONES)
def test_hours_and_weekdays_are_those_of_the_zone(orders, zone):
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for _, instant, _, _, _ in orders:
        local = instant.astimezone(ZoneInfo(zone))
        if MARCH.start <= local.date() <= MARCH.end:
            expected[local.isoweekday(), local.hour] += 1
    found = rows(metrics=["orders"], dimensions=["weekday", "hour"], zone=zone)
    assert {(row["weekday"], row["hour"]): row["orders"] for row in found} == dict(expected)


QUESTIONS = [
    {"metrics": ["revenue", "orders", "units", "aov"], "grain": "day"},
    {"metrics": ["revenue"], "grain": "week", "compare": Comparison(kind="previous")},
    {"metrics": ["units", "orders"], "dimensions": ["product"], "share": "units"},
    {"metrics": ["orders"], "dimensions": ["brand", "month"]},
    {"metrics": ["revenue", "products_sold"], "currency": "EUR"},
    {"metrics": ["orders"], "filters": [Filter(field="hour", op="in", value=[0, 23])]},
    {
        "metrics": ["revenue", "orders"],
        "time": TimeRange(start=date(2026, 3, 10), end=date(2026, 3, 17), until=time(23, 31)),
        "compare": Comparison(kind="previous"),
    },
]


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
@pytest.mark.parametrize("place", [US, DE])
def test_the_marketplace_s_own_zone_gives_its_own_figures(orders, place, question):
    only = [*question.get("filters", []), Filter(field="marketplace", value=place)]
    asked = {**question, "filters": only}
    assert rows(**asked, zone=PLACES[place][3]) == rows(**asked)


@pytest.mark.parametrize("zone", ZONES)
def test_an_amount_keeps_its_rate_however_days_are_cut(orders, zone):
    wide = TimeRange(start=date(2026, 2, 20), end=date(2026, 4, 10))
    asked = {"metrics": ["revenue"], "currency": "EUR", "time": wide}
    assert rows(**asked, zone=zone) == rows(**asked)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_a_figure_taken_apart_has_the_days_of_its_zone(orders, zone):
    day = TimeRange(start=date(2026, 3, 12), end=date(2026, 3, 14))
    query = MetricQuery(metrics=["revenue"], time=day, currency="EUR", zone=zone)
    (whole,) = load_exact(1, query).frame["revenue"]
    (formula,) = load_formula(1, query, "revenue")
    assert formula.value == whole != 0
    behind = load_rows_behind(1, "revenue", query)
    assert sum(behind["revenue"]) == pytest.approx(whole, abs=Decimal("1e-5"))


def test_orders_that_wait_are_told_by_the_days_of_the_zone(fresh_shop):
    fresh_shop.open(US)
    fresh_shop.product(A)
    fresh_shop.order(US, "2026-03-10T20:00", (A, 1, None), status="Pending")
    fresh_shop.close_books()
    day = TimeRange(start=date(2026, 3, 11), end=date(2026, 3, 11))
    asked = {"metrics": ["revenue"], "time": day}
    own = load_exact(1, MetricQuery(**asked))
    berlin = load_exact(1, MetricQuery(**asked, zone="Europe/Berlin"))
    assert not [one for one in own.freshness.settling if one.what == "orders"]
    (waiting,) = [one for one in berlin.freshness.settling if one.what == "orders"]
    assert (waiting.since, waiting.until) == (day.start, day.end)


@pytest.mark.parametrize("metric", ["ad_spend", "sessions", "profit", "refund_amount", "acos"])
def test_what_amazon_tells_by_the_day_is_refused_in_a_sentence(orders, metric):
    with pytest.raises(QueryError, match="known by the marketplace's own day"):
        rows(metrics=[metric], zone="UTC")


@pytest.mark.parametrize("zone", ["Mars/Base", "CEST", "", "../etc", "utc+2"])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(QueryError, match="There is no time zone"):
        MetricQuery(metrics=["units"], time=MARCH, zone=zone)


def test_a_zone_that_only_python_knows_is_refused_in_a_sentence(orders, monkeypatch):
    """Python's list of zones may be newer than that of the server, whoever runs it."""
    monkeypatch.setattr(query_model, "is_zone", lambda name: True)
    with pytest.raises(QueryError, match="The database does not know this time zone"):
        rows(metrics=["units"], dimensions=["day"], zone="Mars/Olympus_Mons")
