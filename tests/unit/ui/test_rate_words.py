"""Rates of exchange in words: each with its day, which is written once where it is the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from data.notes import RateUsed
from ui.rates import rate_words


def rate(currency: str, per_unit: str, day: date) -> RateUsed:
    return RateUsed(currency, "EUR", Decimal(per_unit), day, date(2024, 1, 1))


FRIDAY, THURSDAY = date(2026, 11, 20), date(2026, 11, 19)


def test_one_day_for_all_is_written_once() -> None:
    rates = {"USD": rate("USD", "0.8", FRIDAY), "JPY": rate("JPY", "0.0061237", FRIDAY)}
    assert rate_words(rates, {"USD", "JPY"}) == (
        "1 JPY = 0.006124 EUR and 1 USD = 0.8000 EUR (20 Nov)"
    )
    assert rate_words(rates, {"USD"}) == "1 USD = 0.8000 EUR (20 Nov)"


def test_rates_of_different_days_have_a_day_each() -> None:
    rates = {"USD": rate("USD", "0.8", FRIDAY), "BRL": rate("BRL", "0.16", THURSDAY)}
    assert rate_words(rates, {"USD", "BRL"}) == (
        "1 BRL = 0.1600 EUR (19 Nov) and 1 USD = 0.8000 EUR (20 Nov)"
    )
