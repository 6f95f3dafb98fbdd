"""Transactions out of listTransactions (Finances 2024-06-19), with the leaves of their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES, Marketplace
from core.money import parse_amount
from sync.money_kinds import kind_of
from sync.personal import cause_of
from sync.storable import check_fields

# Where parts do not add up to their sum, the difference is a leaf of its own under this name.
REST = "(not broken down)"


class TransactionRow(NamedTuple):
    """A row of seller.transactions, without account, provenance and `is_counted`."""

    transaction_id: str
    connection_id: int
    marketplace_id: str | None
    transaction_type: str
    status: str
    description: str | None
    posted_at: datetime
    local_date: date
    currency: str | None
    total_amount: Decimal
    amazon_order_id: str | None
    refund_id: str | None
    settlement_id: str | None
    event_group_id: str | None
    deferred_transaction_id: str | None
    release_transaction_id: str | None
    deferral_reason: str | None
    matures_at: datetime | None


class AmountRow(NamedTuple):
    """A row of seller.transaction_amounts, without account and provenance."""

    transaction_id: str
    line_no: int
    path: str
    kind: str
    asin: str | None
    sku: str | None
    quantity: int
    currency: str
    amount: Decimal


class OneTransaction(NamedTuple):
    """A transaction and its leaves, which add up to its total."""

    row: TransactionRow
    amounts: tuple[AmountRow, ...]


class _Leaf(NamedTuple):
    path: tuple[str, ...]
    amount: Decimal
    product: dict[str, Any]


def parse_transaction(
    entry: dict[str, Any], connection_id: int, fallback: Marketplace
) -> OneTransaction:
    """Read one transaction. `fallback` gives the day of one without a marketplace.

    Raises DataError when what every transaction has is missing: number, type, status,
    time, total with its currency.
    """
    number = number_of(entry)
    try:
        found = _parse(entry, connection_id, fallback)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise DataError(f"The transaction {number} cannot be read: {cause_of(error)}.") from error
    check_fields(found, f"The transaction {number}")
    return found


def number_of(entry: Any) -> str | None:
    """Return the number of a transaction that may make no sense; None when it has none."""
    number = entry.get("transactionId") if isinstance(entry, dict) else None
    return number if number and isinstance(number, str) else None


def _parse(entry: dict[str, Any], connection_id: int, fallback: Marketplace) -> OneTransaction:
    number = str(entry["transactionId"] or "")
    status, kind = str(entry["transactionStatus"] or ""), str(entry["transactionType"] or "")
    if not (number and status and kind):
        raise ValueError("no number, type or status")
    total, currency = _required(entry["totalAmount"])
    marketplace_id = _word((entry.get("marketplaceDetails") or {}).get("marketplaceId"))
    place = MARKETPLACES.get(marketplace_id or "", fallback)
    posted = parse_instant(entry["postedDate"])
    names = _identifiers(entry)
    held = _context(entry, "DeferredContext")
    matures = held.get("maturityDate")
    row = TransactionRow(
        number,
        connection_id,
        marketplace_id,
        kind,
        status,
        _word(entry.get("description")),
        posted,
        posted.astimezone(place.zone).date(),
        currency,
        total,
        names.get("ORDER_ID"),
        names.get("REFUND_ID"),
        names.get("SETTLEMENT_ID"),
        names.get("FINANCIAL_EVENT_GROUP_ID"),
        names.get("DEFERRED_TRANSACTION_ID"),
        names.get("RELEASE_TRANSACTION_ID"),
        _word(held.get("deferralReason")),
        parse_instant(matures) if matures else None,
    )
    leaves = _leaves_of(entry, total, currency)
    return OneTransaction(row, tuple(_amounts(number, currency, leaves)))


def _amounts(number: str, currency: str, leaves: Iterable[_Leaf]) -> Iterator[AmountRow]:
    for line, leaf in enumerate(leaves):
        asin, sku = _word(leaf.product.get("asin")), _word(leaf.product.get("sku"))
        units = int(leaf.product.get("quantityShipped") or 0)
        words = "/".join(leaf.path)
        kind = kind_of(leaf.path)
        yield AmountRow(number, line, words, kind, asin, sku, units, currency, leaf.amount)


def _leaves_of(entry: dict[str, Any], total: Decimal, currency: str) -> list[_Leaf]:
    """Return leaves that add up to the total.

    A transaction's own breakdowns repeat those of its items: the items' are taken, as they
    name the product. Where items give less than the total, the transaction's own are taken
    if these add up.
    """
    of_items = [leaf for item in entry.get("items") or () for leaf in _item(item, currency)]
    if _sum(of_items) == total and of_items:
        return of_items
    own = list(_walk(entry.get("breakdowns"), (), {}, currency))
    if _sum(own) == total and own:
        return own
    best = of_items or own
    return [*best, *_rest((), total - _sum(best), {})]


def _item(item: dict[str, Any], currency: str) -> list[_Leaf]:
    product = _context(item, "ProductContext")
    leaves = list(_walk(item.get("breakdowns"), (), product, currency))
    if item.get("totalAmount"):
        amount = _in(item["totalAmount"], currency)
        leaves += _rest((), amount - _sum(leaves), product)
    return leaves


def _walk(
    nodes: Iterable[dict[str, Any]] | None,
    above: tuple[str, ...],
    product: dict[str, Any],
    currency: str,
) -> Iterator[_Leaf]:
    """Yield the leaves below some nodes; each node's leaves add up to the node."""
    for node in nodes or ():
        path = (*above, str(node.get("breakdownType") or "?"))
        amount = _in(node.get("breakdownAmount"), currency)
        parts = list(_walk(node.get("breakdowns"), path, product, currency))
        if parts:
            yield from parts
            yield from _rest(path, amount - _sum(parts), product)
        elif amount:
            yield _Leaf(path, amount, product)


def _rest(path: tuple[str, ...], amount: Decimal, product: dict[str, Any]) -> list[_Leaf]:
    return [_Leaf((*path, REST), amount, product)] if amount else []


def _sum(leaves: Iterable[_Leaf]) -> Decimal:
    return sum((leaf.amount for leaf in leaves), Decimal(0))


def _required(money: dict[str, Any]) -> tuple[Decimal, str]:
    amount, currency = parse_amount(money["currencyAmount"]), str(money["currencyCode"] or "")
    if amount is None or not currency:
        raise ValueError("no total")
    return amount, currency


def _in(money: dict[str, Any] | None, currency: str) -> Decimal:
    """Return a part's amount. Parts in another currency cannot be added: ValueError."""
    amount, own = _required(money or {"currencyAmount": 0, "currencyCode": currency})
    if own != currency:
        raise ValueError("a part is in another currency than the total")
    return amount


def _identifiers(entry: dict[str, Any]) -> dict[str, str]:
    return {
        str(one.get("relatedIdentifierName")): str(one["relatedIdentifierValue"])
        for one in entry.get("relatedIdentifiers") or ()
        if one.get("relatedIdentifierValue")
    }


def _context(entry: dict[str, Any], kind: str) -> dict[str, Any]:
    for one in entry.get("contexts") or ():
        if one.get("contextType") == kind:
            return dict(one)
    return {}


def _word(value: Any) -> str | None:
    return str(value) if value not in (None, "") else None
