"""The Settings page: read by all, changed by some, and what is saved counts at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from sqlalchemy import text

from core.database import Role, transaction
from data.entries import AccountSetting, load_account_setting, save_entries
from data.known_days import Beginning
from data.whole import written
from tests.pages.conftest import words_of
from tests.pages.html_tiles import tiles_of
from tests.pages.true_health import read
from ui.settings.marketplaces import shop_front_rows


@pytest.fixture(scope="module")
def account_id(demo) -> int:
    with transaction(Role.OWNER) as connection:
        return int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")))


def test_the_page_shows_what_the_demo_has_entered(demo, open_page):
    app = open_page("settings")
    assert not app.exception
    assert not app.error
    tables = [one.value for one in app.dataframe]
    assert any("goods_amount" in one and len(one) > 10 for one in tables)
    assert "You can read this page" not in words_of(app)


def test_the_marketplaces_of_each_connection_are_listed_with_what_holds_in_them(demo, open_page):
    app = open_page("settings")
    (told,) = (one.proto.body for one in app.get("html") if "Marketplaces" in one.proto.body)
    for words in ("North America", "United States", "US dollars (USD)", "Pacific Time", "English"):
        assert words in told
    for words in ("Europe", "Germany", "Euros (EUR)", "Central European Time", "German"):
        assert words in told
    first = written(demo_first_day("A1PA6795UKMFR9"))
    assert first in told
    assert "earlier ones are still being read" not in told
    assert "Read from Amazon" in told


def demo_first_day(marketplace_id: str) -> date:
    (row,) = read(
        "SELECT min(local_date) AS day FROM seller.orders"
        " WHERE account_id = :a AND marketplace_id = :m", m=marketplace_id,
    )  # fmt: skip
    return row["day"]


def test_a_marketplace_whose_orders_are_still_read_back_says_so():
    front = {"marketplace_id": "A1PA6795UKMFR9", "region": "EU", "state": "by_hand",
             "name": "Amazon.de", "country_code": "DE", "currency": "EUR",
             "time_zone": "Europe/Berlin", "language_tag": "de_DE", "is_participating": False,
             "sells_since": date(2026, 3, 1)}  # fmt: skip
    coming = Beginning("sales", "A1PA6795UKMFR9", date(2026, 3, 1), is_coming=True)
    (row,) = shop_front_rows(pd.DataFrame([front]), (coming,)).to_dict("records")
    assert row["since"] == "1 Mar 2026, earlier ones are still being read"
    assert (row["connection"], row["sells"], row["language"]) == (
        "Europe, from files", "no", "German",
    )  # fmt: skip
    (row,) = shop_front_rows(pd.DataFrame([{**front, "sells_since": None}]), ()).to_dict("records")
    assert row["since"] == "–"


def test_the_account_s_currency_is_what_pages_start_with(demo, open_page, account_id):
    before = load_account_setting(account_id)
    try:
        app = open_page("settings")
        app.selectbox[0].set_value("GBP")
        app.button(key="FormSubmitter:account_settings-Save").click().run()
        assert not app.exception
        assert load_account_setting(account_id).reporting_currency == "GBP"
        page = open_page("sales")
        assert any(str(one.value).startswith("£") for one in tiles_of(page))
        assert "currency" not in page.query_params
    finally:
        save_entries(account_id, [before])


def test_without_a_currency_amounts_stay_as_they_were_paid(demo, open_page, account_id):
    before = load_account_setting(account_id)
    try:
        save_entries(account_id, [AccountSetting(reporting_currency=None)])
        page = open_page("sales")
        values = " ".join(str(one.value) for one in tiles_of(page))
        assert "$" in values
        assert "€" in values
    finally:
        save_entries(account_id, [before])
