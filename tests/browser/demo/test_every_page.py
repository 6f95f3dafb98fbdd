"""Every page in every state: whole, filtered, one product, empty, on a phone, in the dark.

One visit looks at a page in all sizes and colours, and all that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core.accounts import (
    AccountRole,
    InstallationRole,
    add_member,
    create_account,
    create_person,
)
from core.database import Role, name_account, transaction
from tests.browser.conftest import quiet_tab
from tests.browser.looking import (
    LAPTOP,
    PHONE,
    resize,
    wrong_as_it_is,
    wrong_in_every_look,
    wrong_in_filters,
    wrong_in_layout,
)
from tests.browser.shop import Shop, address, best_asin, other_tabs, settle
from ui.registry import REGISTRY

pytestmark = pytest.mark.browser

BRAND = "Tuffwick"


def test_the_login_is_open_to_everybody(stranger: Page, shop: Shop):
    stranger.goto(f"{shop.address}/sales")
    expect(stranger.get_by_label("User name")).to_be_visible(timeout=30_000)
    settle(stranger)
    assert wrong_in_every_look(stranger) == []


def test_every_page_can_be_read_by_everybody_in_every_size_and_colour(page: Page, shop: Shop):
    wrong = []
    for entry in REGISTRY:
        shop.visit(page, address(entry))
        expect(page.get_by_text("could not be drawn")).to_have_count(0)
        wrong += [f"{entry.title}, {one}" for one in wrong_in_every_look(page)]
        for tab in other_tabs(page):
            expect(page.get_by_text("could not be drawn")).to_have_count(0)
            wrong += [f"{entry.title}, {tab}, {one}" for one in wrong_as_it_is(page)]
            resize(page, PHONE)
            wrong += [f"{entry.title}, {tab}, on a phone: {one}" for one in wrong_in_layout(page)]
            resize(page, LAPTOP)
        if entry.key == "sales":
            # It has every filter that there is.
            wrong += [f"{entry.title}, {one}" for one in wrong_in_filters(page)]
    assert "\n".join(wrong) == ""


@pytest.mark.parametrize(
    "state", ["filtered", "one product", pytest.param("a quiet day", marks=pytest.mark.soak)]
)
def test_every_page_is_whole_for_what_is_chosen(page: Page, shop: Shop, state: str):
    chosen = {
        "filtered": {"market": "DE", "period": "last_7_days", "compare": "none", "brand": BRAND},
        "one product": {"product": best_asin(), "currency": "native", "period": "last_90_days"},
        "a quiet day": {"period": "custom", "from": "2020-01-01", "to": "2020-01-01"},
    }[state]
    wrong = []
    for entry in REGISTRY:
        shop.visit(page, address(entry, **chosen))
        expect(page.get_by_text("could not be drawn")).to_have_count(0)
        resize(page, PHONE)
        wrong += [f"{entry.title}, {one}" for one in wrong_as_it_is(page)]
        resize(page, LAPTOP)
    assert "\n".join(wrong) == ""


@pytest.fixture
def newcomer(browser: Browser, shop: Shop) -> Iterator[Page]:
    """A tab of somebody whose account has read nothing from Amazon yet."""
    name, password = "nina", "a long enough password"
    with transaction(Role.OWNER) as connection:
        account_id = create_account(connection, "A new shop")
        name_account(connection, account_id)
        user_id = create_person(connection, name, password, "**Nina** [x](/y)")
        add_member(connection, account_id, user_id, AccountRole.OWNER)
    with quiet_tab(browser) as tab:
        shop.log_in(tab, username=name, password=password)
        expect(tab.get_by_text("Logged in as **Nina** [x](/y)")).to_be_visible()
        yield tab


def test_an_empty_account_is_told_on_every_page_what_to_do(newcomer: Page, shop: Shop):
    wrong = []
    for entry in REGISTRY:
        if isinstance(entry.need, InstallationRole):
            newcomer.goto(f"{shop.address}{address(entry)}")
            expect(newcomer.get_by_text("This page is not open to you")).to_be_visible()
            continue
        shop.visit(newcomer, address(entry))
        if entry.needs_orders:
            expect(newcomer.get_by_text("No orders here yet")).to_be_visible()
        expect(newcomer.get_by_text("could not be drawn")).to_have_count(0)
        wrong += [f"{entry.title}, {one}" for one in wrong_in_every_look(newcomer)]
    assert "\n".join(wrong) == ""
