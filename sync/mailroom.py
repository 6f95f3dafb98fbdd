"""From the queue into the database: each message becomes a notice, or is set aside; then it goes.

A message is deleted after the commit that has saved its notice. Killed in between, it comes
again, and changes nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from core.clock import Clock
from core.database import Role, account_transaction
from core.log import get_logger
from core.settings import Settings
from sync.clients.order_queue import Message, OrderQueue
from sync.connections import ACTIVE, NEEDS_REAUTH, SellerConnection, list_connections
from sync.inbox import count_notices, put_notices
from sync.notices import QUEUE_MESSAGE, Notice, UnreadableNoticeError, owner_of, read_notice
from sync.quarantine import SetAside, keep

# A run takes this many messages at most; the next one goes on.
MOST_MESSAGES = 5000
_log = get_logger(__name__)


class Mailroom:
    """Empties the order queue into the inbox of each connection."""

    def __init__(self, settings: Settings, clock: Clock, queue: OrderQueue | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._queue = queue or OrderQueue(settings)

    def drain(self) -> int:
        """Take in everything that waits; return how many messages that was."""
        taken = 0
        while taken < MOST_MESSAGES and (count := self.take(0)):
            taken += count
        return taken

    def take(self, wait_seconds: int) -> int:
        """Take in up to ten messages, waiting for the first; return how many there were."""
        messages = self._queue.receive(wait_seconds)
        if messages:
            self._sort(messages)
            self._queue.delete(messages)
        return len(messages)

    def has_notices(self) -> bool:
        """Whether any connection has notices that wait."""
        return any(count_notices(seller) for seller in self._sellers())

    def _sellers(self) -> list[SellerConnection]:
        is_demo = self._settings.is_demo
        active = list_connections(is_demo=is_demo, state=ACTIVE)
        return active + list_connections(is_demo=is_demo, state=NEEDS_REAUTH)

    def _sort(self, messages: Sequence[Message]) -> None:
        """Save each message's notice with whose it is; all of an account in one transaction."""
        sellers = self._sellers()
        notices: dict[SellerConnection, list[Notice]] = defaultdict(list)
        strange: list[SetAside] = []
        for message in messages:
            try:
                notice = read_notice(message.body)
            except UnreadableNoticeError as error:
                strange.append(self._aside(message, error.sentence, error.kept))
                continue
            owner = owner_of(notice, sellers)
            if owner is None:
                sentence = "A notice of a changed order is for a seller who is not connected."
                kept = json.dumps({"SellerId": notice.seller_id, "Place": notice.marketplace_id})
                strange.append(self._aside(message, sentence, kept))
            else:
                notices[owner].append(notice)
        for seller, own in notices.items():
            with account_transaction(Role.SYNC, seller.account_id) as connection:
                put_notices(connection, seller, own, self._clock.now())
        if strange:
            self._set_aside(sellers, strange)

    def _aside(self, message: Message, sentence: str, kept: str) -> SetAside:
        _log.warning("a message was set aside", message_id=message.message_id, cause=sentence)
        key = f"message {message.message_id}"
        return SetAside(QUEUE_MESSAGE, key, sentence, kept, self._clock.now())

    def _set_aside(self, sellers: list[SellerConnection], strange: list[SetAside]) -> None:
        """Keep what belongs to nobody with the installation's first connection."""
        if not sellers:
            return
        with account_transaction(Role.SYNC, sellers[0].account_id) as connection:
            _keep_all(connection, sellers[0], strange)


def _keep_all(connection: Connection, seller: SellerConnection, strange: list[SetAside]) -> None:
    for one in strange:
        keep(connection, seller, "orders", 0, one)
