"""Leases: one worker for each stream, and the frozen one is refused at its commit."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from core.database import Role, account_transaction
from sync.leases import LeaseLostError, has_died, owner_name, take_lease
from tests.integration.sync.conftest import read, states


def expire() -> None:
    read("UPDATE sync.leases SET expires_at = now() - interval '1 second' RETURNING 1")


def test_a_lease_that_is_held_is_not_given_twice(seller) -> None:
    first = take_lease(seller, "orders")
    assert first is not None
    try:
        assert take_lease(seller, "orders") is None
        other = take_lease(seller, "inventory")
        assert other is not None
        other.release()
    finally:
        first.release()
    again = take_lease(seller, "orders")
    assert again is not None
    assert again.token == first.token + 1
    again.release()


def test_a_frozen_holder_is_refused_at_its_commit(seller) -> None:
    frozen = take_lease(seller, "orders")
    assert frozen is not None
    expire()
    # Another worker takes over; it lives under another name.
    read("UPDATE sync.leases SET token = token + 1, owner = 'elsewhere/1/1' RETURNING 1")
    with (
        pytest.raises(LeaseLostError),
        account_transaction(Role.SYNC, seller.account_id) as connection,
    ):
        frozen.check(connection)
    assert frozen.renew() is False
    frozen.release()
    assert read("SELECT owner FROM sync.leases") == [("elsewhere/1/1",)]


def test_what_a_frozen_worker_had_in_hand_is_not_written(amazon_of) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    world = amazon.simulator.world
    real_call = world.reports.create

    def steal(*arguments):
        expire()
        read("UPDATE sync.leases SET token = token + 1, owner = 'elsewhere/1/1' RETURNING 1")
        return real_call(*arguments)

    world.reports.create = steal
    results = amazon.run("orders")
    assert states(results) == {"busy"}
    assert read("SELECT 1 FROM seller.orders") == []
    assert read("SELECT DISTINCT state FROM sync.runs WHERE stream = 'orders'") == [("busy",)]


def test_a_heartbeat_puts_the_end_off(seller) -> None:
    lease = take_lease(seller, "orders")
    assert lease is not None
    expire()
    assert lease.renew() is True
    assert read("SELECT expires_at > now() FROM sync.leases") == [(True,)]
    lease.release()


def test_the_lease_of_a_dead_process_of_this_machine_is_free_at_once(seller) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    born = psutil.Process(process.pid).create_time()
    owner = owner_name().rsplit("/", 2)[0] + f"/{process.pid}/{born:.2f}"
    lease = take_lease(seller, "orders")
    assert lease is not None
    read("UPDATE sync.leases SET owner = :owner RETURNING 1", owner=owner)
    assert not has_died(owner)
    assert take_lease(seller, "orders") is None
    process.kill()
    # A killed process that nobody has waited for is a zombie: dead all the same.
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        os.sched_yield()
    assert has_died(owner)
    taken = take_lease(seller, "orders")
    assert taken is not None
    process.communicate()
    assert has_died(owner)
    taken.release()
    lease.release()


def test_a_worker_of_another_machine_is_believed_until_its_lease_ends() -> None:
    assert not has_died("another-host/1/1.00")
    assert not has_died(None)


def test_a_run_that_was_killed_is_marked_abandoned_by_the_next(amazon_of) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces")
    read("UPDATE sync.runs SET state = 'running', finished_at = NULL RETURNING 1")
    amazon.run("marketplaces")
    assert sorted(read("SELECT state, count(*) FROM sync.runs GROUP BY 1")) == [
        ("abandoned", 2),
        ("done", 2),
    ]
