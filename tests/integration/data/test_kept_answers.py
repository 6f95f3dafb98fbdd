"""Answers that are kept: whose they are, how long they hold, and what a reader may do to them."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import InternalError

from core.accounts import create_account
from core.database import Role, account_transaction, engine_for, transaction
from core.errors import QueryError
from data.loaders import (
    clear_cache,
    load_exact,
    load_freshness,
    load_marketplaces,
    load_metrics,
    load_product,
    load_products,
    load_rows,
    one_look,
)
from data.query_model import MetricQuery, TimeRange
from data.reading import reading
from tests.integration.data.hand_shop import DE, UK, US, Shop

A, B = "B00000000A", "B00000000B"
MARCH = TimeRange(start=date(2026, 3, 2), end=date(2026, 3, 3))
UNITS = MetricQuery(metrics=["units"], dimensions=["product"], time=MARCH)


@pytest.fixture
def shop(fresh_shop):
    fresh_shop.open(US)
    fresh_shop.product(A, title="Bottle", brand="Nordkiepe")
    fresh_shop.product(B)
    fresh_shop.listing(US, "two", A)
    fresh_shop.listing(US, "one", A, "Bottle, blue")
    fresh_shop.listing(US, "three", B, "Cap")
    fresh_shop.order(US, "2026-03-02T10:00", (A, 2, "10.00"), (B, 1, "0.10"))
    fresh_shop.order(US, "2026-03-03T10:00", (A, 1, None), status="Pending")
    fresh_shop.close_books()
    for source in ("products", "inventory", "marketplaces"):
        fresh_shop.move_version(source)
    return fresh_shop


def units(account_id: int = 1) -> dict[str, float]:
    frame = load_metrics(account_id, UNITS).frame
    return dict(zip(frame["product"], frame["units"], strict=True))


class _Statements:
    """Counts what the role `web` asks of the database."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        event.listen(engine_for(Role.WEB), "before_cursor_execute", self._note)

    def _note(self, _connection, _cursor, statement, *_rest) -> None:
        self.texts.append(statement)

    @property
    def of_sales(self) -> int:
        return sum("seller.sales" in one and "part_1" in one for one in self.texts)


def test_a_second_reader_gets_the_kept_answer_after_one_look_at_the_versions(shop) -> None:
    seen = _Statements()
    assert units() == {A: 3, B: 1}
    assert seen.of_sales == 1
    seen.texts.clear()
    assert units() == {A: 3, B: 1}
    assert len(seen.texts) == 1
    assert "data_versions" in seen.texts[0]


def test_exact_rows_are_kept_as_well_until_their_data_changes(shop) -> None:
    seen = _Statements()
    first, freshness = load_rows(1, UNITS)
    again, _ = load_rows(1, UNITS)
    assert (first is again, seen.of_sales) == (True, 1)
    assert dict(again.rows) == {A: 3, B: 1}
    assert "orders" in freshness.sources
    shop.order(US, "2026-03-03T11:00", (B, 5, "1.00"))
    shop.close_books()
    assert dict(load_rows(1, UNITS)[0].rows) == {A: 3, B: 6}
    assert seen.of_sales == 2


def test_an_answer_ends_with_the_version_of_its_source(shop) -> None:
    units()
    shop.order(US, "2026-03-03T11:00", (B, 5, "1.00"))
    shop.close_books()
    assert units() == {A: 3, B: 6}


def test_another_source_does_not_end_it(shop) -> None:
    units()
    seen = _Statements()
    shop.move_version("inventory")
    units()
    assert seen.of_sales == 0
    shop.move_version("products")
    units()
    assert seen.of_sales == 1


def test_a_page_looks_once_and_its_next_run_looks_anew(shop) -> None:
    seen = _Statements()
    with one_look():
        units()
        load_products(1)
        load_freshness(1)
        looks = [one for one in seen.texts if "set_config" in one and "data_versions" in one]
        assert len(looks) == 1
        shop.order(US, "2026-03-03T11:00", (B, 5, "1.00"))
        shop.close_books()
        assert units() == {A: 3, B: 1}
    assert units() == {A: 3, B: 6}
    with one_look():
        assert units() == {A: 3, B: 6}


