"""Returns: each line of Amazon's files becomes a row, or is refused with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.errors import DataError
from core.marketplaces import MARKETPLACES
from sync.return_rows import ReturnRow, SellerReturn, added_lines, newest_units, placed
from sync.sources import returns_fba, returns_merchant
from tests.support.flat import document_of

US, DE, JP = (MARKETPLACES[key] for key in ("ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1VC38T7YXB528"))
FBA_HEADER = (
    "return-date\torder-id\tsku\tasin\tfnsku\tproduct-name\tquantity\tfulfillment-center-id\t"
    "detailed-disposition\treason\tstatus\tlicense-plate-number\tcustomer-comments"
)
FBA_LINE = (
    '2026-06-05T15:31:40+00:00\t114-1\tAB-1\tB000000001\tX001\tA 6" pan\t1\tLEX1\t'
    "CUSTOMER_DAMAGED\tNOT_COMPATIBLE\tUnit returned to inventory\tLPN1\tAnna Schmidt, Berlin"
)
SELLER_HEADER = (
    "Order ID\tReturn request date\tReturn request status\tAmazon RMA ID\tMerchant RMA ID\t"
    "Currency code\tASIN\tMerchant SKU\tItem Name\tReturn quantity\tReturn Reason\tResolution\t"
    "Refunded Amount\tOrder Item ID"
)
SELLER_LINE = (
    "028-1\t25-Nov-2026\tApproved\tD1RRMA\t\tEUR\tB000000001\tAB-1\tPfanne\t2\tCR-DEFECTIVE\t"
    "StandardRefund\t129,90\t77"
)


def read(report, text: str, place=US) -> tuple[list, list[tuple[str, str]]]:
    refused: list[tuple[str, str]] = []
    rows = report.rows(
        document_of(text), place, lambda why, line: refused.append((why, line.raw()))
    )
    return rows, refused


def units(*lines: str, header: str = FBA_HEADER, place=US) -> list[ReturnRow]:
    rows, refused = read(returns_fba.REPORT, "\r\n".join((header, *lines, "")), place)
    assert refused == []
    return rows


def sellers(*lines: str, place=DE) -> list[SellerReturn]:
    rows, refused = read(returns_merchant.REPORT, "\n".join((SELLER_HEADER, *lines)), place)
    assert refused == []
    return rows


def test_a_unit_is_read_without_what_the_buyer_wrote() -> None:
    (row,) = units(FBA_LINE)
    assert row.key == ("AFN", "LPN1", "114-1", "AB-1")
    assert (row.asin, row.fnsku, row.quantity) == ("B000000001", "X001", 1)
    assert (row.disposition, row.reason) == ("CUSTOMER_DAMAGED", "NOT_COMPATIBLE")
    assert (row.fulfillment_center, row.marketplace_id) == ("LEX1", None)
    assert row.local_date == date(2026, 6, 5)
    assert "Anna" not in repr(row)


def test_a_time_with_another_offset_is_the_same_instant() -> None:
    (row,) = units(FBA_LINE.replace("2026-06-05T15:31:40+00:00", "2026-06-06T01:31:40+09:00"),
                   place=JP)  # fmt: skip
    assert row.returned_at.isoformat() == "2026-06-05T16:31:40+00:00"
    assert row.local_date == date(2026, 6, 6)


def test_a_marketplace_without_the_column_status_is_read_too() -> None:
    cut = [part for part in FBA_LINE.split("\t") if part != "Unit returned to inventory"]
    (row,) = units("\t".join(cut), header=FBA_HEADER.replace("status\t", ""))
    assert (row.status, row.return_key) == (None, "LPN1")


def test_one_unit_with_two_dates_is_one_return_with_the_later_date() -> None:
    later = FBA_LINE.replace("06-05", "06-07")
    for lines in ((FBA_LINE, later), (later, FBA_LINE)):
        (row,) = newest_units(units(*lines))
        assert row.local_date == date(2026, 6, 7)


def test_units_without_a_label_are_added_up() -> None:
    line = FBA_LINE.replace("LPN1", "")
    (row,) = newest_units(units(line, line))
    assert (row.quantity, row.return_key) == (2, "no LPN 2026-06-05")


def test_the_order_s_marketplace_gives_the_day() -> None:
    (row,) = units(FBA_LINE.replace("15:31:40", "03:31:40"), place=DE)
    assert row.local_date == date(2026, 6, 5)
    known = placed(row, {"114-1": US.marketplace_id})
    assert (known.marketplace_id, known.local_date) == (US.marketplace_id, date(2026, 6, 4))
    assert placed(row, {}) == row


def test_a_return_to_the_seller_has_its_refund_to_the_cent() -> None:
    (one,) = sellers(SELLER_LINE)
    assert one.row.key == ("MFN", "D1RRMA", "028-1", "AB-1")
    assert (one.row.refunded_amount, one.row.currency) == (Decimal("129.90"), "EUR")
    assert one.row.returned_at.isoformat() == "2026-11-24T23:00:00+00:00"
    assert (one.row.local_date, one.row.marketplace_id) == (date(2026, 11, 25), DE.marketplace_id)


def test_a_refund_without_a_return_is_told_by_order_sku_and_day() -> None:
    (one,) = sellers(SELLER_LINE.replace("D1RRMA", ""))
    assert one.row.return_key == "no RMA 2026-11-25"


def test_two_lines_with_one_sku_are_added_up_and_a_repeated_one_counts_once() -> None:
    other = SELLER_LINE.replace("\t77", "\t78").replace("129,90", "10.05")
    (row,) = added_lines(sellers(SELLER_LINE, SELLER_LINE, other))
    assert (row.quantity, row.refunded_amount) == (4, Decimal("139.95"))
    unpaid = SELLER_LINE.replace("129,90", "")
    assert added_lines(sellers(unpaid))[0].refunded_amount is None


@pytest.mark.parametrize(
    ("report", "header", "line", "old", "new"),
    [
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "\t1\t", "\tone\t"),
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "\t1\t", "\t0\t"),
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "114-1", ""),
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "A 6", "A\t6"),
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "B000000001", ""),
        (returns_fba.REPORT, FBA_HEADER, FBA_LINE, "2026-06-05T15:31:40+00:00", "yesterday"),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "129,90", "1,234"),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "129,90", "1e3"),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "EUR", ""),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "25-Nov-2026", "31-Nov-2026"),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "25-Nov-2026", "25-Nix-2026"),
        (returns_merchant.REPORT, SELLER_HEADER, SELLER_LINE, "\t2\t", "\t1.5\t"),
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_left_out_with_its_reason_and_without_the_person(
    report, header: str, line: str, old: str, new: str
) -> None:
    rows, [(why, raw)] = read(report, "\n".join((header, line.replace(old, new), line)), DE)
    assert len(rows) == 1
    assert "Line 2 " in why
    assert "Anna" not in raw
    assert "114-1" in raw or "028-1" in raw or "lengths" in raw or old == "114-1"


def test_a_file_with_other_columns_is_no_returns_file() -> None:
    for text in ("", "sku\tasin\n", "<Error/>"):
        with pytest.raises(DataError, match="no column for"):
            read(returns_fba.REPORT, text)


def test_a_line_that_is_cut_off_is_set_aside_and_is_no_return_without_a_number() -> None:
    cut = FBA_LINE.rpartition("\tLPN1")[0]
    rows, refused = read(returns_fba.REPORT, "\n".join((FBA_HEADER, cut, FBA_LINE)))
    assert [row.return_key for row in rows] == ["LPN1"]
    assert len(refused) == 1
