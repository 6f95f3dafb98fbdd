"""A running picture proxy with a picture host of the test's own behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import text

from core.accounts import create_account
from core.database import Role, account_transaction, transaction
from tests.integration.proxy.picture_host import (
    HostServer,
    PictureHost,
    Reply,
    RunningProxy,
    Steady,
    make_app,
    plant_picture,
    signed,
)
from tests.support.installation import Installation

ASIN = "B0PICTURE1"


@dataclass
class Gallery:
    """Proxy, its source, and its clock."""

    proxy: RunningProxy
    host: PictureHost
    steady: Steady
    account_id: int
    other_account_id: int

    def plant(self, asin: str = ASIN, source_url: str | None = None, **options: Any) -> None:
        account_id = options.pop("account_id", self.account_id)
        plant_picture(
            account_id,
            asin,
            self.host.address(f"{asin}.png") if source_url is None else source_url,
            **options,
        )

    def get(
        self, asin: str = ASIN, headers: Any = (), method: str = "GET", version: str = "v1"
    ) -> Reply:
        return self.proxy.ask(signed(asin, self.account_id, version), method, headers)

    def pass_days(self, days: float) -> None:
        self.steady.seconds += days * 24 * 3600


@pytest.fixture(scope="module")
def accounts(installation: Installation) -> Iterator[tuple[int, int]]:
    """Two accounts in one database."""
    installation.restore("empty")
    with transaction(Role.OWNER) as connection:
        first = int(connection.scalar(text("SELECT min(account_id) FROM app.accounts")) or 0)
        second = create_account(connection, "Another shop")
    yield first, second
    installation.close()


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[RunningProxy, HostServer]]:
    """The two servers, started once for all tests of a file."""
    proxy, host_server = RunningProxy(), HostServer()
    yield proxy, host_server
    host_server.close()
    proxy.close()


@pytest.fixture
def gallery(
    accounts: tuple[int, int], servers: tuple[RunningProxy, HostServer]
) -> Iterator[Gallery]:
    """A fresh proxy (empty cache) with a fresh picture host; the database has no pictures."""
    for account_id in accounts:
        with account_transaction(Role.SYNC, account_id) as connection:
            connection.execute(
                text("DELETE FROM seller.products WHERE account_id = :a"), {"a": account_id}
            )
    proxy, host_server = servers
    host, steady = host_server.renew(), Steady()
    proxy.app = make_app(host, steady=steady)
    yield Gallery(proxy, host, steady, *accounts)
    host.gate.set()
