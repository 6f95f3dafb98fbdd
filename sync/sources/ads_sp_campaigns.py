"""Stream `ads_sp_campaigns`: Sponsored Products by campaign and day; the totals of the product."""

from __future__ import annotations

from sync.ads_campaign_days import campaign_report
from sync.ads_kinds import SP
from sync.ads_reports import source_of

# Amazon keeps these days for 95 days.
KIND = campaign_report("ads_sp_campaigns", "spCampaigns", SP, 95)
SOURCE = source_of(KIND)
