"""Pan-European stock: told once for each marketplace, counted once, and sold from together.

Four marketplaces sell A, B and C out of one stock; D lies in Germany and in France apart, and what
Britain has of A is its own. Until 2 March the inventory ledger tells what lay in each country.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction, transaction
from core.stock_pools import BY_COUNTRY
from data.compiler import compile_query
from data.formula import load_formula
from data.inventory_rows import load_stock_days
from data.loaders import load_exact
from data.metrics import METRICS
from data.pools import POOLED
from data.query_model import MetricQuery, TimeRange
from data.rows_behind import load_rows_behind
from data.stockouts import StockDay
from sync.stock_pools import write_stock_pools
from tests.integration.data.hand_shop import DE, ES, FR, SE, UK, US, ask

A, B, C, D = "B00000000A", "B00000000B", "B00000000C", "B00000000D"
POOL = (DE, FR, ES, SE)
TODAY = date(2026, 3, 5)
TOLD = {
    A: {"fulfillable_units": 100, "inbound_units": 20, "reserved_units": 4,
        "unfulfillable_units": 2, "total_units": 126},
    B: {"fulfillable_units": 50, "total_units": 50},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, UK, *POOL)
    for asin, brand in ((A, "Red"), (B, "Red"), (C, "Blue"), (D, "Blue")):
        empty_shop.product(asin, brand=brand)
    for day in ("2026-03-01", "2026-03-02"):
        for place, asin, units in (
            (DE, A, 60), (FR, A, 25), (DE, B, 0), (FR, B, 40), (DE, C, 6), (DE, D, 30), (FR, D, 7),
        ):  # fmt: skip
            empty_shop.stock(place, asin, day, BY_COUNTRY, fulfillable_units=units,
                             total_units=units, inbound_units=None)  # fmt: skip
    for day in ("2026-03-03", "2026-03-04", "2026-03-05", None):
        left = 10 if day in ("2026-03-03", "2026-03-04") else 0
        for place in POOL:
            empty_shop.stock(place, A, day, **TOLD[A])
            empty_shop.stock(place, B, day, **TOLD[B])
            empty_shop.stock(place, C, day, fulfillable_units=left, total_units=left)
        for place, units in ((DE, 30), (FR, 7)):
            empty_shop.stock(place, D, day, fulfillable_units=units, total_units=units)
        empty_shop.stock(UK, A, day, fulfillable_units=12, total_units=12)
        empty_shop.stock(US, A, day, fulfillable_units=1000, total_units=1000)
    # Sweden sells C since the 4th.
    empty_shop.insert("listings", {"marketplace_id": SE, "sku": f"S-{C}", "asin": C,
                                   "opened_at": "2026-03-04T08:00Z"})  # fmt: skip
    for place, units in ((DE, 30), (FR, 15), (UK, 6)):
        empty_shop.order(place, "2026-02-20T10:00", (A, units, "1.00"))
    empty_shop.order(DE, "2026-03-01T10:00", (C, 60, "1.00"))
    for place in POOL:
        _planning(empty_shop, place, A, age_over_365_units=10, age_0_to_90_units=90,
                  shipped_90_days_units=90, excess_units=8)  # fmt: skip
        empty_shop.insert("stranded_inventory", _stranded(place, A, 9))
    _planning(empty_shop, DE, B, age_over_365_units=5, shipped_90_days_units=30)
    _planning(empty_shop, FR, B, age_over_365_units=3, shipped_90_days_units=10)
    empty_shop.insert("stranded_inventory", _stranded(UK, A, 2))
    empty_shop.enter("seller.product_costs", item_kind="sku", item=f"S-{A}", currency="EUR",
                     valid_from=date(2026, 1, 1), goods_amount=Decimal(2))  # fmt: skip
    empty_shop.enter("seller.product_settings", sku=f"S-{A}", marketplace_id=FR,
                     lead_time_days=70, target_cover_days=100)  # fmt: skip
    empty_shop.rate("2026-01-02", "SEK", "10")
    empty_shop.rate("2026-01-02", "GBP", "0.5")
    empty_shop.rate("2026-01-02", "USD", "1.25")
    with account_transaction(Role.SYNC, 1) as connection:
        assert write_stock_pools(connection, 1, TODAY) == 3 * len(POOL)
    empty_shop.close_books()
    for source in ("inventory", "inventory_planning", "stranded_inventory"):
        empty_shop.move_version(source)


def _planning(shop, place: str, asin: str, **row) -> None:
    head = {"marketplace_id": place, "sku": f"S-{asin}", "asin": asin, "local_date": TODAY}
    shop.insert("inventory_planning", head | row)


def _stranded(place: str, asin: str, units: int) -> dict[str, object]:
    return {"marketplace_id": place, "sku": f"S-{asin}", "asin": asin, "reason": "Closed listing",
            "fulfillable_units": units, "currency": "EUR"}  # fmt: skip


def at(*places: str) -> list[dict[str, object]]:
    return [{"field": "marketplace", "op": "in", "value": list(places)}]


IN_EUROPE = at(UK, *POOL)
IS_A = {"field": "product", "value": A}


def stock(metric: str, **query):
    query.setdefault("days", (str(TODAY), str(TODAY)))
    query.setdefault("filters", IN_EUROPE)
    return ask(metrics=[metric], **query)


def one(metric: str, **query):
    (row,) = stock(metric, **query)
    return row[metric]


def by_place(metric: str, **query):
    found = stock(metric, dimensions=["marketplace"], **query)
    return {row["marketplace"]: row[metric] for row in found}


def test_a_sum_over_marketplaces_counts_their_stock_once() -> None:
    assert one("stock_units") == 100 + 50 + 0 + 30 + 7 + 12
    assert (one("inbound_units"), one("reserved_units"), one("unfulfillable_units")) == (20, 4, 2)
    assert one("stock_units", filters=at(FR, ES)) == 100 + 50 + 7
    found = stock("stock_units", dimensions=["product"])
    assert {row["product"]: row["stock_units"] for row in found} == {A: 112, B: 50, C: 0, D: 37}


def test_each_marketplace_by_itself_has_all_that_it_can_sell() -> None:
    assert by_place("stock_units") == {DE: 180, FR: 157, ES: 150, SE: 150, UK: 12}
    for place, units in ((DE, 180), (SE, 150), (UK, 12)):
        assert one("stock_units", filters=at(place)) == units


def test_counted_once_the_rows_by_marketplace_add_up() -> None:
    assert by_place("stock_units", shared_stock="once") == {DE: 180, FR: 7, UK: 12}
    found = by_place("stock_units", shared_stock="once", filters=at(FR, ES))
    assert found == {FR: 157}


def test_days_of_the_ledger_are_added_up_over_the_countries() -> None:
    days = {"days": ("2026-03-01", "2026-03-02")}
    assert one("stock_units", **days) == 85 + 40 + 6 + 37
    assert by_place("stock_units", **days) == {DE: 131 + 30, FR: 131 + 7, ES: 131, SE: 131}
    assert one("inbound_units", **days) is None


def test_a_series_has_no_step_where_the_ledger_ends() -> None:
    week = {"days": ("2026-03-01", "2026-03-05"), "filters": [*at(DE, FR, ES, SE), IS_A]}
    found = stock("stock_units", grain="day", **week)
    assert [row["stock_units"] for row in found] == [85, 85, 100, 100, 100]
    found = stock("stock_units", grain="day", dimensions=["marketplace"], **week)
    assert {row["marketplace"] for row in found} == set(POOL)
    assert [row["stock_units"] for row in found if row["marketplace"] == SE] == [
        85,
        85,
        100,
        100,
        100,
    ]
    found = stock("stock_units", grain="month", **week)
    assert [row["stock_units"] for row in found] == [100]


def test_the_value_of_a_stock_counts_once_in_one_currency() -> None:
    everywhere = at(*POOL)
    (row,) = stock("inventory_value", filters=everywhere, dimensions=["currency"])
    assert (row["currency"], row["inventory_value"]) == ("EUR", (100 + 4 + 20) * 2)
    assert one("inventory_value", filters=everywhere, currency="EUR") == 248
    (row,) = stock("inventory_value", filters=at(SE), dimensions=["currency"])
    assert (row["currency"], row["inventory_value"]) == ("SEK", 2480)
    swedish = [{"field": "currency", "value": "SEK"}]
    assert one("inventory_value", filters=swedish) == 2480
    found = by_place("inventory_value", filters=everywhere, currency="EUR")
    assert found == dict.fromkeys(POOL, 248)
    # Amounts of B and C are missing: no cost is entered for them.
    assert one("uncosted_stock_units", filters=everywhere) == 50 + 37


def test_cover_goes_by_what_all_marketplaces_sell_out_of_the_stock() -> None:
    only_a = [*at(*POOL), IS_A]
    assert one("velocity", filters=only_a) == Decimal("1.5")
    assert one("days_of_cover", filters=only_a) == pytest.approx(Decimal(100) / Decimal("1.5"))
    in_germany = [*at(DE), IS_A]
    assert one("velocity", filters=in_germany) == 1
    assert one("days_of_cover", filters=in_germany) == one("days_of_cover", filters=only_a)
    # Spain sells none of it, and the others still empty its shelf.
    assert one("days_of_cover", filters=[*at(ES), IS_A]) == one("days_of_cover", filters=only_a)
    assert one("days_of_cover", filters=[*at(UK), IS_A]) == 12 / Decimal("0.2")
    both = one("days_of_cover", filters=[*IN_EUROPE, IS_A])
    assert both == pytest.approx(Decimal(112) / Decimal("1.7"), abs=Decimal("0.000001"))


def test_a_shared_stock_is_ordered_for_once_by_the_longest_lead_time() -> None:
    only_a = [*at(*POOL), IS_A]
    # 1.5 a day for 70 days of lead time in France and 14 of safety; 100 days are to be there.
    assert one("reorder_point", filters=only_a) == 126
    assert one("reorder_units", filters=only_a) == 150 - 120
    assert by_place("reorder_units", filters=only_a) == dict.fromkeys(POOL, 30)
    assert one("reorder_units", filters=[*at(DE), IS_A]) == 30


def test_an_offer_is_in_stock_while_the_stock_has_a_piece() -> None:
    ledger = {"days": ("2026-03-01", "2026-03-02"), "filters": [*at(DE), {"field": "product",
              "value": B}]}  # fmt: skip
    assert one("in_stock_rate", **ledger) == 1
    # C is gone on the last of three days, in each of four marketplaces; in one it came a day late.
    last = {"days": ("2026-03-03", "2026-03-05"), "filters": [*at(*POOL), {"field": "product",
            "value": C}]}  # fmt: skip
    assert one("in_stock_days", **last) == 7
    assert one("counted_stock_days", **last) == 11


def test_stock_outs_are_those_of_the_whole_stock() -> None:
    days = load_stock_days(1, list(POOL), date(2026, 3, 1), TODAY)
    assert set(days) == {(place, C) for place in POOL}
    assert days[DE, C][0] == StockDay(date(2026, 3, 1), 6, 60)
    assert days[FR, C] == [
        StockDay(date(2026, 3, 1), 6, 0), StockDay(date(2026, 3, 2), 6, 0),
        StockDay(date(2026, 3, 3), 10, 0), StockDay(date(2026, 3, 4), 10, 0),
        StockDay(date(2026, 3, 5), 0, 0),
    ]  # fmt: skip
    assert days[SE, C] == days[FR, C][3:]


def test_age_that_is_told_once_for_each_marketplace_counts_once_and_what_lies_apart_adds_up() -> (
    None
):
    assert one("aged_units", filters=at(*POOL)) == 10 + 5 + 3
    assert one("counted_units", filters=at(*POOL)) == 100 + 8
    assert one("excess_units", filters=at(*POOL)) == 8
    assert one("excess_value", filters=at(*POOL), currency="EUR") == 16
    assert one("aged_units", filters=at(DE)) == 15
    assert by_place("aged_units", filters=at(*POOL)) == {DE: 15, FR: 13, ES: 10, SE: 10}
    assert one("aged_units", filters=at(FR, ES), grain="day") == 13


def test_sell_through_is_that_of_the_whole_stock_also_in_one_marketplace() -> None:
    assert one("shipped_units_90_days", filters=at(*POOL)) == 90 + 40
    # 60 + 25 of A on two days of the ledger, 100 on three: 94 on average.
    a = [*at(*POOL), IS_A]
    assert one("average_stock", filters=a) == 94
    assert one("sell_through", filters=a) == pytest.approx(Decimal(90) / 94, abs=Decimal("1e-6"))
    b = {"field": "product", "value": B}
    # 40 on two days, 50 on three: 46. Germany shipped 30 and France 10 of them.
    for places in (POOL, (DE,), (FR,), (SE, ES)):
        found = one("sell_through", filters=[*at(*places), b])
        known = (
            None
            if set(places) <= {SE, ES}
            else pytest.approx(Decimal(40) / 46, abs=Decimal("1e-6"))
        )
        assert found == known, places


def test_stranded_pieces_that_are_told_for_each_marketplace_count_once() -> None:
    assert one("stranded_units") == 9 + 2
    assert by_place("stranded_units") == dict.fromkeys(POOL, 9) | {UK: 2}


def test_rows_behind_a_figure_and_its_formula_add_up_to_it() -> None:
    time = TimeRange(start=TODAY, end=TODAY)
    query = MetricQuery(metrics=["days_of_cover"], filters=IN_EUROPE, time=time)
    for metric, column in (("stock_units", "stock_units"), ("days_of_cover", "stock_units"),
                           ("aged_units", "aged_units"), ("reorder_units", "reorder_units"),
                           ("days_of_cover", "stock_pace")):  # fmt: skip
        rows = load_rows_behind(1, metric, query)
        total = load_exact(1, query.model_copy(update={"metrics": [column]})).frame[column].iloc[0]
        assert rows[column].dropna().sum() == pytest.approx(total), metric
    (formula,) = load_formula(1, query, "days_of_cover")
    assert formula.top[0].value == 199
    assert formula.value == pytest.approx(formula.top[0].value / formula.bottom[0].value)


def test_a_part_of_a_total_has_the_stock_once_in_the_total() -> None:
    found = stock("stock_units", dimensions=["marketplace"], share="stock_units")
    assert {row["marketplace"]: round(row["stock_units_share"] * 199) for row in found} == {
        DE: 180, FR: 157, ES: 150, SE: 150, UK: 12,
    }  # fmt: skip


def test_the_views_that_people_read_say_which_rows_belong_into_a_sum() -> None:
    for view, day, total in (("inventory", "true", 199), ("inventory_daily", "2026-03-02", 168),
                             ("inventory_daily", "2026-03-04", 209)):  # fmt: skip
        where = day if day == "true" else f"snapshot_date = '{day}'"
        with transaction(Role.ASK) as connection:
            connection.execute(text("SET LOCAL app.account_id = '1'"))
            found = connection.scalar(text(
                f"SELECT sum(available) FROM report.{view} WHERE counts_in_sums"
                f" AND marketplace <> 'US' AND {where}"
            ))  # fmt: skip
        assert found == total, day


POOLED_METRICS = [name for name, metric in METRICS.items() if metric.facts & POOLED]


@pytest.mark.parametrize("metric", POOLED_METRICS)
@pytest.mark.parametrize("split", [[], ["marketplace"], ["product", "sku"], ["brand", "currency"]])
def test_where_nothing_is_shared_both_ways_of_reading_agree(metric: str, split: list[str]) -> None:
    query = MetricQuery(
        metrics=[metric], dimensions=split, filters=at(US, UK),
        time=TimeRange(start=date(2026, 3, 1), end=TODAY),
    )  # fmt: skip
    answers = []
    for has_pools in (False, True):
        statement = compile_query(query, 1, has_pools=has_pools)
        with account_transaction(Role.WEB, 1) as connection:
            found = connection.execute(text(statement.sql), statement.values).all()
        answers.append(sorted(map(str, found)))
    assert answers[0] == answers[1]
