"""Runs and reports of long ago are forgotten; what pages and schedules go by stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.clock import parse_instant
from core.database import Role, account_transaction
from sync.connections import SellerConnection
from sync.report_jobs import forget_old_jobs, open_jobs, plan_jobs, save_job
from sync.runs import start_run
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import read

NOW = parse_instant(FROZEN_NOW)


def put_runs(
    seller: SellerConnection, state: str, days_ago: Sequence[float], stream: str = "orders"
) -> None:
    """Write runs that began so many days ago."""
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        for days in days_ago:
            connection.execute(
                text(
                    "INSERT INTO sync.runs (account_id, connection_id, stream, kind, state,"
                    " started_at) VALUES (:account, :connection, :stream, 'run', :state, :at)"
                ),
                {"account": seller.account_id, "connection": seller.connection_id,
                 "stream": stream, "state": state, "at": NOW - timedelta(days=days)},
            )  # fmt: skip


def days_kept(stream: str = "orders") -> list[int]:
    rows = read("SELECT started_at FROM sync.runs WHERE stream = :stream AND state <> 'running'"
                " ORDER BY started_at DESC", stream=stream)  # fmt: skip
    return [(NOW - row[0]).days for row in rows]


def test_runs_of_more_than_90_days_ago_are_forgotten_by_the_next_run(
    seller: SellerConnection,
) -> None:
    put_runs(seller, "done", range(1, 200, 2))
    put_runs(seller, "done", [150], stream="listings")
    start_run(seller, "orders", "run", NOW)
    assert days_kept() == list(range(1, 91, 2))
    # Each stream forgets its own.
    assert days_kept("listings") == [150]


@pytest.mark.parametrize("state", ["done", "partial", "skipped"])
def test_the_last_runs_of_a_stream_stay_and_the_last_that_ended_well_however_old(
    seller: SellerConnection, state: str
) -> None:
    put_runs(seller, state, [300, 400])
    put_runs(seller, "failed", range(100, 150))
    start_run(seller, "orders", "run", NOW)
    assert days_kept() == [*range(100, 120), 300]


@pytest.mark.parametrize("state", ["closed", "given up"])
def test_reports_of_more_than_a_year_ago_are_forgotten_those_given_up_too(
    seller: SellerConnection, state: str
) -> None:
    old, new = NOW - timedelta(days=400), NOW - timedelta(days=300)
    for at in (old, new):
        finish_report(seller, state, at)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        forget_old_jobs(connection, seller, "orders_changed", NOW)
    assert read("SELECT finished_at FROM sync.report_jobs") == [(new,)]


def finish_report(seller: SellerConnection, state: str, at: datetime) -> Any:
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        window = (at - timedelta(hours=1), at)
        plan_jobs(connection, seller, "orders_changed", "GET_XML", [window])
        [job] = open_jobs(connection, seller, "orders_changed", at)
        job.state = state
        save_job(connection, seller, job, at)
