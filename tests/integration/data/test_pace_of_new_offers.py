"""Units a day of offers that came on sale within the days counted, worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest

from tests.integration.data.hand_shop import DE, US, ask

# SKU: (marketplace, opened, first piece, units sold on 25 March).
OFFERS = {
    # US is counted since 1 February, so the first piece or sale is the first day.
    "LATE": (US, "2026-01-05", "2026-03-20", 33),
    "KNOWN": (US, "2026-01-05", "2026-02-20", 30),
    # DE is counted since 20 March only: the day the offer was opened counts.
    "NEW": (DE, "2026-03-11", "2026-03-20", 40),
    "OLD": (DE, "2024-01-05", "2026-03-20", 30),
    "UNSAID": (DE, None, "2026-03-20", 30),
    "TODAY": (DE, "2026-03-30", None, 0),
    "ENDLESS": (US, "2026-01-05", "2026-02-20", 14),
}


@pytest.fixture(scope="module", autouse=True)
def shop(empty_shop):
    empty_shop.open(US, DE)
    for asin in (*OFFERS, "OTHER"):
        empty_shop.product(asin)
    empty_shop.stock(US, "OTHER", "2026-02-01", fulfillable_units=1)
    for asin, (place, opened, stocked, units) in OFFERS.items():
        empty_shop.insert("listings", {
            "marketplace_id": place, "sku": f"S-{asin}", "asin": asin, "status": "Active",
            "opened_at": opened and datetime.fromisoformat(f"{opened}T12:00").replace(tzinfo=UTC),
        })  # fmt: skip
        if stocked:
            empty_shop.stock(place, asin, stocked, fulfillable_units=9)
            empty_shop.order(place, "2026-03-25T10:00", (asin, units, "9"))
    empty_shop.stock(US, "ENDLESS", fulfillable_units=9)
    empty_shop.stock(DE, "NEW", fulfillable_units=9)
    # Days that stood empty before the first piece are not taken off twice; later ones are.
    empty_shop.stock(US, "LATE", "2026-03-10", fulfillable_units=0)
    empty_shop.stock(US, "LATE", "2026-03-28", fulfillable_units=0)
    empty_shop.order(DE, "2026-03-30T10:00", ("TODAY", 4, "9"))
    empty_shop.close_books()


def pace_of(asin: str, **query) -> Decimal | None:
    product = {"field": "product", "value": asin}
    (row,) = ask(
        metrics=["velocity"], filters=[product], days=("2026-03-01", "2026-03-30"), **query
    )
    return row["velocity"]


def test_where_stock_was_counted_an_offer_is_new_from_its_first_piece_or_sale() -> None:
    # 20 to 30 March without the empty 28th.
    assert pace_of("LATE") == pytest.approx(Decimal("3.3"))


def test_an_offer_with_a_piece_in_the_days_before_is_not_new() -> None:
    assert pace_of("KNOWN") == 1


def test_where_nobody_counted_an_offer_is_new_from_the_day_it_was_opened() -> None:
    assert pace_of("NEW") == 2
    assert pace_of("OLD") == 1


def test_an_offer_of_which_nothing_is_known_was_on_sale_all_the_time() -> None:
    assert pace_of("UNSAID") == 1


def test_days_of_cover_of_a_new_offer_go_by_its_days_on_sale() -> None:
    # 9 pieces at 2 a day; over plain 30 days they would seem to last 6.75 days.
    (row,) = ask(metrics=["stock_units", "velocity", "days_of_cover"],
                 filters=[{"field": "product", "value": "NEW"}],
                 days=("2026-03-01", "2026-03-30"))  # fmt: skip
    assert (row["stock_units"], row["velocity"], row["days_of_cover"]) == (9, 2, Decimal("4.5"))


def test_a_pace_without_end_does_not_order_a_piece_too_many() -> None:
    # 14 in 30 days: 60 days of it are 28 pieces, of which 9 are there. 44 days of it are 20.5.
    (row,) = ask(metrics=["reorder_units", "reorder_point"],
                 filters=[{"field": "product", "value": "ENDLESS"}],
                 days=("2026-03-01", "2026-03-30"))  # fmt: skip
    assert (row["reorder_units"], row["reorder_point"]) == (19, 21)


def test_an_offer_that_came_on_sale_after_the_last_whole_day_has_no_pace_yet() -> None:
    assert pace_of("TODAY", until=time(12)) is None
    assert pace_of("TODAY") == 4
