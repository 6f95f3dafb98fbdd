"""Lines of the fee reports as values: months, stores, warehouses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from core.clock import FakeClock
from core.marketplaces import MARKETPLACES
from sync.sources import fee_estimates, storage_fees
from tests.support.flat import row_of

US, DE = MARKETPLACES["ATVPDKIKX0DER"], MARKETPLACES["A1PA6795UKMFR9"]
UK = MARKETPLACES["A1F83G8C2ARO7P"]


def charge(**changes: str) -> storage_fees.ChargeRow:
    cells = {
        "asin": "B000000001", "fnsku": "X001", "fulfillment_center": "'LEJ1'",
        "country_code": "DE", "month_of_charge": "2026-10", "currency": "EUR",
        "average_quantity_on_hand": "18.5", "base_rate": "27.54",
        "estimated_monthly_storage_fee": "0.5312", **changes,
    }  # fmt: skip
    row = row_of(cells, DE, storage_fees.WORDS, storage_fees.REQUIRED)
    return storage_fees.parse(row, DE)


def test_a_charge_is_of_its_month_and_warehouse_and_exact_beyond_the_cent() -> None:
    row = charge()
    assert (row.month, row.fulfillment_center, row.fee_amount) == (
        date(2026, 10, 1), "LEJ1", Decimal("0.5312"),
    )  # fmt: skip
    assert (row.average_units, row.storage_rate_amount) == (Decimal("18.5"), Decimal("27.54"))
    assert charge(country_code="UK").country == "GB"
    assert charge(month_of_charge="2026-10-01").month == date(2026, 10, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"month_of_charge": "October"},
        {"month_of_charge": "--"},
        {"estimated_monthly_storage_fee": "--"},
        {"estimated_monthly_storage_fee": "1,234.5"},
        {"fnsku": ""},
    ],
)
def test_a_charge_without_its_month_product_or_amount_is_refused(changes) -> None:
    with pytest.raises(ValueError):
        charge(**changes)


def test_two_lines_of_a_product_in_a_warehouse_are_added_up() -> None:
    row = storage_fees.added(charge(), charge(average_quantity_on_hand="--"))
    assert (row.fee_amount, row.average_units) == (Decimal("1.0624"), Decimal("18.5"))


@pytest.mark.parametrize(
    ("instant", "newest"),
    [
        ("2026-11-14T12:00:00+00:00", "2026-09-01"),
        ("2026-11-15T12:00:00+00:00", "2026-10-01"),
        # In Germany it is the fifteenth already.
        ("2026-11-14T23:30:00+00:00", "2026-10-01"),
        ("2027-01-20T12:00:00+00:00", "2026-12-01"),
    ],
)
def test_a_month_is_wanted_from_the_middle_of_the_next(instant: str, newest: str) -> None:
    clock = FakeClock(datetime.fromisoformat(instant))
    context = SimpleNamespace(clock=clock, backfill_days=None)
    (start, end), *_ = storage_fees.months(context, DE)  # type: ignore[arg-type]
    assert start == datetime.fromisoformat(newest).replace(tzinfo=UTC)
    assert (end.hour, end.minute, end.second) == (23, 59, 59)
    assert end.month == start.month


def estimate(place=US, **changes: str) -> fee_estimates.EstimateRow | None:
    cells = {
        "sku": "S1", "asin": "B000000001", "currency": place.currency, "your-price": "19.99",
        "estimated-fee-total": "7.07", "estimated-referral-fee-per-unit": "3.00",
        "estimated-variable-closing-fee": "--", **changes,
    }  # fmt: skip
    row = row_of(cells, place, fee_estimates.WORDS, fee_estimates.REQUIRED)
    return fee_estimates.parse(row, place)


@pytest.mark.parametrize(
    ("place", "store", "is_ours"),
    [
        (US, "US", True), (US, "Amazon.com", True), (US, "CA", False), (US, "", True),
        (UK, "UK", True), (UK, "GB", True), (UK, "Amazon.co.uk", True), (DE, "UK", False),
        (DE, "Amazon.fr", False), (DE, "Germany", True),
    ],
)  # fmt: skip
def test_an_estimate_of_another_marketplace_is_left_out(place, store, is_ours) -> None:
    assert (estimate(place, **{"amazon-store": store}) is not None) == is_ours


def test_the_fee_of_the_own_country_is_read_however_amazon_calls_it() -> None:
    america = estimate(**{"expected-fulfillment-fee-per-unit": "4.07"})
    europe = estimate(
        DE,
        **{
            "expected-domestic-fulfilment-fee-per-unit": "4.07",
            "expected-efn-fulfilment-fee-per-unit-fr": "9.99",
        },
    )
    assert america is not None
    assert europe is not None
    assert america.fulfillment_fee_amount == europe.fulfillment_fee_amount == Decimal("4.07")
    # Two dashes are unknown, not nothing.
    assert america.closing_fee_amount is None
