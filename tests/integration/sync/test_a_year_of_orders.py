"""Months of orders at Amazon's own rates on a fake clock: within quota, nothing lost, how late.

The scheduler is the product's own: the runner is asked again and again what is due. Every other
stream is paused, so that the calls and reports of an account are here those of orders alone: what
the others take of the quota of reports is not seen (`test_whole_runs.py` has all streams at pace).

`make soak` drives the whole year for 100 and 2,000 orders a day: six weeks with cron every quarter
of an hour, whose delay is held, and 46 with cron every hour, whose delay is not looked at. For
10,000 it drives three weeks (a quiet one, the busiest, one with the machine off for a day and a
half), not the year.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.clock import FakeClock, parse_instant
from core.database import Role, account_transaction, engine_for
from core.marketplaces import MARKETPLACES
from core.settings import Settings, get_settings
from core.streams import STREAMS
from sync.runner import Runner, RunRequest
from sync.status import read_usage
from sync.stopping import Stop
from tests.integration.sync.conftest import read
from tests.support.order_world import DAY, PLACE, STATUSES, OrderWorld, order_id

START = parse_instant("2026-01-01T00:00:00Z")
EVERY = timedelta(minutes=15)
HOURLY = timedelta(hours=1)
# Weeks of the year in which cron comes every quarter of an hour; in the others every hour.
CLOSE_WEEKS = (0, 12, 26, 27, 43, 48)
# The longest that orders may lag behind live with cron every quarter of an hour, in minutes.
# Measured in a year were 48 and in the three weeks of 10,000 a day 52 (docs/operators.md).
WORST = {100: 60, 2_000: 60, 10_000: 75}
# Two days of July and the weeks before Christmas, as days of the year.
PRIME = (188, 189)
WORDS = dict(zip(STATUSES, ("Pending", "Unshipped", "Shipped", "Cancelled"), strict=True))


def busy(day: int) -> float:
    """How many times a usual day's orders come on a day."""
    of_year = (day - int(START.timestamp()) // DAY) % 365
    if of_year in PRIME:
        return 4.0
    return 2.5 if of_year >= 325 else 1.0


@dataclass
class Year:
    """A shop, the runner that cron calls, and how far behind live the orders were."""

    world: OrderWorld
    settings: Settings
    # At each commit that moved the cursor, with cron every quarter of an hour: seconds the oldest
    # change in it had waited. The first call after cron was off or hourly is left out.
    waits: list[float] = field(default_factory=list)

    @property
    def clock(self) -> FakeClock:
        return self.world.clock

    def cron(self, until: datetime, every: timedelta = EVERY) -> None:
        """Call what is due again and again, as cron does."""
        is_first = True
        while self.clock.now() < until:
            before = self.cursor()
            runner = Runner(self.settings, self.clock, self.clock, Stop(self.clock), 1)
            for one in runner.run(RunRequest()):
                assert one.state in ("done", "waiting"), (
                    f"{one.stream}: {one.sentence} {one.crash!r}"
                )
            after = self.cursor()
            if before and after and after > before and every == EVERY and not is_first:
                self.waits.append((self.clock.now() - before).total_seconds())
            is_first = False
            self.clock.move_to(_next_tick(self.clock.now(), every))

    def cursor(self) -> datetime | None:
        rows = read("SELECT cursor_at FROM sync.cursors WHERE stream = 'orders'")
        return rows[0][0] if rows else None

    def summary(self) -> str:
        late = sorted(self.waits)
        served = self.world.limits.served
        usage = next(read_usage(self.settings, self.clock))
        return (
            f"{self.world.a_day:,.0f} orders a day: behind live {statistics.median(late) / 60:.0f}"
            f" min (half of the time), {late[int(len(late) * 0.95)] / 60:.0f} min (95 %),"
            f" {late[-1] / 60:.0f} min (the worst); {served['searchOrders']:,} searches,"
            f" {served['createReport']:,} reports; {usage['calls_per_1000_orders_read']} calls per"
            f" 1,000 orders, {usage['calls_per_1000_orders_read_beyond_looks']} beyond the looks"
        )

    def check_it_is_in_time(self) -> None:
        """No change waited longer than what is promised for a shop of this size."""
        assert len(self.waits) > 100
        assert max(self.waits) <= WORST[int(self.world.a_day)] * 60, self.summary()

    def check_nothing_is_lost(self) -> None:
        """Every order changed up to the cursor is stored, in a state at least that new.

        One that has changed once more since belongs to the next window: Amazon searches by the
        last change only.
        """
        cursor = self.cursor()
        assert cursor is not None
        [(first_day,)] = read(
            "SELECT position ->> 'history_from' FROM sync.cursors WHERE stream = 'orders'"
        )
        zone = MARKETPLACES[PLACE].zone
        first = datetime.fromisoformat(first_day).replace(tzinfo=zone).timestamp()
        through, stored = int(cursor.timestamp()), self._stored()
        for number in range(self.world.first_day, through // DAY + 1):
            day = self.world.day(number)
            updated, status = day.states(through)
            newest, _ = day.states(self.world.now())
            for index, second in enumerate(updated):
                if second and newest[index] == second and day.placed[index] >= first:
                    known_status, known_at = stored[order_id(number, index)]
                    assert known_at >= second
                    if known_at == second:
                        assert known_status == WORDS[STATUSES[status[index]]]

    def _stored(self) -> dict[str, tuple[str, int]]:
        rows = read("SELECT amazon_order_id, status, last_updated_at FROM seller.orders")
        return {row[0]: (row[1], int(row[2].timestamp())) for row in rows}


def _next_tick(now: datetime, every: timedelta = EVERY) -> datetime:
    seconds = every.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // seconds + 1) * seconds, now.tzinfo)


@pytest.fixture
def year_of(database: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Year]:
    """Make a shop with one connection of which only orders are on; all else is the product's."""

    def make(a_day: float, begin: datetime = START, history_days: int = 1) -> Year:
        clock = FakeClock(begin)
        first = int(begin.timestamp()) // DAY - history_days - 1
        world = OrderWorld(clock, a_day, busy, first)
        monkeypatch.setattr("sync.runner.Transport", world.transport)
        with engine_for(Role.OWNER).begin() as connection:
            connection.exec_driver_sql("SELECT set_config('app.account_id', '1', true)")
            connection.exec_driver_sql(
                "UPDATE app.connections SET state = 'paused' WHERE region <> 'NA'"
            )
        with account_transaction(Role.WEB, 1) as connection:
            for name in set(STREAMS) - {"orders", "marketplaces"}:
                connection.execute(
                    text("INSERT INTO app.stream_schedules (account_id, stream, is_paused)"
                         " VALUES (1, :name, true)"),
                    {"name": name},
                )  # fmt: skip
        settings = get_settings().model_copy(
            update={"simulator_rate_plan": "real", "backfill_days": history_days}
        )
        return Year(world, settings)

    return make


@pytest.mark.parametrize(
    ("a_day", "hours", "worst_minutes"), [(100, 3, 35), (2_000, 4, 35), (10_000, 7, 75)]
)
def test_an_evening_of_orders_alone_stays_within_quota_loses_nothing_and_is_in_time(
    year_of: Callable[..., Year],
    tell: Callable[[str], None],
    a_day: int,
    hours: int,
    worst_minutes: int,
) -> None:
    year = year_of(a_day, START + timedelta(hours=21))
    year.cron(START + timedelta(hours=21 + hours))
    assert year.world.limits.refused.total() == 0
    year.check_nothing_is_lost()
    assert max(year.waits) <= worst_minutes * 60, year.summary()
    tell(f"An evening: {year.summary()}")


def test_after_a_day_and_a_half_off_all_of_it_is_there_within_an_hour(
    year_of: Callable[..., Year],
) -> None:
    year = year_of(2_000)
    year.cron(START + timedelta(hours=1))
    year.clock.move_to(START + timedelta(hours=37))
    year.cron(START + timedelta(hours=38))
    year.check_nothing_is_lost()
    assert year.clock.now() - (year.cursor() or START) < timedelta(minutes=45)
    # The gap was one report, not 50 searches.
    assert year.world.limits.served["searchOrders"] < 20
    assert year.world.limits.refused.total() == 0


def test_two_years_of_history_of_two_orders_a_day_cost_at_most_60_reports_of_orders(
    year_of: Callable[..., Year],
) -> None:
    """How many reports there are is a matter of days, 30 each; how large they are is not tried."""
    year = year_of(2, history_days=730)
    year.cron(START + timedelta(minutes=1))
    assert 25 <= year.world.limits.served["createReport"] <= 60
    assert year.world.limits.refused.total() == 0
    year.check_nothing_is_lost()
    [(orders,)] = read("SELECT count(*) FROM seller.orders")
    assert orders > 1_300


@pytest.mark.soak
@pytest.mark.parametrize("a_day", [100, 2_000])
def test_a_year_of_orders_alone_stays_within_quota_loses_nothing_and_six_weeks_are_in_time(
    year_of: Callable[..., Year], tell: Callable[[str], None], a_day: int
) -> None:
    year = year_of(a_day)
    for week in range(52):
        every = EVERY if week in CLOSE_WEEKS else HOURLY
        year.cron(START + timedelta(weeks=week + 1), every)
        if every == EVERY:
            tell(f"A year, to the end of week {week + 1}: {year.summary()}")
    assert year.world.limits.refused.total() == 0
    year.check_nothing_is_lost()
    year.check_it_is_in_time()
    tell(f"A year: {year.summary()}")


@pytest.mark.soak
@pytest.mark.parametrize(
    ("what", "day", "days_off"),
    [("A quiet week", 14, 0.0), ("The busiest week", 185, 0.0), ("Off for 36 hours", 60, 1.5)],
)
def test_three_weeks_of_a_large_shop_stay_within_quota_lose_nothing_and_are_in_time(
    year_of: Callable[..., Year],
    tell: Callable[[str], None],
    what: str,
    day: int,
    days_off: float,
) -> None:
    begin = START + timedelta(days=day)
    year = year_of(10_000, begin)
    year.cron(begin + timedelta(days=2))
    tell(f"{what}, the first two days: {year.summary()}")
    year.clock.move_to(_next_tick(year.clock.now() + timedelta(days=days_off)))
    year.cron(begin + timedelta(days=7))
    assert year.world.limits.refused.total() == 0
    year.check_nothing_is_lost()
    year.check_it_is_in_time()
    tell(f"{what}: {year.summary()}")
