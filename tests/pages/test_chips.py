"""The chips below the filter bar: what narrows the page, and the way back."""

from __future__ import annotations

from core.database import Role, name_account, transaction
from tests.pages.conftest import with_filters_open, words_of

CLICKED = {"period": "custom", "from_": "2026-11-03", "to": "2026-11-03"}


def chips(app) -> list[str]:
    return [one.label for one in app.button if str(one.key).startswith("chip_")]


def test_days_that_were_clicked_have_a_chip_that_leads_back(demo, open_page):
    app = open_page("sales", **CLICKED, within="last_90_days")
    assert not app.exception
    assert chips(app) == ["Tue 3 Nov 2026"]
    assert app.query_params["within"] == "last_90_days"
    app.button(key="chip_days").click().run()
    assert app.session_state["filter_period"] == "last_90_days"
    assert chips(app) == []
    assert "within" not in app.query_params
    app = open_page("sales", **CLICKED, within="2026-10-01..2026-11-10")
    app.button(key="chip_days").click().run()
    assert app.query_params["from"] == "2026-10-01"
    assert app.query_params["to"] == "2026-11-10"


def test_days_picked_by_hand_and_nonsense_have_none(demo, open_page):
    assert chips(open_page("sales", **CLICKED)) == []
    for within in ("tomorrow", "custom", "2026-11-10..2026-10-01", "a..b"):
        app = open_page("sales", **CLICKED, within=within)
        assert not app.exception
        assert chips(app) == []
    app = open_page("sales", **CLICKED, within="last_90_days")
    with_filters_open(app).radio(key="filter_period").set_value("yesterday").run()
    assert chips(app) == []


def test_products_and_brands_have_chips_where_the_page_goes_by_them(demo, open_page):
    with transaction(Role.OWNER) as connection:
        name_account(connection, 1)
        asin, brand = connection.exec_driver_sql(
            "SELECT asin, brand FROM seller.products WHERE brand IS NOT NULL ORDER BY 1 LIMIT 1"
        ).one()
    app = open_page("sales", product=asin, brand=brand)
    assert len(chips(app)) == 2
    assert f"chip_products_{asin}" in [one.key for one in app.button]
    app.button(key=f"chip_brands_{brand}").click().run()
    assert app.query_params["product"] == asin
    assert "brand" not in app.query_params
    assert "Click a day to see it alone." in words_of(app)


def test_a_currency_and_a_zone_that_are_not_the_account_s_have_chips_that_lead_back(
    demo, open_page
):
    app = open_page("sales", currency="USD", zone="UTC")
    assert chips(app) == [r"Amounts in US dollars \(USD\)", "Days run in UTC"]
    app.button(key="chip_currency").click().run()
    assert "currency" not in app.query_params
    assert app.query_params["zone"] == "UTC"
    app.button(key="chip_zone").click().run()
    assert chips(app) == []
    assert "zone" not in app.query_params
    # Profit counts days by marketplaces alone: there is nothing to take away.
    assert chips(open_page("profit", zone="UTC")) == []
    native = open_page("sales", currency="native")
    assert chips(native) == ["Amounts in the currency paid in"]