def test_a_reader_may_change_its_frame(shop) -> None:
    first = load_metrics(1, UNITS).frame
    first["units"] = -1.0
    first.loc[0, "product"] = "mine"
    first["new"] = 1
    again = load_metrics(1, UNITS).frame
    assert list(again.columns) == ["product", "units"]
    assert again["units"].tolist() == [3, 1]
    assert again["product"].tolist() == [A, B]
    products = load_products(1)
    products.loc[:, "title"] = "mine"
    assert load_products(1)["title"].tolist() == ["Bottle", "Cap"]


def test_another_account_sees_its_own_rows_even_with_a_warm_cache(shop) -> None:
    units()
    load_products(1)
    with transaction(Role.OWNER) as connection:
        other = Shop(create_account(connection, "Another shop"))
    assert units(other.account_id) == {}
    assert load_products(other.account_id).empty
    other.open(DE)
    other.product(A, title="Theirs")
    # The same order number as the first account's: keys begin with the account.
    other.order(DE, "2026-03-02T09:00", (A, 70, "7.00"))
    other.close_books()
    assert units(other.account_id) == {A: 70}
    assert units() == {A: 3, B: 1}
    assert load_marketplaces(other.account_id)["marketplace_id"].tolist() == [DE]
    assert load_marketplaces(1)["marketplace_id"].tolist() == [US]
    assert load_product(other.account_id, B) is None
    for one in ("revenue", "orders", "stock_units", "days_of_cover"):
        query = MetricQuery(metrics=[one], dimensions=["product"], time=MARCH)
        shown = load_metrics(other.account_id, query).frame
        assert set(shown["product"]) <= {A}


def test_every_kind_of_part_names_the_account_besides_row_level_security(shop) -> None:
    """Read as the owner, who sees all accounts: the answers stay those of one."""
    with transaction(Role.OWNER) as connection:
        other = Shop(create_account(connection, "Another shop"))
    other.open(US)
    other.product(A, title="Bottle theirs", brand="Nordkiepe")
    other.listing(US, "four", A, "Bottle")
    other.order(US, "2026-03-02T09:00", (A, 70, "7.00"))
    other.stock(US, A, fulfillable_units=9)
    other.stock(US, A, "2026-03-01", fulfillable_units=9)
    other.close_books()
    shop.stock(US, A, fulfillable_units=1)
    whole = {"time": MARCH, "compare": {"kind": "previous"}}
    for query in (
        MetricQuery(metrics=["revenue", "orders"], grain="day", **whole),
        MetricQuery(metrics=["units", "stock_units", "days_of_cover"], dimensions=["brand"], **whole),
        MetricQuery(metrics=["orders"], dimensions=["hour", "order"], share="orders", **whole),
        MetricQuery(metrics=["stock_units"], grain="week", **whole),
        MetricQuery(metrics=["units"], time=MARCH,
                    filters=[{"field": "product", "op": "~", "value": "bottle"}]),
        MetricQuery(metrics=["units"], time=MARCH,
                    having=[{"field": "units", "op": ">", "value": 1, "per": "order"}]),
    ):  # fmt: skip
        mine = load_exact(1, query).frame
        pd.testing.assert_frame_equal(load_exact(1, query, Role.OWNER).frame, mine)


def test_many_readers_at_once_share_one_question_to_the_database(shop) -> None:
    seen = _Statements()
    together = threading.Barrier(6)
    found = []

    def read() -> None:
        together.wait()
        found.append(units())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [{A: 3, B: 1}] * 6
    assert seen.of_sales == 1


def test_freshness_is_of_now_although_the_answer_is_kept(shop) -> None:
    before = load_metrics(1, UNITS).freshness
    assert set(before.sources) == {"orders", "products", "marketplaces"}
    assert before.pending_orders == 1
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("UPDATE seller.data_versions SET synced_at = '2030-01-01Z'"))
    seen = _Statements()
    after = load_metrics(1, UNITS).freshness.sources["orders"].synced_at
    assert after is not None
    assert after.year == 2030
    assert seen.of_sales == 0
    assert load_freshness(1).sources["inventory"].synced_at == after
    assert load_freshness(1).pending_orders == 1


