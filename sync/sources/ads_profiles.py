"""Stream `ads_profiles`: the advertising accounts behind the Ads key, once a day.

A profile is one advertiser in one marketplace; every other call of the Ads API names one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from core import schema
from core.errors import DataError, NotSetUpError
from core.log import get_logger
from core.marketplaces import MARKETPLACES
from core.setup_accounts import OWN_SELLER
from sync.ads_known import SELLER, VENDOR
from sync.clients.ads_api import AdsApi
from sync.connections import SellerConnection
from sync.personal import cause_of
from sync.sources.base import Page, Saved, Source, StreamContext
from sync.store import upsert

_log = get_logger(__name__)


class ProfileRow(NamedTuple):
    """A row of seller.ad_profiles, without account and provenance."""

    profile_id: str
    connection_id: int
    marketplace_id: str
    currency: str
    time_zone: str
    account_type: str
    account_name: str | None


def required_ads(context: StreamContext) -> AdsApi:
    """Return the Ads API. Raises NotSetUpError where the connection has no Ads key."""
    if context.ads is None:
        region = context.seller.region
        raise NotSetUpError(
            f"The connection to Amazon {region} has no advertising key, so advertising is left"
            f" out. Set ADS_REFRESH_TOKEN_{region} to have it."
        )
    return context.ads


def parse_profiles(payload: Any, seller: SellerConnection) -> list[ProfileRow]:
    """Read the answer of GET /v2/profiles.

    Left out are agencies, marketplaces we know nothing of, and sellers other than the
    connection's own where that one is known. Raises DataError for what is no profile.
    """
    if not isinstance(payload, list):
        raise DataError("Amazon's list of advertising profiles is no list.")
    rows = []
    for entry in payload:
        try:
            account = entry["accountInfo"]
            kind, owner = str(account["type"]).lower(), str(account.get("id") or "")
            place = MARKETPLACES.get(str(account.get("marketplaceStringId")))
            row = ProfileRow(
                str(entry["profileId"]),
                seller.connection_id,
                place.marketplace_id if place else "",
                str(entry["currencyCode"]),
                str(entry["timezone"]),
                kind,
                str(account.get("name") or "") or None,
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise DataError(f"An advertising profile cannot be read: {cause_of(error)}.") from error
        is_other = kind == SELLER and seller.selling_partner_id not in (OWN_SELLER, owner)
        if place is None or kind not in (SELLER, VENDOR) or is_other:
            _log.info("an advertising profile is left out", profile_id=row.profile_id)
            continue
        rows.append(row)
    return rows


def fetch(context: StreamContext) -> Iterator[Page]:
    """Yield all profiles as one page."""
    payload = required_ads(context).call("adsProfiles", "/v2/profiles")
    rows = parse_profiles(payload, context.seller)
    yield Page(rows, len(rows), context.stamp("ads-v2"))


def save(connection: Connection, _context: StreamContext, page: Page) -> Saved:
    """Write the profiles; one that is gone keeps its figures."""
    written = upsert(connection, schema.ad_profiles, ProfileRow._fields, page.rows, page.stamp)
    return Saved(written, frozenset({"ads_profiles"} if written else ()))


SOURCE = Source("ads_profiles", fetch, save, needs_marketplaces=False, needs_ads=True)
