"""Run rows: each run of a stream starts one, and always ends it in a final state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from core.database import Role, account_transaction
from sync.connections import SellerConnection
from sync.statements import statements

DONE = "done"
FAILED = "failed"
INTERRUPTED = "interrupted"
THROTTLED = "throttled"
BUSY = "busy"
# Rows were set aside; everything else is saved.
PARTIAL = "partial"
# Amazon is still preparing what was asked for; a later run looks again.
WAITING = "waiting"
# The account does not use this part.
SKIPPED = "skipped"
# A role is missing in Seller Central.
FORBIDDEN = "forbidden"
# The seller's key is no longer valid.
NEEDS_REAUTH = "needs_reauth"

# A run is remembered so long; the last ones of a stream longer, however rarely it is read.
_KEPT = timedelta(days=90)
_LAST_KEPT = 20


@dataclass
class Tally:
    """What a run has done so far."""

    rows_read: int = 0
    rows_written: int = 0
    calls: int = 0
    # Orders that were new or had changed.
    orders_changed: int = 0

    def values(self) -> dict[str, int]:
        return {
            "rows_read": self.rows_read,
            "rows_written": self.rows_written,
            "calls": self.calls,
            "orders_changed": self.orders_changed,
        }


@dataclass
class Run:
    """A run that is under way."""

    seller: SellerConnection
    stream: str
    run_id: int
    tally: Tally = field(default_factory=Tally)

    def note_progress(self, connection: Connection) -> None:
        """Save the counts in the transaction of a page."""
        connection.execute(
            statements("runs")["progress"],
            {
                "account_id": self.seller.account_id,
                "run_id": self.run_id,
                **self.tally.values(),
            },
        )

    def finish(
        self,
        now: datetime,
        state: str,
        error_kind: str | None = None,
        sentence: str | None = None,
    ) -> None:
        """Put the run into its final state."""
        values: dict[str, Any] = {
            "account_id": self.seller.account_id,
            "run_id": self.run_id,
            "state": state,
            "now": now,
            "error_kind": error_kind,
            "error_sentence": sentence,
            **self.tally.values(),
        }
        with account_transaction(Role.SYNC, self.seller.account_id) as connection:
            connection.execute(statements("runs")["finish"], values)


def start_run(seller: SellerConnection, stream: str, kind: str, now: datetime) -> Run:
    """Start a run; leftovers of killed processes become `abandoned`, old runs are forgotten.

    Hold the lease first.
    """
    sql = statements("runs")
    values = {
        **seller.stream_key(stream),
        "kind": kind,
        "now": now,
    }
    old = {"before": now - _KEPT, "kept": _LAST_KEPT, "states": [DONE, PARTIAL]}
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        connection.execute(sql["abandon"], values)
        connection.execute(sql["forget_old"], {**values, **old})
        run_id = connection.scalar(sql["start"], values)
    return Run(seller, stream, int(run_id or 0))


def last_done_at(
    seller: SellerConnection, stream: str, *, or_skipped: bool = False
) -> datetime | None:
    """Return when the last run that ended well was started; None when there is none.

    With `or_skipped`, a run that had nothing to do counts as well.
    """
    values = {
        "states": [DONE, PARTIAL, SKIPPED] if or_skipped else [DONE, PARTIAL],
        **seller.stream_key(stream),
    }
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        found: datetime | None = connection.scalar(statements("runs")["last_done"], values)
    return found
