"""What must be true after every fault: the same rows as without it, and honest cursors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from simulator.world import World
from sync.connections import list_connections
from sync.leases import has_died
from tests.faults.truth import missing_money, missing_orders, missing_units
from tests.faults.truth_of_files import (
    missing_ledger_events,
    missing_reimbursements,
    missing_seller_returns,
)
from tests.faults.truth_of_reports import (
    missing_ad_days,
    missing_ad_products,
    missing_ad_targets,
    missing_search_terms,
    missing_settlements,
    missing_visits,
)
from tests.integration.sync.conftest import read

History = dict[str, list[Any]]

# Which run wrote a row and when, by which way it came, and marks of a picture's address.
_OWN = ["source", "report_id", "run_id", "fetched_at", "version", "image_version"]
# How often a data version moved says how many commits there were, and what an order was on its
# way depends on when it was looked at.
_LEFT_OUT = {"data_versions", "order_statuses"}
_MISSING = (
    missing_orders, missing_money, missing_units, missing_settlements, missing_visits,
    missing_ad_days, missing_ad_products, missing_ad_targets, missing_search_terms,
    missing_seller_returns, missing_reimbursements, missing_ledger_events,
)  # fmt: skip
_PORT = re.compile(r"http://127\.0\.0\.1:\d+")


def history() -> History:
    """Return every row of every table of facts and sums, the cursors and the reports."""
    found = {
        name: sorted(
            _PORT.sub("", row)
            for (row,) in read(
                f"SELECT (to_jsonb(t) - cast(:own AS text[]))::text FROM seller.{name} t", own=_OWN
            )
        )
        for name in _columns()
    }
    return found | _beside()


def _columns() -> dict[str, list[str]]:
    """Return the tables of facts and sums with those of their columns that are compared."""
    rows = read(
        "SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position)"
        " FROM information_schema.columns JOIN information_schema.tables"
        " USING (table_schema, table_name)"
        " WHERE table_schema = 'seller' AND table_type = 'BASE TABLE'"
        " AND column_name <> ALL(:own) GROUP BY 1 ORDER BY 1",
        own=_OWN,
    )
    return {name: columns for name, columns in rows if name not in _LEFT_OUT}


def _beside() -> History:
    """Return the cursors, the reports and the rates."""
    return {
        # How busy the last windows were tells the next search's pace, and nothing of the data.
        "cursors": read(
            "SELECT connection_id, stream, cursor_at, (position - 'windows')::text"
            # Which code has tried what was set aside is known only where something was.
            " FROM sync.cursors WHERE stream <> 'quarantine' ORDER BY 1, 2"
        ),
        "report_jobs": read(
            "SELECT connection_id, stream, data_start_at, data_end_at, state"
            " FROM sync.report_jobs ORDER BY 1, 2, 3, 4, 5"
        ),
        "rates": read("SELECT rate_on, currency, per_euro FROM app.fx_rates ORDER BY 1, 2"),
    }


def mark() -> History:
    """Return a number for the rows of each table: equal histories of one simulator have equal ones.

    The server adds up the rows' hashes (hash_record_extended, of 64 bits each), so that nothing has
    to be fetched; a kill loop compares hundreds of times.
    """
    found: History = {
        name: read(
            "SELECT count(*), sum(hash_record_extended(ROW("
            f"{', '.join(f't.{column}' for column in columns)}), 0)::numeric) FROM seller.{name} t"
        )
        for name, columns in _columns().items()
    }
    return found | _beside()


@dataclass(frozen=True)
class Expected:
    """The rows of a run without a fault, and the mark that is quicker to compare, where taken."""

    rows: History
    mark: History | None = None

    @classmethod
    def now(cls) -> Expected:
        """Take what stands in the database now."""
        return cls(history(), mark())

    def assert_here(self) -> None:
        """Assert that the database holds the same now; of a difference a few rows are shown."""
        found = mark() if self.mark else None
        if self.mark is None or found != self.mark:
            assert_same(history(), self.rows)
        assert found == self.mark


def assert_same(found: History, expected: History) -> None:
    """Two histories are equal, row for row; of a difference a few rows are shown."""
    for name in sorted({*found, *expected}):
        ours, theirs = found.get(name, []), expected.get(name, [])
        if ours != theirs:
            more = [row for row in ours if row not in theirs][:3]
            less = [row for row in theirs if row not in ours][:3]
            raise AssertionError(
                f"{name}: {len(ours)} rows, expected {len(theirs)}; too much: {more};"
                f" missing: {less}"
            )


def assert_settled() -> None:
    """No run is left without an end, and no lease is held any more."""
    assert read("SELECT stream FROM sync.runs WHERE state = 'running'") == []
    assert read("SELECT stream FROM sync.leases WHERE owner IS NOT NULL") == []


def assert_free() -> None:
    """Whoever comes next may take every lease: what is held is held by the dead."""
    held = read("SELECT owner FROM sync.leases WHERE owner IS NOT NULL")
    assert [owner for (owner,) in held if not has_died(owner)] == []


def assert_honest(world: World) -> None:
    """No cursor is past anything that is neither stored nor on a list to be read.

    The truth is the simulator's shop itself, not another run of the sync. Known are orders, money,
    returns of both kinds, settlements, visits, reimbursements, events of the ledger, and reports
    of advertising. The other streams (most tell a moment: stock, listings, campaigns …) are
    held by `assert_same` only.
    """
    for seller in list_connections(is_demo=True):
        for missing_of in _MISSING:
            missing = missing_of(world, seller)
            what = f"past its cursor in {seller.region}, {missing_of.__name__}"
            assert missing == [], f"{what}: {missing[:3]}"
