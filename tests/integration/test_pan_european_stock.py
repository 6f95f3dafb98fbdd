"""Pan-European stock from Amazon's answers to the figures, against the simulator's own books."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from data.loaders import clear_cache
from simulator.ledger import ledger_rows
from simulator.shop.calendar import second_of
from simulator.shop.pan_europe import GERMANY, NEIGHBOURS, part_in
from simulator.shop.stock import stock_levels
from simulator.shop.stock_book import book
from tests.integration.data.hand_shop import ask
from tests.integration.sync.conftest import Amazon, amazon_of, read, states  # noqa: F401

Make = Callable[..., Amazon]
PLACES = (GERMANY, *NEIGHBOURS)
IN_POOL = [{"field": "marketplace", "op": "in", "value": [one.marketplace_id for one in PLACES]}]
IN_FRANCE = [{"field": "marketplace", "value": NEIGHBOURS[0].marketplace_id}]


def by_sku(metric: str, day: date, filters: list[dict[str, object]]) -> dict[str, float]:
    rows = ask(metrics=[metric], dimensions=["sku"], filters=filters, days=(str(day), str(day)))
    return {row["sku"]: row[metric] for row in rows if row[metric] is not None}


def test_stock_by_day_cover_and_stock_outs_are_those_of_the_simulator_s_books(
    amazon_of: Make,  # noqa: F811
) -> None:
    clear_cache()
    amazon = amazon_of(days=40)
    world = amazon.simulator.world
    world.is_pan_european = True
    done = amazon.run("marketplaces", "orders", "inventory", "ledger_stock")
    assert states(done) == {"done"}
    today = amazon.clock.now().date()
    now = {one.offer.sku: one for one in stock_levels(world.shop, GERMANY, world.second())}

    # Now: once, and the same in France.
    known = {sku: level.fulfillable for sku, level in now.items()}
    assert by_sku("stock_units", today, IN_POOL) == known
    assert by_sku("stock_units", today, IN_FRANCE) == known
    assert by_sku("inbound_units", today, IN_POOL) == {
        sku: level.inbound for sku, level in now.items()
    }

    # A day of the ledger: what lay in four countries is one stock, and it is all France's to sell.
    evenings: dict[date, dict[str, int]] = defaultdict(dict)
    for one in book(7, GERMANY, today - timedelta(days=30), today - timedelta(days=1)):
        evenings[one.day][one.offer.sku] = one.after["SELLABLE"]
    day = today - timedelta(days=10)
    assert by_sku("stock_units", day, IN_POOL) == evenings[day]
    assert by_sku("stock_units", day, IN_FRANCE) == evenings[day]
    lying = dict(read(
        "SELECT sku, fulfillable_units FROM seller.inventory_daily"
        " WHERE marketplace_id = :place AND local_date = :day",
        place=NEIGHBOURS[0].marketplace_id, day=day,
    ))  # fmt: skip
    assert lying == {sku: part_in(units, NEIGHBOURS[0]) for sku, units in evenings[day].items()}

    # In France an offer is out of stock on the days on which there is none in Europe.
    first = today - timedelta(days=20)
    (row,) = ask(
        metrics=["in_stock_days", "counted_stock_days"], filters=IN_FRANCE,
        days=(str(first), str(today - timedelta(days=1))),
    )  # fmt: skip
    shelves = [units for on, skus in evenings.items() if on >= first for units in skus.values()]
    assert row["counted_stock_days"] == len(shelves)
    assert row["in_stock_days"] == sum(units > 0 for units in shelves) < len(shelves)

    # Cover in France goes by what Germany sells: France sells nothing in this shop.
    sold: Counter[str] = Counter()
    since, until = today - timedelta(days=30), today - timedelta(days=1)
    for line in ledger_rows(world.shop, since, until, second_of(amazon.clock.now())):
        if line["marketplace_id"] == GERMANY.marketplace_id and line["status"] != "CANCELLED":
            sold[line["sku"]] += line["quantity"]
    cover = by_sku("days_of_cover", until, IN_FRANCE)
    always = [
        sku for sku, units in evenings[until].items()
        if sold[sku] and all(day_of.get(sku, 0) > 0 for day_of in evenings.values())
    ]  # fmt: skip
    assert len(always) > 10
    for sku in always:
        assert abs(float(cover[sku]) - evenings[until][sku] * 30 / sold[sku]) < 1e-4, sku
