"""Where a picture comes from: what the database says, and whether we may go there."""

from __future__ import annotations

import re

from sqlalchemy import text

from core.database import Role, account_transaction
from core.settings import Settings

# The address is matched as a whole and in one spelling: no user part, no other port,
# no backslash, no fragment, nothing that two programs could read in two ways.
_ADDRESS = re.compile(r"(https?)://([a-z0-9.-]{1,253})(?::([0-9]{1,5}))?(/[!\"$-\[\]-~]{0,2000})")

# The picture of the asked version first; otherwise the one there is now. MAIN is what
# Amazon calls the picture that stands for the product.
_QUERY = text(
    "SELECT source_url FROM seller.product_images"
    " WHERE account_id = :account_id AND asin = :asin"
    " ORDER BY version = :version DESC, variant = 'MAIN' DESC, variant LIMIT 1"
)


def load_source_address(account_id: int, asin: str, version: str) -> str | None:
    """Return the address of a product's picture as the sync saved it; None when there is none."""
    with account_transaction(Role.WEB, account_id) as connection:
        found = connection.scalar(
            _QUERY, {"account_id": account_id, "asin": asin, "version": version}
        )
    return str(found) if found else None


def is_allowed(address: str, settings: Settings) -> bool:
    """Whether pictures may be fetched from an address.

    In the demo: the simulator's picture host and nothing else. Otherwise: https, the
    standard port, and a host that IMAGE_HOSTS names.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return False
    scheme, host, port, path = match.groups()
    if settings.is_demo:
        is_simulator = f"{scheme}://{host}:{port}" == settings.simulator_url
        return is_simulator and path.startswith("/images/") and ".." not in path
    hosts = {one.strip().lower() for one in settings.image_hosts.split(",") if one.strip()}
    return scheme == "https" and port in (None, "443") and host in hosts
