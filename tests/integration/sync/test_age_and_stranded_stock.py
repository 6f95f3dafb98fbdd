"""Streams `inventory_planning` and `stranded_inventory`: old stock, and stock nobody can buy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.clock import parse_instant
from simulator.reports.kinds import KINDS, File, Kind
from simulator.shop.calendar import SHOP_MARKETPLACES, local_date
from simulator.shop.closed import closed_offers
from simulator.shop.stock import stock_levels
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
PLANNING, STRANDED = "GET_FBA_INVENTORY_PLANNING_DATA", "GET_STRANDED_INVENTORY_UI_DATA"
AGES = [(0, 90), (91, 180), (181, 270), (271, 365), (366, 10_000)]
AGE_COLUMNS = (
    "age_0_to_90_units, age_91_to_180_units, age_181_to_270_units, age_271_to_365_units,"
    " age_over_365_units"
)


def rewrite(patch: pytest.MonkeyPatch, kind: str, change: Callable[[str], str | None]) -> None:
    """Let Amazon's report say something else; None: it is cancelled."""
    made = KINDS[kind].make

    def make(wish: Any) -> File | None:
        file = made(wish)
        assert file is not None
        charset = "cp1252" if wish.region == "EU" else "utf-8"
        text = change(file.content.decode(charset))
        return None if text is None else File(text.encode(charset), file.content_type)

    patch.setitem(KINDS, kind, Kind(False, 1800, make))


def ages_of(amazon: Amazon) -> dict[tuple[str, str], list[int]]:
    """How old each SKU's stock is, by the simulator itself."""
    now = amazon.simulator.world.second()
    return {
        (place.marketplace_id, level.offer.sku): [
            sum(units for age, units in level.ages if first <= age <= last) for first, last in AGES
        ]
        for place in SHOP_MARKETPLACES
        for level in stock_levels(amazon.simulator.world.shop, place, now)
        if level.fulfillable or level.inbound
    }


def stored_ages(where: str = "true") -> dict[tuple[str, str], list[int]]:
    rows = read(
        f"SELECT marketplace_id, sku, {AGE_COLUMNS} FROM seller.inventory_planning WHERE {where}"
    )
    return {(place, sku): list(units) for place, sku, *units in rows}


