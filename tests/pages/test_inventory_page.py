"""The Inventory page: its lists are the catalogue's figures, and what stock-outs cost adds up."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction, transaction
from data.loaders import load_exact
from data.query_model import Filter, MetricQuery, TimeRange
from tests.integration.data.hand_shop import Shop
from tests.pages.html_tiles import explained_on
from tests.pages.screen import words_of_every_tab
from tests.pages.test_figures_on_screen import DE, GB, NIGHT, NOON, US, context_of
from ui.figures import load_figures
from ui.inventory_cards import named
from ui.inventory_view import (
    load_aged,
    load_counted_since,
    load_reorder,
    load_stockout_costs,
    load_stranded_stock,
)
from ui.questions import as_of_now, ask_stock

OUT = [date(2026, 11, day) for day in (10, 11, 12, 13)]
# The last whole day at NOON; the present day is not over.
YESTERDAY = date(2026, 11, 19)
# A product that does not sell on the days in OUT, but did in the thirty days before.
_SLOW = """
SELECT asin FROM seller.sales_product_daily WHERE marketplace_id = :place
GROUP BY asin
HAVING coalesce(sum(units) FILTER (WHERE local_date BETWEEN :first AND :last), 0) = 0
    AND sum(units) FILTER (WHERE local_date BETWEEN :since AND :before) >= 5
