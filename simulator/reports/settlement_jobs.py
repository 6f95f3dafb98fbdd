"""Settlement reports: Amazon makes them by itself every two weeks, and keeps them 90 days."""

from __future__ import annotations

import hashlib

from core.demo import CONNECTIONS
from simulator.shop.calendar import marketplaces_of
from simulator.shop.money import Settlement, money_of

SETTLEMENT = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
KEPT_SECONDS = 90 * 86400
#: The report is there so long after the end.
MADE_AFTER = 6 * 3600


def settlements_of(seed: int, partner: str, now: int) -> list[Settlement]:
    """Return the settlements of a seller whose reports are kept at a second, oldest first."""
    regions = [one.region for one in CONNECTIONS if one.selling_partner_id == partner]
    first, last = now - KEPT_SECONDS - MADE_AFTER, now - MADE_AFTER
    found = [
        one
        for region in regions
        for place in marketplaces_of(region)
        for one in money_of(seed).ended(place, first, last)
    ]
    return sorted(found, key=lambda one: (one.ends, one.settlement_id))


def report_number(settlement: Settlement) -> str:
    """Return the number of a settlement's report; other reports have eleven digits."""
    return f"8{settlement.settlement_id}"


def document_number(settlement: Settlement) -> str:
    """Return the number of a settlement's document."""
    number = report_number(settlement)
    code = hashlib.sha256(number.encode()).hexdigest()[:32]
    return f"amzn1.spdoc.1.4.{settlement.place.region.lower()}.{code}.{number}"
