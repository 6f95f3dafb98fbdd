"""A simulator in this process and a plain caller for its SP-API."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from core.clock import FakeClock, parse_instant
from core.demo import CLIENT_ID, CLIENT_SECRET, CONNECTIONS
from simulator.server import RunningSimulator
from simulator.world import World

NOW = "2026-11-20T12:00:00Z"
US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
XML_REPORT = "GET_XML_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
FLAT_REPORT = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
FLAT_BY_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
INVENTORY_REPORT = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
DATASETS = "PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT"
REFRESH_TOKENS = {row.region: row.refresh_token for row in CONNECTIONS}


def token_form(region: str = "NA", **changes: str) -> dict[str, str]:
    """The form a client posts to LWA."""
    form = {
        "grant_type": "refresh_token",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "refresh_token": REFRESH_TOKENS[region],
    }
    return {**form, **changes}


class Amazon:
    """A running simulator, its clock, and calls with a fresh token for each region."""

    def __init__(self, running: RunningSimulator, clock: FakeClock) -> None:
        self.running = running
        self.clock = clock
        self.session = requests.Session()
        self._tokens: dict[str, str] = {}

    @property
    def world(self) -> World:
        """The world behind the simulator's address now."""
        return self.running.world

    def token(self, region: str) -> str:
        """Return a new access token."""
        answer = self.session.post(self.running.token_url, data=token_form(region))
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def forget_tokens(self) -> None:
        """Take new access tokens from now on; they live for an hour."""
        self._tokens.clear()

    def call(
        self, path: str, region: str = "EU", method: str = "GET", **arguments: Any
    ) -> requests.Response:
        """Call an operation with a token that is kept for the region."""
        token = self._tokens.get(region)
        if token is None:
            token = self._tokens[region] = self.token(region)
        return self.session.request(
            method,
            f"{self.running.url}/{region.lower()}{path}",
            headers={"x-amz-access-token": token},
            timeout=20,
            **arguments,
        )

    def search(self, region: str = "EU", **parameters: Any) -> requests.Response:
        """Call searchOrders."""
        return self.call("/orders/2026-01-01/orders", region, params=parameters)

    def all_orders(self, region: str = "EU", **parameters: Any) -> list[dict[str, Any]]:
        """Call searchOrders to the last page."""
        found: list[dict[str, Any]] = []
        wanted: dict[str, Any] = {"includedData": DATASETS, **parameters}
        while True:
            answer = self.search(region, **wanted)
            answer.raise_for_status()
            found += answer.json()["orders"]
            token = answer.json().get("pagination", {}).get("nextToken")
            if not token:
                return found
            wanted["paginationToken"] = token

    def inventory(
        self, place: str = DE, region: str = "EU", **parameters: Any
    ) -> requests.Response:
        """Call getInventorySummaries with details."""
        wanted = {
            "details": "true",
            "granularityType": "Marketplace",
            "granularityId": place,
            "marketplaceIds": place,
            **parameters,
        }
        return self.call("/fba/inventory/v1/summaries", region, params=wanted)

    def ask_report(
        self,
        kind: str,
        first: str = "",
        last: str = "",
        region: str = "EU",
        place: str = DE,
        options: dict[str, str] | None = None,
    ) -> str:
        """Call createReport and return the report's number."""
        body: dict[str, Any] = {"reportType": kind, "marketplaceIds": [place]}
        if options is not None:
            body["reportOptions"] = options
        if first:
            body["dataStartTime"] = first
        if last:
            body["dataEndTime"] = last
        answer = self.call("/reports/2021-06-30/reports", region, "POST", json=body)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["reportId"])

    def report(self, report_id: str, region: str = "EU") -> dict[str, Any]:
        """Call getReport."""
        answer = self.call(f"/reports/2021-06-30/reports/{report_id}", region)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def document(self, report: dict[str, Any], region: str = "EU") -> requests.Response:
        """Call getReportDocument and fetch the address it gives."""
        path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
        answer = self.call(path, region)
        answer.raise_for_status()
        return self.session.get(answer.json()["url"], timeout=20)

    def file(
        self,
        kind: str,
        first: str,
        last: str,
        region: str = "EU",
        place: str = DE,
        options: dict[str, str] | None = None,
    ) -> bytes:
        """Ask for a report and return what its document unpacks to."""
        report = self.report(self.ask_report(kind, first, last, region, place, options), region)
        return gzip.decompress(self.document(report, region).content)


@contextmanager
def amazon_at(now: str = NOW, **options: Any) -> Iterator[Amazon]:
    """Run a simulator whose clock stands at `now`."""
    clock = FakeClock(parse_instant(now))
    with RunningSimulator(clock, **options) as running:
        amazon = Amazon(running, clock)
        with amazon.session:
            yield amazon