def test_a_source_is_as_old_as_its_oldest_connection(shop) -> None:
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(
            text(
                "INSERT INTO seller.data_versions (account_id, source, connection_id, version,"
                " synced_at) SELECT 1, 'orders', max(connection_id), 4, NULL FROM app.connections"
                " ON CONFLICT DO NOTHING"
            )
        )
        connection.execute(
            text(
                "INSERT INTO seller.data_versions (account_id, source, connection_id, version,"
                " synced_at) SELECT 1, 'products', c.connection_id, 4, '2020-05-01Z'"
                " FROM app.connections c WHERE NOT EXISTS (SELECT 1 FROM seller.data_versions v"
                " WHERE v.source = 'products' AND v.connection_id = c.connection_id)"
            )
        )
    products = load_freshness(1).sources["products"]
    assert products.synced_at is not None
    assert products.synced_at.year == 2020


def test_figures_versions_and_freshness_are_of_one_instant(shop) -> None:
    with reading(Role.WEB, 1) as connection:
        count = text("SELECT count(*) FROM seller.orders WHERE account_id = 1")
        before = connection.scalar(count)
        shop.order(US, "2026-03-03T12:00", (A, 1, "1.00"))
        assert connection.scalar(count) == before


def _sleep_too_long() -> None:
    with reading(Role.WEB, 1) as connection:
        connection.execute(text("SET LOCAL statement_timeout = 1"))
        connection.execute(text("SELECT pg_sleep(10)"))


def test_a_question_that_takes_too_long_is_told_in_a_sentence(shop) -> None:
    with pytest.raises(QueryError, match="takes too long"):
        _sleep_too_long()
    assert units() == {A: 3, B: 1}


def test_reading_cannot_write(shop) -> None:
    with pytest.raises(InternalError, match="read-only"), reading(Role.WEB, 1) as connection:
        connection.execute(text("UPDATE seller.account_settings SET roi_metric = 'roi'"))
    with account_transaction(Role.WEB, 1) as connection:
        connection.execute(text("UPDATE seller.account_settings SET roi_metric = 'roi'"))


def test_money_is_exact_in_rows_and_float_in_frames(shop) -> None:
    query = MetricQuery(metrics=["revenue"], time=MARCH)
    assert load_exact(1, query).frame["revenue"].tolist() == [Decimal("10.10")]
    frame = load_metrics(1, query).frame
    assert str(frame["revenue"].dtype) == "float64"
    assert frame["revenue"].tolist() == [10.1]


def test_days_are_timestamps_in_frames(shop) -> None:
    query = MetricQuery(metrics=["units"], grain="day", time=MARCH, compare={"kind": "previous"})
    frame = load_metrics(1, query).frame
    assert frame["day"].tolist() == [pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")]
    assert frame["day_before"].tolist() == [pd.Timestamp("2026-02-28"), pd.Timestamp("2026-03-01")]
    empty = load_metrics(1, MetricQuery(metrics=["units"], dimensions=["day"], time=TimeRange(
        start=date(2020, 1, 1), end=date(2020, 1, 2)))).frame  # fmt: skip
    assert empty.empty
    assert empty["day"].dt.year.tolist() == []


def test_products_have_their_skus_and_a_name_in_any_case(shop) -> None:
    found = load_products(1).set_index("asin")
    assert found["skus"].to_dict() == {A: ("one", "two"), B: ("three",)}
    assert found["title"].to_dict() == {A: "Bottle", B: "Cap"}
    product = load_product(1, A)
    assert product is not None
    assert product["brand"] == "Nordkiepe"


def test_a_process_pointed_to_another_database_forgets_the_first(shop) -> None:
    assert units() == {A: 3, B: 1}
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.sales_product_daily WHERE asin = :b"), {"b": B})
    assert units() == {A: 3, B: 1}
    from core.database import dispose_engines

    dispose_engines()
    assert units() == {A: 3}


def test_clearing_forgets_everything(shop) -> None:
    units()
    clear_cache()
    seen = _Statements()
    units()
    assert seen.of_sales == 1


def test_a_marketplace_opened_later_is_seen_at_once(shop) -> None:
    quiet = MetricQuery(
        metrics=["revenue"], time=TimeRange(start=date(2020, 1, 1), end=date(2020, 1, 1))
    )
    assert load_metrics(1, quiet).frame["currency"].tolist() == ["USD"]
    shop.open(UK)
    shop.move_version("marketplaces")
    assert load_metrics(1, quiet).frame["currency"].tolist() == ["GBP", "USD"]
