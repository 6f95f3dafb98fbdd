"""All Listings and FBA inventory age by hand: as the streams read them, twice, beside the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.marketplaces import MARKETPLACES
from simulator.reports.kinds import KINDS, Wish
from simulator.shop.calendar import second_of
from simulator.world import World
from tests.integration.sync.conftest import Amazon, read, states
from tests.integration.sync.test_imported_files import CLOCK, bring

DE = MARKETPLACES["A1PA6795UKMFR9"]
LISTINGS, PLANNING = "GET_MERCHANT_LISTINGS_ALL_DATA", "GET_FBA_INVENTORY_PLANNING_DATA"
TOLD = {
    LISTINGS: "SELECT sku, asin, fulfillment_channel, listing_id, price_amount, currency, quantity,"
    " status, condition, opened_at FROM seller.listings WHERE marketplace_id = :place ORDER BY 1",
    PLANNING: "SELECT sku, asin, local_date, available_units, age_0_to_90_units,"
    " age_over_365_units, days_of_supply, estimated_storage_amount, more"
    " FROM seller.inventory_planning WHERE marketplace_id = :place ORDER BY 1",
}
COUNT = "SELECT count(*) FROM seller.listings WHERE marketplace_id = :place"
STREAM = {LISTINGS: "listings", PLANNING: "inventory_planning"}


def report(kind: str) -> bytes:
    """Make a report of Germany as Amazon would."""
    world = World(clock=CLOCK, seed=7, months=24, rate_plan="off")
    now = second_of(CLOCK.now())
    wish = Wish(world.shop, "EU", (DE.marketplace_id,), now - 86400, now, now, world.served_from())
    made = KINDS[kind].make(wish)
    assert made is not None
    return made.content


def told(kind: str) -> list[Any]:
    return read(TOLD[kind], place=DE.marketplace_id)


@pytest.mark.parametrize("kind", [LISTINGS, PLANNING])
def test_a_file_tells_what_the_stream_tells_twice_is_as_good_as_once_and_the_api_goes_first(
    amazon_of: Callable[..., Amazon], kind: str
) -> None:
    body = report(kind)
    first = bring(body, marketplace=DE)
    assert first.sentence == ""
    by_hand = told(kind)
    assert len(by_hand) == first.new + first.changed > 20
    again = bring(body, marketplace=DE)
    assert (again.new, again.changed, again.kept, again.equal) == (0, 0, 0, len(by_hand))
    amazon = amazon_of(days=1)
    assert states(amazon.run("marketplaces", STREAM[kind])) == {"done"}
    assert told(kind) == by_hand
    late = bring(body, marketplace=DE)
    assert (late.new, late.changed, late.kept) == (0, 0, len(by_hand))


def test_a_sku_known_from_orders_only_gets_its_listing_from_the_file(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "orders")
    [(stubs,)] = read(f"{COUNT} AND price_amount IS NULL", place=DE.marketplace_id)
    assert stubs > 5
    outcome = bring(report(LISTINGS), marketplace=DE)
    assert outcome.changed >= stubs
    incomplete = "AND (price_amount IS NULL OR title IS NULL)"
    assert read(f"{COUNT} {incomplete}", place=DE.marketplace_id) == [(0,)]


@pytest.mark.parametrize("kind", [LISTINGS, PLANNING])
@pytest.mark.parametrize(
    ("mangle", "why"),
    [
        (lambda line, header: "\t".join(["", *line.split("\t")]), "cannot be read"),
        (lambda line, header: line.replace(cell(line, header, "sku"), ""), "it has no sku"),
        (lambda line, header: line + "\r\n" + line, "stands in the file twice"),
    ],
)
def test_a_mangled_file_is_refused_with_its_line_and_changes_nothing(
    database: Any, kind: str, mangle: Callable[[str, str], str], why: str
) -> None:
    lines = report(kind).decode("cp1252").split("\r\n")
    lines[3] = mangle(lines[3], lines[0])
    outcome = bring("\r\n".join(lines).encode("cp1252"), marketplace=DE)
    assert why in outcome.sentence
    assert "Line " in outcome.sentence
    assert told(kind) == []


def cell(line: str, header: str, name: str) -> str:
    """Return the cell of a line under the column whose name ends so."""
    place = next(at for at, title in enumerate(header.split("\t")) if title.endswith(name))
    return line.split("\t")[place]
