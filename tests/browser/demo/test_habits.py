"""What people expect of every report: views under a name, paper, and charts that can be clicked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from core.database import Role, transaction
from tests.browser.shop import Shop, app_process, settle
from tests.support.ready import ReadyProcesses
from tests.support.simulator import free_port

pytestmark = pytest.mark.browser

# A click makes the page anew, on a machine that may be busy.
SLOW = 20_000
PHONE = {"width": 390, "height": 844}
# A sheet of A4 across, less the margins of the style sheet, at 96 points an inch.
SHEET_WIDTH = 1032
NO_DIALOG = "window.printed = 0; window.print = () => { window.printed += 1; }"
WIDEST = """() => Math.max(
  ...[...document.querySelectorAll('.main-svg, .paper-table')].map((one) => one.clientWidth))"""
PAPER = """() => {
  const shown = (one) => one && getComputedStyle(one).display !== 'none';
  const all = (css) => [...document.querySelectorAll(css)];
  return {
    ground: getComputedStyle(document.querySelector('[data-testid="stMain"]')).backgroundColor,
    controls: all('[data-testid="stSidebar"], .st-key-filter_bar, [data-testid="stButton"], '
      + '[data-testid="stDownloadButton"], .tiles .how, .tiles .help').filter(shown).length,
    canvases: all('[data-testid="stDataFrame"]').length,
    tables: all('.paper-table').length,
    words: document.querySelector('.paper-notes').innerText,
  };
}"""


CUT = """() => [...document.querySelectorAll('.tiles *')]
  .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1
    && getComputedStyle(one).overflowX !== 'visible' && !one.matches('.unseen'))
  .map((one) => one.innerText)"""


def plot_place(page: Page, across: float, down: float = 0.5) -> tuple[float, float]:
    """A place inside of the first chart, as shares of its width and height."""
    plot = page.locator(".js-plotly-plot .nsewdrag").first
    expect(plot).to_be_attached()
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def click_chart(page: Page, across: float, down: float = 0.5) -> None:
    x, y = plot_place(page, across, down)
    page.mouse.move(x - 3, y)
    # The chart names the points under the mouse first.
    page.mouse.move(x, y)
    expect(page.locator(".js-plotly-plot .hoverlayer .legend, .hoverlayer .hovertext").first)\
        .to_be_visible(timeout=SLOW)  # fmt: skip
    page.mouse.click(x, y)


@pytest.fixture
def no_view_is_kept() -> Iterator[None]:
    """Take away what a test has saved: the others look at the same shop."""
    yield
    with transaction(Role.OWNER) as connection:
        assert connection.exec_driver_sql("DELETE FROM app.saved_views").rowcount == 1


@pytest.mark.usefixtures("no_view_is_kept")
def test_a_view_is_saved_on_one_page_and_opened_from_another(page: Page, shop: Shop):
    shop.open(page, "/sales?period=last_90_days&market=DE")
    page.get_by_role("button", name="Views").click()
    page.get_by_label("Save this view as").fill("Germany in autumn")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. You find it here on every page.")).to_be_visible(timeout=SLOW)
    shop.open(page, "/profit")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("link", name="Germany in autumn").click()
    page.wait_for_url(re.compile(r"/sales\?.*market=DE"))
    settle(page)
    expect(page.get_by_role("heading", name="Sales", exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Last 90 days, against")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Germany", exact=True)).to_be_visible()


def test_a_tab_is_reached_by_keyboard_kept_by_a_reload_and_left_by_the_back_button(
    page: Page, shop: Shop
):
    shop.open(page, "/ads?market=DE")
    chart = page.locator(".js-plotly-plot .main-svg").first
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(chart).to_be_visible(timeout=SLOW)
    page.get_by_role("tab", name="Over time").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"market=DE&tab=By\+product$"))
    expect(table).to_contain_text("Break-even", timeout=SLOW)
    expect(chart).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.get_by_role("tab", name="By product")).to_have_attribute("aria-selected", "true")
    expect(table).to_contain_text("Break-even", timeout=SLOW)
    page.go_back()
    expect(chart).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("tab", name="Over time")).to_have_attribute("aria-selected", "true")


def test_reports_print_whole_on_white_sheets_also_from_the_dark(
    browser: Browser, shop: Shop, login_state: dict
):
    context = browser.new_context(
        viewport={"width": 1366, "height": 900}, storage_state=login_state, color_scheme="dark"
    )
    page = context.new_page()
    page.add_init_script(NO_DIALOG)
    for path, least_tables in (("/", 3), ("/profit", 2)):
        shop.open(page, f"{path}?period=last_7_days&market=DE")
        page.get_by_role("button", name="Print").click()
        expect(page.get_by_role("button", name="Back to the page")).to_be_visible(timeout=SLOW)
        page.wait_for_function("() => window.printed === 1")
        # What is wider than the sheet would be cut on it.
        assert page.evaluate(WIDEST) <= SHEET_WIDTH
        page.emulate_media(media="print")
        paper = page.evaluate(PAPER)
        assert paper["ground"] == "rgb(255, 255, 255)"
        assert paper["controls"] == 0
        assert paper["canvases"] == 0
        assert paper["tables"] >= least_tables
        assert "Marketplaces: Germany" in paper["words"]
        sheets = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheets)) >= 2
        page.emulate_media(media="screen")
    page.get_by_role("button", name="Back to the page").click()
    expect(page.get_by_role("tab", name="Where it goes")).to_be_visible(timeout=SLOW)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=SLOW)
    context.close()


def test_a_click_on_a_chart_narrows_the_page_and_a_chip_takes_it_away(page: Page, shop: Shop):
    shop.open(page, "/sales?period=last_90_days&compare=none")
    click_chart(page, 0.5)
    page.wait_for_url(re.compile(r"period=custom.*within=last_90_days"))
    settle(page)
    found = re.search(r"from=([\d-]+)&to=([\d-]+)", page.url)
    assert found is not None
    assert found[1] == found[2]
    page.reload()
    settle(page)
    page.locator(".st-key-chips").get_by_role("button").click()
    page.wait_for_url(re.compile(r"period=last_90_days"))
    settle(page)
    expect(page.locator(".st-key-chips")).to_have_count(0, timeout=SLOW)
    page.get_by_role("radio", name="Marketplaces").click()
    expect(page.get_by_text("Click a line to see its marketplace alone.")).to_be_visible(
        timeout=SLOW
    )
    settle(page)
    click_chart(page, 0.5, 0.4)
    page.wait_for_url(re.compile(r"market=(US|GB|DE)$"))
    settle(page)
    page.get_by_role("radio", name="Best products").click()
    expect(page.get_by_text("Click a line to see its product alone.")).to_be_visible(timeout=SLOW)
    settle(page)
    click_chart(page, 0.5, 0.4)
    page.wait_for_url(re.compile(r"product=[A-Z0-9]{10}$"))
    settle(page)
    page.locator(".st-key-chips").get_by_role("button").click()
    page.wait_for_url(lambda url: "product=" not in url)


def test_a_click_on_a_bridge_opens_the_figure_and_one_on_the_week_its_hour(page: Page, shop: Shop):
    shop.open(page, "/profit?period=last_7_days&compare=none")
    # The highest bar: what buyers ordered.
    click_chart(page, 0.1, 0.03)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("How this figure is made")).to_be_visible(timeout=SLOW)
    expect(dialog.get_by_text("Revenue.", exact=True)).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=SLOW)
    shop.open(page, "/sales?period=last_30_days&tab=When+customers+order")
    click_chart(page, 21.5 / 24, 2.5 / 7)
    hour = page.locator(".st-key-chip_hour").get_by_role("button")
    expect(hour).to_contain_text("Wednesday, 21:00 to 22:00", timeout=SLOW)
    settle(page)
    hour.click()
    expect(hour).to_have_count(0, timeout=SLOW)


def test_a_click_on_a_tile_explains_it_and_the_address_the_back_button_and_the_keyboard_know_it(
    page: Page, shop: Shop
):
    shop.open(page, "/ads?market=DE")
    page.evaluate("() => { window.stillTheSame = true; }")
    dialog, link = (
        page.get_by_role("dialog"),
        page.get_by_role("link", name="How? ACOS", exact=True),
    )
    page.locator(".tiles li").filter(has=link).locator(".figure").click()
    expect(dialog.get_by_text("ACOS.", exact=True)).to_be_visible(timeout=SLOW)
    assert page.url.endswith("/ads?market=DE&how=acos")
    page.go_back()
    expect(dialog).to_have_count(0, timeout=SLOW)
    settle(page)
    link.press("Enter")
    expect(dialog.get_by_text("ACOS.", exact=True)).to_be_visible(timeout=SLOW)
    settle(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=SLOW)
    page.wait_for_url(f"{shop.address}/ads?market=DE")
    expect(link).to_be_focused()
    assert page.evaluate("() => window.stillTheSame")
    # Without our script, or in a tab of its own, the link leads to the same.
    settle(page)
    assert link.get_attribute("href") == "?market=DE&how=acos"
    shop.open(page, "/ads?market=DE&how=acos")
    expect(dialog.get_by_text("ACOS.", exact=True)).to_be_visible(timeout=SLOW)


def test_nothing_in_a_tile_is_cut_when_it_is_not_the_same_day_everywhere(
    browser: Browser, demo, login_state: dict, ready: ReadyProcesses
):
    port = free_port()
    # Still Thursday evening in Los Angeles, Friday morning in Europe.
    early = {"SIMULATOR_NOW": "2026-11-20T05:30:00Z", "IMAGES_PUBLIC_URL": "/"}
    with app_process(ready, demo, port, **early) as wait:
        wait()
        other = Shop(f"http://127.0.0.1:{port}")
        context = browser.new_context(storage_state=login_state)
        page = context.new_page()
        for width, currency in ((1366, "EUR"), (1280, "native"), (390, "EUR")):
            page.set_viewport_size({"width": width, "height": 900})
            other.open(page, f"/?currency={currency}")
            expect(page.get_by_text("US, Thu 19 Nov").first).to_be_visible(timeout=SLOW)
            assert page.evaluate(CUT) == []
        context.close()


def test_a_phone_scrolls_over_a_chart_and_a_tap_narrows(
    browser: Browser, shop: Shop, login_state: dict
):
    context = browser.new_context(
        viewport=PHONE, storage_state=login_state, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    shop.open(page, "/?period=last_30_days")
    page.evaluate(
        """() => {
          window.held = [];
          window.addEventListener('touchstart', (event) => setTimeout(
            () => window.held.push(event.defaultPrevented)), {capture: true});
        }"""
    )
    x, y = plot_place(page, 0.4)
    page.touchscreen.tap(x, y)
    page.wait_for_url(re.compile(r"period=custom.*within=last_30_days"))
    # A touch that the chart keeps for itself would not scroll the page.
    assert page.evaluate("window.held") == [False]
    context.close()
