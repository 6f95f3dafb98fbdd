"""What the screen says against what `python -m data query` would print, also at night."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest
from sqlalchemy import text

import ui.context
from core.clock import StandingClock
from core.database import Role, account_transaction, transaction
from core.marketplaces import MARKETPLACES
from core.money import format_amount
from data.exports import csv_of
from data.loaders import load_exact
from data.query_model import Comparison, Filter, MetricQuery, TimeRange
from data.workbooks import xlsx_of
from tests.pages.conftest import words_of
from tests.pages.screen import short_tables
from ui.context import PageContext
from ui.downloads import notes_of
from ui.filters import Filters
from ui.formats import money, plural
from ui.headlines import load_headlines
from ui.product_lists import load_movers
from ui.product_table import export_rows, load_product_table
from ui.questions import ask_stock
from ui.sales_table import load_exact_rows, load_sales_table
from ui.sales_view import View, load_period_figures

US, DE, GB = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
# It is still the 19th in Los Angeles and already the 20th in Berlin and London.
NIGHT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


def context_of(account_id: int, now: datetime, *places: str, **filters: str) -> PageContext:
    return PageContext(
        account_id,
        "overview",
        Filters(**filters),
        tuple(MARKETPLACES[one] for one in places),
        ui.context.load_products(account_id),
        now,
        (),
        None,
    )


def exact(account_id: int, place: str, metrics: list[str], range_: TimeRange, **more):
    query = MetricQuery(
        metrics=metrics,
        filters=[Filter(field="marketplace", value=place), *more.pop("filters", [])],
        time=range_,
        **more,
    )
    return load_exact(account_id, query).frame


def days(start: str, end: str, until: time | None = None) -> TimeRange:
    return TimeRange(start=date.fromisoformat(start), end=date.fromisoformat(end), until=until)


@pytest.mark.parametrize(
    ("place", "currency", "number", "range_", "before"),
    [
        (DE, "EUR", 0, days("2026-11-20", "2026-11-20", time(13)),
         days("2026-11-19", "2026-11-19", time(13))),
        (DE, "EUR", 1, days("2026-11-19", "2026-11-19"), days("2026-11-18", "2026-11-18")),
        (DE, "EUR", 2, days("2026-11-01", "2026-11-20", time(13)),
         days("2026-10-01", "2026-10-20", time(13))),
        (US, "USD", 3, days("2026-10-01", "2026-10-31"), days("2026-09-01", "2026-09-30")),
    ],
)  # fmt: skip
def test_each_tile_is_the_sum_of_its_days(account_id, place, currency, number, range_, before):
    tile = load_headlines(context_of(account_id, NOON, place))[number]
    now = exact(account_id, place, ["revenue", "orders", "units", "unpriced_units"], range_).iloc[0]
    then = exact(account_id, place, ["revenue", "orders", "units"], before).iloc[0]
    cents = now["revenue"] < 1000
    assert tile.amounts[0].value == format_amount(now["revenue"], currency, cents=cents)
    assert tile.amounts[0].change == pytest.approx(float(now["revenue"] / then["revenue"]) - 1)
    assert f"{now['orders']:,} orders" in tile.below[0]
    assert f"{now['units']:,} units" in tile.below[0]
    # What is not priced is not in the sales, and only what is recent is not priced.
    is_told = f"{now['unpriced_units']} without a price yet" in tile.below[0]
    assert is_told == (now["unpriced_units"] > 0) == (number in (0, 2))


EDGES = ("2026-11-01T00:00:00", "2026-11-01T00:00:30", "2026-11-01T12:00:00",
         "2026-10-31T23:58:59", "2026-10-31T23:59:30", "2026-10-01T00:00:30")  # fmt: skip
SUMS = """
SELECT coalesce(sum(i.item_price_amount), 0), count(DISTINCT f.amazon_order_id),
    coalesce(sum(i.quantity), 0)
FROM seller.orders f JOIN seller.order_items i
    ON i.account_id = f.account_id AND i.amazon_order_id = f.amazon_order_id
