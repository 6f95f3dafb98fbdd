"""The advertising profiles that are known: every other advertising stream goes by them."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, text

from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES, Marketplace
from sync.connections import SellerConnection

SELLER, VENDOR = "seller", "vendor"


class Profile(NamedTuple):
    """A profile as the other advertising streams need it."""

    profile_id: str
    place: Marketplace
    currency: str
    time_zone: str
    account_type: str

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose days the reports are about."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return self.place.zone

    @property
    def attribution_days(self) -> int:
        """Days after a click in which the console counts a Sponsored Products sale.

        Source: Amazon's console: 7 days for sellers, 14 for vendors.
        """
        return 14 if self.account_type == VENDOR else 7


def profiles_of(connection: Connection, seller: SellerConnection) -> list[Profile]:
    """Return the profiles of a connection that Amazon's API has told of."""
    rows = connection.execute(
        text(
            "SELECT profile_id, marketplace_id, currency, time_zone, account_type"
            " FROM seller.ad_profiles"
            " WHERE account_id = :account_id AND connection_id = :connection_id"
            # Files brought in by hand have profiles of their own, which Amazon does not know.
            " AND source NOT LIKE 'import %'"
            " ORDER BY profile_id"
        ),
        seller.key,
    )
    return [
        Profile(
            row.profile_id,
            MARKETPLACES[row.marketplace_id],
            row.currency,
            row.time_zone,
            row.account_type,
        )
        for row in rows
        if row.marketplace_id in MARKETPLACES
    ]


def knows_profiles(seller: SellerConnection) -> bool:
    """Whether any profile of a connection is known."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        return bool(profiles_of(connection, seller))
