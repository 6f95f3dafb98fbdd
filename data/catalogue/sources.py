"""What metrics are made from: the names in seller.data_versions, and when each is complete."""

from __future__ import annotations

ORDERS = ("orders",)
STOCK = ("inventory",)
ADS = ("ads_sp_campaigns", "ads_sb_campaigns", "ads_sd_campaigns", "ads_sp_products")
AD_TARGETS = ("ads_sp_targets", "ads_sp_search_terms", "ads_sp_products")
TRAFFIC = ("sales_traffic",)
# Amazon's own count comes from the first; days that it never counted from the second.
CONTROL = ("sales_control", "sales_traffic")
MONEY = ("finances",)
RETURNS = ("returns_fba", "returns_merchant")
SETTLEMENTS = ("settlements",)
PLANNING = ("inventory_planning",)
STRANDED = ("stranded_inventory",)
LISTINGS = ("listings", "products")
# What people enter themselves: seller.settings_versions.
COSTS = ("costs", "fx_rates")
TAXES = ("taxes",)
EXPENSES = ("expenses",)
REORDERING = ("reordering",)

STOCK_LAG = "Read from Amazon every hour; Amazon's own stock figures trail by some hours."
ADS_LAG = (
    "Read several times a day. Amazon corrects the figures of the last 35 days, and of Sponsored "
    "Brands and Display of the last 42."
)
TRAFFIC_LAG = "Amazon reports a day one to three days later and may correct it until then."
CONTROL_LAG = "Amazon's count of a day is read in the night after it, and again for a month."
MONEY_LAG = (
    "Amazon books money when it ships or refunds, up to two days late. Fees of orders that have "
    "not been shipped yet are still to come."
)
RETURNS_LAG = "Read from Amazon once a day."
PROFIT_LAG = (
    "Orders count at once, fees once Amazon books them: the profit of the last days looks higher "
    "than it will be."
)
PLANNING_LAG = "Amazon takes one picture a day."
SETTLEMENT_LAG = "Amazon closes a settlement about every two weeks."
OWN_LAG = "It changes as soon as you change what you have entered."
