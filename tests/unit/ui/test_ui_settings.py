"""What is typed into a table of settings becomes entries, or a sentence that names the row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from core.errors import QueryError
from data.entries import Cost, Expense, Target
from ui.settings.rows import find_changes, table_of
from ui.settings.tables import _with_all_places

FIELDS = [
    "item_kind", "item", "marketplace_id", "valid_from", "currency", "goods_amount",
    "freight_amount", "other_amount",
]  # fmt: skip
ROW = ("sku", "A-1", "", date(2026, 1, 1), "EUR", Decimal("4.20"), Decimal("0.60"), Decimal(0))


def saved(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=FIELDS, dtype=object)
    table = table_of(Cost, frame, FIELDS)
    table["marketplace_id"] = table["marketplace_id"].replace("", "all")
    return table


def changes(before: pd.DataFrame, after: pd.DataFrame):
    return find_changes(Cost, before, after, _with_all_places)


def test_an_untouched_table_changes_nothing() -> None:
    assert changes(saved(ROW), saved(ROW)).is_empty


def test_a_changed_amount_is_saved_exactly() -> None:
    after = saved(ROW)
    after.loc[0, "goods_amount"] = 4.35
    (entry,) = changes(saved(ROW), after).written
    assert isinstance(entry, Cost)
    assert entry.goods_amount == Decimal("4.35")
    assert entry.marketplace_id == ""


def test_a_new_row_and_a_row_that_is_gone() -> None:
    after = saved(("asin", "B00000000A", "all", date(2026, 2, 1), "USD", Decimal(3), None, None))
    found = changes(saved(ROW), after)
    assert [entry.item for entry in found.written] == ["B00000000A"]
    assert found.gone == [
        {"item_kind": "sku", "item": "A-1", "marketplace_id": "", "valid_from": date(2026, 1, 1)}
    ]


def test_an_empty_row_is_no_row() -> None:
    empty = pd.DataFrame([[None] * len(FIELDS)], columns=FIELDS)
    assert changes(saved(ROW), pd.concat([saved(ROW), empty])).is_empty


@pytest.mark.parametrize(
    ("field", "value"),
    [("goods_amount", -1.0), ("valid_from", None), ("currency", "euros"), ("item", "  ")],
)
def test_a_row_that_cannot_be_saved_is_named(field: str, value: object) -> None:
    after = saved(ROW, ("sku", "A-2", "all", date(2026, 1, 1), "EUR", Decimal(1), None, None))
    after[field] = after[field].astype(object)
    after.loc[1, field] = value
    with pytest.raises(QueryError, match="Row 2"):
        changes(saved(ROW), after)


def test_the_same_thing_twice_is_refused() -> None:
    with pytest.raises(QueryError, match="Row 2 names the same thing"):
        changes(saved(ROW), saved(ROW, ROW))


def test_an_expense_without_a_number_yet_is_new() -> None:
    fields = ["expense_id", "name", "category", "marketplace_id", "spread", "starts_on",
              "ends_on", "amount", "currency"]  # fmt: skip
    before = table_of(Expense, pd.DataFrame(columns=fields, dtype=object), fields)
    row = (None, "Rent", "Rooms", "all", "monthly", date(2026, 1, 1), None, 310.0, "EUR")
    after = pd.DataFrame([row, row], columns=fields, dtype=object)
    found = find_changes(Expense, before, after, _with_all_places)
    assert len(found.written) == 2
    assert found.gone == []


def test_a_target_keeps_its_currency_when_its_amount_is_changed() -> None:
    fields = ["metric", "marketplace_id", "month", "target", "currency"]
    month = date(2026, 11, 1)
    rows = [
        ("profit", "", month, Decimal(32000), "EUR"),
        ("acos", "", month, Decimal("0.22"), None),
    ]
    before = table_of(Target, pd.DataFrame(rows, columns=fields, dtype=object), fields)
    assert list(before["currency"]) == ["EUR", None]
    after = before.copy()
    after.loc[0, "target"] = 33000.0
    changes = find_changes(Target, before, after, _with_all_places)
    assert changes.written == [
        Target(metric="profit", month=month, target=Decimal(33000), currency="EUR")
    ]
    assert changes.gone == []
