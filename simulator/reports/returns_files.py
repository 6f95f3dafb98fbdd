"""The files of returns: FBA customer returns, and returns to the seller by return date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from simulator.formats import cents, report_time
from simulator.shop.money_events import paid_back
from simulator.shop.reimbursements import DAMAGED, reimbursements_of_day
from simulator.shop.returns import AMAZON_S_FAULT, SellerReturn, UnitReturn

FBA_COLUMNS = (
    "return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity",
    "fulfillment-center-id", "detailed-disposition", "reason", "status", "license-plate-number",
    "customer-comments",
)  # fmt: skip
SELLER_COLUMNS = (
    "Order ID", "Order date", "Return request date", "Return request status", "Amazon RMA ID",
    "Merchant RMA ID", "Label type", "Label cost", "Currency code", "Return carrier",
    "Tracking ID", "Label to be paid by", "A-to-Z Claim", "Is prime", "ASIN", "Merchant SKU",
    "Item Name", "Return quantity", "Return Reason", "In policy", "Return type", "Resolution",
    "Invoice number", "Return delivery date", "Order Amount", "Order quantity",
    "SafeT Action reason", "SafeT claim id", "SafeT claim state", "SafeT claim creation time",
    "SafeT claim reimbursement amount", "Refunded Amount",
)  # fmt: skip


def is_reimbursed(seed: int, one: UnitReturn, now: int) -> bool:
    """Tell whether Amazon has paid for a unit that came back broken by its own fault."""
    return one.disposition in AMAZON_S_FAULT and any(
        paid.order_id == one.order.order_id and paid.offer is one.line.offer
        and paid.reason == DAMAGED and paid.second <= now
        for paid in reimbursements_of_day(seed, one.order.place, one.order.day)
    )  # fmt: skip


def _unit(seed: int, one: UnitReturn, now: int) -> str:
    offer = one.line.offer
    values = (
        report_time(one.dated_at(now)),
        one.order.order_id,
        offer.sku,
        offer.product.asin,
        offer.fnsku,
        offer.title,
        1,
        one.centre,
        one.disposition,
        one.reason,
        "Reimbursed" if is_reimbursed(seed, one, now) else "Unit returned to inventory",
        one.lpn,
        # Buyers write their names here.
        f"Please refund, {one.order.buyer.name}" if one.reason == "DEFECTIVE" else "",
    )
    return "\t".join(str(value) for value in values)


def _day(one: SellerReturn, second: int) -> str:
    """Write a day the way these files do: 25-Nov-2026, in the marketplace's time."""
    return datetime.fromtimestamp(second, one.order.place.zone).strftime("%d-%b-%Y")


def _line(one: SellerReturn, now: int) -> str:
    order, line = one.order, one.line
    is_paid = one.refund.second <= now
    has_label = bool(one.rma)
    carrier, payer = ("UPS", "Customer") if has_label else ("", "")
    currency = order.place.currency
    whole = sum(paid_back(row) for row in order.lines)
    values = (
        order.order_id, _day(one, order.created), _day(one, one.requested),
        "Approved" if has_label else "Completed", one.rma, "",
        "AmazonUnPaidLabel" if has_label else "", "7.49" if has_label else "", currency, carrier,
        f"1Z{line.order_item_id}" if has_label else "", payer, "N", "N", line.offer.product.asin,
        line.offer.sku, line.offer.title, line.quantity, one.reason, "Y", "C-Returns",
        "StandardRefund", "", _day(one, one.refund.second) if is_paid and has_label else "",
        cents(whole), sum(row.quantity for row in order.lines), "", "", "", "", "",
        cents(paid_back(line)) if is_paid else "",
    )  # fmt: skip
    return "\t".join(str(value) for value in values)


def unit_returns_file(seed: int, rows: Iterable[UnitReturn], now: int) -> str:
    """Return the text of the FBA customer returns report."""
    lines = ["\t".join(FBA_COLUMNS), *(_unit(seed, one, now) for one in rows)]
    return "\r\n".join(lines) + "\r\n"


def seller_returns_file(rows: Iterable[SellerReturn], now: int) -> str:
    """Return the text of the returns report by return date."""
    return "\r\n".join(["\t".join(SELLER_COLUMNS), *(_line(one, now) for one in rows)]) + "\r\n"