ORDER BY asin LIMIT 1
"""


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


@pytest.fixture(scope="module")
def slow(account_id) -> str:
    """Give a product of the German shop stock since 1 October, and none on the days in OUT.

    The shop's own history of stock makes room: only what is made here is counted.
    """
    with account_transaction(Role.SYNC, account_id) as connection:
        connection.execute(
            text("DELETE FROM seller.inventory_daily WHERE local_date < '2026-11-20'")
        )
        asin = connection.scalar(
            text(_SLOW),
            {
                "place": DE,
                "first": OUT[0],
                "last": OUT[-1],
                "since": OUT[0] - timedelta(days=30),
                "before": OUT[0] - timedelta(days=1),
            },
        )
    shop = Shop(account_id)
    for number in range((YESTERDAY - date(2026, 10, 1)).days + 1):
        day = date(2026, 10, 1) + timedelta(days=number)
        shop.stock(DE, asin, str(day), fulfillable_units=0 if day in OUT else 4)
    shop.move_version("inventory")
    return str(asin)


def german(account_id, **filters):
    return context_of(
        account_id, NOON, DE, **{"period": "last_30_days", "compare": "none", **filters}
    )


def now(account_id, *metrics, **more):
    today = TimeRange(start=date(2026, 11, 20), end=date(2026, 11, 20), until=NOON.time())
    query = MetricQuery(
        metrics=list(metrics), filters=[Filter(field="marketplace", value=DE)], time=today, **more
    )
    return load_exact(account_id, query).frame


def test_the_page_is_drawn_and_says_what_its_words_mean(demo, slow, open_page):
    words = words_of_every_tab(open_page("inventory"), "inventory")
    for one in ("What to order again", "Age of the stock", "Stranded stock", "In-stock rate",
                "What being out of stock cost", "Order by: the day on which"):  # fmt: skip
        assert one in words


def test_the_tiles_of_now_know_days_of_cover_also_when_it_is_another_day_elsewhere(account_id):
    context = as_of_now(context_of(account_id, NIGHT, US, DE, GB))
    stock, cover = load_figures(context, ("stock_units", "days_of_cover"))
    whole = ask_stock(context, ["stock_units", "days_of_cover"], ["marketplace"])
    assert stock.amounts[0].value == f"{int(whole['stock_units'].sum()):,}"
    assert float(cover.amounts[0].value.removesuffix(" days")) > 0


def test_the_reorder_list_is_the_catalogue_s_offer_by_offer(account_id, slow):
    rows = load_reorder(german(account_id))
    exact = now(account_id, "stock_units", "reorder_point", "reorder_units", dimensions=["sku"])
    known = exact.set_index("sku")
    assert len(rows) > 20
    for row in rows.to_dict("records"):
        for metric in ("stock_units", "reorder_point", "reorder_units"):
            assert row[metric] == known.loc[row["sku"], metric]
    (total,) = now(account_id, "reorder_units")["reorder_units"]
    assert rows["reorder_units"].sum() == total


def test_offers_under_their_reorder_point_come_first_and_say_since_when(account_id, slow):
    rows = load_reorder(german(account_id))
    due = rows["is_due"].tolist()
    assert any(due)
    assert not all(due)
    assert due == sorted(due, reverse=True)
    first = rows[rows["is_due"]]
    assert ((first["stock_units"] + first["inbound_units"]) <= first["reorder_point"]).all()
    today = date(2026, 11, 20)
    assert max(first["order_on"]) <= today
    for row in first.to_dict("records"):
        overdue = (today - row["order_on"]).days
        assert (row["overdue_days"] if row["overdue_days"] == row["overdue_days"] else 0) == overdue
        # So many days ago, at this pace, there was as much as the reorder point.
        missing = row["reorder_point"] - row["stock_units"] - row["inbound_units"]
        assert overdue <= missing / row["velocity"] < overdue + 1
    later = [one for one in rows[~rows["is_due"]]["order_on"] if one is not None]
    assert min(later) >= date(2026, 11, 20)


def test_the_ages_add_up_to_aged_stock_and_its_share(account_id):
    rows = load_aged(german(account_id))
    (row,) = now(account_id, "aged_units", "aged_share").to_dict("records")
    assert rows["aged_units"].sum() == row["aged_units"] > 0
    pieces = rows.filter(like="age_").filter(like="_units").sum().sum()
    assert row["aged_units"] / pieces == pytest.approx(float(row["aged_share"]), abs=1e-6)


def test_stranded_stock_adds_up_and_says_why(account_id):
    rows = load_stranded_stock(german(account_id))
    (total,) = now(account_id, "stranded_units")["stranded_units"]
    assert rows["stranded_units"].sum() == total > 0
    assert rows["reason"].notna().all()
    assert rows["suggested_action"].notna().all()


def test_a_stock_out_costs_its_days_times_the_pace_times_what_a_unit_leaves(account_id, slow):
    rows = load_stockout_costs(german(account_id), "EUR")
    row = rows.set_index("product").loc[slow]
    only = [Filter(field="marketplace", value=DE), Filter(field="product", value=slow)]

    def sums(start: date, end: date, *metrics: str):
        query = MetricQuery(
            metrics=list(metrics), filters=only, time=TimeRange(start=start, end=end)
        )
        return load_exact(account_id, query).frame.iloc[0]

    sold = sums(OUT[0] - timedelta(days=30), OUT[0] - timedelta(days=1), "units")["units"]
    pace = Decimal(int(sold)) / 30
    quarter = sums(date(2026, 8, 22), YESTERDAY, "profit", "units")
    unit_profit = quarter["profit"] / int(quarter["units"])
    assert row["lost_days"] == 4
    assert row["pace"] == pytest.approx(pace)
    assert row["unit_profit"] == pytest.approx(unit_profit)
    expected = (4 * pace * max(unit_profit, Decimal(0))).quantize(Decimal("0.01"))
    assert row["lost_profit"] == expected
    assert row["out_since"] is None


def test_stock_outs_lie_in_their_own_currency_and_in_the_one_converted_into(account_id, slow):
    context = context_of(account_id, NOON, US, DE, period="last_30_days", compare="none")
    assert slow in set(load_stockout_costs(context, "EUR")["product"])
    assert slow not in set(load_stockout_costs(context, "USD")["product"])
    euros = load_stockout_costs(german(account_id), "EUR").set_index("product").loc[slow]
    dollars = load_stockout_costs(german(account_id, currency="USD"), "USD")
    converted = dollars.set_index("product").loc[slow]
    assert converted["lost_units"] == euros["lost_units"]
    assert converted["lost_profit"] > euros["lost_profit"] > 0


def test_a_period_before_the_stock_out_costs_nothing(account_id, slow):
    earlier = {"period": "custom", "start": date(2026, 10, 2), "end": date(2026, 11, 9)}
    assert load_stockout_costs(german(account_id, **earlier), "EUR").empty


def test_the_page_says_from_when_on_stock_is_known(account_id, slow):
    context = context_of(account_id, NOON, US, DE, period="last_90_days", compare="none")
    first = load_counted_since(context)
    assert first["DE"] == date(2026, 10, 1)
    assert first["US"] >= YESTERDAY
    assert load_counted_since(german(account_id)) == {}


def test_filters_narrow_every_list(account_id, slow):
    one = german(account_id, products=(slow,))
    for rows in (load_reorder(one), load_aged(one), load_stockout_costs(one, "EUR")):
        assert set(rows["product"]) <= {slow}
    assert set(load_stockout_costs(one, "EUR")["product"]) == {slow}
    none = german(account_id, products=("B000000000",))
    for rows in (load_reorder(none), load_aged(none), load_stranded_stock(none),
                 load_stockout_costs(none, "EUR")):  # fmt: skip
        assert rows.empty
        assert list(named(rows).columns)


def test_the_download_holds_the_rows_of_the_screen_under_readable_names(account_id, slow):
    rows = load_reorder(german(account_id))
    file = named(rows)
    assert {"SKU", "Order by", "To order", "Days of cover", "Lead time, days"} <= set(file)
    assert file["SKU"].tolist() == rows["sku"].tolist()
    assert not [name for name in file if "_" in name]


def test_an_offer_without_stock_at_amazon_says_what_to_do(demo, slow, account_id, open_page):
    with account_transaction(Role.SYNC, account_id) as connection:
        asin = connection.scalar(
            text(
                "SELECT asin FROM seller.products EXCEPT"
                " SELECT asin FROM seller.inventory WHERE marketplace_id = :place"
                " ORDER BY 1 LIMIT 1"
            ),
            {"place": US},
        )
    app = open_page("inventory", market="US", product=asin)
    words = words_of_every_tab(app, "inventory")
    assert "No stock in Amazon's warehouses is known yet" in words
    assert "Amazon has not said how old the stock is" in words
    assert "Everything in Amazon's warehouses has an active offer" in words
    assert "No product is known to have lost a sale" in words
    assert "Of the days before, nothing is known" in words


def test_a_figure_of_now_explains_itself(demo, slow, open_page):
    app = open_page("inventory", market="DE")
    assert "days_of_cover" in explained_on(app)
    app.query_params["how"] = "days_of_cover"
    app.run()
    assert not app.exception
    assert not app.error
    formula = next(one.value for one in app.dataframe if "Days of cover" in one.value)
    assert formula[""].iloc[-1] == "= Days of cover"
    assert float(formula["Days of cover"].iloc[-1].removesuffix(" days")) > 0
