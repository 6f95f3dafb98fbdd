"""Amounts stay exact, instants keep their zone, a test owns its clock."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import FakeClock, StandingClock, SystemClock, format_instant, parse_instant
from core.money import (
    amount_format,
    currency_symbol,
    format_amount,
    parse_amount,
    with_symbol,
)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**12))
def test_an_amount_written_as_text_comes_back_exactly(amount: Decimal) -> None:
    assert parse_amount(str(amount)) == amount


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("12.34", "12.34"), (0.1, "0.1"), (19.99, "19.99"), (1e-7, "1E-7"), (5, "5"),
        ("-3.10", "-3.10"),
        ("0.00", "0.00"), (" 7 ", "7"), (Decimal("1.10"), "1.10"), ("1000", "1000"), ("+2", "2"),
    ],
)  # fmt: skip
def test_amounts_as_amazon_writes_them(value: object, amount: str) -> None:
    assert parse_amount(value) == Decimal(amount)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_unknown_amount_is_none_and_never_zero(value: object) -> None:
    assert parse_amount(value) is None


@pytest.mark.parametrize(
    "value",
    ["abc", "1,234.50", "$5", "NaN", "inf", "-Infinity", float("nan"), "1.2.3", "1e", "--1"],
)
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="is not an amount of money"):
        parse_amount(value)


@pytest.mark.parametrize(
    ("amount", "currency", "cents", "text"),
    [
        (Decimal("1234.5"), "USD", True, "$1,234.50"),
        (Decimal("1234.5"), "EUR", True, "€1,234.50"),
        (Decimal("1234"), "JPY", True, "¥1,234"),
        (Decimal("-5"), "GBP", True, "-£5.00"),
        (Decimal("1234.4"), "USD", False, "$1,234"),
        (Decimal("0"), "USD", True, "$0.00"),
        (None, "USD", True, "–"),
    ],
)
def test_amounts_are_written_the_way_people_expect(
    amount: Decimal | None, currency: str, cents: bool, text: str
) -> None:
    assert format_amount(amount, currency, cents=cents) == text


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        (-1206.44, "USD", "-$1,206.44"),
        (-6.31, "EUR", "-€6.31"),
        (1206.44, "USD", "$1,206.44"),
        (-5200, "JPY", "-¥5,200"),
        (-0.001, "USD", "$0.00"),
        (-0.01, "CHF", "-CHF 0.01"),
    ],
)
def test_the_minus_stands_before_the_sign_of_the_currency(amount, currency, words) -> None:
    symbol, digits = amount_format(currency)
    assert with_symbol(amount, symbol, digits) == words
    if "CHF" not in words:
        assert format_amount(round(Decimal(str(amount)), 2) + 0, currency) == words


def test_a_currency_has_its_sign() -> None:
    assert [currency_symbol(one) for one in ("USD", "EUR", "GBP")] == ["$", "€", "£"]


@pytest.mark.parametrize(
    "text", ["2026-11-23T08:00:00Z", "2026-11-23T09:00:00+01:00", " 2026-11-23T00:00:00-08:00 "]
)
def test_instants_are_read_as_utc(text: str) -> None:
    instant = parse_instant(text)
    assert instant == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert instant.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-23", "2026-11-23T08:00:00", "2026-13-01T00:00:00Z"]
)
def test_an_instant_without_a_zone_says_nothing(text: str) -> None:
    with pytest.raises(ValueError):
        parse_instant(text)


@given(st.datetimes(datetime(1980, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))
def test_an_instant_written_and_read_is_the_same_second(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant.astimezone(UTC).replace(microsecond=0)


def test_a_fake_clock_moves_only_when_somebody_waits() -> None:
    start = datetime(2026, 11, 20, 13, tzinfo=timezone(timedelta(hours=1)))
    clock = FakeClock(start)
    assert clock.now() == clock.now() == start
    clock.sleep(90)
    clock.sleep(-5)
    assert clock.now() == start + timedelta(seconds=90)
    assert clock.monotonic() == 90
    clock.move_to(start)
    assert clock.now() == start
    assert clock.monotonic() == 90


def test_a_fake_clock_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FakeClock(datetime(2026, 1, 1))


def test_a_fake_clock_loses_no_wait_of_many_threads() -> None:
    clock = FakeClock(datetime(2026, 1, 1, tzinfo=UTC))
    threads = [
        threading.Thread(target=lambda: [clock.sleep(1) for _ in range(200)]) for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert clock.monotonic() == 1600


def test_a_standing_clock_stands_while_the_counter_runs() -> None:
    clock = StandingClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
    first = clock.monotonic()
    assert clock.now() == clock.now() == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert clock.monotonic() >= first


def test_the_machines_clock_is_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    SystemClock().sleep(-1)
