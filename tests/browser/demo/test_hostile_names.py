"""Names that try to be something else are text on every page, tab and answer, and in every file.

Products have sixty titles of that kind, brands and campaigns also names that are formulas where a
spreadsheet splits lines at semicolons, tabs or bars.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain, cycle
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from core.database import Role, transaction
from data.exports import harmless
from tests.browser.conftest import quiet_tab
from tests.browser.looking import LAPTOP, PHONE, resize, wrong_in_layout
from tests.browser.shop import Shop, address, app_process, drawn_tabs, other_tabs, settle
from tests.support.hostile import SPLIT_TITLES, TITLES, formulas_in_csv
from tests.support.installation import Installation
from tests.support.ready import ReadyProcesses
from tests.support.simulator import free_port
from ui.registry import REGISTRY

pytestmark = pytest.mark.browser

# What a title would have become, had it been read as anything but text.
_MADE_OF_TITLES = """() => [...document.querySelectorAll(
  'a[href*="example.invalid"], a[href^="javascript"], a[href^="mailto"], img[src="x"],'
  + ' img[src*="leak"], iframe, math, details[ontoggle], svg[onload], .katex, code:not(pre code),'
  + ' [data-testid="stMain"] :is(ol, table:not(canvas table, .short-table), blockquote, del, em),'
  + ' [data-testid="stMain"] h1 ~ h1'), ...[...document.querySelectorAll(
  '[data-testid="stIconMaterial"]')].filter(one => one.textContent === 'delete')]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
_MIXED = [*chain.from_iterable(zip(TITLES, cycle(SPLIT_TITLES), strict=False))]
# An answer of Ask with the names of all products in its chart, its table and its files.
_ASKED = {"ask": {"q": "units by product"}}


def as_read(title: str) -> str:
    """Return a title as a person reads it: without what cannot be seen, spaces as one."""
    seen = re.sub("[\u202a-\u202e\u2060\u2066-\u2069\ufeff]", "", title)
    return " ".join(seen.split())


# The names as they were, while others stand in their place. At the end the shop reads them anew.
_KEEP = """
CREATE SCHEMA before;
CREATE TABLE before.products AS SELECT * FROM seller.products;
CREATE TABLE before.campaigns AS SELECT * FROM seller.ad_campaigns;
"""
_BRING_BACK = """
UPDATE seller.products one SET title = old.title, brand = old.brand FROM before.products old
  WHERE (one.account_id, one.asin) = (old.account_id, old.asin);
UPDATE seller.ad_campaigns one SET name = old.name FROM before.campaigns old
  WHERE (one.account_id, one.profile_id, one.campaign_id)
      = (old.account_id, old.profile_id, old.campaign_id);
UPDATE seller.data_versions SET version = version + 1;
DROP SCHEMA before CASCADE;
"""


@pytest.fixture(scope="module")
def titles(demo) -> Iterator[dict[str, str]]:
    """The demo's products under the sixty titles: ASIN → title. At last they get their own back."""
    _run(_KEEP)
    yield give_titles()
    _run(_BRING_BACK)


def _run(script: str) -> None:
    with transaction(Role.OWNER) as connection:
        connection.exec_driver_sql(script)


def give_titles() -> dict[str, str]:
    """Give products the sixty titles, the best sellers first, and names like them to the others."""
    with transaction(Role.OWNER) as connection:
        best = text(
            "SELECT p.account_id, p.asin FROM seller.products p"
            " LEFT JOIN seller.sales_product_daily d USING (account_id, asin)"
            " GROUP BY 1, 2 ORDER BY sum(d.units) DESC NULLS LAST LIMIT :most"
        )
        products = connection.execute(best, {"most": len(TITLES)}).all()
        assert len(products) == len(TITLES)
        named = [
            {"account": one.account_id, "asin": one.asin, "title": title, "brand": brand}
            for one, title, brand in zip(products, TITLES, cycle(SPLIT_TITLES), strict=False)
        ]
        connection.execute(
            text(
                "UPDATE seller.products SET title = :title, brand = :brand"
                " WHERE account_id = :account AND asin = :asin"
            ),
            named,
        )
        campaigns = connection.execute(
            text("SELECT DISTINCT name FROM seller.ad_campaigns ORDER BY name LIMIT 60")
        ).scalars()
        connection.execute(
            text("UPDATE seller.ad_campaigns SET name = :title WHERE name = :old"),
            [{"old": old, "title": name} for old, name in zip(campaigns, _MIXED, strict=False)],
        )
        # The shop may have read the old names already.
        connection.execute(text("UPDATE seller.data_versions SET version = version + 1"))
    return {one["asin"]: one["title"] for one in named}


@pytest.fixture
def watched(browser: Browser, login_state: dict, titles) -> Iterator[Page]:
    """A tab that fails when a title ran, or called anybody beside the shop."""
    said: list[str] = []
    with quiet_tab(browser, storage_state=login_state) as tab:
        tab.on("dialog", lambda box: (said.append(box.message), box.dismiss()))
        tab.on(
            "request", lambda request: said.append(request.url) if _is_away(request.url) else None
        )
        yield tab
    assert said == []


