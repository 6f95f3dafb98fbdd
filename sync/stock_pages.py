"""The stock of a marketplace, page by page (FBA Inventory v1, getInventorySummaries).

The token of a page lives 30 seconds, so pages are read in one go or from the start again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from core.clock import format_instant, parse_instant
from core.errors import DataError, RejectedError, RetryableError, ThrottledError
from core.log import get_logger
from core.marketplaces import Marketplace
from sync.clients.retry import LONGEST_WAIT_SECONDS
from sync.known_fields import STOCK
from sync.personal import cause_of, kept_json
from sync.sources.base import StreamContext
from sync.storable import check_fields

# A page's token dies after 30 seconds: so long at most is waited with one.
PATIENCE_SECONDS = 20.0
# How often the reading starts again before it counts as failed.
MOST_STARTS = 4
_PATH = "/fba/inventory/v1/summaries"
_log = get_logger(__name__)


class StockRow(NamedTuple):
    """A row of seller.inventory, without account and provenance."""

    marketplace_id: str
    sku: str
    asin: str
    fnsku: str | None
    condition: str | None
    fulfillable_units: int
    inbound_units: int
    reserved_units: int
    researching_units: int
    unfulfillable_units: int
    total_units: int
    amazon_updated_at: datetime | None


class Snapshot(NamedTuple):
    """The stock of a marketplace.

    Not whole when it is only what has changed, or when a row of it could not be read.
    """

    rows: list[StockRow]
    is_whole: bool


UNITS = tuple(name for name in StockRow._fields if name.endswith("_units"))


def parse_summary(summary: dict[str, Any], marketplace_id: str) -> StockRow:
    """Read one inventory summary. Raises DataError when SKU, ASIN or the details are missing."""
    sku, asin = summary.get("sellerSku"), summary.get("asin")
    details = summary.get("inventoryDetails")
    is_named = isinstance(sku, str) and isinstance(asin, str) and sku and asin
    if not is_named or not isinstance(details, dict):
        raise DataError("A stock row has no SKU, no ASIN or no details.")
    inbound = sum(
        int(details.get(f"inbound{stage}Quantity") or 0)
        for stage in ("Working", "Shipped", "Receiving")
    )
    updated = summary.get("lastUpdatedTime")
    return StockRow(
        marketplace_id,
        str(sku),
        str(asin),
        summary.get("fnSku"),
        summary.get("condition"),
        int(details.get("fulfillableQuantity") or 0),
        inbound,
        _part(details, "reservedQuantity", "totalReservedQuantity"),
        _part(details, "researchingQuantity", "totalResearchingQuantity"),
        _part(details, "unfulfillableQuantity", "totalUnfulfillableQuantity"),
        int(summary.get("totalQuantity") or 0),
        parse_instant(updated) if updated else None,
    )


def _part(details: dict[str, Any], group: str, name: str) -> int:
    return int((details.get(group) or {}).get(name) or 0)


def _summaries(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a page. Without the list it is no empty stock, but a fault."""
    payload = answer["payload"]
    if not isinstance(payload, dict) or "inventorySummaries" not in payload:
        raise RetryableError("Amazon's answer about the stock is empty. Try again later.")
    return list(payload["inventorySummaries"] or ())


class _TokenLostError(Exception):
    """The next page could not be had before its token died. `seconds`: wait, then start again."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The next page of stock may be asked for in {seconds} seconds.")
        self.seconds = seconds


def read_stock(
    context: StreamContext, place: Marketplace, since: datetime | None, sku: str | None = None
) -> Snapshot:
    """Read all pages of a marketplace in one go; after a wait in between from the start.

    `since`: only what has changed from then on; `sku`: only that one. Raises RetryableError
    when that does not succeed, and ThrottledError when Amazon allows no more calls for long.
    """
    aside = (context.rows_set_aside, len(context.not_kept_yet))
    for _ in range(MOST_STARTS):
        try:
            return _pages(context, place, since, sku)
        except _TokenLostError as lost:
            _log.info("the stock is read again from its start", after_seconds=lost.seconds)
            # What was set aside so far is read again as well.
            context.rows_set_aside = aside[0]
            del context.not_kept_yet[aside[1] :]
            if lost.seconds > LONGEST_WAIT_SECONDS:
                raise ThrottledError(
                    "Amazon allows no more calls about the stock for now. A later run goes on.",
                    lost.seconds,
                ) from lost
            context.wait(lost.seconds)
    raise RetryableError("Amazon's stock could not be read to its end. Try again later.")


def _pages(
    context: StreamContext, place: Marketplace, since: datetime | None, sku: str | None
) -> Snapshot:
    query = {
        "details": "true",
        "granularityType": "Marketplace",
        "granularityId": place.marketplace_id,
        "marketplaceIds": place.marketplace_id,
    }
    if since is not None:
        query["startDateTime"] = format_instant(since)
    if sku is not None:
        # Not sellerSkus: a SKU may hold a comma.
        query["sellerSku"] = sku
    found: dict[tuple[str, str, str], StockRow] = {}
    is_whole, token, seen = since is None and sku is None, "", set[str]()
    while True:
        answer = _page(context, query, token)
        for summary in _summaries(answer):
            try:
                row = parse_summary(summary, place.marketplace_id)
                check_fields(row, "A stock row")
            except (DataError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
                _set_aside(context, place, summary, error)
                is_whole = False
                continue
            # Stock moves while it is read: a row that comes twice counts once.
            found[row.sku, row.condition or "", row.fnsku or ""] = row
        token = str((answer.get("pagination") or {}).get("nextToken") or "")
        if not token:
            return Snapshot(_by_sku(found.values()), is_whole)
        if token in seen:
            raise DataError("Amazon sends the same page of stock again and again. Stopped.")
        seen.add(token)


def _set_aside(context: StreamContext, place: Marketplace, summary: Any, error: Exception) -> None:
    """Set a row aside. One that names no SKU cannot be asked for again: it is only counted."""
    why = f"A stock row cannot be read: {cause_of(error)}."
    sku = summary.get("sellerSku") if isinstance(summary, dict) else None
    if sku and isinstance(sku, str):
        raw = kept_json(summary, STOCK)
        context.set_aside(why, place.marketplace_id, raw, stock_name(place, sku))
    else:
        context.set_aside(why)


def stock_name(place: Marketplace, sku: str) -> str:
    """Return the name under which a SKU's row waits in the quarantine."""
    return f"{place.marketplace_id} {sku}"


def _page(context: StreamContext, query: dict[str, str], token: str) -> dict[str, Any]:
    """Ask for a page. The token of the next lives 30 seconds: nobody waits longer with it."""
    if not token:
        return context.api.call("getInventorySummaries", _PATH, query=query, expect="payload")
    try:
        return context.api.call(
            "getInventorySummaries", _PATH, query={**query, "nextToken": token},
            expect="payload", patience=PATIENCE_SECONDS,
        )  # fmt: skip
    except RejectedError as error:
        raise _TokenLostError(0.0) from error
    except ThrottledError as error:
        raise _TokenLostError(error.wait_seconds or 0.0) from error


def _by_sku(rows: Iterable[StockRow]) -> list[StockRow]:
    """Add up the conditions of each SKU."""
    sums: dict[str, StockRow] = {}
    for row in rows:
        sums[row.sku] = added(sums[row.sku], row) if row.sku in sums else row
    return [sums[sku] for sku in sorted(sums)]


def added(one: StockRow, other: StockRow) -> StockRow:
    """Add up two conditions of one SKU."""
    return one._replace(**{name: getattr(one, name) + getattr(other, name) for name in UNITS})
