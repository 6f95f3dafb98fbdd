"""Stream `ads_sd_campaigns`: Sponsored Display by campaign and day."""

from __future__ import annotations

from sync.ads_campaign_days import campaign_report
from sync.ads_kinds import SD
from sync.ads_reports import source_of

# Amazon keeps these days for 65 days.
KIND = campaign_report("ads_sd_campaigns", "sdCampaigns", SD, 65)
SOURCE = source_of(KIND)
