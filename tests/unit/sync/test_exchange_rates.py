"""The European Central Bank's files: read exactly, the smallest that is enough."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.errors import DataError, RetryableError
from simulator.exchange import easter, fixing_days, is_fixing_day, rate_on
from sync.sources.fx_rates import choose_file, read_rates

HEAD = (
    "<?xml version='1.0'?><gesmes:Envelope xmlns:gesmes='http://www.gesmes.org/xml/2002-08-01'"
    " xmlns='http://www.ecb.int/vocabulary/2002-08-01/eurofxref'><Cube>"
)
TAIL = "</Cube></gesmes:Envelope>"


def read(body: str, first: date = date(2026, 1, 1)) -> dict[tuple[date, str], Decimal]:
    rows = read_rates(io.BytesIO((HEAD + body + TAIL).encode()), first)
    return {(row.rate_on, row.currency): row.per_euro for row in rows}


def test_rates_are_read_to_the_last_digit_and_other_currencies_left_out() -> None:
    body = (
        "<Cube time='2026-11-20'><Cube currency='USD' rate='1.0825'/>"
        "<Cube currency='JPY' rate='163.17'/><Cube currency='BGN' rate='1.9558'/></Cube>"
        "<Cube time='2025-12-31'><Cube currency='USD' rate='1.1'/></Cube>"
    )
    assert read(body) == {
        (date(2026, 11, 20), "USD"): Decimal("1.0825"),
        (date(2026, 11, 20), "JPY"): Decimal("163.17"),
    }


@pytest.mark.parametrize("rate", ["", "0", "-1", "x", "NaN"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    with pytest.raises(DataError):
        read(f"<Cube time='2026-11-20'><Cube currency='USD' rate='{rate}'/></Cube>")


@pytest.mark.parametrize("body", ["", "<Cube time='2026-11-20'><Cube", "<Cube time='2026-11-20'/>"])
def test_an_empty_or_cut_file_is_asked_for_again(body: str) -> None:
    with pytest.raises(RetryableError):
        read(body)


@pytest.mark.parametrize(
    ("newest", "name"),
    [
        (None, "eurofxref-hist.xml"),
        (date(2026, 11, 23), "eurofxref-daily.xml"),
        (date(2026, 11, 20), "eurofxref-hist-90d.xml"),
        (date(2026, 9, 15), "eurofxref-hist-90d.xml"),
        (date(2026, 6, 1), "eurofxref-hist.xml"),
    ],
)
def test_the_smallest_file_that_is_enough_is_fetched(newest: date | None, name: str) -> None:
    assert choose_file(newest, date(2026, 11, 24)) == name


def test_the_simulated_bank_closes_as_the_real_one_does() -> None:
    assert easter(2026) == date(2026, 4, 5)
    assert easter(2025) == date(2025, 4, 20)
    closed = [date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 12, 25),
              date(2026, 11, 22)]  # fmt: skip
    assert [is_fixing_day(day) for day in closed] == [False] * 5
    assert is_fixing_day(date(2026, 11, 24))


def test_a_fixing_never_changes_and_today_s_comes_in_the_afternoon() -> None:
    morning = datetime(2026, 11, 24, 9, tzinfo=UTC)
    evening = datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert next(fixing_days(morning, 1)) == date(2026, 11, 23)
    assert next(fixing_days(evening, 1)) == date(2026, 11, 24)
    assert set(list(fixing_days(evening, 90))[1:]) <= set(fixing_days(morning, 90))
    assert rate_on(7, "USD", date(2026, 11, 20)) == rate_on(7, "USD", date(2026, 11, 20))
