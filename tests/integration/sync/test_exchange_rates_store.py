"""Rates of exchange come once for everybody, and are mended where the bank mends them."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.sync.conftest import Amazon, read


def test_rates_are_fetched_once_for_all_and_then_day_by_day(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=2)
    first, second = amazon.run("fx_rates")
    assert (first.state, second.state) == ("done", "done")
    assert first.rows_written > 13 * 480
    assert (second.rows_read, second.rows_written) == (0, 0)
    [(newest, currencies)] = read(
        "SELECT max(rate_on)::text, count(DISTINCT currency) FROM app.fx_rates"
    )
    assert (newest, currencies) == ("2026-11-19", 13)
    amazon.clock.advance(24 * 3600)
    third, _ = amazon.run("fx_rates")
    assert 13 <= third.rows_read < 13 * 70
    assert third.rows_written == 13
    assert read("SELECT max(rate_on)::text FROM app.fx_rates") == [("2026-11-20",)]


def test_a_rate_that_differs_is_replaced_and_equal_ones_left_alone(
    amazon_of: Callable[..., Amazon],
) -> None:
    amazon = amazon_of(days=2)
    amazon.run("fx_rates")
    [(right,)] = read("SELECT per_euro FROM app.fx_rates WHERE currency = 'USD'"
                      " AND rate_on = '2026-11-19'")  # fmt: skip
    read("UPDATE app.fx_rates SET per_euro = 9 WHERE currency = 'USD' AND rate_on = '2026-11-19'"
         " RETURNING 1")  # fmt: skip
    results = amazon.run("fx_rates", is_forced=True)
    assert sum(one.rows_written for one in results) == 1
    assert read("SELECT per_euro FROM app.fx_rates WHERE currency = 'USD'"
                " AND rate_on = '2026-11-19'") == [(right,)]  # fmt: skip


def test_a_bank_that_does_not_answer_stops_nothing_else(amazon_of: Callable[..., Amazon]) -> None:
    amazon = amazon_of(days=2)
    amazon.fault("http_error", operation="exchange", status=503, count=40)
    results = amazon.run()
    assert {one.state for one in results if one.stream == "fx_rates"} == {"failed"}
    assert {one.state for one in results if one.stream != "fx_rates"} == {"done"}
