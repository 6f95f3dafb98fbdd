"""The first fetch of a shop: the demo's is waited for, Amazon's goes on in the background."""

from __future__ import annotations

from sqlalchemy import text

from core.database import Role, account_transaction
from core.settings import Settings
from ops.processes import Part

NAME = "first-sync"
PART = Part(NAME, ("-m", "sync", "run", "--all", "--force"))


def first_sync_of(settings: Settings, account_id: int) -> Part | None:
    """Return the process that fetches everything once; None when there is nothing to fetch.

    Says on the screen what happens. Amazon's rates make two years of a real shop take a
    while, so nobody waits for it: where there is a schedule, that fetches it. It also takes
    up what was cut off; without one, that is fetched to its end here.
    """
    if _has_orders(account_id):
        if settings.syncs_by_itself or settings.disable_schedules or not _was_cut_off(account_id):
            return None
        print("The last fetch was cut off. It goes on where it stopped …", flush=True)
        return PART
    if not _has_connection(account_id):
        print("No Amazon keys are set. Bring files in with: python -m sync import FILE")
        return None
    if settings.disable_schedules:
        print(
            "Nothing is fetched by itself (DISABLE_SCHEDULES). "
            "To fetch: python -m sync run --all --force"
        )
        return None
    if settings.is_demo:
        print("Fetching two years of the demo shop from the simulator …", flush=True)
        return PART
    print(
        "Your shop is being fetched from Amazon in the background; the pages fill as it arrives. "
        "How far it is: python -m sync status",
        flush=True,
    )
    return None if settings.syncs_by_itself else PART


def _has_orders(account_id: int) -> bool:
    return _finds(
        account_id,
        "SELECT 1 FROM seller.data_versions WHERE account_id = :a"
        " AND source = 'orders' AND synced_at IS NOT NULL LIMIT 1",
    )


def _was_cut_off(account_id: int) -> bool:
    """Whether the newest run of some stream did not end by itself."""
    return _finds(
        account_id,
        "SELECT 1 FROM (SELECT DISTINCT ON (connection_id, stream) state FROM sync.runs"
        " WHERE account_id = :a ORDER BY connection_id, stream, started_at DESC, run_id DESC)"
        " newest WHERE state IN ('running', 'interrupted', 'abandoned') LIMIT 1",
    )


def _has_connection(account_id: int) -> bool:
    return _finds(
        account_id,
        "SELECT 1 FROM app.connections WHERE account_id = :a AND state = 'active' LIMIT 1",
    )


def _finds(account_id: int, statement: str) -> bool:
    with account_transaction(Role.WEB, account_id) as connection:
        return connection.scalar(text(statement), {"a": account_id}) is not None
