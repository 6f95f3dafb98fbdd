"""Reimbursements: each line of Amazon's file becomes a row, or is refused with a reason."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from core.marketplaces import MARKETPLACES
from sync.reimbursement_rows import ReimbursementRow, numbered, placed
from sync.sources.reimbursements import REPORT
from tests.support.flat import document_of

US, DE, FR, GB = (
    MARKETPLACES[key]
    for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A13V1IB3VIYZZH", "A1F83G8C2ARO7P")
)
HEADER = (
    "approval-date\treimbursement-id\tcase-id\tamazon-order-id\treason\tsku\tfnsku\tasin\t"
    "product-name\tcondition\tcurrency-unit\tamount-per-unit\tamount-total\t"
    "quantity-reimbursed-cash\tquantity-reimbursed-inventory\tquantity-reimbursed-total\t"
    "original-reimbursement-id\toriginal-reimbursement-type"
)
LINE = (
    "2026-05-12T22:59:13+00:00\tR1\tC1\t111-1\tCustomerReturn\tAB-1\tX001\tB000000001\tA pan\t"
    "NewItem\tEUR\t12.34\t24.68\t2\t0\t2\t\t"
)
TAKEN_BACK = (
    "2026-06-12T09:59:13+00:00\tR2\t\t\tReversal\tAB-1\tX001\tB000000001\tA pan\t"
    "NewItem\tEUR\t-12.34\t-24.68\t-2\t2\t0\tR1\tLost_Warehouse"
)


def rows_of(*lines: str) -> list[ReimbursementRow]:
    refused: list[tuple[str, str]] = []
    document = document_of("\r\n".join((HEADER, *lines, "")))
    rows = REPORT.rows(document, DE, lambda why, line: refused.append((why, line.raw())))
    assert refused == []
    return rows


def test_a_payment_is_read_to_the_cent() -> None:
    (row,) = rows_of(LINE)
    assert (row.reimbursement_id, row.case_id, row.amazon_order_id) == ("R1", "C1", "111-1")
    assert (row.total_amount, row.amount_per_unit) == (Decimal("24.68"), Decimal("12.34"))
    assert (row.cash_units, row.inventory_units, row.currency) == (2, 0, "EUR")
    assert row.local_date == date(2026, 5, 13)


def test_what_is_taken_back_is_negative_and_names_the_first_payment() -> None:
    (row,) = rows_of(TAKEN_BACK)
    assert (row.total_amount, row.cash_units, row.inventory_units) == (Decimal("-24.68"), -2, 2)
    assert row.original_reimbursement_id == "R1"


def test_lines_of_one_number_are_numbered_the_same_in_whatever_order_they_come() -> None:
    other = LINE.replace("AB-1", "AA-1")
    one, two = numbered(rows_of(LINE, other)), numbered(rows_of(other, LINE))
    assert sorted(one) == sorted(two)
    assert {(row.sku, row.line_no) for row in one} == {("AA-1", 0), ("AB-1", 1)}
    assert [row.line_no for row in numbered(rows_of(LINE, TAKEN_BACK))] == [0, 0]


def test_the_marketplace_is_the_order_s_or_the_only_one_with_the_currency() -> None:
    (row,) = rows_of(LINE)
    by_order = placed(row, {"111-1": FR.marketplace_id}, [DE, FR])
    assert by_order.marketplace_id == FR.marketplace_id
    assert placed(row, {}, [DE, GB]).marketplace_id == DE.marketplace_id
    assert placed(row, {}, [DE, FR]).marketplace_id is None
    american = placed(row._replace(currency="USD"), {}, [US])
    assert (american.marketplace_id, american.local_date) == (US.marketplace_id, date(2026, 5, 12))


@pytest.mark.parametrize(
    ("old", "new"),
    [("24.68", ""), ("24.68", "24,6,8"), ("24.68", "NaN"), ("EUR", ""), ("R1", ""),
     ("CustomerReturn", ""), ("2026-05-12T22:59:13+00:00", "2026-05-12"), ("\t2\t0\t", "\tx\t0\t"),
     ("\t2\t0\t", "\t0.5\t0\t")],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_left_out_with_its_reason(old: str, new: str) -> None:
    refused: list[tuple[str, str]] = []
    document = document_of("\n".join((HEADER, LINE.replace(old, new), TAKEN_BACK)))
    rows = REPORT.rows(document, DE, lambda why, line: refused.append((why, line.raw())))
    assert len(rows) == 1
    [(why, raw)] = refused
    assert "Line 2 " in why
    assert json.loads(raw)["sku"] == "AB-1"
