"""Amazon's published rate plans and the token buckets that hold callers to them.

Source of the table: the usage plan in each operation's description in Amazon's
models (amzn/selling-partner-api-models, 2026-08-05). A bucket belongs to one
selling partner, one application and one operation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Rate:
    """Requests a second, and how many may come at once."""

    per_second: float
    burst: int


RATES: dict[str, Rate] = {
    "searchOrders": Rate(0.0056, 20),
    "getOrder": Rate(0.5, 30),
    "searchCatalogItems": Rate(2, 2),
    "getCatalogItem": Rate(2, 2),
    "getInventorySummaries": Rate(2, 2),
    "getMarketplaceParticipations": Rate(0.016, 15),
    "getOrderMetrics": Rate(0.5, 15),
    "listTransactions": Rate(0.5, 10),
    "createReport": Rate(0.0167, 15),
    "getReport": Rate(2, 15),
    "getReports": Rate(0.0222, 10),
    "cancelReport": Rate(0.0222, 10),
    "getReportDocument": Rate(0.0167, 15),
    "createRestrictedDataToken": Rate(1, 10),
}

# Some report types have a rate of their own beside createReport's, for each selling partner.
# Source: Amazon's support in selling-partner-api-models issue 5210: one report in 15 minutes,
# 96 a day, since 2026-04-24.
REPORT_RATES: dict[str, Rate] = {
    "createReport GET_SALES_AND_TRAFFIC_REPORT": Rate(1 / 900, 1),
}


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
        rate = RATES[operation].per_second * (self.factor or 1.0)
        return f"{rate:.10f}".rstrip("0").rstrip(".")

    def take(self, partner: str, application: str, operation: str, now: datetime) -> bool:
        """Take one token; False when the bucket is empty, and nothing is taken."""
        if self.factor is None:
            return True
        plan = RATES.get(operation) or REPORT_RATES[operation]
        key = (partner, application, operation)
        bucket = self._buckets.setdefault(key, _Bucket(plan.burst, now))
        elapsed = max(0.0, (now - bucket.filled_at).total_seconds())
        bucket.tokens = min(
            float(plan.burst), bucket.tokens + elapsed * plan.per_second * self.factor
        )
        bucket.filled_at = now
        if bucket.tokens < 1.0 - 1e-9:
            return False
        bucket.tokens -= 1.0
        return True
