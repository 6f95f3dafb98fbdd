"""The Settings page: read by all, changed by some, and what is saved counts at once."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, transaction
from data.entries import AccountSetting, load_account_setting, save_entries
from tests.pages.conftest import words_of
from tests.pages.html_tiles import tiles_of


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
