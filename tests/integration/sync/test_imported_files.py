"""Files downloaded by hand: whole or not at all, once or twice, before or after the API."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import FakeClock, parse_instant
from core.marketplaces import MARKETPLACES
from simulator.reports.kinds import KINDS, Wish
from simulator.shop.calendar import second_of
from simulator.world import World
from sync.connections import list_connections
from sync.imports.importer import Outcome, import_bytes
from sync.imports.importer import Wish as ImportWish
from tests.conftest import FROZEN_NOW
from tests.support.installation import Installation

from .conftest import Amazon, read, snapshot

DAY = 86400
CLOCK = FakeClock(parse_instant(FROZEN_NOW))
FLAT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
STOCK = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
DE = MARKETPLACES["A1PA6795UKMFR9"]


def report(kind: str, region: str = "EU", days: int = 6) -> bytes:
    """Make a report as Amazon would, of the last days of the demo shop."""
    world = World(clock=CLOCK, seed=7, months=24, rate_plan="off")
    now = second_of(CLOCK.now())
    places = tuple(key for key, place in MARKETPLACES.items() if place.region == region)
    wish = Wish(
        world.shop, region, ("A1PA6795UKMFR9",) if kind == STOCK else places,
        now - days * DAY, now, now, world.served_from(),
    )  # fmt: skip
    made = KINDS[kind].make(wish)
    assert made is not None
    return made.content


def bring(body: bytes, name: str = "report.txt", **wish: Any) -> Outcome:
    """Import bytes into the demo account."""
    account_id = list_connections(is_demo=True)[0].account_id
    return import_bytes(name, body, ImportWish(account_id, **wish), CLOCK)


def sums() -> dict[str, list[Any]]:
    """Return orders without their update times, and the sums of the days."""
    return {
        "orders": read("SELECT amazon_order_id, local_date, status, currency FROM seller.orders"
                       " ORDER BY 1"),
        "days": read("SELECT marketplace_id, local_date, currency, orders, cancelled_orders, units,"
                     " revenue_amount, tax_amount, discount_amount, shipping_amount"
                     " FROM seller.sales_daily ORDER BY 1, 2, 3"),
    }  # fmt: skip


def test_imported_orders_are_the_same_to_the_cent_as_those_of_the_api(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=5)
    outcome = bring(report(FLAT, days=30))
    assert outcome.sentence == ""
    assert outcome.new > 200
    by_hand = sums()
    amazon.run("marketplaces", "orders")
    by_api = sums()
    first = min(row[1] for row in by_api["days"] if row[0] == DE.marketplace_id)
    assert [row for row in by_hand["days"] if row[1] > first and row[0] == DE.marketplace_id] == [
        row for row in by_api["days"] if row[1] > first and row[0] == DE.marketplace_id
    ]
    assert read("SELECT count(*) FROM seller.order_items l JOIN seller.orders o USING"
                " (account_id, amazon_order_id) WHERE l.source LIKE 'import %'"
                " AND o.source NOT LIKE 'import %'") == [(0,)]  # fmt: skip


def test_twice_is_as_good_as_once(database: Installation) -> None:
    body = report(FLAT)
    first = bring(body)
    before = snapshot()
    again = bring(body)
    assert (again.new, again.changed, again.equal) == (0, 0, first.new)
    assert snapshot() == before


def test_a_preview_says_what_would_change_and_changes_nothing(database: Installation) -> None:
    body = report(FLAT)
    before = snapshot()
    preview = bring(body, is_preview=True)
    assert snapshot() == before
    assert read("SELECT count(*) FROM sync.imports") == [(0,)]
    assert bring(body).new == preview.new > 100


def test_a_file_never_overwrites_what_the_api_has_brought(amazon_of: Callable[..., Amazon]) -> None:
    amazon_of(days=5).run("marketplaces", "orders")
    before = snapshot()
    body = report(FLAT, days=3).replace(b"Shipped", b"Cancelled")
    outcome = bring(body)
    assert outcome.kept > 50
    assert (outcome.new, outcome.changed) == (0, 0)
    assert snapshot() == before


def test_the_same_facts_from_the_api_make_an_imported_row_the_api_s(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=5)
    bring(report(FLAT, days=3))
    amazon.run("marketplaces", "orders")
    assert read("SELECT count(*) FROM seller.orders WHERE source LIKE 'import %'") == [(0,)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"item-price", b"price-of-item", "no report we know"),
        (b"asin\t", b"sku\t", "no report we know|twice"),
        (b"\tEUR\t", b"\t\t", "currency"),
        (b"\tAmazon.de\t", b"\tAmazon.de\t\t", "Line .*more cells"),
    ],
)
def test_a_mangled_file_is_refused_with_its_line_and_leaves_nothing(
    database: Installation, old: bytes, new: bytes, words: str
) -> None:
    before = snapshot()
    body = report(FLAT).replace(old, new)
    outcome = bring(body)
    assert re.search(words, outcome.sentence), outcome.sentence
    assert snapshot() == before


@given(data=st.data())
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_file_with_one_broken_cell_is_imported_whole_or_not_at_all(
    database: Installation, data: st.DataObject
) -> None:
    lines = report(FLAT, days=1).decode("cp1252").splitlines()
    header = lines[0].split("\t")
    line = data.draw(st.integers(1, len(lines) - 1))
    column = data.draw(st.integers(0, len(header) - 1))
    cells = lines[line].split("\t")
    cells[column] = data.draw(st.sampled_from(["", "x", "-", "1,2", "1e9", "'", '"', "\u2028"]))
    lines[line] = "\t".join(cells)
    before = snapshot()
    outcome = bring("\n".join(lines).encode(), is_preview=True)
    if outcome.sentence:
        assert f"Line {line + 1} " in outcome.sentence
    else:
        assert outcome.new + outcome.equal + outcome.changed > 0
    assert snapshot() == before


def test_stock_is_read_for_the_marketplace_that_was_named(database: Installation) -> None:
    assert "--marketplace" in bring(report(STOCK)).sentence
    outcome = bring(report(STOCK), marketplace=DE)
    assert outcome.sentence == ""
    assert outcome.new > 20
    (total,) = read("SELECT sum(total_units) FROM seller.inventory")
    assert total[0] > 100
    assert read("SELECT DISTINCT local_date::text FROM seller.inventory_daily") == [("2026-11-20",)]


def test_no_buyer_s_address_is_stored(database: Installation) -> None:
    bring(report(FLAT))
    everything = json.dumps(snapshot(), default=str)
    for town in ("Berlin", "München", "10435", "Leeds"):
        assert f'"{town}"' not in everything


def test_the_command_says_what_it_did_and_ends_with_a_code(
    database: Installation, tmp_path: Path
) -> None:
    good, bad = tmp_path / "orders.txt", tmp_path / "odd.csv"
    good.write_bytes(report(FLAT, days=2))
    bad.write_text("colour,weight\nred,1\n")
    database.close()
    finished = database.run("sync", "import", str(good), str(bad))
    assert finished.returncode == 1, finished.stderr
    assert "orders.txt: All Orders." in finished.stdout
    assert "odd.csv are those of no report we know" in finished.stderr
    assert "Traceback" not in finished.stderr
    finished = database.run("sync", "import", "--json", "--dry-run", str(good))
    assert finished.returncode == 0, finished.stderr
    line = json.loads(finished.stdout)
    assert (line["kind"], line["new"], line["changed"]) == ("all_orders", 0, 0)
    assert database.run("sync", "import", str(tmp_path / "gone.txt")).returncode == 2
