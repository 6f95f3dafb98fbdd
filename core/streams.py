"""Every stream of the sync: what people call it, what it brings, how often it is due.

The sync runs by this table and the pages speak by it. Adding a stream is adding a row
here and a file in `sync/sources/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.settings import Settings

_DAILY = timedelta(days=1)


@dataclass(frozen=True)
class Stream:
    """One stream. `title` and `brings` are read by sellers."""

    name: str
    title: str
    brings: str
    every: timedelta = _DAILY


def _rows(*streams: Stream) -> dict[str, Stream]:
    return {stream.name: stream for stream in streams}


# In the order in which pages list them.
STREAMS: dict[str, Stream] = _rows(
    # Sales.
    Stream("orders", "Orders", "New and changed orders, with what was bought and its price.",
           timedelta(minutes=15)),
    Stream("sales_control", "Amazon's own count",
           "How many orders and units Amazon counts for each day. Ours are checked against it."),
    Stream("sales_traffic", "Visits and conversion",
           "How often your products were looked at, and how many of the visits became orders.",
           timedelta(minutes=15)),
    # Products and stock.
    Stream("listings", "Listings", "Your offers: SKU, price, state and who sends them."),
    Stream("products", "Products and pictures", "Titles, brands and pictures of what you sell."),
    Stream("inventory", "Stock at Amazon", "What lies in Amazon's warehouses, by SKU.",
           timedelta(hours=1)),
    Stream("ledger_stock", "Stock history",
           "What lay in Amazon's warehouses on the days before we began to count."),
    Stream("ledger_events", "Lost and damaged stock",
           "What Amazon lost, found again, broke or disposed of in its warehouses."),
    Stream("inventory_planning", "Age of stock",
           "How old your stock is, how fast it sells and what it costs to keep."),
    Stream("stranded_inventory", "Stranded stock", "Stock at Amazon that nobody can buy, and why."),
    # Money.
    Stream("finances", "Money movements",
           "Sales, fees, refunds and reimbursements, as Amazon books them.", timedelta(hours=4)),
    Stream("returns_fba", "Returns to Amazon",
           "Each unit that came back to Amazon's warehouses: why, and in which state."),
    Stream("returns_merchant", "Returns to you",
           "What buyers send back to you, and what they got back for it."),
    Stream("reimbursements", "Reimbursements",
           "What Amazon paid you for units that it lost or broke, and took back again."),
    Stream("settlements", "Payouts",
           "What Amazon paid out to your bank every two weeks, line by line."),
    Stream("storage_fees", "Storage fees",
           "What keeping stock at Amazon has cost, month by month."),
    Stream("fee_estimates", "Expected fees", "What Amazon expects to charge for one unit."),
    # Advertising.
    Stream("ads_profiles", "Advertising accounts", "One for each country you advertise in."),
    Stream("ads_campaigns", "Campaigns", "Names, budgets and states of your campaigns."),
    Stream("ads_groups", "Ad groups", "The groups inside your campaigns."),
    Stream("ads_targets", "Keywords and targets", "What your advertisements are shown for."),
    Stream("ads_sp_campaigns", "Sponsored Products by campaign",
           "Cost and sales of each campaign and day."),
    Stream("ads_sb_campaigns", "Sponsored Brands by campaign",
           "Cost and sales of each campaign and day."),
    Stream("ads_sd_campaigns", "Sponsored Display by campaign",
           "Cost and sales of each campaign and day."),
    Stream("ads_sp_products", "Sponsored Products by product",
           "Cost and sales of each advertised product and day."),
    Stream("ads_sp_targets", "Sponsored Products by keyword",
           "Cost and sales of each keyword or target and day."),
    Stream("ads_sp_search_terms", "Sponsored Products by search term",
           "What people searched for before they clicked."),
    # What everything else stands on.
    Stream("marketplaces", "Marketplaces", "The countries you sell in."),
    Stream("fx_rates", "Exchange rates", "Daily reference rates of the European Central Bank."),
)  # fmt: skip


def planned_every(name: str, settings: Settings) -> timedelta:
    """Return how often a stream is due where nobody has set another pace for it."""
    if name == "orders":
        return timedelta(minutes=settings.sync_every_minutes)
    return STREAMS[name].every


def next_due(
    last_done_at: datetime | None,
    every: timedelta,
    left_alone_until: datetime | None,
    now: datetime,
) -> datetime:
    """Return when a stream that is not paused is read next; never done is due now."""
    due = now if last_done_at is None else last_done_at + every
    return max(due, left_alone_until or due)
