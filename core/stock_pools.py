"""Pan-European stock: one stock that several marketplaces sell from.

With Pan-European FBA the FBA Inventory API answers each marketplace of the European Union with the
sum over all of them (selling-partner-api-models, issues 360 and 452); the United Kingdom is apart.
The inventory ledger tells what lies in each country, so that its days add up. Which SKUs are told
so is found by the sync (sync/stock_pools.py) and kept in seller.stock_pools for all who read.
"""

from __future__ import annotations

# The countries whose marketplaces share a stock, the largest first: of those chosen, the first
# stands for the stock, in its currency. Most of them pay in euros.
POOL_COUNTRIES = ("DE", "FR", "IT", "ES", "NL", "BE", "IE", "SE", "PL")
# Where a day in seller.inventory_daily says what lay in a country, and not in the whole stock.
BY_COUNTRY = "GET_LEDGER_SUMMARY_VIEW_DATA"
