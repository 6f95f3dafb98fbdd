"""A light Amazon in this process: orders only, Amazon's own rates, on a fake clock.

It stands where the HTTP transport stands, so that everything above it is the product's own:
clients, buckets, schedules, windows, reports, saving. Each order has a life (placed, confirmed,
shipped or cancelled). Orders come by the hour of the day, more of them on the days of `busy`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import IO, Any
from urllib.parse import urlsplit

import numpy as np

from core.clock import FakeClock, format_instant, parse_instant
from simulator.rates import RateLimiter
from sync.clients.transport import Answer

DAY = 86_400
PLACE = "ATVPDKIKX0DER"
# How busy each hour is (UTC): as a shop on the American east coast.
HOURS = np.array([5.9, 6.8, 7.4, 7.2, 5.6, 3.2, 1.6, 0.9, 0.6, 0.4, 0.4, 0.7,
                  1.5, 2.8, 3.9, 4.6, 5.1, 5.3, 5.6, 5.4, 5.0, 4.9, 5.0, 5.3])  # fmt: skip
STATUSES = ("PENDING", "UNSHIPPED", "SHIPPED", "CANCELLED")
REPORT_WORDS = ("Pending", "Unshipped", "Shipped", "Cancelled")
_LIFE_DAYS = 3
_PAGE = 100


@dataclass
class Day:
    """The orders placed on one day (UTC), as arrays of seconds: row i is order i."""

    number: int
    placed: Any
    confirmed: Any
    ended: Any
    is_cancelled: Any

    def states(self, now: int) -> tuple[Any, Any]:
        """Return (last update, index of the status) of each order as of `now`; 0 = not placed."""
        updated = np.where(self.placed <= now, self.placed, 0)
        status = np.zeros(len(self.placed), dtype=int)
        is_confirmed = (self.confirmed <= now) & ~self.is_cancelled
        updated, status = np.where(is_confirmed, self.confirmed, updated), status + is_confirmed
        is_ended = self.ended <= now
        updated = np.where(is_ended, self.ended, updated)
        return updated, np.where(is_ended, np.where(self.is_cancelled, 3, 2), status)


@dataclass
class Row:
    """An order as of a moment."""

    order_id: str
    placed: int
    updated: int
    status: int


@dataclass
class Report:
    """A report under way."""

    first: int
    last: int
    by_update: bool
    ready_at: int


@dataclass(eq=False)
class OrderWorld:
    """The shop and its quotas. `a_day` orders, times what `busy` says of a day (UTC)."""

    clock: FakeClock
    a_day: float
    busy: Callable[[int], float] = lambda _day: 1.0
    first_day: int = 0
    limits: RateLimiter = field(default_factory=lambda: RateLimiter("real"))
    reports: list[Report] = field(default_factory=list)
    longest_report: int = 900

    def now(self) -> int:
        return int(self.clock.now().timestamp())

    @lru_cache(maxsize=16)  # noqa: B019 - one world lives as long as its test
    def day(self, number: int) -> Day:
        """Return the orders placed on a day, by time."""
        draw = np.random.default_rng(number)
        count = draw.poisson(self.a_day * self.busy(number)) if number >= self.first_day else 0
        hours = draw.choice(24, size=count, p=HOURS / HOURS.sum())
        placed = np.sort(number * DAY + hours * 3600 + draw.integers(0, 3600, count))
        confirmed = placed + draw.integers(600, 2400, count)
        ended = confirmed + draw.integers(3600, 40 * 3600, count)
        is_cancelled = draw.random(count) < 0.04
        return Day(number, placed, confirmed, np.where(is_cancelled, confirmed, ended),
                   is_cancelled)  # fmt: skip

    def rows(self, first: int, last: int, *, by_update: bool) -> list[Row]:
        """Return the orders changed (or placed) in a window, as of now, by time."""
        now, found = self.now(), list[Row]()
        start = max(first // DAY - (_LIFE_DAYS if by_update else 0), self.first_day)
        for number in range(start, min(last, now) // DAY + 1):
            day = self.day(number)
            updated, status = day.states(now)
            by = updated if by_update else day.placed
            chosen = np.nonzero((updated > 0) & (by >= first) & (by <= last))[0]
            found += [
                Row(order_id(number, int(at)), int(day.placed[at]), int(updated[at]),
                    int(status[at]))
                for at in chosen
            ]  # fmt: skip
        return sorted(found, key=lambda row: (row.updated if by_update else row.placed,
                                              row.order_id))  # fmt: skip

    def transport(self) -> WorldTransport:
        """Return what stands where HTTP stands."""
        return WorldTransport(self)


def order_id(day: int, number: int) -> str:
    return f"111-{day:07d}-{number:07d}"


def _instant(second: int) -> str:
    return format_instant(datetime.fromtimestamp(second, UTC))


class WorldTransport:
    """Answers what the orders' streams ask for."""

    def __init__(self, world: OrderWorld) -> None:
        self._world = world

    def close(self) -> None:
        """Nothing is open."""

    def send(self, method: str, url: str, **options: Any) -> Answer:
        """Answer one call, within Amazon's rates."""
        path, world = urlsplit(url).path, self._world
        if path.endswith("/token"):
            return self._answer(200, {"access_token": "Atza|x", "expires_in": 3600})
        operation, handle = self._operation(method, path)
        if not world.limits.take("seller", "application", operation, world.clock.now()):
            world.limits.refused[operation] += 1
            return self._answer(429, {"errors": [{"code": "QuotaExceeded", "message": "Wait."}]})
        world.limits.served[operation] += 1
        return self._answer(200, handle(path, options), world.limits.rate_header(operation))

    def _answer(self, status: int, body: Any, rate: str = "") -> Answer:
        headers = {"Date": format_datetime(self._world.clock.now(), usegmt=True)}
        if rate:
            headers["x-amzn-RateLimit-Limit"] = rate
        return Answer(status, headers, json.dumps(body).encode())

    def _operation(self, method: str, path: str) -> tuple[str, Callable[[str, Any], Any]]:
        if path.endswith("/marketplaceParticipations"):
            return "getMarketplaceParticipations", self._places
        if path.endswith("/orders"):
            return "searchOrders", self._search
        if "/documents/" in path:
            return "getReportDocument", lambda path, _: {
                "url": f"https://world/{path.rsplit('/', 1)[1]}",
                "compressionAlgorithm": "GZIP",
            }
        if method == "POST":
            return "createReport", self._create
        return "getReport", self._status

    def _places(self, _path: str, _options: Any) -> Any:
        return {"payload": [{"marketplace": {"id": PLACE},
                             "participation": {"isParticipating": True}}]}  # fmt: skip

    def _search(self, _path: str, options: Any) -> Any:
        query, world = options["params"], self._world
        kind = "lastUpdated" if "lastUpdatedAfter" in query else "created"
        first, last = (_second(query[f"{kind}{word}"]) for word in ("After", "Before"))
        assert last <= world.now() - 120, "Amazon: at least two minutes before now"
        rows = world.rows(first, last, by_update=kind == "lastUpdated")
        if token := query.get("paginationToken"):
            rows = [row for row in rows if _place(row, kind) > token]
        answer: dict[str, Any] = {"orders": [_json(row) for row in rows[:_PAGE]]}
        if len(rows) > _PAGE:
            answer["pagination"] = {"nextToken": _place(rows[_PAGE - 1], kind)}
        return answer

    def _create(self, _path: str, options: Any) -> Any:
        body, world = options["json"], self._world
        number = len(world.reports)
        draw = np.random.default_rng(number)
        # Mostly a minute to four; one in twenty takes a quarter of an hour (Amazon's P99).
        seconds = world.longest_report if draw.random() < 0.05 else int(draw.integers(60, 240))
        first, last = _second(body["dataStartTime"]), _second(body["dataEndTime"])
        assert last - first <= 30 * DAY, "Amazon: at most 30 days"
        by_update = "LAST_UPDATE" in body["reportType"]
        world.reports.append(Report(first, last, by_update, world.now() + seconds))
        return {"reportId": str(number)}

    def _status(self, path: str, _options: Any) -> Any:
        number = path.rsplit("/", 1)[1]
        report = self._world.reports[int(number)]
        if self._world.now() < report.ready_at:
            return {"processingStatus": "IN_PROGRESS"}
        if not self._world.rows(report.first, report.last, by_update=report.by_update):
            return {"processingStatus": "CANCELLED"}
        return {"processingStatus": "DONE", "reportDocumentId": number}

    def download(self, url: str, into: IO[bytes], _largest: int) -> Answer:
        """Write a report's document."""
        report = self._world.reports[int(url.rsplit("/", 1)[1])]
        rows = self._world.rows(report.first, report.last, by_update=report.by_update)
        into.write(gzip.compress("".join(_xml(rows)).encode(), 1))
        return Answer(200, {"Content-Type": "text/xml;charset=UTF-8"}, b"")


