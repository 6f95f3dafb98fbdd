"""Every tile, cell of a table, chart and sentence with a number against `data query`.

Each page is opened with each of the CHOICES, and each of its tabs as well. What the screen shows
must have a rule in true_tiles.py, true_tables.py, true_charts.py or true_words.py: a figure
without one fails here, and so does a rule whose figure is on no tab.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core import demo as demo_names
from core.clock import parse_instant
from core.marketplaces import MARKETPLACES
from core.money import format_amount
from data.cli import exact_text
from data.loaders import load_marketplaces
from tests.conftest import FROZEN_NOW
from tests.pages.asked import Asked
from tests.pages.conftest import fresh_app
from tests.pages.screen import Screen, read_every_tab, read_screen
from tests.pages.true_charts import CHARTS
from tests.pages.true_tables import TABLES
from tests.pages.true_tiles import EXPLAINED, EXPLAINED_NOW, HEADLINES, TILES
from tests.pages.true_words import WORDS, unexplained
from ui.registry import REGISTRY

NOW = parse_instant(FROZEN_NOW)
LAST_30_DAYS = (date(2026, 10, 21), date(2026, 11, 19))
# The only days of the demo's whose fees are known, and those of the days before as well.
LAST_7_DAYS = (date(2026, 11, 13), date(2026, 11, 19))
OWN_DAYS = (date(2026, 9, 5), date(2026, 10, 12))
# Pages whose figures are no metrics, streams and what people enter: test_other_pages.py. What Ask
# shows is held by test_ask_page.py, as it is another thing for each question.
OTHERS = {"ask", "data_health", "settings", "code_health", "code_work"}
CHOICES: dict[str, dict[str, str]] = {
    "all": {"currency": "native"},
    "one product": {"product": "best", "currency": "native"},
    "one currency": {"currency": "EUR", "period": "last_7_days"},
    "own days of one marketplace": {"period": "custom", "from": "2026-09-05", "to": "2026-10-12",
                 "compare": "none", "market": "US", "currency": "native"},
}  # fmt: skip


@pytest.fixture(scope="module")
def everything(demo) -> Asked:
    """All marketplaces over the last 30 days, in the order of the page."""
    places = tuple(MARKETPLACES[one] for one in load_marketplaces(1)["marketplace_id"])
    return Asked(1, places, *LAST_30_DAYS, NOW, known={})


def best_product(everything: Asked) -> str:
    rows = everything.rows(["units"], ["product"])
    return str(max(rows, key=lambda row: row["units"])["product"])


def asked_for(everything: Asked, given: dict[str, str]) -> Asked:
    """The choices of an address in plain values."""
    periods = {"custom": OWN_DAYS, "last_7_days": LAST_7_DAYS}
    start, end = periods.get(given.get("period", ""), LAST_30_DAYS)
    return Asked(
        1,
        tuple(one for one in everything.places
              if given.get("market") in (None, one.country_code)),
        start, end, NOW,
        is_compared=given.get("compare") != "none",
        currency=given["currency"] if given["currency"] != "native" else None,
        product=given.get("product"),
        known=everything.known,
    )  # fmt: skip


def visited(given: dict[str, str], asin: str) -> Iterator[tuple[str, AppTest]]:
    """Open the pages one after the other, as a person does."""
    app = fresh_app()
    app.session_state["authentication_status"] = True
    app.session_state["username"] = demo_names.USERNAME
    for page in TILES:
        for name, value in {**given, **({"asin": asin} if page == "product" else {})}.items():
            app.query_params[name] = value
        yield (
            page,
            app.run() if page == "overview" else app.switch_page(f"../pages/{page}.py").run(),
        )


def check_page(page: str, asked: Asked, screen: Screen) -> None:
    """Hold everything on a page against the truth."""
    assert screen.tiles == list(TILES[page](asked)), page
    assert set(screen.tables) <= set(TABLES[page]), "A table without a rule."
    assert set(screen.charts) <= set(CHARTS[page]), "A chart without a rule."
    for name, frame in screen.tables.items():
        TABLES[page][name](asked, frame)
    for name, traces in screen.charts.items():
        CHARTS[page][name](asked, traces)


def test_every_page_is_walked() -> None:
    pages = {one.key for one in REGISTRY} - OTHERS
    assert pages == set(TILES) == set(TABLES) == set(CHARTS) == set(WORDS)


@pytest.mark.parametrize("name", CHOICES)
def test_every_tile_table_and_chart_is_what_data_query_says(everything, name) -> None:
    asin, given = best_product(everything), dict(CHOICES[name])
    if "product" in given:
        given["product"] = asin
    asked, wrong, seen = asked_for(everything, given), [], set()
    for page, app in visited(given, asin):
        of_page = asked_for(everything, given | {"product": asin}) if page == "product" else asked
        screen = read_every_tab(app, page)
        seen |= {*screen.tables, *screen.charts}
        try:
            check_page(page, of_page, screen)
        except AssertionError as error:
            wrong.append(f"{page}: {error}")
        wrong += [f"{page}: {one!r}" for one in unexplained(page, of_page, screen.words)]
        unheld = screen.asked_how - HELD_DIALOGS
        wrong += [f"{page}: no test holds the dialog of {one}" for one in unheld]
    assert not wrong, "\n\n".join(wrong)
    if name == "all":
        rules = {one for page in (*TABLES.values(), *CHARTS.values()) for one in page}
        assert rules - seen <= NOT_IN_THE_DEMO
    assert ("profit_change" in seen) is (name == "one currency")


# Those behind "How?" in test_every_dialog.py, that of the forecast in test_overview_forecast.py.
HELD_DIALOGS = {*EXPLAINED, *EXPLAINED_NOW, "forecast", *HEADLINES}
# The first sync of the demo has no refund that old (tests/pages/test_money_to_claim_page.py), nor
# the fees of the period before: profit is compared in the choice of one currency.
NOT_IN_THE_DEMO = {"Never returned", "Returned broken", "profit_change"}


def test_the_command_prints_what_the_screen_shows(everything, demo) -> None:
    app = fresh_app()
    app.session_state["authentication_status"] = True
    app.session_state["username"] = demo_names.USERNAME
    app.query_params["market"] = "DE"
    app.query_params["currency"] = "native"
    app.run()
    screen = read_screen(app.switch_page("../pages/profit.py").run())
    shown = {label.strip("*"): value for label, value, _ in screen.tiles}
    query = everything.at(MARKETPLACES["A1PA6795UKMFR9"]).query(["profit", "fees", "net_revenue"])
    answer = demo.run("data", "query", query.model_dump_json(exclude_none=True))
    assert answer.returncode == 0, answer.stderr
    (row,) = json.loads(answer.stdout)["rows"]
    for name, printed in zip(("Profit", "Amazon fees", "Net revenue"), row[1:], strict=True):
        amount = Decimal(printed)
        assert exact_text(amount) == printed
        assert shown[name] == format_amount(amount, "EUR", cents=abs(amount) < 1000)
