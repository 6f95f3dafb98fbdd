"""Visits and sales from the simulator into the database: equal to the orders, at Amazon's pace."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from core.clock import parse_instant
from core.database import Role, account_transaction
from core.rate_plans import TRAFFIC_QUOTA
from simulator.shop.calendar import SHOP_MARKETPLACES
from simulator.shop.traffic import visits_on
from sync.after_update import note_tried
from sync.connections import SellerConnection, list_connections
from sync.imports.importer import Wish, import_bytes
from sync.quarantine import SetAside, keep
from sync.runs import start_run
from sync.sources import sales_traffic
from sync.sources.base import Page
from sync.sources.sales_traffic import Told
from sync.store import Stamp
from sync.stream_run import StreamResult
from sync.traffic_rows import PRODUCT_COLUMNS, parse_product
from tests.conftest import FROZEN_NOW
from tests.integration.sync.conftest import Amazon, read, states

Make = Callable[..., Amazon]
US, DE, UK = "ATVPDKIKX0DER", "A1PA6795UKMFR9", "A1F83G8C2ARO7P"
STREAM = "sales_traffic"
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
QUARTER = 900.0
DAYS = "SELECT marketplace_id, local_date, sessions, page_views, units FROM seller.traffic_daily"


def asked(amazon: Amazon) -> int:
    """How many reports the simulator has taken, over both regions."""
    return int(amazon.simulator.world.rates.served["createReport"])


def of_stream(results: list[StreamResult], region: str = "NA") -> StreamResult:
    return next(one for one in results if (one.stream, one.connection) == (STREAM, region))


def jobs_of(marketplace_id: str) -> list[Any]:
    """Return (first day, last day, state) of a marketplace's reports as they were asked for."""
    return read(
        "SELECT (data_start_at AT TIME ZONE 'UTC')::date, (data_end_at AT TIME ZONE 'UTC')::date,"
        " state FROM sync.report_jobs WHERE stream = :stream AND marketplace_id = :place"
        " ORDER BY requested_at, job_id",
        stream=STREAM,
        place=marketplace_id,
    )


def test_a_day_s_sales_are_those_of_its_orders_and_its_products_add_up(amazon_of: Make) -> None:
    amazon = amazon_of(days=16)
    assert states(amazon.run("marketplaces", "sales_control", STREAM)) == {"done"}
    counted = "SELECT marketplace_id, local_date, units, order_lines, sales_amount, currency"
    shop = read(f"{counted} FROM seller.traffic_daily ORDER BY 1, 2")
    assert len(shop) == 48
    first = TODAY - 16 * DAY
    assert shop == read(
        f"{counted} FROM seller.sales_control WHERE local_date >= :first ORDER BY 1, 2", first=first
    )
    sums = "sum(units), sum(order_lines), sum(sales_amount), min(currency)"
    assert shop == read(
        f"SELECT marketplace_id, local_date, {sums} FROM seller.traffic_product_daily"
        " GROUP BY 1, 2 ORDER BY 1, 2"
    )


def test_products_without_orders_stay_unknown_as_amazon_leaves_them_out(amazon_of: Make) -> None:
    amazon_of(days=3).run("marketplaces", STREAM)
    world_seed, place, day = 7, SHOP_MARKETPLACES[0], TODAY - DAY
    rows = read(
        "SELECT count(*), min(units), sum(sessions) FROM seller.traffic_product_daily"
        " WHERE marketplace_id = :place AND local_date = :day",
        place=US,
        day=day,
    )
    ((products, fewest, sessions),) = rows
    assert 0 < products < len(visits_on(world_seed, place, day))
    assert fewest > 0
    ((whole,),) = read(
        "SELECT sessions FROM seller.traffic_daily WHERE marketplace_id = :place"
        " AND local_date = :day",
        place=US,
        day=day,
    )
    assert sessions != whole


def test_a_second_run_asks_for_nothing_and_changes_nothing(amazon_of: Make) -> None:
    amazon = amazon_of(days=3)
    amazon.run("marketplaces", STREAM)
    before, rows = asked(amazon), read(f"{DAYS} ORDER BY 1, 2")
    second = amazon.run(STREAM, is_forced=True)
    assert states(second) == {"done"}
    assert asked(amazon) == before
    assert read(f"{DAYS} ORDER BY 1, 2") == rows