def _second(text: str) -> int:
    return int(parse_instant(text).timestamp())


def _place(row: Row, kind: str) -> str:
    return f"{row.updated if kind == 'lastUpdated' else row.placed:012d} {row.order_id}"


def _json(row: Row) -> dict[str, Any]:
    product = {"asin": f"B0{row.placed % 50:08d}", "sellerSku": f"SKU-{row.placed % 50}"}
    item: dict[str, Any] = {"orderItemId": row.order_id[4:], "quantityOrdered": 1,
                            "product": product}  # fmt: skip
    if row.status in (1, 2):
        money = {"amount": "19.99", "currencyCode": "USD"}
        item["proceeds"] = {"breakdowns": [{"type": "ITEM", "subtotal": money}]}
    return {
        "orderId": row.order_id,
        "createdTime": _instant(row.placed),
        "lastUpdatedTime": _instant(row.updated),
        "salesChannel": {"marketplaceId": PLACE},
        "fulfillment": {"fulfillmentStatus": STATUSES[row.status], "fulfilledBy": "AMAZON"},
        "orderItems": [item],
    }


def _xml(rows: list[Row]) -> Iterator[str]:
    yield "<AmazonEnvelope>"
    for row in rows:
        price = ""
        if row.status in (1, 2):
            price = ('<ItemPrice><Component><Type>Principal</Type><Amount currency="USD">19.99'
                     "</Amount></Component></ItemPrice>")  # fmt: skip
        yield (
            f"<Message><Order><AmazonOrderID>{row.order_id}</AmazonOrderID>"
            f"<PurchaseDate>{_instant(row.placed)}</PurchaseDate>"
            f"<LastUpdatedDate>{_instant(row.updated)}</LastUpdatedDate>"
            f"<OrderStatus>{REPORT_WORDS[row.status]}</OrderStatus>"
            "<SalesChannel>Amazon.com</SalesChannel><FulfillmentData><FulfillmentChannel>Amazon"
            "</FulfillmentChannel></FulfillmentData><IsBusinessOrder>false</IsBusinessOrder>"
            f"<OrderItem><AmazonOrderItemCode>{row.order_id[4:]}</AmazonOrderItemCode>"
            f"<ASIN>B0{row.placed % 50:08d}</ASIN><SKU>SKU-{row.placed % 50}</SKU>"
            f"<Quantity>1</Quantity>{price}</OrderItem></Order></Message>"
        )
    yield "</AmazonEnvelope>"
