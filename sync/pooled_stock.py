"""Whether Amazon tells the same pan-European stock once for each marketplace.

With Pan-European FBA the FBA Inventory API answers each marketplace of the European Union with the
sum over all of them (selling-partner-api-models, issues 360 and 452); the United Kingdom is apart.
"""

from __future__ import annotations

from sqlalchemy import text

from core.database import Role, account_transaction
from core.marketplaces import MARKETPLACES
from sync.connections import SellerConnection
from sync.findings import WARNING, Finding

_POOL = frozenset({"BE", "DE", "ES", "FR", "IE", "IT", "NL", "PL", "SE"})
# A few SKUs may be alike by chance, and one may have moved between two answers.
_FEWEST, _MOST_ALIKE = 3, 0.9
_ALIKE = """
SELECT count(*) AS skus, count(*) FILTER (WHERE least_units = most_units) AS alike
FROM (
    SELECT sku, min(fulfillable_units) AS least_units, max(fulfillable_units) AS most_units
    FROM seller.inventory
    WHERE account_id = :account_id AND marketplace_id = ANY(:pool)
    GROUP BY sku HAVING count(*) > 1 AND max(fulfillable_units) > 0
) AS shared
"""
_PLACES = """
SELECT DISTINCT marketplace_id FROM seller.inventory
WHERE account_id = :account_id AND marketplace_id = ANY(:pool) AND fulfillable_units > 0
"""


def find_pooled_stock(seller: SellerConnection) -> Finding | None:
    """Return what to know where the stock of several marketplaces is one and the same."""
    pool = [key for key, place in MARKETPLACES.items() if place.country_code in _POOL]
    values = {"account_id": seller.account_id, "pool": pool}
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        found = connection.execute(text(_ALIKE), values).one()
        places = connection.scalars(text(_PLACES), values).all()
    if found.alike < _FEWEST or found.alike < _MOST_ALIKE * found.skus:
        return None
    names = sorted(MARKETPLACES[key].name for key in places)
    return Finding(
        WARNING,
        f"stock {seller.region}",
        f"Amazon tells one and the same stock for {', '.join(names)}: it is pan-European. Each of"
        f" them is right by itself; sums over them count it {len(names)} times. On Inventory,"
        " choose one of them.",
    )