def test_a_day_is_read_again_while_it_moves_and_left_alone_after_that(amazon_of: Make) -> None:
    amazon = amazon_of(days=14)
    amazon.run("marketplaces", STREAM)
    before, old = asked(amazon), {row[:2]: row[2] for row in read(DAYS)}
    amazon.clock.advance(86400)
    amazon.run(STREAM)
    # Yesterday, and the days that are now 2, 3, 4, 7 and 14 days old; three marketplaces.
    assert asked(amazon) - before == 18
    new = {row[:2]: row[2] for row in read(DAYS)}
    assert {key for key in new if key not in old} == {(place, TODAY) for place in (US, DE, UK)}
    moved = {(TODAY - day).days for (place, day), seen in old.items() if new[place, day] > seen}
    assert moved == {1, 2, 3}
    assert not [key for key, seen in old.items() if new[key] < seen]


def test_after_weeks_without_a_look_every_day_is_read_once(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", STREAM)
    before = asked(amazon)
    amazon.clock.advance(16 * 86400)
    amazon.run(STREAM)
    # 16 new days, and the two old ones, which had still moved when they were read.
    assert asked(amazon) - before == 3 * 18
    assert read("SELECT count(DISTINCT local_date) FROM seller.traffic_daily") == [(18,)]


def test_a_longer_history_than_before_is_fetched_when_it_is_wanted(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", STREAM)
    amazon.settings = amazon.settings.model_copy(update={"backfill_days": 5})
    amazon.run(STREAM)
    assert read("SELECT count(DISTINCT local_date) FROM seller.traffic_product_daily") == [(5,)]
    assert (TODAY - 5 * DAY, TODAY - 3 * DAY, "closed") in jobs_of(US)


def test_amazon_s_own_rate_is_kept_and_the_history_never_stands_before_the_night(
    amazon_of: Make,
) -> None:
    amazon = amazon_of(days=17, rate_plan="real")
    amazon.run("marketplaces")
    ends = []
    for _ in range(21):
        ends.append(of_stream(amazon.run(STREAM)).state)
        amazon.clock.advance(QUARTER)
    assert amazon.simulator.world.rates.refused["createReport"] == 0
    done = [row for row in jobs_of(US) if row[2] == "closed"]
    # One report a quarter of an hour: the moving days, the newest first; then the history.
    newest = [TODAY - age * DAY for age in range(1, 15)]
    assert [row[1] for row in done[:14]] == newest
    assert done[14][:2] == (TODAY - 17 * DAY, TODAY - 15 * DAY)
    assert [row[0] for row in done[15:]] == [TODAY - age * DAY for age in (15, 16, 17)]
    assert ends[:14] == ["waiting"] * 14
    assert ends[-1] == "done"
    gaps = read(
        "SELECT min(requested_at - before) FROM (SELECT requested_at, lag(requested_at) OVER"
        " (PARTITION BY connection_id ORDER BY requested_at) AS before FROM sync.report_jobs"
        " WHERE stream = 'sales_traffic') AS asked"
    )
    assert gaps[0][0] >= timedelta(seconds=QUARTER)
    # A new night comes before the rest of a history.
    read_before = len(jobs_of(DE))
    amazon.clock.advance(86400 - 21 * QUARTER)
    amazon.run(STREAM)
    (newest_of_eu,) = read(
        "SELECT (data_end_at AT TIME ZONE 'UTC')::date FROM sync.report_jobs"
        " WHERE stream = 'sales_traffic' ORDER BY requested_at DESC NULLS LAST, job_id LIMIT 1"
    )
    assert newest_of_eu == (TODAY,)
    assert len(jobs_of(DE)) > read_before


@pytest.mark.soak
def test_two_years_of_products_come_in_nine_days_and_no_night_waits_for_them(
    amazon_of: Make, tell: Callable[[str], None]
) -> None:
    amazon = amazon_of(days=730, rate_plan="real")
    amazon.run("marketplaces")
    read("UPDATE app.connections SET state = 'by_hand' WHERE region = 'EU' RETURNING 1")
    runs = 0
    while runs < 9 * 96 and (runs == 0 or _open_reports()):
        amazon.run(STREAM)
        amazon.clock.advance(QUARTER)
        runs += 1
    assert _open_reports() == 0
    assert amazon.simulator.world.rates.refused["createReport"] == 0
    first = TODAY - 729 * DAY
    assert read("SELECT count(*), min(local_date) FROM seller.traffic_daily")[0][1] == first
    # The oldest days grew older than two years while they waited: Amazon was not asked for them.
    [(days,)] = read("SELECT count(DISTINCT local_date) FROM seller.traffic_product_daily")
    [(expired,)] = read("SELECT count(*) FROM sync.report_jobs WHERE note LIKE '%no longer keeps%'")
    assert [(days + expired,)] == read("SELECT count(*) FROM seller.traffic_daily")
    assert expired <= 9
    assert read("SELECT DISTINCT state FROM sync.report_jobs") == [("closed",)]
    # Every new day was asked for within an hour of three in the morning, Pacific time.
    [(latest,)] = read(
        "SELECT max(requested_at - (data_start_at AT TIME ZONE 'UTC' + interval '1 day 3 hours')"
        " AT TIME ZONE 'America/Los_Angeles') FROM sync.report_jobs"
        " WHERE stream = 'sales_traffic' AND data_start_at = data_end_at AND attempts > 0"
        " AND job_id IN (SELECT min(job_id) FROM sync.report_jobs GROUP BY data_start_at)"
        " AND (data_start_at AT TIME ZONE 'UTC')::date >= :today",
        today=TODAY,
    )
    assert latest < timedelta(hours=1)
    tell(f"730 days of products at Amazon's own pace: {runs / 96:.1f} days")


def _open_reports() -> int:
    [(count,)] = read(
        "SELECT count(*) FROM sync.report_jobs WHERE state IN ('wanted', 'requested', 'ready')"
    )
    return int(count)


def test_a_report_is_looked_after_by_its_number_and_never_asked_for_twice(amazon_of: Make) -> None:
    amazon = amazon_of(days=1, rate_plan="real")
    amazon.run("marketplaces")
    assert of_stream(amazon.run(STREAM)).state == "waiting"
    numbers = read("SELECT report_id FROM sync.report_jobs WHERE report_id IS NOT NULL ORDER BY 1")
    assert len(numbers) == 2
    amazon.clock.advance(QUARTER)
    amazon.run(STREAM)
    finished = read(
        "SELECT report_id FROM sync.report_jobs WHERE state = 'closed' AND attempts = 1 ORDER BY 1"
    )
    assert finished == numbers


def test_where_another_application_has_used_the_quota_nobody_insists(amazon_of: Make) -> None:
    amazon = amazon_of(days=1, rate_plan="real")
    amazon.run("marketplaces")
    rates = amazon.simulator.world.rates
    assert rates.take("A1DEMOSELLERNA", "", TRAFFIC_QUOTA, amazon.clock.now())
    result = of_stream(amazon.run(STREAM))
    assert (result.state, result.calls) == ("waiting", 1)
    assert "15 minutes" in result.sentence
    assert rates.refused["createReport"] == 1
    # The other reports of the seller are not held up by it.
    assert read(
        "SELECT operation FROM sync.rate_buckets WHERE blocked_until > :now", now=amazon.clock.now()
    ) == [(TRAFFIC_QUOTA,)]
    amazon.clock.advance(QUARTER)
    amazon.run(STREAM)
    amazon.clock.advance(QUARTER)
    assert of_stream(amazon.run(STREAM)).state == "done"
    assert rates.refused["createReport"] == 1


def test_a_report_that_amazon_cannot_make_does_not_stop_the_others(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces")
    amazon.fault("fatal_report", operation="createReport", count=5)
    result = of_stream(amazon.run(STREAM))
    assert result.state == "failed"
    assert "asked for again later" in result.sentence
    assert [row[2] for row in jobs_of(US)] == ["failed", "closed"]
    amazon.clock.advance(9 * 3600)
    amazon.run(STREAM)
    assert {row[2] for row in jobs_of(US)} == {"closed"}


def test_days_that_amazon_no_longer_keeps_are_not_asked_for(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    amazon.run("marketplaces", STREAM)
    # As if nobody had looked for two years: a day and a year were still on the list.
    sql = "UPDATE sync.report_jobs SET state = 'wanted', {} WHERE job_id = (SELECT {}(job_id)"
    sql += " FROM sync.report_jobs) RETURNING marketplace_id"
    old = "data_start_at = '2024-11-01T00:00:00Z', data_end_at = '{}T00:00:00Z'"
    read(sql.format(old.format("2024-11-01"), "min"))
    [(place,)] = read(sql.format(old.format("2024-12-31"), "max"))
    amazon.clock.advance(86400)
    amazon.run(STREAM)
    assert read("SELECT note, state FROM sync.report_jobs WHERE note IS NOT NULL") == [
        ("Amazon no longer keeps these days.", "closed")
    ]
    oldest = TODAY + DAY - 729 * DAY
    assert (oldest, date(2024, 12, 31), "closed") in jobs_of(place)


def test_a_year_that_amazon_cannot_make_is_tried_in_two_halves(amazon_of: Make) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces", STREAM)
    amazon.settings = amazon.settings.model_copy(update={"backfill_days": 5})
    amazon.fault("fatal_report", operation="createReport", count=3)
    assert of_stream(amazon.run(STREAM)).state == "failed"
    assert of_stream(amazon.run(STREAM)).state == "done"
    spans = [row[:2] for row in jobs_of(US) if row[0] < row[1]]
    days = [TODAY - age * DAY for age in (5, 4, 3, 2)]
    assert set(spans) == {(days[0], days[3]), (days[2], days[3]), (days[0], days[1])}
    assert read("SELECT count(DISTINCT local_date) FROM seller.traffic_product_daily") == [(5,)]


def _save(seller: SellerConnection, asins: list[str], source: str = "sales-and-traffic") -> None:
    """Save a day of which the report names these products."""
    place, day = SHOP_MARKETPLACES[0], TODAY - DAY
    entry = {
        "salesByAsin": {
            "unitsOrdered": 1,
            "totalOrderItems": 1,
            "orderedProductSales": {"amount": 5, "currencyCode": "USD"},
        },
        "trafficByAsin": {"sessions": 4, "pageViews": 5, "buyBoxPercentage": 97.5},
    }
    products = [parse_product({**entry, "childAsin": asin}, place, day) for asin in asins]
    stamp = Stamp(seller.account_id, source, 0, parse_instant(FROZEN_NOW))
    page = Page([], 1, stamp, about=Told(products, place, day, is_whole=True))
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        sales_traffic.save(connection, None, page)  # type: ignore[arg-type]


def test_a_product_that_is_no_longer_told_of_goes_and_what_a_person_brought_stays(
    amazon_of: Make, seller: SellerConnection
) -> None:
    amazon_of(days=1).run("marketplaces")
    _save(seller, ["B000000001"], source="import business_by_asin")
    _save(seller, ["B000000002", "B000000003"])
    _save(seller, ["B000000003"])
    rows = read("SELECT asin, featured_offer_pct FROM seller.traffic_product_daily ORDER BY 1")
    assert [row[0] for row in rows] == ["B000000001", "B000000003"]
    assert PRODUCT_COLUMNS[-2] == "asin"


def test_a_file_brought_in_by_hand_gives_way_without_being_counted_twice(amazon_of: Make) -> None:
    amazon = amazon_of(days=2)
    header = "Date,Ordered Product Sales,Units Ordered,Page Views - Total,Sessions - Total\n"
    body = header + "11/19/26,$5.00,1,4,3\n11/17/26,$7.00,2,4,3\n"
    account_id = list_connections(is_demo=True)[0].account_id
    wish = Wish(account_id, marketplace=SHOP_MARKETPLACES[0])
    assert import_bytes("days.csv", body.encode(), wish, amazon.clock).new == 2
    amazon.run("marketplaces", STREAM)
    rows = read(
        "SELECT local_date, source FROM seller.traffic_daily WHERE marketplace_id = :place"
        " ORDER BY 1",
        place=US,
    )
    assert rows == [
        (date(2026, 11, 17), "import business_by_date"),
        (date(2026, 11, 18), "sales-and-traffic"),
        (date(2026, 11, 19), "sales-and-traffic"),
    ]
    again = import_bytes("days.csv", body.encode(), wish, amazon.clock)
    assert (again.new, again.changed, again.equal, again.kept) == (0, 0, 1, 1)


def test_a_row_that_was_set_aside_is_read_again(amazon_of: Make, seller: SellerConnection) -> None:
    amazon = amazon_of(days=1)
    amazon.run("marketplaces")
    raw = {
        "childAsin": "B000000009",
        "salesByAsin": {
            "unitsOrdered": 2,
            "totalOrderItems": 1,
            "orderedProductSales": {"amount": "9.50", "currencyCode": "USD"},
        },
        "trafficByAsin": {"sessions": 4},
    }
    aside = SetAside(f"{US} 2026-11-01", None, "for a test", json.dumps(raw), amazon.clock.now())
    run = start_run(seller, STREAM, "run", amazon.clock.now())
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        keep(connection, seller, STREAM, run.run_id, aside)
    run.finish(amazon.clock.now(), "partial")
    results = amazon.run(STREAM, kind="replay", is_forced=True)
    assert of_stream(results).state == "done"
    rows = read("SELECT asin, local_date, units, sales_amount FROM seller.traffic_product_daily")
    assert [(row[0], str(row[1]), row[2], str(row[3])) for row in rows] == [
        ("B000000009", "2026-11-01", 2, "9.5000")
    ]
    # What a day's report tells anew waits no longer; of other days it says nothing.
    days = (TODAY - DAY, TODAY - 20 * DAY)
    with account_transaction(Role.SYNC, seller.account_id) as connection:
        for day in days:
            odd = replace(aside, what=f"{US} {day}", report_id="an earlier one")
            keep(connection, seller, STREAM, run.run_id, odd)
    # This edition of the code has tried what waits: no run reads it again by itself.
    note_tried(seller, STREAM)
    amazon.run(STREAM)
    waits = "SELECT what FROM sync.quarantine WHERE replayed_at IS NULL"
    assert read(waits) == [(f"{US} {days[1]}",)]
