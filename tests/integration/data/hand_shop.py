"""A shop written by hand, row by row, and its sums made by the sync's own code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from core.database import Role, account_transaction, name_account, transaction
from data.loaders import load_exact
from data.query_model import MetricQuery, TimeRange
from sync.rollups import recompute_sales

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
PLACES = {
    US: ("US", "United States", "USD", "America/Los_Angeles"),
    DE: ("DE", "Germany", "EUR", "Europe/Berlin"),
    UK: ("GB", "United Kingdom", "GBP", "Europe/London"),
}
_BY = "source, fetched_at) VALUES (:a, "
_FROM = "'hand', now())"


@dataclass
class Shop:
    """Writes rows of one account. Orders are put in by their marketplace's wall clock."""

    account_id: int = 1
    days: set[tuple[str, date]] = field(default_factory=set)
    _count: int = 0

    def _write(self, sql: str, **values: Any) -> None:
        with account_transaction(Role.SYNC, self.account_id) as connection:
            connection.execute(text(sql), {"a": self.account_id, **values})

    def open(self, *places: str) -> None:
        """Add marketplaces, over the account's first connection."""
        with transaction(Role.OWNER) as connection:
            name_account(connection, self.account_id)
            connection_id = connection.scalar(
                text(
                    "INSERT INTO app.connections (account_id, region, selling_partner_id)"
                    " VALUES (:a, 'XX', 'hand') ON CONFLICT (account_id, region,"
                    " selling_partner_id) DO UPDATE SET region = 'XX' RETURNING connection_id"
                ),
                {"a": self.account_id},
            )
        for place in places:
            country, name, currency, zone = PLACES[place]
            self._write(
                "INSERT INTO seller.marketplaces (account_id, marketplace_id, connection_id, name,"
                " country_code, currency, time_zone, language_tag, is_participating, "
                + _BY
                + ":place, :connection, :name, :country, :currency, :zone, 'en', true, "
                + _FROM,
                place=place,
                connection=connection_id,
                name=name,
                country=country,
                currency=currency,
                zone=zone,
            )

    def product(self, asin: str, **words: str | None) -> None:
        """Add a product: title, brand, category, parent_asin."""
        names = "".join(f", {name}" for name in words)
        values = "".join(f", :{name}" for name in words)
        self._write(
            f"INSERT INTO seller.products (account_id, asin{names}, source, fetched_at)"
            f" VALUES (:a, :asin{values}, {_FROM}",
            asin=asin,
            **words,
        )

    def listing(self, place: str, sku: str, asin: str, title: str | None = None) -> None:
        """Add an offer of a product in a marketplace."""
        self._write(
            "INSERT INTO seller.listings (account_id, marketplace_id, sku, asin, title, "
            + _BY
            + ":place, :sku, :asin, :title, "
            + _FROM,
            place=place,
            sku=sku,
            asin=asin,
            title=title,
        )

    def order(
        self,
        place: str,
        wall_clock: str,
        *lines: tuple[Any, ...],
        status: str = "Shipped",
        fold: int = 0,
        **more: Any,
    ) -> str:
        """Add an order; a line is (asin, quantity, price) or (asin, quantity, price, {column: x}).

        The SKU is `S-<asin>` unless the line says otherwise.
        """
        self._count += 1
        key = f"order-{self._count:04}"
        zone = ZoneInfo(PLACES[place][3])
        local = datetime.fromisoformat(wall_clock).replace(tzinfo=zone, fold=fold)
        row = {
            "amazon_order_id": key,
            "marketplace_id": place,
            "purchased_at": local.astimezone(UTC),
            "local_date": local.date(),
            "local_hour": local.hour,
            "status": status,
            "currency": PLACES[place][2],
            "fulfillment_channel": "AFN",
            "last_updated_at": local,
            **more,
        }
        self.insert("orders", row)
        for number, line in enumerate(lines, 1):
            asin, quantity, price, *rest = line
            self.insert(
                "order_items",
                {
                    "amazon_order_id": key,
                    "order_item_id": str(number),
                    "asin": asin,
                    "sku": f"S-{asin}",
                    "quantity": quantity,
                    "currency": PLACES[place][2],
                    "item_price_amount": price,
                    **(rest[0] if rest else {}),
                },
            )
        self.days.add((place, local.date()))
        return key

    def stock(self, place: str, asin: str, on: str | None = None, **units: int) -> None:
        """Add a row of stock: today's, or the picture of an earlier day."""
        row: dict[str, Any] = {"marketplace_id": place, "sku": f"S-{asin}", "asin": asin, **units}
        if on is not None:
            row["local_date"] = date.fromisoformat(on)
        self.insert("inventory" if on is None else "inventory_daily", row)

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Add a row to a table of the schema `seller`."""
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        self._write(
            f"INSERT INTO seller.{table} (account_id, {names}, source, fetched_at)"
            f" VALUES (:a, {values}, {_FROM}",
            **row,
        )

    def close_books(self) -> None:
        """Make the sums of every day that was written, and move the data version."""
        with account_transaction(Role.SYNC, self.account_id) as connection:
            recompute_sales(connection, self.account_id, self.days)
        self.move_version("orders")

    def move_version(self, source: str) -> None:
        """Say that the rows of a source have changed."""
        self._write(
            "INSERT INTO seller.data_versions (account_id, source, connection_id, version,"
            " changed_at, synced_at) SELECT :a, :source, min(connection_id), 1, now(), now()"
            " FROM app.connections WHERE account_id = :a"
            " ON CONFLICT (account_id, source, connection_id) DO UPDATE"
            " SET version = seller.data_versions.version + 1, changed_at = now()",
            source=source,
        )


def ask(account_id: int = 1, **query: Any) -> list[dict[str, Any]]:
    """Answer a query exactly, as a list of rows. `days=("2026-03-02", "2026-03-03")`."""
    if "days" in query:
        start, end = (date.fromisoformat(one) for one in query.pop("days"))
        query["time"] = TimeRange(start=start, end=end, until=query.pop("until", None))
    found = load_exact(account_id, MetricQuery(**query))
    return found.frame.to_dict("records")
