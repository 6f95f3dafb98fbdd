"""Amazon's rate plans: token buckets in PostgreSQL, shared by every process of the seller.

A process that starts finds the bucket as the last one left it. Published rates seed a
bucket; the header `x-amzn-RateLimit-Limit`, where Amazon sends it, corrects the rate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.clock import Clock
from core.database import Role, account_transaction
from core.errors import ThrottledError
from core.rate_plans import PUBLISHED
from sync.clients.retry import LONGEST_WAIT_SECONDS
from sync.connections import SellerConnection
from sync.statements import statements

# Waits are never shorter, so that rounding does not make a busy loop.
_SHORTEST_WAIT = 0.01


class RateLimits:
    """The buckets of one connection. `factor` None: nobody waits, calls are still counted."""

    def __init__(
        self,
        seller: SellerConnection,
        factor: float | None,
        timer: Clock,
        wait: Callable[[float], None],
    ) -> None:
        self._seller = seller
        self._factor = factor
        self._timer = timer
        self._wait = wait
        self._sql = statements("rates")
        self._heeded: dict[str, float] = {}

    def take(self, operation: str, patience: float = LONGEST_WAIT_SECONDS) -> None:
        """Return when a call may be made, and count it.

        Raises ThrottledError when the wait would be longer than `patience`, or than a run lasts.
        """
        while (seconds := self.try_take(operation)) > 0:
            if seconds > min(patience, LONGEST_WAIT_SECONDS):
                raise ThrottledError(
                    f"Amazon allows the next call of {operation} in"
                    f" {round(seconds / 60)} minutes. A later run goes on.",
                    wait_seconds=seconds,
                )
            self._wait(max(seconds, _SHORTEST_WAIT))

    def try_take(self, operation: str) -> float:
        """Take a token, count the call and return 0, or return the seconds until there is one."""
        values = self._values(operation)
        with account_transaction(Role.SYNC, self._seller.account_id) as connection:
            if self._factor is not None:
                taken = connection.execute(self._sql["take"], values).first()
                if taken is None:
                    connection.execute(self._sql["seed"], {**values, **self._published(operation)})
                    connection.execute(self._sql["mend"], values)
                    taken = connection.execute(self._sql["take"], values).first()
                if taken is None:
                    return float(connection.scalar(self._sql["wait"], values) or 0.0)
            connection.execute(self._sql["count"], values)
        return 0.0

    def count(self, operation: str) -> None:
        """Count a call of an operation that has no published rate."""
        with account_transaction(Role.SYNC, self._seller.account_id) as connection:
            connection.execute(self._sql["count"], self._values(operation))

    def heed(self, operation: str, rate: float) -> None:
        """Take over the rate that an answer's header gave."""
        if self._factor is None or self._heeded.get(operation) == rate:
            return
        self._heeded[operation] = rate
        with account_transaction(Role.SYNC, self._seller.account_id) as connection:
            connection.execute(self._sql["heed"], {**self._values(operation), "rate": rate})

    def throttled(self, operation: str, rate: float | None, after: float | None) -> float:
        """Empty the bucket after a 429; return how long to wait, 0 to leave it to the backoff."""
        if self._factor is None:
            return 0.0
        per_second = rate or self._published(operation)["rate"]
        seconds = after if after is not None else 1.0 / per_second
        values = {**self._values(operation), "rate": rate, "seconds": seconds}
        with account_transaction(Role.SYNC, self._seller.account_id) as connection:
            connection.execute(self._sql["block"], values)
        return seconds

    def _published(self, operation: str) -> dict[str, float]:
        plan = PUBLISHED[operation]
        return {"rate": plan.rate * (self._factor or 1.0), "burst": plan.burst}

    def _values(self, operation: str) -> dict[str, Any]:
        return {**self._seller.key, "operation": operation, "now": self._timer.now()}
