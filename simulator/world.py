"""Everything one running simulator holds: shop, clock, tokens, buckets, faults, reports."""

from __future__ import annotations

from datetime import UTC, datetime

from core.clock import Clock, SystemClock
from core.marketplaces import Marketplace
from simulator.ads.desk import AdsReportDesk
from simulator.clock import movable
from simulator.faults import FaultDesk
from simulator.paging import PageTokens
from simulator.rates import RateLimiter
from simulator.reports.jobs import ReportDesk
from simulator.shop.calendar import OPENING_DAY, marketplaces_of, second_of
from simulator.shop.pan_europe import NEIGHBOURS
from simulator.shop.shop import shop_of
from simulator.tokens import TokenDesk


class World:
    """The state of one simulator; a test may look into it and change it."""

    def __init__(
        self,
        clock: Clock | None = None,
        seed: int = 7,
        months: int = 24,
        rate_plan: str = "off",
    ) -> None:
        self.clock = movable(clock or SystemClock())
        self.seed = seed
        self.months = months
        self.shop = shop_of(seed)
        self.tokens = TokenDesk()
        self.rates = RateLimiter(rate_plan)
        self.faults = FaultDesk()
        # Marketplaces in which searchOrders refuses includedData=FULFILLMENT (issue models 5365).
        self.refuses_fulfillment: set[str] = set()
        # Kinds of reports whose document is given to a restricted token only.
        self.restricted_reports: set[str] = set()
        # The seller is in Pan-European FBA: see simulator/shop/pan_europe.py.
        self.is_pan_european = False
        self.pages = PageTokens()
        self.reports = ReportDesk(self)
        self.ads = AdsReportDesk(self)

    def now(self) -> datetime:
        """Return the shop's present instant."""
        return self.clock.now()

    def second(self) -> int:
        """Return the present as whole UTC epoch seconds."""
        return second_of(self.clock.now())

    def marketplaces_of(self, region: str) -> list[Marketplace]:
        """Return the marketplaces in which the seller sells in a region."""
        more = NEIGHBOURS if self.is_pan_european and region == "EU" else ()
        return [*marketplaces_of(region), *more]

    def served_from(self) -> int:
        """Return the first second whose orders are still served: midnight UTC, `months` ago."""
        now = self.now()
        count = now.year * 12 + now.month - 1 - self.months
        year, month = divmod(count, 12)
        days_in_month = (datetime(year + (month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=UTC)
                         - datetime(year, month + 1, 1, tzinfo=UTC)).days  # fmt: skip
        first = datetime(year, month + 1, min(now.day, days_in_month), tzinfo=UTC)
        opening = datetime(OPENING_DAY.year, OPENING_DAY.month, OPENING_DAY.day, tzinfo=UTC)
        return second_of(max(first, opening)) if first > opening else 0