WHERE f.account_id = :account AND f.marketplace_id = :place AND f.status <> 'Cancelled'
    AND f.purchased_at >= :start AND f.purchased_at < :end
"""


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("place", [US, DE, GB])
def test_months_are_exact_at_their_first_and_last_minute(account_id, place, edge):
    zone = MARKETPLACES[place].zone
    now = datetime.fromisoformat(edge).replace(tzinfo=zone)
    first = now.replace(day=1, hour=0, minute=0, second=0)
    before = (first - timedelta(days=1)).replace(day=1)
    # The minute that runs is counted to its end.
    end = (now + timedelta(seconds=59)).replace(second=0)
    _, _, this_month, last_month = load_headlines(context_of(account_id, now, place))[:4]
    for tile, start, stop in ((this_month, first, end), (last_month, before, first)):
        with account_transaction(Role.WEB, account_id) as connection:
            revenue, orders, units = connection.execute(
                text(SUMS),
                {"account": account_id, "place": place, "start": start, "end": stop},
            ).one()
        currency = MARKETPLACES[place].currency
        assert tile.amounts[0].value == format_amount(revenue, currency, cents=revenue < 1000)
        assert tile.below[0].startswith(plural(orders, "order"))
        assert plural(units, "unit") in tile.below[0]


def test_at_night_each_place_has_its_own_day_in_a_tile(account_id):
    tile = load_headlines(context_of(account_id, NIGHT, US, DE, GB))[0]
    assert tile.days == "so far"
    assert [line.split(":")[0] for line in tile.below] == ["US, Thu 19 Nov", "DE, GB, Fri 20 Nov"]
    american = exact(
        account_id, US, ["revenue", "orders"], days("2026-11-19", "2026-11-19", time(18, 30))
    ).iloc[0]
    assert tile.amounts[0].value == format_amount(
        american["revenue"], "USD", cents=american["revenue"] < 1000
    )
    assert f"{american['orders']:,} orders" in tile.below[0]


def test_by_day_all_places_share_a_tile_s_line(account_id):
    tile = load_headlines(context_of(account_id, NOON, US, DE, GB))[0]
    assert tile.days == "Fri 20 Nov, so far"
    assert len(tile.below) == 1
    assert len(tile.amounts) == 3


def test_at_night_stock_is_that_of_the_newest_day(account_id):
    for places in ((US, DE, GB), (GB, DE, US), (DE,)):
        context = context_of(account_id, NIGHT, *places)
        found = ask_stock(context, ["stock_units"], ["marketplace"]).set_index("marketplace")
        range_ = days("2026-11-20", "2026-11-20", time(3, 30))
        expected = exact(account_id, DE, ["stock_units"], range_)["stock_units"].iloc[0]
        assert found["stock_units"][DE] == expected


def test_at_night_the_overview_is_drawn(demo, open_page, monkeypatch):
    monkeypatch.setattr(ui.context, "get_clock", lambda: StandingClock(NIGHT))
    app = open_page("overview")
    assert not app.exception
    assert not app.error
    assert "US, Thu 19 Nov: " in words_of(app).replace("\\", "")


def test_best_and_falling_products_are_those_of_the_exact_figures(account_id):
    lists = load_movers(context_of(account_id, NOON, US))
    frame = exact(
        account_id, US, ["revenue"], days("2026-10-21", "2026-11-19"),
        dimensions=["product"], compare=Comparison(kind="previous"),
    )  # fmt: skip
    now = frame.set_index("product")["revenue"].fillna(Decimal(0))
    before = frame.set_index("product")["revenue_before"].fillna(Decimal(0))
    ranked = sorted(now.index, key=lambda asin: (-now[asin], asin))
    assert lists.best["product"].tolist() == ranked[: len(lists.best)]
    lost = sorted(now.index, key=lambda asin: (now[asin] - before[asin], asin))
    assert lists.falling["product"].tolist() == lost[: len(lists.falling)]


def test_one_day_has_no_trend(demo, open_page):
    app = open_page("overview", period="yesterday")
    assert not app.exception
    best = short_tables(app)["Best products"]
    assert len(best)
    assert "Trend" not in best
    assert "Trend" in short_tables(open_page("overview"))["Best products"]


@pytest.mark.parametrize("now", [NOON, NIGHT])
def test_the_csv_is_the_exact_table(account_id, now):
    context = context_of(account_id, now, US, period="last_7_days", compare="none")
    view = View("revenue", "day", None)
    rows = list(
        csv.DictReader(io.StringIO(csv_of(load_exact_rows(context, view)).decode("utf-8-sig")))
    )
    last = now.astimezone(MARKETPLACES[US].zone).date()
    asked = TimeRange(
        start=date.fromordinal(last.toordinal() - 7), end=date.fromordinal(last.toordinal() - 1)
    )
    total = exact(account_id, US, ["revenue"], asked)["revenue"].iloc[0]
    assert {row["Currency"] for row in rows} == {"USD"}
    assert sum(Decimal(row["Revenue"]) for row in rows) == total
    assert "Currency" not in load_sales_table(context, view)


def test_an_average_over_days_that_differ_is_no_dash(account_id):
    context = context_of(account_id, NIGHT, US, DE, GB, period="last_7_days", compare="none")
    table = load_sales_table(context, View("revenue", "week", None))
    assert table["Average order"].notna().all()


def test_the_workbook_is_the_exact_table_and_says_what_was_chosen(account_id):
    context = context_of(account_id, NOON, US, DE, period="last_7_days", compare="previous")
    rows = load_exact_rows(context, View("revenue", "day", "marketplace"))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of(rows, "The numbers", notes_of(context))))
    sheet, about = book.worksheets
    heading = [cell.value for cell in sheet[1]]
    sales = [row[heading.index("Revenue")].value for row in sheet.iter_rows(min_row=2)]
    assert sum(Decimal(str(one)) for one in sales) == sum(rows["Revenue"], Decimal(0))
    words = " ".join(str(row[0].value) for row in about.iter_rows())
    assert "United States and Germany" in words
    assert "Period before" in words


def test_the_products_download_holds_every_product_and_exact_sums(account_id):
    context = context_of(account_id, NOON, US, DE, period="last_30_days", compare="none")
    found = load_product_table(context)
    table = export_rows(context, found)
    assert list(table["ASIN"]) == list(found["product"])
    asked = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))
    total = exact(account_id, DE, ["revenue"], asked)["revenue"].iloc[0]
    assert sum((one for one in table["Revenue EUR"] if one is not None), Decimal(0)) == total


def test_in_one_currency_the_figures_are_the_converted_ones(account_id):
    context = context_of(
        account_id, NOON, US, DE, period="last_30_days", compare="none", currency="EUR"
    )
    asked = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))
    whole = (
        load_exact(
            account_id,
            MetricQuery(
                metrics=["revenue"],
                filters=[Filter(field="marketplace", op="in", value=[US, DE])],
                time=asked,
                currency="EUR",
            ),
        )
        .frame["revenue"]
        .iloc[0]
    )
    (sales, *_rest) = load_period_figures(context)
    assert sales.label == "Revenue"
    assert sales.value == format_amount(whole, "EUR", cents=False)
    euros = exact(account_id, DE, ["revenue"], asked)["revenue"].iloc[0]
    dollars = exact(account_id, US, ["revenue"], asked)["revenue"].iloc[0]
    assert euros < whole < euros + dollars


def test_any_second_range_can_be_compared_with(account_id):
    context = context_of(
        account_id,
        NOON,
        DE,
        period="last_7_days",
        compare="custom",
        against_start=date(2026, 3, 2),
        against_end=date(2026, 3, 8),
    )
    then = exact(
        account_id, DE, ["revenue"], TimeRange(start=date(2026, 3, 2), end=date(2026, 3, 8))
    )
    (sales, *_rest) = load_period_figures(context)
    assert sales.against.startswith(f"from {money(then['revenue'].iloc[0], 'EUR')}")