def _is_away(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and (parts.hostname != "127.0.0.1" or parts.port == 9)


@pytest.mark.usefixtures("nothing_asked_stays")
def test_titles_are_text_on_every_page_and_harmless_in_every_file(
    watched: Page, shop: Shop, titles: dict[str, str]
):
    wrong = []
    files = 0
    for entry in REGISTRY:
        shop.visit(watched, address(entry, **_ASKED.get(entry.key, {})))
        if entry.key == "sales":
            watched.get_by_role("radio", name="Best products").click()
            settle(watched)
        files += _look_at(watched, entry.title, wrong)
        for tab in chain(other_tabs(watched), drawn_tabs(watched)):
            files += _look_at(watched, f"{entry.title}, {tab}", wrong)
    assert "\n".join(wrong) == ""
    assert files >= 20


def _look_at(page: Page, title: str, wrong: list[str]) -> int:
    """Look at a page as it is and into its files; note what is wrong. Return how many files."""
    wrong += [f"{title}: {one}" for one in page.evaluate(_MADE_OF_TITLES)]
    for size in (PHONE, LAPTOP):
        resize(page, size)
        wrong += [f"{title}: {one}" for one in wrong_in_layout(page)]
    return _look_into_files(page, title, wrong)


def _look_into_files(page: Page, title: str, wrong: list[str]) -> int:
    """Download every file of a page; note what a spreadsheet would run. Return how many."""
    buttons = page.get_by_role("button", name=re.compile("^(CSV|Excel)$")).all()
    for button in buttons:
        with page.expect_download() as waiting:
            button.click()
        path = Path(waiting.value.path())
        cells = _cells_of(path, is_workbook=waiting.value.suggested_filename.endswith(".xlsx"))
        wrong += [f"{title}, {waiting.value.suggested_filename}: {cell}" for cell in cells]
    return len(buttons)


def _cells_of(path: Path, *, is_workbook: bool) -> list[str]:
    """Return the cells of a file that are not harmless."""
    if is_workbook:
        sheets = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets
        cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
        return [str(one.value) for one in cells if one.data_type == "f" or one.hyperlink]
    return formulas_in_csv(path.read_bytes())


def _lines_of(path: Path) -> io.StringIO:
    return io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")


def test_the_table_of_products_holds_every_title_and_its_file_as_well(
    watched: Page, shop: Shop, titles: dict[str, str]
):
    shop.visit(watched, "/products")
    with watched.expect_download() as waiting:
        watched.get_by_role("button", name="CSV").click()
    rows = list(csv.DictReader(_lines_of(Path(waiting.value.path()))))
    written = {row["ASIN"]: row["Product"] for row in rows}
    assert {asin: written[asin] for asin in titles} == {
        asin: harmless(title) for asin, title in titles.items()
    }
    # The table is drawn on a canvas, which holds the words of its first rows for screen readers.
    table = watched.get_by_test_id("data-grid-canvas")
    for row in rows[:6]:
        expect(table).to_contain_text(as_read(titles[row["ASIN"]]))


def test_the_filter_and_the_products_own_page_show_a_title_as_it_is(
    watched: Page, shop: Shop, titles: dict[str, str]
):
    by_title = {title: asin for asin, title in titles.items()}
    for title in ("www.example.invalid", TITLES[28], TITLES[49], "x" * 500):
        shop.visit(watched, f"/product?asin={by_title[title]}")
        heading = watched.get_by_role("heading", level=1)
        assert as_read(heading.inner_text()) == as_read(title)
        resize(watched, PHONE)
        assert wrong_in_layout(watched) == []
        resize(watched, LAPTOP)
    hebrew = by_title["כותרת מוצר"]
    shop.visit(watched, f"/sales?product={hebrew}&product={by_title[TITLES[0]]}")
    watched.get_by_role("button", name="More filters").click()
    chosen = watched.get_by_test_id("stMultiSelect").filter(has_text="כותרת מוצר")
    expect(chosen).to_contain_text(f"\u2068כותרת מוצר\u2069 · {hebrew}")
    assert watched.evaluate(_MADE_OF_TITLES) == []


@pytest.fixture
def written(browser: Browser, demo: Installation, ready: ReadyProcesses) -> Iterator[Page]:
    """A tab on a page that writes all titles in all ways in which ours write names."""
    port = free_port()
    with app_process(ready, demo, port, "tests/browser/hostile_page.py") as wait:
        wait()
        with quiet_tab(browser) as tab:
            tab.goto(f"http://127.0.0.1:{port}/")
            expect(tab.get_by_test_id("stAlert")).to_have_count(len(TITLES), timeout=30_000)
            settle(tab)
            yield tab


def test_every_title_is_read_as_it_is_wherever_text_is_written(written: Page):
    read = written.evaluate(
        """() => [...document.querySelectorAll('[class*="st-key-title_"]')].map(
          box => [...box.querySelectorAll('h1, p')].map(one => one.innerText))"""
    )
    assert len(read) == len(TITLES)
    for title, lines in zip(TITLES, read, strict=True):
        words = as_read(title)
        expected = [words, words, f"Brand {words}", f"{words} 12", words, f"Not read: {words}"]
        assert [as_read(line) for line in lines] == expected, title
    assert (
        written.locator(".stApp :is(img, iframe, code, .katex, a:not([href='#stMain']))").count()
        == 0
    )
