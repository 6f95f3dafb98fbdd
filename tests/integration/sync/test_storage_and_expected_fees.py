"""Streams `storage_fees` and `fee_estimates`: both agree with what Amazon has charged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.clock import parse_instant
from simulator.reports.kinds import KINDS, Kind
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.fees import charged_fulfilment_fee, fulfilment_fee
from simulator.shop.products import offers
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
STORAGE, FEES = "GET_FBA_STORAGE_FEE_CHARGES_DATA", "GET_FBA_ESTIMATED_FBA_FEES_TXT_DATA"
DAY = 24 * 3600
MONTHS = "SELECT DISTINCT month::text FROM seller.storage_fees ORDER BY 1"


def months() -> list[str]:
    return [month for (month,) in read(MONTHS)]


def asked(amazon: Amazon) -> int:
    return amazon.simulator.world.rates.served["createReport"]


def test_a_month_s_storage_is_to_the_cent_what_the_money_says(amazon_of: Make) -> None:
    amazon = amazon_of(days=35)
    assert states(amazon.run("marketplaces", "finances", "storage_fees")) == {"done"}
    charged = dict(
        read(
            "SELECT t.marketplace_id, -sum(a.amount) FROM seller.transactions t"
            " JOIN seller.transaction_amounts a USING (account_id, transaction_id)"
            " WHERE a.kind = 'storage_fee' GROUP BY 1"
        )
    )
    told = dict(
        read(
            "SELECT marketplace_id, sum(fee_amount) FROM seller.storage_fees"
            " WHERE month = '2026-10-01' GROUP BY 1"
        )
    )
    assert len(charged) == len(SHOP_MARKETPLACES)
    assert told == charged
    assert months() == ["2026-08-01", "2026-09-01", "2026-10-01"]
    # Warehouses in Poland and Czechia are Germany's; quotation marks are no part of a name.
    [(centers,)] = read(
        "SELECT array_agg(DISTINCT fulfillment_center ORDER BY fulfillment_center)"
        " FROM seller.storage_fees WHERE marketplace_id = 'A1PA6795UKMFR9'"
    )
    assert centers == ["LEJ1", "PRG2", "WRO5"]
    assert [one.rows_written for one in amazon.run("storage_fees", is_forced=True)] == [0, 0]


def test_a_month_is_asked_for_from_the_middle_of_the_next_one_and_once(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.clock.move_to(parse_instant("2026-11-14T12:00:00Z"))
    amazon.run("marketplaces", "storage_fees")
    assert months() == ["2026-08-01", "2026-09-01"]
    before = asked(amazon)
    amazon.clock.advance(DAY)
    amazon.run("storage_fees")
    assert months()[-1] == "2026-10-01"
    assert asked(amazon) == before + 3
    amazon.clock.advance(DAY)
    assert states(amazon.run("storage_fees")) == {"done"}
    assert asked(amazon) == before + 3


def test_a_month_that_is_late_is_looked_at_again_each_day(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    with monkeypatch.context() as patch:
        patch.setitem(KINDS, STORAGE, Kind(True, 0, lambda _wish: None, 366 * DAY))
        assert states(amazon.run("marketplaces", "storage_fees")) == {"done", "waiting"}
        amazon.clock.advance(4 * 3600 + 60)
        assert states(amazon.run("storage_fees")) == {"done"}
        before = asked(amazon)
        amazon.clock.advance(3600)
        amazon.run("storage_fees")
        assert asked(amazon) == before
    assert months() == []
    amazon.clock.advance(DAY)
    assert states(amazon.run("storage_fees")) == {"done"}
    # August is older than two months: if it never came, it will not come.
    assert months() == ["2026-09-01", "2026-10-01"]


def test_older_months_come_with_a_backfill(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "storage_fees")
    amazon.run("storage_fees", kind="backfill", backfill_days=150)
    assert months() == ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01", "2026-10-01"]
    before = asked(amazon)
    amazon.run("storage_fees")
    assert asked(amazon) == before


def test_estimates_are_what_is_charged_but_for_what_amazon_has_measured_wrong(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=35)
    assert states(amazon.run("marketplaces", "orders", "finances", "fee_estimates")) == {"done"}
    rows = read(
        "SELECT e.marketplace_id, e.sku, e.fulfillment_fee_amount, c.charged"
        " FROM seller.fee_estimates e JOIN ("
        "   SELECT t.account_id, t.marketplace_id, a.sku, -sum(a.amount) / sum(a.quantity)"
        "     AS charged"
        "   FROM seller.transactions t JOIN seller.transaction_amounts a"
        "     USING (account_id, transaction_id)"
        "   WHERE t.is_counted AND a.kind = 'fulfilment_fee' AND a.quantity > 0"
        "     AND t.transaction_type = 'Shipment' GROUP BY 1, 2, 3"
        " ) c USING (account_id, marketplace_id, sku)"
    )
    assert len(rows) > 100
    today = date(2026, 11, 20)
    wrong = {
        (place.marketplace_id, offer.sku)
        for place in SHOP_MARKETPLACES
        for offer in offers(place.marketplace_id)
        if charged_fulfilment_fee(offer, today) > fulfilment_fee(offer)
    }
    assert {(place, sku) for place, sku, expected, charged in rows if charged > expected} == wrong
    assert 3 <= len(wrong) <= 9
    assert all(
        charged == expected for place, sku, expected, charged in rows if (place, sku) not in wrong
    )


def test_every_offer_has_an_estimate_in_its_currency(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    assert states(amazon.run("marketplaces", "fee_estimates")) == {"done"}
    stored = {
        (place, sku): tuple(row)
        for place, sku, *row in read(
            "SELECT marketplace_id, sku, currency, fulfillment_fee_amount, total_fee_amount"
            " - referral_fee_amount - closing_fee_amount FROM seller.fee_estimates"
        )
    }
    assert stored == {
        (place.marketplace_id, offer.sku): (place.currency, *[_euros(fulfilment_fee(offer))] * 2)
        for place in SHOP_MARKETPLACES
        for offer in offers(place.marketplace_id)
        if offer.is_fba
    }
    assert read(
        "SELECT count(*) FROM seller.fee_estimates WHERE size_tier IS NULL OR weight IS NULL"
        " OR length_unit IS NULL OR longest_side < median_side OR median_side < shortest_side"
    ) == [(0,)]
    assert [one.rows_written for one in amazon.run("fee_estimates", is_forced=True)] == [0, 0]


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def test_the_window_of_the_estimates_is_72_hours_and_is_asked_anew_each_day(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazon = amazon_of(days=1)
    windows = []
    made = KINDS[FEES].make

    def spy(wish: Any) -> Any:
        windows.append((wish.last - wish.first, wish.last))
        return made(wish)

    monkeypatch.setitem(KINDS, FEES, Kind(True, 0, spy, 3 * DAY))
    amazon.run("marketplaces", "fee_estimates")
    amazon.clock.advance(DAY)
    amazon.run("fee_estimates")
    assert {hours for hours, _ in windows} == {72 * 3600}
    assert len({last for _, last in windows}) == 2


def test_the_storage_of_the_last_quarter_costs_more(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", "storage_fees")
    rates = dict(
        read(
            "SELECT month::text, max(storage_rate_amount) FROM seller.storage_fees"
            " WHERE currency = 'USD' GROUP BY 1"
        )
    )
    assert rates["2026-10-01"] > 2 * rates["2026-09-01"]
