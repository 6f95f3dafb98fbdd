"""What a person does: log in, look, choose, open a product, and come back."""

from __future__ import annotations

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shop import Shop, app_process, best_asin, send_login, settle
from tests.support.ready import ReadyProcesses
from tests.support.simulator import free_port
from ui.login import WRONG
from ui.registry import REGISTRY

pytestmark = pytest.mark.browser

PICTURE_LOADED = """() => {
  const image = document.querySelector('[data-testid="stImage"] img');
  return image && image.complete && image.naturalWidth > 0;
}"""


def period_of(page: Page):
    return page.locator(".st-key-pick_days").get_by_role("button")


def choose(page: Page, period: str) -> None:
    period_of(page).click()
    page.get_by_test_id("stPopoverBody").get_by_text(period, exact=True).click()
    expect(period_of(page)).to_contain_text(f"{period}, against")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_a_stranger_logs_in_and_sees_the_tiles(stranger: Page, shop: Shop):
    shop.log_in(stranger)
    expect(stranger.get_by_role("heading", name="Overview")).to_be_visible()
    for title in ("Today", "Yesterday", "This month", "Last month", "Forecast"):
        expect(stranger.get_by_text(title, exact=True)).to_be_visible()
    # The demo shop wants to see euros: one amount on each tile.
    expect(stranger.locator(".tiles li")).to_have_count(5)
    expect(stranger.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def test_the_login_is_kept_over_a_reload_and_ended_by_logging_out(stranger: Page, shop: Shop):
    shop.log_in(stranger)
    stranger.reload()
    expect(stranger.get_by_role("heading", name="Overview")).to_be_visible(timeout=20_000)
    stranger.get_by_role("button", name="Log out").click()
    expect(stranger.get_by_label("User name")).to_be_visible()
    stranger.wait_for_function("() => !document.cookie.includes('seller_monitor=')")
    stranger.reload()
    expect(stranger.get_by_label("User name")).to_be_visible(timeout=20_000)


def test_a_wrong_password_is_one_sentence(stranger: Page, shop: Shop):
    shop.open(stranger)
    send_login(stranger, "demo", "not the password")
    expect(stranger.get_by_text(WRONG)).to_be_visible()
    expect(stranger.locator(".tiles li")).to_have_count(0)


def test_a_deep_link_is_kept_through_the_login(stranger: Page, shop: Shop):
    shop.log_in(stranger, "/sales?period=last_7_days&market=DE")
    expect(stranger.get_by_role("heading", name="Sales", exact=True)).to_be_visible()
    assert stranger.url.endswith("/sales?period=last_7_days&market=DE")
    expect(period_of(stranger)).to_contain_text("Last 7 days, against")


def test_a_filter_is_carried_by_the_address_and_kept_by_reload_and_menu(page: Page, shop: Shop):
    shop.open(page)
    choose(page, "Last 90 days")
    page.wait_for_url(re.compile("period=last_90_days"))
    page.reload()
    settle(page)
    expect(period_of(page)).to_contain_text("Last 90 days, against")
    page.get_by_role("link", name="Sales").click()
    expect(page.get_by_role("heading", name="Sales", exact=True)).to_be_visible()
    page.wait_for_url(re.compile("/sales.*period=last_90_days"))
    expect(period_of(page)).to_contain_text("Last 90 days, against")


def test_the_back_button_brings_the_former_filter_back(page: Page, shop: Shop):
    shop.open(page, "/sales")
    choose(page, "Last 7 days")
    page.wait_for_url(re.compile("period=last_7_days"))
    settle(page)
    choose(page, "Yesterday")
    page.wait_for_url(re.compile("period=yesterday"))
    settle(page)
    page.go_back()
    expect(period_of(page)).to_contain_text("Last 7 days, against")
    assert "period=last_7_days" in page.url


def test_a_choice_taken_away_does_not_come_back_out_of_a_closed_list(page: Page, shop: Shop):
    days = "period=custom&from=2026-11-03&to=2026-11-03&within=last_90_days"
    shop.open(page, f"/sales?{days}")
    # The list of days was open once, with these days in it.
    period_of(page).click()
    expect(page.get_by_test_id("stPopoverBody").get_by_text("Own days")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    settle(page)
    page.get_by_role("button", name="Tue 3 Nov 2026").last.click()
    page.wait_for_url(re.compile("period=last_90_days"))
    settle(page)
    page.get_by_role("button", name="All marketplaces").click()
    page.get_by_test_id("stPopoverBody").get_by_text("Germany").click()
    page.wait_for_url(re.compile("market=DE"))
    settle(page)
    expect(period_of(page)).to_contain_text("Last 90 days, against")
    assert "from=" not in page.url


def test_on_a_phone_an_opened_list_is_seen_whole(page: Page, shop: Shop):
    page.set_viewport_size({"width": 390, "height": 844})
    shop.open(page, "/sales")
    page.get_by_role("button", name="More filters").click()
    page.get_by_text("Days run in", exact=True).wait_for()
    page.wait_for_function("""() => {
      const list = document.querySelector('[data-testid="stPopoverBody"]');
      const button = document.querySelector('.st-key-more_filters button');
      return button.getBoundingClientRect().top < 120 && list.scrollHeight <= list.clientHeight + 2
        && list.getBoundingClientRect().bottom <= innerHeight;
    }""")


def test_the_keyboard_opens_a_filter_and_stands_in_its_list(page: Page, shop: Shop):
    shop.open(page, "/sales")
    period_of(page).focus()
    page.keyboard.press("Enter")
    chosen = page.get_by_test_id("stPopoverBody").get_by_role("radio", name="Last 30 days")
    expect(chosen).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("period=last_90_days"))


def test_nonsense_in_the_address_is_said_in_words(page: Page, shop: Shop):
    shop.open(page, "/?period=tomorrow")
    expect(page.get_by_text("a period that does not exist (tomorrow)")).to_be_visible()


def test_a_product_opens_from_the_table_and_its_picture_loads(page: Page, shop: Shop):
    shop.open(page, "/products")
    table = page.get_by_test_id("stDataFrame")
    expect(table.locator("canvas").first).to_be_visible()
    # The table is drawn on a canvas: the button of the first row is found by its place.
    picture, button, header, row = 56, 64, 38, 62
    place = table.bounding_box()
    page.mouse.click(place["x"] + picture + button / 2, place["y"] + header + row / 2)
    page.wait_for_url(re.compile(r"/product\?asin=[A-Z0-9]{10}"))
    image = page.get_by_test_id("stImage").locator("img")
    expect(image).to_be_visible()
    page.wait_for_function(PICTURE_LOADED)
    expect(page.get_by_text("Best products")).to_have_count(0)


def test_a_switch_redraws_its_card_and_nothing_else(page: Page, shop: Shop):
    sent: list[bytes] = []
    page.on(
        "websocket",
        lambda line: line.on(
            "framereceived", lambda frame: sent.append(frame if type(frame) is bytes else b"")
        ),
    )
    shop.open(page)
    axis = page.locator(".js-plotly-plot .yaxislayer-above").first
    expect(axis).to_contain_text("€")
    # The card below has no switch: what draws it is a run of the whole page.
    assert any(b"Best products" in frame for frame in sent)
    sent.clear()
    page.get_by_role("radio", name="Orders").click()
    expect(axis).not_to_contain_text("€")
    settle(page)
    assert any(b"Orders over time" in frame for frame in sent)
    assert not any(b"Best products" in frame for frame in sent)


@pytest.fixture(scope="module")
def fresh_apps(demo, ready: ReadyProcesses):
    """One app process for each page, which nobody has visited yet."""
    with ExitStack() as stack:
        ports = {entry.key: free_port() for entry in REGISTRY}
        waiting = [
            stack.enter_context(app_process(ready, demo, port, IMAGES_PUBLIC_URL="/"))
            for port in ports.values()
        ]
        for wait in waiting:
            wait()
        yield {key: f"http://127.0.0.1:{port}" for key, port in ports.items()}


@pytest.mark.parametrize("entry", REGISTRY, ids=lambda entry: entry.key)
def test_the_first_request_of_a_fresh_process_sees_the_login_and_nothing_else(
    stranger: Page, fresh_apps, entry
):
    stranger.goto(f"{fresh_apps[entry.key]}/{entry.url_path}?asin={best_asin()}")
    expect(stranger.get_by_label("User name")).to_be_visible(timeout=30_000)
    settle(stranger)
    expect(stranger.locator(".tiles")).to_have_count(0)
    for kind in ("stDataFrame", "stPlotlyChart", "stSidebarNav", "stPopover"):
        expect(stranger.get_by_test_id(kind)).to_have_count(0)
    assert entry.url_path in stranger.url


def test_pictures_can_come_from_the_apps_own_address(stranger: Page, fresh_apps):
    address = fresh_apps["product"]
    Shop(address).log_in(stranger, f"/product?asin={best_asin()}")
    image = stranger.get_by_test_id("stImage").locator("img")
    expect(image).to_be_visible()
    assert str(image.get_attribute("src")).startswith(f"{address}/images/")
    stranger.wait_for_function(PICTURE_LOADED)
