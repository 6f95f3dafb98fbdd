"""What the page Settings must show: what people have entered, by plain SQL."""

from __future__ import annotations

from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.pages.html_tiles import tiles_of
from tests.pages.screen import alike
from tests.pages.true_health import read

# The tables of the page, in its order, each with a column that no other has.
_TABLES = {
    "seller.product_costs": "goods_amount",
    "seller.expenses": "spread",
    "seller.tax_rules": "is_in_prices",
    "seller.product_settings": "minimum_order_units",
    "seller.targets": "target",
}
_FIELDS = {
    "Days until goods arrive": "lead_time_days",
    "Days of safety": "safety_days",
    "Days an order should last": "target_cover_days",
}


def check_settings(app: AppTest) -> None:
    """Hold every table and field against what is stored; one without a rule fails."""
    frames = [one.value for one in app.dataframe]
    assert len(frames) == len(_TABLES)
    for frame, (table, mark) in zip(frames, _TABLES.items(), strict=True):
        assert mark in frame
        check_entries(frame, read(f"SELECT * FROM {table} WHERE account_id = :a"))
    (saved,) = read("SELECT * FROM seller.account_settings WHERE account_id = :a") or [{}]
    assert {one.label for one in app.number_input} == set(_FIELDS)
    for one in app.number_input:
        assert one.value == saved[_FIELDS[one.label]]
    values = {one.label: one.value for one in app.selectbox}
    assert values["Show amounts in"] == (saved["reporting_currency"] or "")
    assert values["Days run in"] == (saved["time_zone"] or "")
    assert not tiles_of(app)
    assert not app.get("plotly_chart")


def check_entries(frame: pd.DataFrame, rows: list[dict[str, Any]]) -> None:
    """Hold a table against its rows, in whatever order; an empty place is called all."""
    assert len(frame) == len(rows)
    names = [str(name) for name in frame.columns]
    shown = [[row[name] for name in names] for row in frame.to_dict("records")]
    true = [[_as_shown(name, row[name]) for name in names] for row in rows]
    for one, other in zip(sorted(shown, key=_rank), sorted(true, key=_rank), strict=True):
        wrong = [name for name, a, b in zip(names, one, other, strict=True) if not alike(a, b)]
        assert not wrong, (wrong, one, other)


def _as_shown(name: str, value: Any) -> Any:
    return "all" if name == "marketplace_id" and value == "" else value


def _rank(row: list[Any]) -> list[str]:
    numbers = [f"{float(one):.4f}" for one in row if _is_number(one)]
    return [*(str(one) for one in row if isinstance(one, str)), *numbers]


def _is_number(value: Any) -> bool:
    return not isinstance(value, str | bool) and hasattr(value, "__float__") and value == value
