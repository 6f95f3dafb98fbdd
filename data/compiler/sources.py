"""The tables that can answer, and how each writes a dimension or a measure.

Every table is read under the name `f`; what is joined to it has one row at the most for
each row of `f` (or, for the lines of orders, is the point of reading it), so nothing is
counted twice. `{fx}` in a measure is where an amount is turned into another currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PRODUCT_FIELDS = frozenset({"brand", "category", "parent"})
_PRODUCTS_JOIN = "LEFT JOIN seller.products p ON p.account_id = :account_id AND p.asin = {asin}"
MARKETPLACES_JOIN = (
    "JOIN seller.marketplaces m"
    " ON m.account_id = :account_id AND m.marketplace_id = f.marketplace_id"
)


@dataclass(frozen=True, eq=False)
class Source:
    """A table or view of the facts: its FROM, its dimensions, its measures.

    `lookups` are joins that only some dimensions need. `needs` are dimensions without which
    the table may not be read: only with them does a row of it stand for one thing.
    `rate_day` is the day of the exchange rate where it is not the row's own.
    """

    table: str
    dimensions: Mapping[str, str]
    measures: Mapping[str, str]
    date: str = "f.local_date"
    asin: str = ""
    join: str = ""
    lookups: tuple[tuple[frozenset[str], str], ...] = ()
    needs: frozenset[str] = frozenset()
    rate_day: str = ""

    def fits(self, fields: set[str]) -> bool:
        """Whether the table knows all these dimensions."""
        return fields <= set(self.dimensions) and self.needs <= fields

    def from_sql(self, fields: Iterable[str]) -> str:
        """Write the FROM that knows these dimensions."""
        wanted = set(fields)
        parts = [f"{self.table} f"]
        if self.join:
            parts.append(self.join)
        parts += [join for names, join in self.lookups if names & wanted]
        if self.asin and PRODUCT_FIELDS & wanted:
            parts.append(_PRODUCTS_JOIN.format(asin=self.asin))
        return "\n  ".join(parts)


PLACE = {"marketplace": "f.marketplace_id", "currency": "f.currency"}
WEEKDAY = {"weekday": "CAST(extract(isodow FROM f.local_date) AS integer)"}


def product_fields(asin: str, sku: str = "") -> dict[str, str]:
    """Return the dimensions of a product, from the columns that name it."""
    fields = {
        "product": asin,
        "brand": "p.brand",
        "category": "p.category",
        # A product without variations is its own family.
        "parent": f"coalesce(p.parent_asin, {asin})",
    }
    return {**fields, "sku": sku} if sku else fields
