"""Pages over two years of the demo shop: the figures, the filters and the address."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

import ui.questions
from core.database import Role, transaction
from core.errors import DatabaseUnavailable
from core.marketplaces import MARKETPLACES
from core.money import format_amount
from data.loaders import load_metrics, load_products
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from tests.pages.conftest import with_filters_open, words_of
from tests.pages.html_tiles import tiles_of
from tests.pages.test_page_states import make_other_account
from ui.registry import REGISTRY, PageEntry

# The others have states of their own, tested beside them.
OF_ORDERS = [entry.key for entry in REGISTRY if entry.needs_orders]
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


@pytest.fixture(scope="module")
def best_product(account_id) -> str:
    query = MetricQuery(
        metrics=["units"],
        dimensions=["product"],
        time=TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19)),
    )
    frame = load_metrics(account_id, query).frame
    return str(frame.sort_values("units", ascending=False)["product"].iloc[0])


def table(app, column: str):
    """The table that has a column of this name."""
    return next(one.value for one in app.dataframe if column in one.value)


@pytest.mark.parametrize("key", OF_ORDERS)
def test_every_page_is_drawn_whole(demo, open_page, best_product, key):
    app = open_page(key, **({"asin": best_product} if key == "product" else {}))
    assert not app.exception
    assert not app.error
    assert not app.warning
    words = words_of(app)
    assert re.search(r"Orders read .* settl", words)
    assert "days run in Pacific Time (US)" in words


def test_the_tiles_show_each_currency_for_itself(demo, open_page, account_id):
    app = open_page("overview", currency="native")
    yesterday = tiles_of(app)[3:6]
    query = MetricQuery(
        metrics=["revenue"],
        dimensions=["marketplace"],
        time=TimeRange(start=date(2026, 11, 19), end=date(2026, 11, 19)),
    )
    frame = load_metrics(account_id, query).frame
    expected = {
        format_amount(amount, currency, cents=amount < 1000)
        for amount, currency in zip(frame["revenue"], frame["currency"], strict=True)
    }
    assert {metric.value for metric in yesterday} == expected
    # Four periods and the forecast, in three currencies.
    assert len(tiles_of(app)) == 15


def test_one_marketplace_is_one_currency(demo, open_page):
    app = open_page("overview", market="US", currency="native")
    assert len(tiles_of(app)) == 5
    assert all(metric.value.startswith("$") for metric in tiles_of(app))
    assert "By revenue" in words_of(app)
    assert "days run in Pacific Time (US)" in words_of(app)
    assert "Central" not in words_of(app)


def test_today_is_compared_with_yesterday_by_the_same_time(demo, open_page, account_id):
    app = open_page("overview", market="DE")
    zone = MARKETPLACES["A1PA6795UKMFR9"].zone
    until = NOW.astimezone(zone).time()
    query = MetricQuery(
        metrics=["revenue"],
        filters=[Filter(field="marketplace", value="A1PA6795UKMFR9")],
        time=TimeRange(start=date(2026, 11, 20), end=date(2026, 11, 20), until=until),
        compare=Comparison(kind="previous"),
    )
    row = load_metrics(account_id, query).frame.iloc[0]
    assert tiles_of(app)[0].value == format_amount(row["revenue"], "EUR")
    before = format_amount(row["revenue_before"], "EUR")
    assert tiles_of(app)[0].against == f"from {before}"


def test_the_sales_table_adds_up_to_the_figures_above_it(demo, open_page):
    app = open_page(
        "sales", market="US", period="last_30_days", currency="native", tab="The numbers"
    )
    rows = table(app, "Average order")
    figures = {metric.label: metric.value for metric in tiles_of(app)}
    assert figures["Revenue"] == format_amount(rows["Revenue"].sum(), "USD", cents=False)
    assert figures["Orders"] == f"{rows['Orders'].sum():,.0f}"
    assert figures["Units"] == f"{rows['Units'].sum():,.0f}"
    assert len(rows) == 30


@pytest.mark.parametrize("split", ["none", "marketplace", "product"])
@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_every_view_of_the_sales_is_drawn(demo, open_page, split, grain):
    app = open_page("sales", period="last_90_days")
    app.segmented_control(key="sales_grain").set_value(grain)
    app.segmented_control(key="sales_split").set_value(split)
    app.segmented_control(key="sales_measure").set_value("aov").run()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 1
    app.session_state["sales_sheet"] = "The numbers"
    app.run()
    assert ("Name" in table(app, "Average order")) is (split != "none")


@pytest.mark.parametrize(
    "period",
    ["today", "yesterday", "last_7_days", "last_90_days", "this_month", "last_month",
     "this_year", "last_12_months"],
)  # fmt: skip
@pytest.mark.parametrize("compare", ["previous", "same_weekdays_last_year", "none"])
def test_every_period_can_be_shown(demo, open_page, period, compare):
    app = open_page("sales", period=period, compare=compare, tab="The numbers")
    assert not app.exception
    assert not app.error
    assert ("Revenue then" in table(app, "Average order")) is (compare != "none")


def test_the_address_carries_the_filters_and_keeps_its_other_parts(demo, open_page, best_product):
    app = open_page("product", asin=best_product)
    with_filters_open(app).radio(key="filter_period").set_value("last_90_days")
    app.pills(key="filter_markets").set_value(["US"]).run()
    assert not app.exception
    assert app.query_params["period"] == "last_90_days"
    assert app.query_params["market"] == "US"
    assert app.query_params["asin"] == best_product
    with_filters_open(app).radio(key="filter_period").set_value("last_30_days").run()
    assert "period" not in app.query_params


def test_filters_are_kept_from_page_to_page(demo, open_page):
    app = open_page("overview", period="last_7_days", market="DE")
    app.query_params.clear()
    app.switch_page("../pages/sales.py").run()
    assert app.session_state["filter_period"] == "last_7_days"
    assert app.session_state["filter_markets"] == ["DE"]
    assert app.query_params["market"] == "DE"


def test_nonsense_in_the_address_gives_a_sentence_and_the_default(demo, open_page):
    app = open_page("overview", period="tomorrow", market="XX")
    assert not app.exception
    assert len(app.warning) == 2
    assert "tomorrow" in app.warning[0].value
    assert app.session_state["filter_period"] == "last_30_days"
    assert "period" not in app.query_params
    with_filters_open(app).radio(key="filter_period").set_value("yesterday").run()
    assert not app.warning


def test_chosen_days_are_in_the_address(demo, open_page):
    app = open_page(
        "sales",
        period="custom",
        from_="2026-03-01",
        to="2026-03-07",
        currency="native",
        tab="The numbers",
    )
    assert not app.exception
    assert len(table(app, "Average order")) == 7 * 3
    assert app.query_params["from"] == "2026-03-01"


def test_a_period_without_sales_says_so(demo, open_page):
    app = open_page("sales", period="custom", from_="2020-01-01", to="2020-01-05")
    assert not app.exception
    assert "There were no sales" in words_of(app)


def test_products_can_be_searched_by_title_and_sku(demo, open_page, account_id):
    products = load_products(account_id)
    sku = products["skus"].iloc[0][0]
    app = open_page("products")
    assert len(table(app, "open")) == len(products)
    app.text_input(key="search").set_value(sku.lower()).run()
    assert sku in products.set_index("asin").loc[table(app, "open")["product"].iloc[0], "skus"]
    app.text_input(key="search").set_value("no such thing").run()
    assert "No product fits" in words_of(app)


def test_pictures_come_from_the_sidecar_and_never_from_amazon(demo, open_page):
    pictures = table(open_page("products"), "open")["picture"].dropna()
    assert len(pictures) > 50
    assert all(re.match(r"http://127\.0\.0\.1:\d+/images/[\w=-]+\?a=", one) for one in pictures)


def test_a_product_shows_its_name_its_skus_and_its_stock(demo, open_page, best_product):
    app = open_page("product", asin=best_product.lower(), tab="Marketplaces and SKUs")
    assert best_product in words_of(app)
    assert app.title[0].value != "Product"
    skus = table(app, "sku")
    assert skus["stock_units"].notna().all()
    # What nobody buys lasts for nobody knows how long.
    assert skus.loc[skus["units"] > 0, "days_of_cover"].notna().all()
    assert (skus["units"] > 0).any()
    assert len(table(app, "price")) >= 1


@pytest.mark.parametrize("asin", ["B0SECRET01", "B0NOTHING1", "", "<script>", "' OR 1=1 --"])
def test_a_product_of_another_account_is_not_found(demo, open_page, asin):
    if asin == "B0SECRET01":
        make_other_account(asin)
    app = open_page("product", asin=asin)
    assert not app.exception
    words = words_of(app)
    assert "Product not found" in words
    assert "secret product" not in words
    assert not tiles_of(app)


def test_the_product_filter_knows_only_the_accounts_own(demo, open_page):
    app = open_page("overview", product="B0SECRET01")
    assert "product that is not in this account" in app.warning[0].value


def test_a_database_that_goes_in_the_middle_of_a_page_is_one_sentence(demo, open_page, monkeypatch):
    def gone(*_arguments):
        raise DatabaseUnavailable("The database does not answer. Nothing saved is lost.")

    monkeypatch.setattr(ui.questions, "load_metrics", gone)
    app = open_page("sales", period="last_7_days", compare="none")
    assert not app.exception
    assert len(app.error) == 1


def test_hostile_titles_are_shown_as_text(demo, open_page, account_id, best_product):
    hostile = "=1+1 <img src=x onerror=alert(1)> [x](javascript:alert(1)) $a$ **b**"
    with transaction(Role.OWNER) as connection:
        old = connection.scalar(
            text("SELECT title FROM seller.products WHERE account_id = :a AND asin = :p"),
            {"a": account_id, "p": best_product},
        )
    _set_title(account_id, best_product, hostile)
    try:
        app = open_page("product", asin=best_product)
        assert "\\<img" in app.title[0].value
        assert "\\[x\\]\\(" in app.title[0].value
        app = open_page("sales")
        app.segmented_control(key="sales_split").set_value("product").run()
        specs = "".join(one.proto.spec for one in app.get("plotly_chart"))
        assert "<img" not in specs
    finally:
        _set_title(account_id, best_product, old)


def _set_title(account_id: int, asin: str, title: str) -> None:
    with transaction(Role.OWNER) as connection:
        connection.execute(
            text("UPDATE seller.products SET title = :t WHERE account_id = :a AND asin = :p"),
            {"t": title, "a": account_id, "p": asin},
        )
        connection.execute(
            text(
                "UPDATE seller.data_versions SET version = version + 1"
                " WHERE account_id = :a AND source = 'products'"
            ),
            {"a": account_id},
        )


# The browser gets these early, by what the registry says.
DRAWN = {"PlotlyChart": "plotly_chart", "DataFrame": "dataframe"}


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda one: one.key)
def test_a_page_names_the_large_parts_that_it_opens_with(
    demo, open_page, best_product, entry: PageEntry
) -> None:
    app = open_page(entry.key, **({"asin": best_product} if entry.key == "product" else {}))
    found = {part for part, kind in DRAWN.items() if app.get(kind)}
    assert found == set(entry.draws)
