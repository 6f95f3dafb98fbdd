"""Whom the sync works for: accounts, their connections to Amazon, and the stored keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.crypto import open_sealed
from core.database import Role, account_transaction, transaction
from core.errors import AccountGoneError, AlreadyRunningError, ReauthorizeError
from core.setup_accounts import ADS_REFRESH_TOKEN, REFRESH_TOKEN


@dataclass(frozen=True)
class SellerConnection:
    """One region of one seller: authorisation, quotas and leases hang here."""

    account_id: int
    connection_id: int
    region: str
    selling_partner_id: str

    @property
    def key(self) -> dict[str, Any]:
        """The key of its rows, as parameters of a statement."""
        return {"account_id": self.account_id, "connection_id": self.connection_id}

    def stream_key(self, stream: str) -> dict[str, Any]:
        """Return the key of a stream's rows, as parameters of a statement."""
        return {**self.key, "stream": stream}


ACTIVE, NEEDS_REAUTH = "active", "needs_reauth"


def list_connections(*, is_demo: bool, state: str = ACTIVE) -> list[SellerConnection]:
    """Return the connections in a state, of the demo accounts or of all the others."""
    with transaction(Role.SYNC) as connection:
        accounts = connection.scalars(
            text("SELECT account_id FROM app.accounts WHERE is_demo = :is_demo ORDER BY 1"),
            {"is_demo": is_demo},
        ).all()
    return [seller for account_id in accounts for seller in _of_account(account_id, state)]


def account_names(*, is_demo: bool) -> dict[int, str]:
    """Return the names of the demo accounts or of all the others, by number."""
    with transaction(Role.SYNC) as connection:
        rows = connection.execute(
            text("SELECT account_id, name FROM app.accounts WHERE is_demo = :is_demo ORDER BY 1"),
            {"is_demo": is_demo},
        )
        return {row.account_id: row.name for row in rows}


def _of_account(account_id: int, state: str) -> list[SellerConnection]:
    with account_transaction(Role.SYNC, account_id) as connection:
        rows = connection.execute(
            text(
                "SELECT account_id, connection_id, region, selling_partner_id"
                " FROM app.connections WHERE account_id = :account_id AND state = :state"
                " ORDER BY connection_id"
            ),
            {"account_id": account_id, "state": state},
        ).all()
    return [SellerConnection(*row) for row in rows]


def is_connected(seller: SellerConnection) -> bool:
    """Whether the connection still exists, in whatever state."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        found = connection.scalar(
            text(
                "SELECT 1 FROM app.connections"
                " WHERE account_id = :account_id AND connection_id = :connection_id"
            ),
            {"account_id": seller.account_id, "connection_id": seller.connection_id},
        )
    return found is not None


@contextmanager
def unless_taken_away(seller: SellerConnection) -> Iterator[None]:
    """Say so where work fails because its account is no more (see core.account_removal).

    Then its lease is gone, or its key, or a row that others point to. Raises AccountGoneError.
    """
    try:
        yield
    except (AlreadyRunningError, ReauthorizeError, IntegrityError) as error:
        if is_connected(seller):
            raise
        raise AccountGoneError(
            "This account was taken away while it was read. Nothing of it is stored any more."
        ) from error


def refresh_token_of(seller: SellerConnection) -> str:
    """Open the stored refresh token. Raises ReauthorizeError when there is none."""
    return _open_key(seller, REFRESH_TOKEN, "key")


def ads_refresh_token_of(seller: SellerConnection) -> str:
    """Open the stored Ads refresh token. Raises ReauthorizeError when there is none."""
    return _open_key(seller, ADS_REFRESH_TOKEN, "advertising key")


def has_ads_key(seller: SellerConnection) -> bool:
    """Whether the connection may read advertising at all."""
    return _sealed_key(seller, ADS_REFRESH_TOKEN) is not None


def _open_key(seller: SellerConnection, kind: str, words: str) -> str:
    sealed = _sealed_key(seller, kind)
    if sealed is None:
        raise ReauthorizeError(
            f"The connection to Amazon {seller.region} has no {words}. Connect the account again."
        )
    return open_sealed(sealed, seller.account_id)


def _sealed_key(seller: SellerConnection, kind: str) -> bytes | None:
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        sealed: bytes | None = connection.scalar(
            text(
                "SELECT sealed FROM app.credentials WHERE account_id = :account_id"
                " AND connection_id = :connection_id AND kind = :kind"
            ),
            {**seller.key, "kind": kind},
        )
    return sealed
