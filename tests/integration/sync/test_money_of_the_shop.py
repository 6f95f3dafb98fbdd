"""Stream `finances`: the shop's money to the cent, and held-back money never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from core.clock import FakeClock, parse_instant
from core.database import Role, account_transaction
from core.errors import DataError
from simulator.shop.calendar import SHOP_MARKETPLACES, second_of
from simulator.shop.money import money_of
from sync.connections import list_connections
from sync.runner import Runner, RunRequest
from sync.sources import finances
from sync.sources.base import Page, StreamContext
from sync.sources.finances import MARGIN
from sync.stopping import Stop
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
DAYS = 35


def truth(amazon: Amazon, days: int = DAYS) -> dict[str, Decimal]:
    """What each order has moved so far, by the simulator's ledger; '' is what has no order.

    The history starts `days` before the frozen start, wherever the clock is now.
    """
    now = second_of(amazon.clock.now())
    end = second_of(amazon.clock.now() - MARGIN)
    first = second_of(parse_instant(FROZEN_NOW) - MARGIN - timedelta(days=days))
    cents: Counter[str] = Counter()
    for place in SHOP_MARKETPLACES:
        for event in money_of(amazon.simulator.world.seed).events(place, first, end):
            told = event.visible <= now and first <= event.posted < end
            freed = event.is_deferred and first <= event.released < end
            if told or freed:
                cents[event.order_id] += event.total
    return {key: Decimal(value) / 100 for key, value in cents.items()}


def stored() -> dict[str, Decimal]:
    rows = read(
        "SELECT coalesce(t.amazon_order_id, ''), sum(a.amount) FROM seller.transactions t"
        " JOIN seller.transaction_amounts a USING (account_id, transaction_id)"
        " WHERE t.is_counted GROUP BY 1"
    )
    return dict(rows)


def test_each_order_s_money_equals_the_ledger_and_a_second_run_writes_nothing(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=DAYS)
    assert states(amazon.run("marketplaces", "finances")) == {"done"}
    expected = truth(amazon)
    assert len(expected) > 1_000
    assert stored() == expected
    kinds = {kind for (kind,) in read("SELECT DISTINCT kind FROM seller.transaction_amounts")}
    assert kinds >= {"sales", "tax", "referral_fee", "fulfilment_fee", "refund_fee",
                     "tax_withheld", "promotion", "subscription", "reimbursement"}  # fmt: skip
    assert not kinds & {"other", "other_fee"}
    assert read(
        "SELECT count(*) FROM seller.transactions t JOIN (SELECT transaction_id,"
        " sum(amount) AS parts FROM seller.transaction_amounts GROUP BY 1) a"
        " USING (transaction_id) WHERE t.total_amount <> a.parts"
    ) == [(0,)]
    again = amazon.run("finances", is_forced=True)
    assert all(one.rows_read > 0 and one.rows_written == 0 for one in again)


def test_money_released_later_is_never_counted_twice(amazon_of: Make) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces", "finances")
    deferred = "SELECT count(*) FROM seller.transactions WHERE status = 'DEFERRED' AND is_counted"
    [(before,)] = read(deferred)
    assert before > 100
    for _ in range(4):
        amazon.clock.advance(5 * 86400)
        assert states(amazon.run("finances")) == {"done"}
        assert stored() == truth(amazon, 20)
    pairs = read(
        "SELECT d.is_counted, r.is_counted, count(*) FROM seller.transactions d"
        " JOIN seller.transactions r ON r.account_id = d.account_id"
        " AND r.deferred_transaction_id = d.transaction_id GROUP BY 1, 2"
    )
    assert [(old, new) for old, new, _ in pairs] == [(False, True)]
    assert pairs[0][2] > before


def test_a_release_counts_once_when_its_original_comes_late_or_was_not_read_again(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=20)
    amazon.run("marketplaces", "finances")
    expected = stored()
    # The release comes alone, then the original: what was deleted is read again.
    gone = read("DELETE FROM seller.transactions WHERE status = 'DEFERRED_RELEASED' RETURNING 1")
    assert len(gone) > 50
    assert stored() == expected
    amazon.run("finances", is_forced=True)
    assert stored() == expected
    # The original comes alone: it counts until its release is there.
    released = "SELECT 1 FROM seller.transactions WHERE deferred_transaction_id IS NOT NULL"
    read("DELETE FROM seller.transactions WHERE deferred_transaction_id IS NOT NULL RETURNING 1")
    assert read(released) == []
    amazon.run("finances", is_forced=True)
    assert len(read(released)) >= len(gone)
    assert stored() == expected


def test_pages_after_an_empty_one_are_read(amazon_of: Make) -> None:
    amazon = amazon_of(days=DAYS)
    amazon.run("marketplaces", "finances")
    served = amazon.simulator.world.rates.served["listTransactions"]
    [(rows,)] = read("SELECT count(*) FROM seller.transactions")
    # Two connections, each with one page that holds nothing.
    assert rows > 1_000
    assert served >= rows // 500 + 2


def test_a_longer_history_is_fetched_on_request_and_kept(amazon_of: Make) -> None:
    amazon = amazon_of(days=10)
    amazon.run("marketplaces", "finances")
    assert stored() == truth(amazon, 10)
    amazon.run("finances", kind="backfill", backfill_days=30)
    assert stored() == truth(amazon, 30)
    again = amazon.run("finances", is_forced=True)
    assert [one.rows_written for one in again] == [0, 0]


def test_later_runs_bring_the_history_window_by_window(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finances, "FIRST", timedelta(days=5))
    monkeypatch.setattr(finances, "LONGEST", timedelta(days=8))
    amazon = amazon_of(days=20)
    amazon.run("marketplaces", "finances")
    assert stored() == truth(amazon, 5)
    for days in (13, 20):
        assert is_due_at_once(amazon)
        assert states(amazon.run("finances")) == {"done"}
        assert stored() == truth(amazon, days)
    assert not is_due_at_once(amazon)
    again = amazon.run("finances")
    assert [one.rows_written for one in again] == [0, 0]


def is_due_at_once(amazon: Amazon) -> bool:
    """Whether a part of the history is missing, so that no schedule is waited for."""
    found = []
    for seller in list_connections(is_demo=True):
        with account_transaction(Role.SYNC, 1) as connection:
            now = amazon.clock.now()
            found.append(finances.has_more(connection, seller, now, amazon.settings.backfill_days))
    assert len(set(found)) == 1
    return found[0]


def test_a_history_cut_off_in_between_has_no_gap(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finances, "LONGEST", timedelta(days=8))
    amazon = amazon_of(days=5)
    amazon.run("marketplaces", "finances")
    assert stored() == truth(amazon, 5)
    windows = finances._window
    asked = []

    def cut_off(*args, **more):
        asked.append(args)
        if len(asked) % 2 == 0:
            raise DataError("The line broke.")
        yield from windows(*args, **more)

    monkeypatch.setattr(finances, "_window", cut_off)
    assert "done" not in states(amazon.run("finances", kind="backfill", backfill_days=20))
    # The newest window is there, the older ones are not: that is what the cursor says.
    assert stored() == truth(amazon, 8)
    monkeypatch.setattr(finances, "_window", windows)
    amazon.settings = amazon.settings.model_copy(update={"backfill_days": 20})
    while is_due_at_once(amazon):
        amazon.run("finances")
    assert stored() == truth(amazon, 20)


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_window_ends_by_amazon_s_clock_whatever_ours_says(amazon_of: Make, minutes: int) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", "finances")
    amazon.clock.advance(3600)
    wrong = FakeClock(amazon.clock.now() + timedelta(minutes=minutes))
    # The first run learns what time it is at Amazon; a process that knows starts with it.
    runner = Runner(amazon.settings, wrong, wrong, Stop(wrong), 1)
    assert states(runner.run(RunRequest(streams=("marketplaces", "finances")))) == {"done"}
    ends = "SELECT DISTINCT cursor_at FROM sync.cursors WHERE stream = 'finances'"
    assert read(ends) == [(amazon.clock.now() - MARGIN,)]


def test_a_first_call_with_a_clock_that_is_ahead_is_made_again(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces")
    wrong = FakeClock(amazon.clock.now() + timedelta(minutes=10))
    runner = Runner(amazon.settings, wrong, wrong, Stop(wrong), 1)
    assert states(runner.run(RunRequest(streams=("finances",)))) == {"done"}


def test_a_backfill_after_a_long_pause_that_is_cut_off_leaves_no_gap(
    amazon_of: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the last run and the window that was read lie days that nobody has read."""
    monkeypatch.setattr(finances, "LONGEST", timedelta(days=8))
    amazon = amazon_of(days=5)
    amazon.run("marketplaces", "finances")
    amazon.clock.advance(timedelta(days=60).total_seconds())
    windows = finances._window
    with monkeypatch.context() as patch:
        patch.setattr(finances, "_window", only_the_first(windows))
        assert "done" not in states(amazon.run("finances", kind="backfill", backfill_days=65))
    amazon.settings = amazon.settings.model_copy(update={"backfill_days": 65})
    while is_due_at_once(amazon):
        amazon.run("finances")
    assert stored() == truth(amazon, 5)


def only_the_first(windows: Callable[..., Iterator[Page]]) -> Callable[..., Iterator[Page]]:
    """Read one window of each connection; the line breaks at the next."""
    done = set()

    def window(context: StreamContext, *args: object) -> Iterator[Page]:
        if context.seller.connection_id in done:
            raise DataError("The line broke.")
        done.add(context.seller.connection_id)
        yield from windows(context, *args)

    return window
