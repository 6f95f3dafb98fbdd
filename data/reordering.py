"""When to order again: the lead times of each offer, and the day by which to order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import Any

from data.entries import AccountSetting, ProductSetting, load_account_setting, load_entries


@dataclass(frozen=True)
class LeadTimes:
    """The days that each offer takes to be ordered again, as the seller has entered them.

    An offer's own value comes first, then that of its SKU everywhere, then the account's.
    """

    account: AccountSetting
    offers: Mapping[tuple[str, str], Mapping[Any, Any]]

    def lead_days(self, sku: str, marketplace: str) -> int:
        """Days from the order until it can be sold at Amazon."""
        return self._of("lead_time_days", sku, marketplace)

    def safety_days(self, sku: str, marketplace: str) -> int:
        """Days of stock to be still there when it arrives."""
        return self._of("safety_days", sku, marketplace)

    def _of(self, name: str, sku: str, marketplace: str) -> int:
        for place in (marketplace, ""):
            value = self.offers.get((sku, place), {}).get(name)
            if value is not None:
                return int(value)
        return int(getattr(self.account, name))


def load_lead_times(account_id: int) -> LeadTimes:
    """Read what the seller has entered about ordering again."""
    rows = load_entries(account_id, ProductSetting).to_dict("records")
    offers = {(str(row["sku"]), str(row["marketplace_id"])): row for row in rows}
    return LeadTimes(load_account_setting(account_id), offers)


def order_by(today: date, available: float, velocity: float, reorder_point: float) -> date | None:
    """Return the day on which stock and what is on the way reach the reorder point.

    A day that is past where they are under it: that many days ago, at the present pace, they
    reached it. Today where they are under it and nothing is sold; None when nothing is sold, so
    that they never reach it.
    """
    if not velocity > 0:
        return today if reorder_point > 0 and available <= reorder_point else None
    # Half a day ago is today, and half a day ahead as well.
    return today + timedelta(days=int((available - reorder_point) / velocity))


def days_overdue(today: date, on: date | None) -> int:
    """Return how many days ago something was to be ordered; 0 where that is still to come."""
    return max(0, (today - on).days) if on is not None else 0


def days_short(available: float, velocity: float, lead_days: int) -> int:
    """Return the days without stock that come even if it is ordered today."""
    if not velocity > 0:
        return 0
    return max(0, floor(lead_days - available / velocity))
