"""Stream `marketplaces`: where the seller takes part (Sellers v1), once a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from core import schema
from core.errors import DataError
from core.log import get_logger
from core.marketplaces import MARKETPLACES, Marketplace
from sync.connections import SellerConnection
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.store import upsert

_log = get_logger(__name__)


class MarketplaceRow(NamedTuple):
    """A row of seller.marketplaces, without account and provenance."""

    marketplace_id: str
    connection_id: int
    name: str
    country_code: str
    currency: str
    time_zone: str
    language_tag: str
    is_participating: bool


def parse(payload: list[dict[str, Any]], connection_id: int) -> list[MarketplaceRow]:
    """Read the participations; marketplaces we know nothing of are left out."""
    rows = []
    for entry in payload:
        key = str(entry.get("marketplace", {}).get("id", ""))
        place = MARKETPLACES.get(key)
        if place is None:
            _log.info("a marketplace is unknown and left out", marketplace_id=key)
            continue
        takes_part = bool(entry.get("participation", {}).get("isParticipating"))
        rows.append(
            MarketplaceRow(
                key,
                connection_id,
                place.name,
                place.country_code,
                place.currency,
                place.time_zone,
                place.language_tag,
                takes_part,
            )
        )
    return rows


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield all participations as one page."""
    answer = context.api.call(
        "getMarketplaceParticipations", "/sellers/v1/marketplaceParticipations", expect="payload"
    )
    rows = parse(answer["payload"], context.seller.connection_id)
    yield Page(rows, len(rows), context.stamp("sellers-v1"))


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write the marketplaces."""
    written = upsert(connection, schema.marketplaces, MarketplaceRow._fields, page.rows, page.stamp)
    return Saved(written, frozenset({"marketplaces"} if written else ()))


def marketplaces_of(connection: Connection, seller: SellerConnection) -> list[Marketplace]:
    """Return the marketplaces this connection takes part in."""
    keys = connection.scalars(
        text(
            "SELECT marketplace_id FROM seller.marketplaces WHERE account_id = :account_id"
            " AND connection_id = :connection_id AND is_participating ORDER BY marketplace_id"
        ),
        {"account_id": seller.account_id, "connection_id": seller.connection_id},
    )
    return [MARKETPLACES[key] for key in keys if key in MARKETPLACES]


def required_marketplaces(connection: Connection, seller: SellerConnection) -> list[Marketplace]:
    """Return the marketplaces of this connection. Raises DataError when none is known."""
    places = marketplaces_of(connection, seller)
    if not places:
        raise DataError(
            f"No marketplace of the connection {seller.region} is known yet. "
            "The stream `marketplaces` has to be read first."
        )
    return places


SOURCE = Source("marketplaces", fetch, save, needs_marketplaces=False)
