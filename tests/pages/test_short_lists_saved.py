"""Short lists as files: their small button opens the two downloads, with the rows of the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.marketplaces import MARKETPLACES
from data.loaders import load_exact, load_products
from data.query_model import Filter, MetricQuery, TimeRange
from ui import product_lists, split
from ui.context import PageContext
from ui.filters import Filters

DE, GB = "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONTH = TimeRange(start=date(2026, 10, 21), end=date(2026, 11, 19))


def context_of(*places: str) -> PageContext:
    shown = tuple(MARKETPLACES[one] for one in places)
    filters = Filters(period="last_30_days")
    return PageContext(1, "overview", filters, shown, load_products(1), NOW, (), None)


@pytest.mark.usefixtures("demo")
def test_marketplaces_are_saved_to_the_cent_with_what_they_were_before():
    table = split.export_rows(context_of(DE, GB))
    places = Filter(field="marketplace", op="in", value=[DE, GB])
    asked = MetricQuery(metrics=["revenue", "units"], dimensions=["marketplace"], time=MONTH,
                        filters=[places])  # fmt: skip
    rows = {row["marketplace"]: row for row in load_exact(1, asked).frame.to_dict("records")}
    saved = {row["Marketplace"]: row for row in table.to_dict("records")}
    for place in (DE, GB):
        row = saved[MARKETPLACES[place].name]
        assert row["Revenue"] == rows[place]["revenue"]
        assert isinstance(row["Revenue"], Decimal)
        assert row["Units"] == rows[place]["units"]
        assert row["Currency"] == MARKETPLACES[place].currency
        assert row["Revenue then"] > 0
    assert sum(table["Share of units, %"]) == pytest.approx(100, abs=0.02)


@pytest.mark.usefixtures("demo")
def test_a_list_of_products_is_saved_with_whole_titles_and_asins():
    context = context_of(DE)
    lists = product_lists.load_movers(context)
    table = product_lists.export_rows(context, lists.metric, lists.best)
    assert list(table) == ["Product", "ASIN", "Revenue EUR", "Revenue then EUR", "Change, %"]
    titles = dict(zip(context.products["asin"], context.products["title"], strict=True))
    assert list(table["Product"]) == [titles[asin] for asin in lists.best["product"]]
    assert list(table["Revenue EUR"]) == list(lists.best["revenue"].round(2))


@pytest.mark.parametrize(
    ("page", "name", "more"),
    [
        ("overview", "best_products", {}),
        ("overview", "marketplaces", {}),
        ("product", "product_skus", {"market": "DE", "tab": "Marketplaces and SKUs"}),
    ],
)
def test_the_downloads_are_drawn_when_the_button_is_opened(demo, open_page, page, name, more):
    if page == "product":
        more = {**more, "asin": str(load_products(1)["asin"].iloc[0])}
    app = open_page(page, **more)
    before = {one.proto.label for one in app.get("download_button")}
    app.session_state[f"{name}_save"] = True
    app.run()
    assert not app.exception
    found = [one.proto.label for one in app.get("download_button")]
    assert sorted(found)[-2:] == ["CSV", "Excel"]
    assert not before
