"""The token buckets that hold callers to Amazon's published rates (core/rate_plans.py).

A bucket belongs to one selling partner, one application and one operation. Only the table is
shared with the sync: who is refused is counted here, on the shop's clock and in memory, so a
sync that counts wrongly in PostgreSQL is refused as Amazon would.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from core.rate_plans import PUBLISHED


def parse_plan(text: str) -> float | None:
    """Read a rate plan: `off` is None, `real` is 1, a number is that factor.

    Raises ValueError with a sentence when it is none of these.
    """
    word = text.strip().lower()
    if word == "off":
        return None
    if word == "real":
        return 1.0
    try:
        factor = float(word)
    except ValueError:
        factor = 0.0
    if not 0 < factor < 1_000_000:
        raise ValueError(f"A rate plan is off, real or a factor such as 10, not {text!r}.")
    return factor


@dataclass
class _Bucket:
    tokens: float
    filled_at: datetime


class RateLimiter:
    """Token buckets on the shop's clock."""

    def __init__(self, plan: str) -> None:
        self._buckets: dict[tuple[str, str, str], _Bucket] = {}
        self.served: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.plan = plan
        self.factor = parse_plan(plan)

    def change_plan(self, plan: str) -> None:
        """Take another plan from now on; every bucket is full again."""
        self.factor = parse_plan(plan)
        self.plan = plan
        self._buckets.clear()

    def rate_header(self, operation: str) -> str:
        """Return the value of x-amzn-RateLimit-Limit in force for an operation."""
        rate = PUBLISHED[operation].rate * (self.factor or 1.0)
        return f"{rate:.10f}".rstrip("0").rstrip(".")

    def take(self, partner: str, application: str, operation: str, now: datetime) -> bool:
        """Take one token; False when the bucket is empty, and nothing is taken."""
        if self.factor is None:
            return True
        plan = PUBLISHED[operation]
        key = (partner, application, operation)
        bucket = self._buckets.setdefault(key, _Bucket(plan.burst, now))
        elapsed = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.tokens = min(plan.burst, bucket.tokens + elapsed * plan.rate * self.factor)
        bucket.filled_at = now
        if bucket.tokens < 1.0 - 1e-9:
            return False
        bucket.tokens -= 1.0
        return True