def test_the_age_of_every_sku_s_stock_is_what_the_simulator_knows(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    assert states(amazon.run("marketplaces", "inventory_planning")) == {"done"}
    expected = ages_of(amazon)
    assert stored_ages() == expected
    assert sum(ages[4] for ages in expected.values()) > 0
    assert sum(ages[2] + ages[3] for ages in expected.values()) > 50
    sums = "age_0_to_90_units + age_91_to_180_units + age_181_to_270_units"
    assert read(
        f"SELECT count(*) FROM seller.inventory_planning WHERE {sums} + age_271_to_365_units"
        " + age_over_365_units <> available_units"
    ) == [(0,)]
    assert [one.rows_written for one in amazon.run("inventory_planning", is_forced=True)] == [0, 0]


def test_sales_cover_and_cost_agree_with_the_shop(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory_planning", "inventory")
    assert read(
        "SELECT count(*) FROM seller.inventory_planning p JOIN seller.inventory i"
        " USING (account_id, marketplace_id, sku) WHERE p.available_units <> i.fulfillable_units"
    ) == [(0,)]
    [(wrong, priced, alerts)] = read(
        "SELECT count(*) FILTER (WHERE shipped_7_days_units > shipped_30_days_units"
        "   OR shipped_30_days_units > shipped_90_days_units"
        "   OR days_of_supply <> trunc(available_units * 30.0 / nullif(shipped_30_days_units, 0))),"
        " count(*) FILTER (WHERE estimated_storage_amount > 0), count(DISTINCT alert)"
        " FROM seller.inventory_planning"
    )
    assert wrong == 0
    assert priced > 100
    assert alerts == 2


def test_columns_that_nobody_knows_yet_are_kept_and_missing_ones_do_no_harm(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    with monkeypatch.context() as patch:
        rewrite(patch, PLANNING, lambda text: text.replace("sell-through", "sell-through-v2"))
        assert states(amazon.run("marketplaces", "inventory_planning")) == {"done"}
    [(known, kept, titles)] = read(
        "SELECT count(sell_through), count(more ->> 'sell-through-v2'), count(more ->>"
        " 'product-name') FROM seller.inventory_planning"
    )
    assert (known, titles) == (0, 0)
    assert kept > 100


def test_older_than_a_year_is_one_number_before_and_after_amazon_cut_the_column(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=1)
    old = 0
    for instant in ("2026-03-10T12:00:00Z", "2026-11-20T12:00:00Z"):
        amazon.clock.move_to(parse_instant(instant))
        amazon.run("marketplaces", "inventory_planning", is_forced=True)
        day = instant[:10]
        stored = stored_ages(f"local_date = '{day}'")
        assert stored == ages_of(amazon)
        old += sum(ages[4] for ages in stored.values())
    assert old > 0
    assert read("SELECT count(DISTINCT more ? 'fc-transfer') FROM seller.inventory_planning") == [
        (2,)
    ]


def test_a_report_that_leaves_skus_out_takes_nothing_away(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "inventory_planning")
    before = stored_ages()
    with monkeypatch.context() as patch:
        rewrite(patch, PLANNING, lambda text: "\r\n".join(text.split("\r\n")[:9]) + "\r\n")
        results = amazon.run("inventory_planning", is_forced=True)
    assert sum(one.rows_read for one in results) == 24
    assert stored_ages() == before


def stranded_truth(amazon: Amazon) -> set[tuple[Any, ...]]:
    now = amazon.simulator.world.second()
    return {
        (place.marketplace_id, row.offer.sku, row.units, row.cause.reason, row.cause.action)
        for place in SHOP_MARKETPLACES
        for row in closed_offers(7, place, local_date(place, now))
    }


def stranded() -> set[tuple[Any, ...]]:
    return set(
        read(
            "SELECT marketplace_id, sku, fulfillable_units, reason, suggested_action"
            " FROM seller.stranded_inventory"
        )
    )


def test_what_is_stranded_is_there_with_its_reason_and_goes_when_it_is_not(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=1)
    assert states(amazon.run("marketplaces", "stranded_inventory")) == {"done"}
    first = stranded_truth(amazon)
    assert len(first) > 5
    assert stranded() == first
    amazon.clock.move_to(parse_instant("2027-03-01T12:00:00Z"))
    amazon.run("stranded_inventory")
    second = stranded_truth(amazon)
    assert stranded() == second
    assert first - second
    # Each is a listing that is not on sale, and stock that is there.
    amazon.run("listings", "inventory")
    assert read(
        "SELECT count(*) FROM seller.stranded_inventory s"
        " LEFT JOIN seller.listings l USING (account_id, marketplace_id, sku)"
        " LEFT JOIN seller.inventory i USING (account_id, marketplace_id, sku)"
        " WHERE l.status IS DISTINCT FROM 'Inactive'"
        "   OR i.fulfillable_units IS DISTINCT FROM s.fulfillable_units"
    ) == [(0,)]


def test_nothing_stranded_is_a_cancelled_report_and_believed_at_the_second_look(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "stranded_inventory")
    before = stranded()
    with monkeypatch.context() as patch:
        rewrite(patch, STRANDED, lambda _text: None)
        amazon.clock.advance(24 * 3600)
        assert states(amazon.run("stranded_inventory")) == {"waiting"}
        assert stranded() == before
        amazon.clock.advance(31 * 60)
        assert states(amazon.run("stranded_inventory")) == {"done"}
        assert stranded() == set()
    amazon.clock.advance(24 * 3600)
    assert states(amazon.run("stranded_inventory")) == {"done"}
    assert stranded() == before


def test_a_line_that_cannot_be_read_takes_no_other_away(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "stranded_inventory")
    before = stranded()

    def spoil(text: str) -> str:
        lines = text.split("\r\n")
        return "\r\n".join([lines[0], lines[1].replace("\tNew\t", "\tNew\tx\t"), ""])

    with monkeypatch.context() as patch:
        rewrite(patch, STRANDED, spoil)
        assert states(amazon.run("stranded_inventory", is_forced=True)) == {"partial"}
    assert stranded() == before


def test_the_simulator_s_old_stock_belongs_to_what_sells_less_and_less(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    shop = amazon.simulator.world.shop
    for day in (date(2025, 9, 1), date(2026, 4, 15)):
        now = int(parse_instant(f"{day}T12:00:00Z").timestamp())
        for place in SHOP_MARKETPLACES:
            for level in stock_levels(shop, place, now):
                assert sum(units for _, units in level.ages) == level.fulfillable
                is_closed = level.offer.share == 0
                if not is_closed and any(age > 180 for age, _ in level.ages):
                    assert level.offer.product.family.trend == "declining"
