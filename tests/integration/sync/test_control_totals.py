"""Our sums against Amazon's own count of each day: equal, and a hole is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.database import Role, account_transaction
from core.errors import DataError
from core.marketplaces import MARKETPLACES
from data.health import load_health
from sync.check import control_days, print_check
from sync.doctor import examine
from sync.findings import WARNING
from sync.rollups import recompute_sales
from sync.runner import Runner
from sync.sources.sales_control import DAYS, parse_metrics
from sync.stopping import Stop
from tests.integration.sync.conftest import Amazon, read, states
from ui.health.words import troubles

Make = Callable[..., Amazon]
US = MARKETPLACES["ATVPDKIKX0DER"]
# Amazon's count and what is held against it.
COUNTED = ("marketplaces", "orders", "sales_control")


def test_every_settled_day_equals_amazon_s_own_count(amazon_of: Make) -> None:
    amazon = amazon_of(days=40)
    assert states(amazon.run(*COUNTED)) == {"done"}
    days = list(control_days(1))
    assert len(days) == 3 * DAYS
    settled = [day for day in days if day.is_settled]
    assert len(settled) > 60
    assert [day.sentence() for day in settled if not day.is_equal] == []
    assert sum(day.orders for day in settled) > 1500


def lose_an_order(marketplace_id: str, day: date) -> None:
    """Take one order of a day out of the database, and out of the sums."""
    with account_transaction(Role.SYNC, 1) as connection:
        connection.exec_driver_sql(
            "DELETE FROM seller.orders WHERE amazon_order_id = (SELECT min(amazon_order_id)"
            " FROM seller.orders WHERE marketplace_id = %s AND local_date = %s"
            " AND status = 'Shipped')",
            (marketplace_id, day),
        )
        recompute_sales(connection, 1, [(marketplace_id, day)])


def test_each_count_names_a_missing_order_on_data_health_and_the_next_run_reads_its_day_again(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=12)
    amazon.run(*COUNTED)
    day = next(one for one in control_days(1) if one.is_settled and one.orders > 10)
    lose_an_order(day.marketplace_id, day.local_date)
    results = {one.connection: one for one in amazon.run("sales_control")}
    assert sorted(one.state for one in results.values()) == ["done", "partial"]
    said = next(one.sentence for one in results.values() if one.sentence)
    place = MARKETPLACES[day.marketplace_id].name
    assert f"{place}, {day.local_date}: 1 of the {day.amazon_orders} orders" in said
    now = amazon.clock.now()
    shown = load_health(1, amazon.settings, now)
    assert said in {advice for _, advice, _ in troubles(shown, now)}
    runner = Runner(amazon.settings, amazon.clock, amazon.clock, Stop(amazon.clock))
    told = [one for one in examine(amazon.settings, amazon.clock, runner.connected)
            if one.sentence == said]  # fmt: skip
    assert [one.level for one in told] == [WARNING]
    # The days asked for are under way: a second count asks for no second report.
    swept = "SELECT count(*) FROM sync.report_jobs WHERE stream = 'orders_swept'"
    assert read(swept) == [(1,)]
    amazon.run("sales_control")
    assert read(swept) == [(1,)]
    for _ in range(2):
        amazon.run("orders")
        amazon.clock.advance(600)
    assert states(amazon.run("sales_control")) == {"done"}
    assert [one.sentence() for one in control_days(1) if one.is_wrong] == []


def test_the_first_count_only_asks_anew_for_what_may_have_changed_a_minute_ago(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=12)
    amazon.run("marketplaces", "orders")
    (day,) = read(
        "SELECT marketplace_id, local_date FROM seller.orders WHERE status = 'Shipped'"
        " GROUP BY 1, 2 ORDER BY local_date OFFSET 9 LIMIT 1"
    )
    lose_an_order(*day)
    assert states(amazon.run("sales_control")) == {"done"}
    assert sum(one.missing_orders for one in control_days(1)) == 1
    # Nobody changes it now: the second count names it.
    assert states(amazon.run("sales_control")) == {"done", "partial"}
    for _ in range(2):
        amazon.run("orders")
        amazon.clock.advance(600)
    assert [one.sentence() for one in control_days(1) if one.is_wrong] == []


def test_a_count_that_stayed_as_in_its_first_night_settles_all_the_same(amazon_of: Make) -> None:
    amazon = amazon_of(days=12)
    amazon.run(*COUNTED)
    settled = {(one.marketplace_id, one.local_date) for one in control_days(1) if one.is_settled}
    assert len(settled) > 12
    # Rows that say the same again are not written: the stamp stays that of the first look.
    read("UPDATE seller.sales_control SET fetched_at = local_date + interval '1 day' RETURNING 1")
    assert settled == {
        (one.marketplace_id, one.local_date) for one in control_days(1) if one.is_settled
    }


def test_orders_that_are_still_to_be_read_are_not_called_missing(amazon_of: Make) -> None:
    amazon = amazon_of(days=12)
    amazon.run(*COUNTED)
    day = next(one for one in control_days(1) if one.is_settled and one.orders > 10)
    lose_an_order(day.marketplace_id, day.local_date)
    move = (
        "UPDATE sync.cursors SET cursor_at = cursor_at + make_interval(days => :days)"
        " WHERE stream = 'orders' RETURNING 1"
    )
    read(move, days=-20)
    assert states(amazon.run("sales_control")) == {"done"}
    read(move, days=20)
    assert states(amazon.run("sales_control")) == {"done", "partial"}
    # Part of the history is read anew, or Amazon could not make its report.
    read("UPDATE sync.report_jobs SET state = 'failed' WHERE stream = 'orders' RETURNING 1")
    assert states(amazon.run("sales_control")) == {"done"}


def test_a_missing_order_is_found_and_shown(
    amazon_of: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    amazon = amazon_of(days=20)
    amazon.run(*COUNTED)
    assert print_check(amazon.settings, as_json=False) == 0
    day = next(one for one in control_days(1) if one.is_settled and one.orders > 10)
    capsys.readouterr()
    lose_an_order(day.marketplace_id, day.local_date)
    assert print_check(amazon.settings, as_json=False) == 1
    said = capsys.readouterr().out
    assert f"{day.local_date}: Amazon counts {day.amazon_orders} orders" in said
    assert f"we have {day.amazon_orders - 1}," in said
    assert "1 differ" in said


def test_days_before_the_history_are_not_compared(amazon_of: Make) -> None:
    amazon = amazon_of(days=5)
    amazon.run(*COUNTED)
    assert 0 < len(list(control_days(1))) < 3 * 7
    assert read("SELECT count(*) FROM seller.sales_control") == [(3 * DAYS,)]


def test_json_tells_every_day(amazon_of: Make, capsys: pytest.CaptureFixture[str]) -> None:
    amazon = amazon_of(days=8)
    amazon.run(*COUNTED)
    capsys.readouterr()
    assert print_check(amazon.settings, as_json=True) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(list(control_days(1)))
    assert {"local_date", "amazon_sales", "sales", "is_equal", "is_settled"} <= set(lines[0])


@pytest.mark.parametrize(
    "entry",
    [{}, {"interval": "yesterday", "totalSales": {"amount": "1", "currencyCode": "USD"}},
     {"interval": "2026-11-01T00:00:00-07:00--x", "orderCount": 1, "orderItemCount": 1,
      "unitCount": 1, "totalSales": {"amount": "", "currencyCode": "USD"}}],
)  # fmt: skip
def test_a_count_that_cannot_be_read_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        parse_metrics([entry], US)
