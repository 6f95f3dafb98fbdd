"""What a type of advertising report is: what is asked for, and the row that comes of it.

Source: Amazon's guide "Reporting version 3" and its pages of report types. Sums differ by
report level by design: totals come from the campaign reports only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Table

from sync.ads_known import Profile
from sync.ads_values import a_day, money, whole_number
from sync.storable import check_fields

SP, SB, SD = "SPONSORED_PRODUCTS", "SPONSORED_BRANDS", "SPONSORED_DISPLAY"
RESULTS = ("currency", "impressions", "clicks", "cost_amount", "attribution_days",
           "sales_amount", "orders", "units")  # fmt: skip
_ADDED = ("impressions", "clicks", "cost_amount", "sales_amount", "orders", "units")
# Sponsored Brands and Display count purchases for 14 days, and name the columns without them.
_OTHERS_ATTRIBUTION = 14
_EVERYWHERE = ("date", "impressions", "clicks", "cost")


class Results(NamedTuple):
    """What an advertisement did on a day; the last columns of every table of days."""

    currency: str
    impressions: int
    clicks: int
    cost_amount: Decimal
    attribution_days: int
    sales_amount: Decimal
    orders: int
    units: int


@dataclass(frozen=True)
class ReportKind:
    """One report type: what Amazon calls it, what is asked for, and where its rows go.

    `keys` are the table's columns between `marketplace_id` and the results; `parse` reads
    them from a row, in that order. `retention_days` is how long Amazon keeps the days.
    """

    stream: str
    report_type: str
    ad_product: str
    group_by: str
    retention_days: int
    table: Table
    keys: tuple[str, ...]
    asked: tuple[str, ...]
    parse: Callable[[dict[str, Any]], tuple[Any, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The table's columns in the order of a parsed row."""
        return ("profile_id", "local_date", "marketplace_id", *self.keys, *RESULTS)

    def attribution_days(self, profile: Profile) -> int:
        """Days after a click in which a sale counts."""
        return profile.attribution_days if self.ad_product == SP else _OTHERS_ATTRIBUTION

    def measures(self, profile: Profile) -> tuple[str, str, str]:
        """Return the columns of sales, orders and units, as the console counts them."""
        if self.ad_product != SP:
            return "sales", "purchases", "unitsSold"
        window = f"{profile.attribution_days}d"
        return f"sales{window}", f"purchases{window}", f"unitsSoldClicks{window}"

    def asked_columns(self, profile: Profile) -> list[str]:
        """Return Amazon's names of the columns that a report has."""
        return [*_EVERYWHERE, *self.asked, *self.measures(profile)]

    def wish(self, profile: Profile, first: date, last: date) -> dict[str, Any]:
        """Return the body of POST /reporting/reports. The same days give the same body."""
        return {
            "name": f"{self.report_type} {first} {last}",
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "configuration": {
                "adProduct": self.ad_product,
                "groupBy": [self.group_by],
                "columns": self.asked_columns(profile),
                "reportTypeId": self.report_type,
                "timeUnit": "DAILY",
                "format": "GZIP_JSON",
            },
        }

    def read(self, profile: Profile, row: dict[str, Any]) -> tuple[Any, ...]:
        """Read one row in the order of `columns`. Raises DataError when it makes no sense."""
        sales, orders, units = self.measures(profile)
        results = Results(
            profile.currency,
            whole_number(row.get("impressions")),
            whole_number(row.get("clicks")),
            money(row.get("cost")),
            self.attribution_days(profile),
            money(row.get(sales)),
            whole_number(row.get(orders)),
            whole_number(row.get(units)),
        )
        place = (profile.profile_id, a_day(row.get("date")), profile.place.marketplace_id)
        found = (*place, *self.parse(row), *results)
        check_fields(found, "it")
        return found

    def key(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the part of a parsed row that is the table's key."""
        keys = [column.name for column in self.table.primary_key]
        return tuple(value for name, value in zip(self.columns, row, strict=True) if name in keys)

    def added(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """Add up what two rows of the same key did; everything else is the first one's."""
        return tuple(
            mine + yours if name in _ADDED else mine
            for name, mine, yours in zip(self.columns, one, other, strict=True)
        )
