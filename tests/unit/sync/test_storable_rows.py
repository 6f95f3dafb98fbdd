"""What no table can hold is refused row by row, before it stops a page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from core.errors import DataError
from sync.storable import check_fields, check_row


@pytest.mark.parametrize(
    "value",
    ["a\0b", "\ud800", "x" * 201, 2**31, -(2**31), Decimal("1e14"), Decimal("-1e400"),
     Decimal("NaN"), ("fine", "a\0b")],
)  # fmt: skip
def test_what_a_table_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(DataError, match="The row 7 cannot be stored"):
        check_row(("fine", value), "The row 7")


@pytest.mark.parametrize(
    "value",
    [None, True, "Größe ランプ 😀", 2**31 - 1, Decimal("99999999999999.99"), (), ("a", "b")],
)
def test_what_a_table_can_hold_is_let_through(value: Any) -> None:
    check_row((value, value), "The row 7")


class Row(NamedTuple):
    """A row as the streams make them."""

    sku: str
    title: str | None
    units: int
    amount: Decimal | None
    on: date | None


FINE = Row("S1", "Größe", 3, Decimal(1), date(2026, 11, 20))


def test_a_row_whose_fields_are_what_they_should_be_is_let_through() -> None:
    check_fields(FINE, "It")
    check_fields(FINE._replace(title="x" * 500, amount=0, on=None), "It")
    check_fields((FINE, (FINE, "plain")), "It")


@pytest.mark.parametrize(
    "changes",
    [{"title": "a\0b"}, {"title": 5}, {"title": ["a"]}, {"sku": "x" * 201}, {"sku": None},
     {"title": "x" * 4001}, {"units": 2**31}, {"units": 1.5}, {"units": True}, {"units": None},
     {"amount": Decimal("1e20")}, {"amount": "1.00"}, {"on": "2026-11-20"}],
)  # fmt: skip
def test_a_field_that_is_no_value_of_its_type_is_refused_and_named(changes: dict[str, Any]) -> None:
    [name] = changes
    for row in (FINE._replace(**changes), (FINE, (FINE._replace(**changes),))):
        with pytest.raises(DataError, match=f"It cannot be stored: its {name}"):
            check_fields(row, "It")
