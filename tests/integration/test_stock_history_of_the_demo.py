"""Stock of before the first sync: what the figures make of it, against the simulator's own book."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from core.clock import parse_instant
from data.inventory_rows import load_first_counts, load_stock_days
from data.stockouts import LOOK_BACK_DAYS, MOST_DAYS, find_stockouts
from simulator.ledger import ledger_rows
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.shop import shop_of
from simulator.shop.stock_book import book
from tests.conftest import FROZEN_NOW

SECOND = second_of(parse_instant(FROZEN_NOW))
# The first run reads the history of 120 days; later ones go on.
FIRST, LAST = date(2026, 9, 1), date(2026, 11, 19)
PLACES = [place.marketplace_id for place in SHOP_MARKETPLACES]


@pytest.fixture(scope="module")
def evenings() -> dict[tuple[str, str, str, date], int]:
    """What could be sold: (marketplace, ASIN, SKU, day) → pieces."""
    return {
        (place.marketplace_id, one.offer.product.asin, one.offer.sku, one.day):
            one.after["SELLABLE"]
        for place in SHOP_MARKETPLACES
        for one in book(7, place, date(2026, 7, 25), LAST)
    }  # fmt: skip


def test_the_first_run_brings_four_months_of_stock(demo) -> None:
    assert set(load_first_counts(1)) == set(PLACES)
    assert all(date(2026, 7, 15) < day < date(2026, 7, 25) for day in load_first_counts(1).values())


def test_days_out_of_stock_are_those_without_a_piece_and_without_a_sale(demo, evenings) -> None:
    pieces: dict[tuple[str, str], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for (place, asin, _, day), units in evenings.items():
        pieces[place, asin][day] += units
    sold: dict[tuple[str, str, date], int] = defaultdict(int)
    since = FIRST - timedelta(days=LOOK_BACK_DAYS)
    for line in ledger_rows(shop_of(7), since, LAST, SECOND):
        if line["status"] != "CANCELLED":
            key = (line["marketplace_id"], line["asin"], date.fromisoformat(line["local_date"]))
            sold[key] += line["quantity"]
    truth = {
        key: len(lost)
        for key, days in pieces.items()
        if (lost := [
            day for day, units in days.items()
            if day >= FIRST and units == 0 and not sold[(*key, day)]
        ])
        # One that nobody has bought before loses nothing, nor one that is given up.
        and any(sold[(*key, lost[0] - timedelta(days=ago))] for ago in range(1, 31))
        and len(lost) < MOST_DAYS
    }  # fmt: skip
    found = {
        key: sum(one.lost_days for one in find_stockouts(days, FIRST, LAST))
        for key, days in load_stock_days(1, PLACES, FIRST, LAST).items()
    }
    assert {key: days for key, days in found.items() if days} == truth
    assert len(truth) > 5
