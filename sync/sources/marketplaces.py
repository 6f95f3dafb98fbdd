"""Stream `marketplaces`: where the seller takes part (Sellers v1), once a day.

Amazon may open one that core/marketplaces.py does not know yet: it is left out, and said so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def parse(payload: Sequence[dict[str, Any]], connection_id: int) -> list[MarketplaceRow]:
    """Read the participations; marketplaces we know nothing of are left out."""
    rows = []
    for entry in payload:
        key = _id(entry)
        place = MARKETPLACES.get(key)
        if place is None:
            continue
        rows.append(
            MarketplaceRow(
                key,
                connection_id,
                place.name,
                place.country_code,
                place.currency,
                place.time_zone,
                place.language_tag,
                _takes_part(entry),
            )
        )
    return rows


def unknown(payload: Sequence[dict[str, Any]]) -> list[str]:
    """Return a sentence for each marketplace the seller takes part in and we do not know."""
    sentences = []
    for entry in payload:
        key, place = _id(entry), _place(entry)
        if key in MARKETPLACES or not _takes_part(entry):
            continue
        if _is_own_shop(place):
            _log.info("orders of the seller's own shop are left out", marketplace_id=key)
            continue
        name = str(place.get("name") or place.get("domainName") or "without a name")
        _log.warning("a marketplace is unknown and left out", marketplace_id=key, name=name)
        sentences.append(
            f"You sell in a marketplace that Seller Monitor does not know yet: {name} ({key})."
            " Everything of it is left out, the others are complete. Update Seller Monitor."
        )
    return sentences


def _place(entry: dict[str, Any]) -> dict[str, Any]:
    return entry.get("marketplace") or {}


def _id(entry: dict[str, Any]) -> str:
    return str(_place(entry).get("id", ""))


def _takes_part(entry: dict[str, Any]) -> bool:
    return bool((entry.get("participation") or {}).get("isParticipating"))


def _is_own_shop(place: dict[str, Any]) -> bool:
    """Whether it is no shop front, but what Amazon sends for orders of the seller's own shop.

    Each seller has some of them beside the real ones, as `Non-Amazon` (sim1.stores.amazon.com)
    and `SI CA Prod Marketplace` (siprod.stores.amazon.ca): selling-partner-api-docs issue 761.
    """
    is_named_so = str(place.get("name", "")).startswith("Non-Amazon")
    return is_named_so or ".stores.amazon." in str(place.get("domainName", ""))


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield all participations as one page; an unknown marketplace makes the run partial."""
    answer = context.api.call(
        "getMarketplaceParticipations", "/sellers/v1/marketplaceParticipations", expect="payload"
    )
    rows = parse(answer["payload"], context.seller.connection_id)
    context.shortfalls.extend(unknown(answer["payload"]))
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
        seller.key,
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
