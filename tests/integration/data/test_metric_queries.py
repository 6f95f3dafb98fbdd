"""Metric queries against rows written by hand, with results worked out by hand."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.accounts import create_account
from core.database import Role, account_transaction, name_account, transaction
from data.loaders import clear_cache, load_exact, load_metrics
from data.periods import range_before, resolve
from data.query_model import Comparison, MetricQuery, TimeRange, parse_query

US, DE = "ATVPDKIKX0DER", "A1PA6795UKMFR9"


@pytest.fixture
def shop(database):
    clear_cache()
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        connection_id = connection.scalar(
            text("SELECT min(connection_id) FROM app.connections WHERE account_id = 1")
        )
        stamp = "'hand', NULL, NULL, now()"
        for place, country, money, zone in (
            (US, "US", "USD", "America/Los_Angeles"),
            (DE, "DE", "EUR", "Europe/Berlin"),
        ):
            connection.execute(
                text(
                    f"INSERT INTO seller.marketplaces VALUES (1, '{place}', {connection_id},"
                    f" '{country}', '{country}', '{money}', '{zone}', 'en', true, {stamp})"
                )
            )
        for asin, brand in (("B000000001", "Red"), ("B000000002", "Red"), ("B000000003", "Blue")):
            connection.execute(
                text(
                    "INSERT INTO seller.products (account_id, asin, title, brand, source,"
                    f" fetched_at) VALUES (1, '{asin}', 'T {asin}', '{brand}', 'hand', now())"
                )
            )
        orders = (
            # id, place, purchased (UTC), local day, hour, status, lines (asin, quantity, price)
            ("o1", US, "2026-03-02T18:00Z", "2026-03-02", 10, "Shipped",
             (("B000000001", 1, "10.00"), ("B000000002", 2, "30.10"))),
            ("o2", US, "2026-03-03T01:00Z", "2026-03-02", 17, "Shipped", (("B000000003", 1, "5.05"),)),
            ("o3", US, "2026-03-03T18:00Z", "2026-03-03", 10, "Pending", (("B000000001", 3, None),)),
            ("o4", US, "2026-03-03T19:00Z", "2026-03-03", 11, "Cancelled", (("B000000001", 0, None),)),
            ("o5", DE, "2026-03-02T09:00Z", "2026-03-02", 10, "Shipped", (("B000000001", 1, "9.99"),)),
        )  # fmt: skip
        for key, place, bought, day, hour, status, lines in orders:
            money = "USD" if place == US else "EUR"
            connection.execute(
                text(
                    "INSERT INTO seller.orders (account_id, amazon_order_id, marketplace_id,"
                    " purchased_at, local_date, local_hour, status, currency, last_updated_at,"
                    " source, fetched_at) VALUES (1, :id, :place, :bought, :day, :hour, :status,"
                    " :money, now(), 'hand', now())"
                ),
                {"id": key, "place": place, "bought": bought, "day": day, "hour": hour,
                 "status": status, "money": money},
            )  # fmt: skip
            for number, (asin, quantity, price) in enumerate(lines):
                connection.execute(
                    text(
                        "INSERT INTO seller.order_items (account_id, amazon_order_id,"
                        " order_item_id, asin, sku, quantity, currency, item_price_amount, source,"
                        " fetched_at) VALUES (1, :id, :n, :asin, :sku, :q, :money, :price,"
                        " 'hand', now())"
                    ),
                    {"id": key, "n": str(number), "asin": asin, "sku": f"S-{asin}", "q": quantity,
                     "money": money, "price": price},
                )  # fmt: skip
    from sync.rollups import recompute_sales

    with account_transaction(Role.SYNC, 1) as connection:
        days = {(US, date(2026, 3, 2)), (US, date(2026, 3, 3)), (DE, date(2026, 3, 2))}
        recompute_sales(connection, 1, days)
    return database


MARCH = TimeRange(start=date(2026, 3, 2), end=date(2026, 3, 3))


def rows(**query):
    query.setdefault("time", MARCH)
    return load_exact(1, MetricQuery(**query)).frame.to_dict("records")


def test_money_of_two_currencies_is_never_added(shop):
    found = {row["currency"]: row["revenue"] for row in rows(metrics=["revenue"])}
    assert found == {"USD": Decimal("45.15"), "EUR": Decimal("9.99")}


def test_cancelled_orders_count_only_as_cancelled(shop):
    (row,) = rows(
        metrics=["orders", "units", "cancelled_orders", "cancelled_rate", "pending_orders"],
        filters=[{"field": "marketplace", "value": US}],
    )
    assert (row["orders"], row["units"], row["cancelled_orders"]) == (3, 7, 1)
    assert row["cancelled_rate"] == Decimal("0.25")
    assert row["pending_orders"] == 1


def test_an_order_with_two_products_of_a_brand_counts_once(shop):
    found = {
        row["brand"]: row["orders"]
        for row in rows(
            metrics=["orders"],
            dimensions=["brand"],
            filters=[{"field": "marketplace", "value": US}],
        )
    }
    assert found == {"Red": 2, "Blue": 1}


def test_a_ratio_is_a_sum_by_a_sum_and_null_at_zero(shop):
    found = rows(
        metrics=["aov"],
        dimensions=["day"],
        filters=[{"field": "marketplace", "value": US}],
    )
    assert found[0]["aov"] == Decimal("45.15") / 2
    (nothing,) = rows(
        metrics=["units_per_order"], time=TimeRange(start=date(2026, 1, 1), end=date(2026, 1, 2))
    )
    assert nothing["units_per_order"] is None


def test_a_cut_within_the_day_takes_the_same_hours_before(shop):
    result = load_exact(
        1,
        MetricQuery(
            metrics=["units"],
            filters=[{"field": "marketplace", "value": US}],
            time=TimeRange(start=date(2026, 3, 3), end=date(2026, 3, 3), until=time(10, 30)),
            compare=Comparison(kind="previous"),
        ),
    )
    (row,) = result.frame.to_dict("records")
    assert (row["units"], row["units_before"]) == (3, 3)


def test_days_without_sales_are_zero_and_lines_match_the_sums(shop):
    range_ = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 4))
    found = rows(
        metrics=["units"],
        grain="day",
        time=range_,
        filters=[{"field": "marketplace", "value": US}],
    )
    assert [row["units"] for row in found] == [0, 4, 3, 0]


def test_hours_weekdays_products_and_filters(shop):
    found = {row["hour"]: row["units"] for row in rows(metrics=["units"], dimensions=["hour"])}
    assert found == {10: 7, 11: 0, 17: 1}
    found = rows(
        metrics=["units"],
        dimensions=["product"],
        filters=[{"field": "brand", "op": "in", "value": ["Blue"]}],
    )
    assert [(row["product"], row["units"]) for row in found] == [("B000000003", 1)]
    found = rows(
        metrics=["revenue"],
        dimensions=["product"],
        order=[{"by": "revenue"}],
        limit=1,
        filters=[{"field": "product", "op": "~", "value": "b0000"}],
    )
    assert found[0]["product"] == "B000000002"


def test_another_account_sees_nothing_even_with_a_warm_cache(shop):
    query = MetricQuery(metrics=["units"], time=MARCH)
    assert load_metrics(1, query).frame["units"].iloc[0] == 8
    with transaction(Role.OWNER) as connection:
        other = create_account(connection, "Another shop")
    assert load_metrics(other, query).frame["units"].tolist() == [0]


def test_a_cached_frame_may_be_changed_and_ends_with_its_data_version(shop):
    query = MetricQuery(metrics=["units"], time=MARCH)
    first = load_metrics(1, query).frame
    first.loc[0, "units"] = -1
    assert load_metrics(1, query).frame["units"].iloc[0] == 8
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("UPDATE seller.sales_daily SET units = units + 1"))
        connection.execute(
            text(
                "INSERT INTO seller.data_versions (account_id, source, connection_id, version)"
                " SELECT 1, 'orders', min(connection_id), 1 FROM app.connections"
            )
        )
    assert load_metrics(1, query).frame["units"].iloc[0] == 11


def test_the_command_line_prints_the_same_numbers(shop):
    query = {
        "metrics": ["revenue"],
        "time": {"start": "2026-03-02", "end": "2026-03-03"},
    }
    finished = shop.run("data", "query", json.dumps(query), "--sql")
    assert finished.returncode == 0, finished.stderr
    answer = json.loads(finished.stdout)
    assert answer["columns"] == ["currency", "revenue"]
    assert sorted(answer["rows"]) == [["EUR", "9.99"], ["USD", "45.15"]]
    assert "seller.sales_daily" in answer["sql"]


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("nonsense", "not JSON"),
        ('{"metrics": ["revenu"], "time": {"start": "2026-03-02", "end": "2026-03-03"}}', "revenue"),
        ('{"metrics": ["units"], "time": {"start": "2026-03-03", "end": "2026-03-02"}}', "before it starts"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_one_sentence(shop, query, part):
    finished = shop.run("data", "query", query)
    assert finished.returncode == 2
    assert part in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


def test_a_leap_day_and_months_have_their_place_last_year():
    kind = Comparison(kind="same_dates_last_year")
    leap = TimeRange(start=date(2024, 2, 29), end=date(2024, 2, 29))
    assert range_before(leap, kind).start == date(2023, 2, 28)
    month = TimeRange(start=date(2026, 3, 1), end=date(2026, 3, 31))
    before = range_before(month, Comparison(kind="previous"))
    assert (before.start, before.end) == (date(2026, 2, 1), date(2026, 2, 28))


def test_today_is_the_day_of_the_zone():
    from zoneinfo import ZoneInfo

    now = datetime.fromisoformat("2026-11-20T05:00:00+00:00")
    assert resolve("today", now, ZoneInfo("America/Los_Angeles")).start == date(2026, 11, 19)
    assert resolve("today", now, ZoneInfo("Europe/Berlin")).start == date(2026, 11, 20)


def test_json_is_read_strictly():
    with pytest.raises(Exception, match="lacks time"):
        parse_query('{"metrics": ["units"], "other": 1}')
