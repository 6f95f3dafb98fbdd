"""What the product shows is what the simulator sold, for every day, marketplace and product."""

from __future__ import annotations

import json
from decimal import Decimal

from tests.conftest import FROZEN_NOW
from tests.support.ledger import sums_of

# Amazon serves two years back, so the first whole day is the one after that.
FIRST, LAST = "2024-11-21", "2026-11-20"


def test_every_day_marketplace_and_product_is_equal_to_the_cent_and_the_unit(demo) -> None:
    ledger = demo.run("simulator", "ledger", "--from", FIRST, "--to", LAST, "--now", FROZEN_NOW)
    assert ledger.returncode == 0, ledger.stderr
    truth = sums_of(ledger.stdout.splitlines())
    query = {
        "metrics": ["revenue", "units"],
        "dimensions": ["day", "marketplace", "product"],
        "time": {"start": FIRST, "end": LAST},
    }
    answer = demo.run("data", "query", json.dumps(query))
    assert answer.returncode == 0, answer.stderr
    shown = {
        (day, place, asin): (Decimal(str(revenue)), units)
        for day, place, asin, _currency, revenue, units in json.loads(answer.stdout)["rows"]
        if units
    }
    assert len(truth) > 30_000
    assert shown == {key: value for key, value in truth.items() if value[1]}
