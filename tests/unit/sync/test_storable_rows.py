"""What no table can hold is refused row by row, before it stops a page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.errors import DataError
from sync.storable import check_row


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
