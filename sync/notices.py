"""ORDER_CHANGE notifications: what is read out of one, and whose it is.

Nothing is kept of a notification but which order has changed, and when. Source:
Amazon's schema OrderChangeNotification.json.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.clock import parse_instant
from core.errors import DataError
from core.marketplaces import MARKETPLACES
from core.setup_accounts import OWN_SELLER
from sync.connections import SellerConnection
from sync.known_fields import NOTICE
from sync.personal import cause_of, kept_json

TYPE = "ORDER_CHANGE"
# The stream that fetches what notices tell, and the kind of its runs.
STREAM = "order_changes"
KIND = "notices"
# What is set aside of the queue itself, with the orders.
QUEUE_MESSAGE = "message of the queue"
_ORDER_ID = re.compile(r"[A-Z0-9]{3}-\d{7}-\d{7}")


@dataclass(frozen=True)
class Notice:
    """An order has changed. `changed_at` is None where Amazon does not say when."""

    seller_id: str
    marketplace_id: str
    amazon_order_id: str
    changed_at: datetime | None


class UnreadableNoticeError(DataError):
    """A message that is no notice of a changed order. `kept` is what may be kept of it."""

    def __init__(self, sentence: str, kept: str) -> None:
        super().__init__(sentence)
        self.kept = kept


def read_notice(body: str) -> Notice:
    """Read the body of a message. Raises UnreadableNoticeError for everything else."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        # Nobody can say what in it is about a person, so nothing of it is kept.
        size = json.dumps({"characters": len(body)})
        raise UnreadableNoticeError("A message of the queue is no JSON.", size) from None
    kind = said.get("NotificationType") if isinstance(said, dict) else None
    if kind != TYPE:
        name = str(kind)[:60] if kind else "without a type"
        raise UnreadableNoticeError(f"A message of the queue is {name}, not {TYPE}.", _kept(said))
    try:
        change = said["Payload"]["OrderChangeNotification"]
        order_id, seller_id = str(change["AmazonOrderId"]), str(change["SellerId"])
        place = str(change["Summary"]["MarketplaceId"])
        when = (change.get("OrderChangeTrigger") or {}).get("TimeOfOrderChange")
        changed_at = parse_instant(str(when)) if when else None
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        what = cause_of(error)
        raise UnreadableNoticeError(
            f"A notice of a changed order lacks something ({what}).", _kept(said)
        ) from None
    if not _ORDER_ID.fullmatch(order_id):
        raise UnreadableNoticeError("A notice of a changed order names no order.", _kept(said))
    return Notice(seller_id, place, order_id, changed_at)


def _kept(said: Any) -> str:
    return kept_json(said, NOTICE)


def owner_of(notice: Notice, sellers: Sequence[SellerConnection]) -> SellerConnection | None:
    """Return whose order it is; None for a stranger's.

    A connection made from keys alone does not know its seller's number: it takes what comes
    for its region, if it is the only one there.
    """
    place = MARKETPLACES.get(notice.marketplace_id)
    here = [one for one in sellers if place is not None and one.region == place.region]
    named = [one for one in here if one.selling_partner_id == notice.seller_id]
    unnamed = [one for one in here if one.selling_partner_id == OWN_SELLER]
    if named:
        return named[0]
    return unnamed[0] if len(unnamed) == 1 else None
