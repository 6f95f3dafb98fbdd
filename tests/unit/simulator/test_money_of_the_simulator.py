"""The simulator's money: entries, settlements and payouts agree; history stays as it was."""

from __future__ import annotations

import pytest

from core.clock import parse_instant
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.money import MoneyLedger, money_of, settlement_at
from simulator.shop.shop import Shop

MIDDLE = second_of(parse_instant("2026-09-15T12:00:00Z"))


@pytest.mark.parametrize("place", SHOP_MARKETPLACES, ids=lambda one: one.country_code)
def test_lines_of_a_settlement_sum_to_its_payout(place) -> None:
    ledger = money_of(7)
    settlement = settlement_at(place, MIDDLE)
    lines = [
        (event.event_id, entry.cents)
        for event in ledger.settled(settlement)
        for entry in event.entries
    ]
    assert len({event_id for event_id, _ in lines}) > 100
    assert sum(cents for _, cents in lines) == ledger.payout(settlement) > 0


@pytest.mark.parametrize("place", SHOP_MARKETPLACES, ids=lambda one: one.country_code)
def test_settlements_follow_each_other_and_pay_every_event_once(place) -> None:
    ledger = money_of(7)
    one = settlement_at(place, MIDDLE)
    after = settlement_at(place, one.ends)
    assert (after.starts, after.settlement_id > one.settlement_id) == (one.ends, True)
    paid = [event.event_id for part in (one, after) for event in ledger.settled(part)]
    released = {
        event.event_id
        for event in ledger.events(place, one.starts, after.ends)
        if one.starts <= event.released < after.ends
    }
    assert len(paid) == len(set(paid))
    assert set(paid) == released


def test_the_ledger_is_the_same_when_it_is_worked_out_again() -> None:
    place = SHOP_MARKETPLACES[1]
    settlement = settlement_at(place, MIDDLE)
    again = MoneyLedger(Shop(7))
    assert [
        (event.event_id, event.entries, event.released) for event in again.settled(settlement)
    ] == [
        (event.event_id, event.entries, event.released)
        for event in money_of(7).settled(settlement)
    ]  # fmt: skip
