"""A shop written by hand, row by row, and its sums made by the sync's own code."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from core.database import Role, account_transaction, name_account, transaction
from data.loaders import load_exact
from data.query_model import MetricQuery, TimeRange
from sync.rollups import money_days, recompute_money, recompute_sales

US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
FR, ES, SE = "A13V1IB3VIYZZH", "A1RKKUPIHCS9HS", "A2NODRKZP88ZB9"
PLACES = {
    US: ("US", "United States", "USD", "America/Los_Angeles"),
    DE: ("DE", "Germany", "EUR", "Europe/Berlin"),
    UK: ("GB", "United Kingdom", "GBP", "Europe/London"),
    FR: ("FR", "France", "EUR", "Europe/Paris"),
    ES: ("ES", "Spain", "EUR", "Europe/Madrid"),
    SE: ("SE", "Sweden", "SEK", "Europe/Stockholm"),
}
_BY = "source, fetched_at) VALUES (:a, "
_FROM = "'hand', now())"


@dataclass
class Shop:
    """Writes rows of one account. Orders are put in by their marketplace's wall clock."""

    account_id: int = 1
    days: set[tuple[str, date]] = field(default_factory=set)
    moved: list[str] = field(default_factory=list)
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

    def stock(
        self, place: str, asin: str, on: str | None = None, told_by: str = "hand", **units: int
    ) -> None:
        """Add a row of stock: today's, or the picture of an earlier day."""
        row: dict[str, Any] = {"marketplace_id": place, "sku": f"S-{asin}", "asin": asin, **units}
        row["source"] = told_by
        if on is not None:
            row["local_date"] = date.fromisoformat(on)
        self.insert("inventory" if on is None else "inventory_daily", row)

    def advertise(self, place: str, on: str, table: str = "ads_daily", **row: Any) -> None:
        """Add a day of advertising to one of its tables; the profile is made when it is missing."""
        currency = PLACES[place][2]
        self._write(
            "INSERT INTO seller.ad_profiles (account_id, profile_id, connection_id, marketplace_id,"
            " currency, time_zone, account_type, source, fetched_at) SELECT :a, :profile,"
            " min(connection_id), :place, :currency, :zone, 'seller', 'hand', now()"
            " FROM app.connections WHERE account_id = :a ON CONFLICT DO NOTHING",
            profile=f"P-{place}",
            place=place,
            currency=currency,
            zone=PLACES[place][3],
        )
        head = {
            "profile_id": f"P-{place}",
            "marketplace_id": place,
            "local_date": date.fromisoformat(on),
            "campaign_id": "c1",
            "currency": currency,
            "attribution_days": 7,
        }
        if table == "ads_daily":
            head["ad_product"] = "SPONSORED_PRODUCTS"
        else:
            head["ad_group_id"] = "g1"
        self.insert(table, head | row)

    def money(
        self,
        place: str | None,
        on: str,
        kind: str,
        *leaves: tuple[Any, ...],
        status: str = "RELEASED",
        **more: Any,
    ) -> str:
        """Add a movement of money; a leaf is (kind, amount) or (kind, amount, asin, quantity)."""
        self._count += 1
        key = more.pop("transaction_id", f"money-{self._count:04}")
        currency = PLACES[place or US][2]
        with account_transaction(Role.SYNC, self.account_id) as connection:
            connection_id = connection.scalar(
                text("SELECT min(connection_id) FROM app.connections")
            )
        amounts = [Decimal(leaf[1]) for leaf in leaves]
        row = {
            "transaction_id": key,
            "connection_id": connection_id,
            "marketplace_id": place,
            "transaction_type": kind,
            "status": status,
            "is_counted": True,
            "posted_at": datetime.fromisoformat(f"{on}T12:00").replace(tzinfo=UTC),
            "local_date": date.fromisoformat(on),
            "currency": currency,
            "total_amount": sum(amounts),
            **more,
        }
        self.insert("transactions", row)
        for number, (leaf, amount) in enumerate(zip(leaves, amounts, strict=True)):
            asin, quantity = leaf[2:] or (None, 0)
            line = {
                "transaction_id": key,
                "line_no": number,
                "path": leaf[0],
                "kind": leaf[0],
                "asin": asin,
                "sku": asin and f"S-{asin}",
                "quantity": quantity,
                "currency": currency,
                "amount": amount,
            }
            self.insert("transaction_amounts", line)
        self.moved.append(key)
        return key

    def enter(self, table: str, **row: Any) -> None:
        """Enter a row as people do on the pages, by the role that may."""
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        with account_transaction(Role.WEB, self.account_id) as connection:
            connection.execute(
                text(f"INSERT INTO {table} (account_id, {names}) VALUES (:a, {values})"),
                {"a": self.account_id, **row},
            )

    def rate(self, on: str, currency: str, per_euro: str) -> None:
        """Fix the rate of a currency on a day."""
        self._write(
            "INSERT INTO app.fx_rates (rate_on, currency, per_euro, source, fetched_at)"
            " VALUES (:on, :currency, :rate, 'hand', now())",
            on=date.fromisoformat(on),
            currency=currency,
            rate=Decimal(per_euro),
        )

    def insert(self, table: str, row: dict[str, Any]) -> None:
        """Add a row to a table of the schema `seller`, fetched now unless it says when."""
        row = {"source": "hand", "fetched_at": datetime.now(UTC), **row}
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        self._write(
            f"INSERT INTO seller.{table} (account_id, {names}) VALUES (:a, {values})",
            **row,
        )

    def close_books(self) -> None:
        """Make the sums of every day that was written, and move the data version."""
        with account_transaction(Role.SYNC, self.account_id) as connection:
            recompute_sales(connection, self.account_id, self.days)
            days = money_days(connection, self.account_id, self.moved)
            recompute_money(connection, self.account_id, days)
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
        cut = {name: query.pop(name, None) for name in ("until", "until_zone")}
        query["time"] = TimeRange(start=start, end=end, **cut)
    found = load_exact(account_id, MetricQuery(**query))
    return found.frame.to_dict("records")
