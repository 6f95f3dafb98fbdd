"""Stream `ads_sb_campaigns`: Sponsored Brands by campaign and day."""

from __future__ import annotations

from sync.ads_campaign_days import campaign_report
from sync.ads_kinds import SB
from sync.ads_reports import source_of

# Amazon keeps these days for 60 days.
KIND = campaign_report("ads_sb_campaigns", "sbCampaigns", SB, 60)
SOURCE = source_of(KIND)
