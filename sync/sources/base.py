"""The shape of a source: one file for each stream, with `fetch`, `save` and a row about itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from core.clock import Clock
from core.database import Role, account_transaction
from core.log import get_logger
from core.settings import Settings
from sync.clients.ads_api import AdsApi
from sync.clients.documents import Documents
from sync.clients.sp_api import SpApi
from sync.connections import SellerConnection
from sync.quarantine import Covered, SetAside, Span, Waiting
from sync.store import Stamp

_log = get_logger(__name__)


@dataclass
class StreamContext:
    """What a source needs for one run: whose data, the clients, the clocks, the way to wait.

    `clock` is the time Amazon is asked about; `timer` is for waiting and for quotas.
    They differ only in a demo that stands still.
    """

    seller: SellerConnection
    settings: Settings
    api: SpApi
    documents: Documents
    clock: Clock
    timer: Clock
    wait: Callable[[float], None]
    run_id: int
    is_forced: bool = False
    backfill_days: int | None = None
    note_share: Callable[[float], None] = lambda _share: None
    rows_set_aside: int = 0
    not_kept_yet: list[SetAside] = field(default_factory=list)
    # What Amazon does not give for now: the run is partial, and this is what it says.
    shortfalls: list[str] = field(default_factory=list)
    # Before this nothing is worth reading, whatever the schedule says; None: the schedule's time.
    rest_until: datetime | None = None
    # None: the connection has no key for advertising.
    ads: AdsApi | None = None

    @property
    def calls(self) -> int:
        """How many calls of Amazon's APIs were made so far."""
        return self.api.calls + (self.ads.calls if self.ads else 0)

    def transaction(self) -> AbstractContextManager[Connection]:
        """Open a transaction of the account."""
        return account_transaction(Role.SYNC, self.seller.account_id)

    def rest(self, length: timedelta) -> None:
        """Let the stream rest for a while: it is due again after that."""
        if length > timedelta(0):
            self.rest_until = self.timer.now() + length

    def set_aside(
        self,
        sentence: str,
        what: str = "",
        raw: str = "",
        natural_key: str | None = None,
        *,
        report_id: str | None = None,
        about: Span | None = None,
    ) -> None:
        """Note that something could not be understood and was left out; the rest goes on.

        `raw` is what came, without personal fields; `what` says how to read it again, and
        `about` of which time a line of a report is. It is kept with the page it came with; what
        is read again in any case, or could not be, has no `raw` and is only counted.
        """
        self.rows_set_aside += 1
        _log.warning("a row was set aside", cause=sentence)
        if raw:
            now = self.clock.now()
            one = SetAside(what, natural_key, sentence, raw, now, report_id, about)
            self.not_kept_yet.append(one)

    def stamp(self, source: str, report_id: str | None = None) -> Stamp:
        """Return where the rows of this run come from."""
        return Stamp(self.seller.account_id, source, self.run_id, self.clock.now(), report_id)


@dataclass
class Page:
    """What one commit holds: rows, and what moves with them (a cursor, a closed report)."""

    rows: Sequence[Any]
    rows_read: int
    stamp: Stamp
    settle: Callable[[Connection], None] | None = None
    about: Any = None
    # What was read rightly, by its name in the quarantine, and which lines were told anew.
    names: Collection[str] = ()
    covers: Sequence[Covered] = ()


@dataclass(frozen=True)
class Saved:
    """How many rows a page changed, and which data versions move with them."""

    rows_written: int
    sources: frozenset[str] = field(default_factory=frozenset)
    # Orders among them that were new or had changed.
    orders_changed: int = 0


@dataclass(frozen=True)
class Source:
    """One stream: its name in core/streams.py, how it is read and how it is saved.

    `fetch` talks to Amazon and yields pages; `save` writes one page within the
    transaction it is given and never commits.
    """

    name: str
    fetch: Callable[[StreamContext], Iterator[Page]]
    save: Callable[[Connection, StreamContext, Page], Saved]
    needs_marketplaces: bool = True
    # Reads one thing of the quarantine again (what, raw) as it came then.
    reread: Callable[[StreamContext, str, str], Page] | None = None
    # Asks Amazon anew for what waits in the quarantine: where a line alone is not the whole row,
    # and where what is said today is better than what was said then.
    ask_again: Callable[[StreamContext, Sequence[Waiting]], Iterator[Page]] | None = None
    # The stream under which it sets aside, where that is another one than its own.
    kept_under: str = ""
    # Reads the Ads API, which has a key of its own.
    needs_ads: bool = False
    # Whether a part of the history (so many days before a moment) is still to be read: the
    # stream is due again at once then.
    has_more: Callable[[Connection, SellerConnection, datetime, int], bool] | None = None

    @property
    def has_replay(self) -> bool:
        """Whether anything waits in the quarantine that can be read again."""
        return self.reread is not None or self.ask_again is not None
