"""`python -m sync check`: our sums of each day beside Amazon's own count."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from core.database import Role, account_transaction
from core.errors import EXIT_OK, EXIT_PARTIAL
from core.marketplaces import MARKETPLACES
from core.money import format_amount
from core.settings import Settings
from sync.connections import list_connections
from sync.statements import statements


@dataclass(frozen=True)
class ControlDay:
    """One day of one marketplace, ours and Amazon's. Amounts are in `currency`."""

    account_id: int
    marketplace_id: str
    local_date: date
    currency: str
    amazon_orders: int
    orders: int
    amazon_units: int
    units: int
    amazon_sales: Decimal
    sales: Decimal
    is_settled: bool

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        ours = (self.orders, self.units, self.sales)
        return ours == (self.amazon_orders, self.amazon_units, self.amazon_sales)

    @property
    def is_wrong(self) -> bool:
        """Whether a day that no longer moves differs."""
        return self.is_settled and not self.is_equal

    @property
    def missing_orders(self) -> int:
        """How many orders of a day that no longer moves Amazon counts and we do not have."""
        return max(0, self.amazon_orders - self.orders) if self.is_settled else 0

    def sentence(self) -> str:
        """Say the difference the way people read it."""
        name = MARKETPLACES[self.marketplace_id].name
        return (
            f"{name}, {self.local_date}: Amazon counts {self.amazon_orders} orders,"
            f" {self.amazon_units} units, {format_amount(self.amazon_sales, self.currency)};"
            f" we have {self.orders}, {self.units}, {format_amount(self.sales, self.currency)}."
        )


def control_days(account_id: int) -> Iterator[ControlDay]:
    """Yield each day that Amazon has counted and that lies in our history."""
    with account_transaction(Role.SYNC, account_id) as connection:
        rows = connection.execute(statements("check")["days"], {"account_id": account_id}).all()
    for row in rows:
        values = row._asdict()
        del values["counted_at"]
        yield ControlDay(account_id=account_id, **values)


def print_check(settings: Settings, *, as_json: bool) -> int:
    """Print the days that differ; 0 when no settled day does, else 1."""
    accounts = dict.fromkeys(
        seller.account_id for seller in list_connections(is_demo=settings.is_demo)
    )
    days = [day for account_id in accounts for day in control_days(account_id)]
    wrong = [day for day in days if day.is_wrong]
    for day in days if as_json else wrong:
        print(json.dumps(asdict(day) | {"is_equal": day.is_equal}, default=str)
              if as_json else day.sentence())  # fmt: skip
    if not as_json:
        open_days = sum(not day.is_settled for day in days)
        print(
            f"{len(days) - open_days} days compared with Amazon's own count, {len(wrong)} differ;"
            f" {open_days} are not settled yet."
        )
        if wrong:
            print(
                "Where orders are missing, `python -m sync run sales_control` asks for these days"
                " anew, and `python -m sync run orders` reads them."
            )
    return EXIT_PARTIAL if wrong else EXIT_OK
