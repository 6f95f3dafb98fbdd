"""The first account of an installation: the demo shop, or the seller whose keys are set."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, text

from core import demo
from core.accounts import (
    AccountRole,
    account_ids,
    add_member,
    create_account,
    create_person,
)
from core.crypto import key_id, open_sealed, seal
from core.database import Role, name_account, transaction
from core.settings import Settings, get_settings

REFRESH_TOKEN = "sp_api_refresh_token"  # noqa: S105 - the name of a kind, not a token
ADS_REFRESH_TOKEN = "ads_refresh_token"  # noqa: S105 - the name of a kind, not a token
# Whose connection it is where only keys are given: the seller of these keys.
OWN_SELLER = "own"


@dataclass(frozen=True)
class _Key:
    """What opens one region: its refresh tokens and, where known, whose it is.

    An empty Ads token is an account without advertising.
    """

    region: str
    selling_partner_id: str
    refresh_token: str
    ads_refresh_token: str


def ensure_first_account() -> int:
    """Make the demo account, or the account of the keys in the environment; return its id.

    Run by the owner at start. Running it again changes nothing, except that a key
    changed in the environment is saved anew.
    """
    settings = get_settings()
    with transaction(Role.OWNER) as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727110, 2)")
        if settings.is_demo:
            return _ensure_demo(connection)
        return _ensure_account(connection, "My shop", _keys_of(settings), is_demo=False)


def _keys_of(settings: Settings) -> list[_Key]:
    """Return the keys that are set. None at all is a shop that imports its files by hand."""
    keys = []
    for region in ("NA", "EU", "FE"):
        token = getattr(settings, f"sp_api_refresh_token_{region.lower()}").get_secret_value()
        ads = getattr(settings, f"ads_refresh_token_{region.lower()}").get_secret_value()
        if token:
            keys.append(_Key(region, OWN_SELLER, token, ads))
    return keys


def _ensure_demo(connection: Connection) -> int:
    keys = [
        _Key(one.region, one.selling_partner_id, one.refresh_token, one.ads_refresh_token)
        for one in demo.CONNECTIONS
    ]
    account_id = _ensure_account(connection, demo.SHOP_NAME, keys, is_demo=True)
    exists = connection.scalar(
        text("SELECT user_id FROM app.users WHERE username = :name"), {"name": demo.USERNAME}
    )
    if exists is None:
        user_id = create_person(
            connection,
            demo.USERNAME,
            demo.PASSWORD,
            "Demo seller",
            is_admin=True,
            is_maintainer=True,
            is_demo=True,
        )
        add_member(connection, account_id, user_id, AccountRole.OWNER)
    return account_id


def _ensure_account(connection: Connection, name: str, keys: list[_Key], *, is_demo: bool) -> int:
    account_id = _find_account(connection, is_demo)
    if account_id is None:
        account_id = create_account(connection, name, is_demo=is_demo)
    name_account(connection, account_id)
    for key in keys:
        _ensure_connection(connection, account_id, key)
    return account_id


def _find_account(connection: Connection, is_demo: bool) -> int | None:
    for account_id in account_ids(connection):
        found = connection.scalar(
            text(
                "SELECT account_id FROM app.accounts WHERE account_id = :id AND is_demo = :is_demo"
            ),
            {"id": account_id, "is_demo": is_demo},
        )
        if found is not None:
            return int(found)
    return None


def _ensure_connection(connection: Connection, account_id: int, key: _Key) -> None:
    connection.execute(
        text(
            "INSERT INTO app.connections (account_id, region, selling_partner_id)"
            " VALUES (:a, :region, :partner) ON CONFLICT DO NOTHING"
        ),
        {"a": account_id, "region": key.region, "partner": key.selling_partner_id},
    )
    connection_id = connection.scalar(
        text(
            "SELECT connection_id FROM app.connections WHERE account_id = :a"
            " AND region = :region AND selling_partner_id = :partner"
        ),
        {"a": account_id, "region": key.region, "partner": key.selling_partner_id},
    )
    values = {"a": account_id, "c": int(connection_id or 0)}
    if _save_key(connection, values, REFRESH_TOKEN, key.refresh_token):
        # A new key is tried again, whatever became of the old one.
        connection.execute(
            text(
                "UPDATE app.connections SET state = 'active'"
                " WHERE account_id = :a AND connection_id = :c"
            ),
            values,
        )
    if key.ads_refresh_token and _save_key(
        connection, values, ADS_REFRESH_TOKEN, key.ads_refresh_token
    ):
        connection.execute(
            text(
                "UPDATE sync.stream_health SET left_alone_until = NULL, failures = 0"
                " WHERE account_id = :a AND connection_id = :c AND starts_with(stream, 'ads_')"
            ),
            values,
        )


def _save_key(connection: Connection, values: dict[str, int], kind: str, token: str) -> bool:
    """Save a key, sealed; False when the very same one is there already."""
    account_id = values["a"]
    sealed = connection.scalar(
        text(
            "SELECT sealed FROM app.credentials WHERE account_id = :a"
            " AND connection_id = :c AND kind = :kind"
        ),
        {**values, "kind": kind},
    )
    if sealed is not None and open_sealed(sealed, account_id) == token:
        return False
    connection.execute(
        text(
            "INSERT INTO app.credentials (account_id, connection_id, kind, sealed, key_id)"
            " VALUES (:a, :c, :kind, :sealed, :key_id)"
            " ON CONFLICT (account_id, connection_id, kind) DO UPDATE"
            " SET sealed = excluded.sealed, key_id = excluded.key_id, updated_at = now()"
        ),
        {**values, "kind": kind, "sealed": seal(token, account_id), "key_id": key_id()},
    )
    return True
