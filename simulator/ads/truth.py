"""The truth about advertising: what each campaign cost and sold on each local day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from simulator.ads.measures import measure
from simulator.formats import cents
from simulator.shop.calendar import SHOP_MARKETPLACES, days_between
from simulator.shop.campaigns import SP, Campaign


def ad_ledger(seed: int, first: date, last: date, now: int) -> Iterator[dict[str, Any]]:
    """Yield one row for each campaign and day as of second `now`; campaigns with activity only.

    Sales, orders and units are those of the console's window: 7 days for Sponsored Products,
    14 for the others.
    """
    for place in SHOP_MARKETPLACES:
        for day in days_between(first, last):
            sums = measure(
                seed, place, day, now, lambda target, _offer, _term: target.group.campaign
            )
            for campaign, found in sums.items():
                window = window_of(campaign)
                yield {
                    "marketplace_id": place.marketplace_id,
                    "local_date": day.isoformat(),
                    "ad_product": campaign.ad_product,
                    "campaign_id": str(campaign.campaign_id),
                    "campaign_name": campaign.name,
                    "currency": place.currency,
                    "impressions": found.impressions,
                    "clicks": found.clicks,
                    "cost": cents(found.cost),
                    "sales": cents(found.sales[window]),
                    "orders": found.purchases[window],
                    "units": found.units[window],
                }


def window_of(campaign: Campaign) -> int:
    """Return the days after a click in which the console counts a purchase."""
    return 7 if campaign.ad_product == SP else 14
