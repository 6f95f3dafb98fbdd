"""From when on figures are known as a whole, and that nothing is compared with days before."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from core.clock import StandingClock, parse_instant
from core.database import Role, account_transaction
from data import cli, known_days
from data.known_days import forget_coverage, read_coverage
from data.loaders import load_exact, load_metrics
from data.query_model import MetricQuery
from data.reading import reading
from tests.integration.data.hand_shop import DE, US, Shop

A = "B00000000A"
DAYS = {"start": "2026-03-05", "end": "2026-03-08"}


@pytest.fixture
def shop(fresh_shop: Shop) -> Shop:
    """Germany from 1 to 8 March: each day an order of 10.00, 1.00 of fees and 2.00 of ads.

    The US sells on the 8th alone.
    """
    fresh_shop.open(DE, US)
    fresh_shop.product(A)
    for day in range(1, 9):
        fresh_shop.order(DE, f"2026-03-{day:02}T09:00", (A, 1, "10"))
        fresh_shop.money(DE, f"2026-03-{day:02}", "Shipment", ("referral_fee", "-1", A, 0))
        fresh_shop.advertise(DE, f"2026-03-{day:02}", cost_amount="2", clicks=1)
    fresh_shop.order(US, "2026-03-08T09:00", (A, 1, "10"))
    fresh_shop.close_books()
    return fresh_shop


@pytest.fixture
def set_now(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let it be an instant: whether something is still to come depends on it."""

    def at(instant: str) -> None:
        clock = StandingClock(parse_instant(instant))
        monkeypatch.setattr(known_days, "get_clock", lambda: clock)
        forget_coverage()

    return at


def note(stream: str, **position: Any) -> None:
    """Say how far a stream was asked for, as the sync does."""
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(
            text(
                "INSERT INTO sync.cursors (account_id, connection_id, stream, cursor_at, position)"
                " SELECT 1, connection_id, :stream, now(), cast(:position AS jsonb)"
                " FROM seller.marketplaces WHERE account_id = 1 LIMIT 1"
                " ON CONFLICT (account_id, connection_id, stream)"
                " DO UPDATE SET position = excluded.position"
            ),
            {"stream": stream, "position": json.dumps(position)},
        )
    forget_coverage()


def ask_for(stream: str, start: str, end: str, state: str = "wanted", **more: Any) -> None:
    """Write down a report that is to come, as the sync does."""
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(
            text(
                "INSERT INTO sync.report_jobs (account_id, connection_id, stream, report_type,"
                " data_start_at, data_end_at, state, marketplace_id, profile_id)"
                " SELECT 1, connection_id, :stream, 'X', :start, :end, :state, :place, :profile"
                " FROM seller.marketplaces WHERE account_id = 1 LIMIT 1"
            ),
            {"stream": stream, "start": start, "end": end, "state": state,
             "place": more.get("place"), "profile": more.get("profile")},
        )  # fmt: skip


def begun(fact: str, place: str = DE) -> tuple[date, bool] | None:
    """Return the first whole day of a fact, and whether more is to come."""
    with reading(Role.WEB, 1) as connection:
        found = {(one.fact, one.marketplace_id): one for one in read_coverage(connection, 1)}
    one = found.get((fact, place))
    return (one.first, one.is_coming) if one else None


def query(*metrics: str, **more: Any) -> MetricQuery:
    asked = {"metrics": list(metrics), "time": DAYS, "compare": {"kind": "previous"},
             "filters": [{"field": "marketplace", "value": "DE"}], **more}  # fmt: skip
    return MetricQuery.model_validate_json(json.dumps(asked))


def test_what_came_as_files_begins_with_its_first_row_and_orders_with_none(shop) -> None:
    assert begun("money") == (date(2026, 3, 1), False)
    assert begun("ads") == (date(2026, 3, 1), False)
    # A shop that sold nothing before its first order is known from ever.
    assert begun("sales") is None
    assert begun("money", US) is None
    assert begun("traffic") is None


def test_a_cursor_says_how_far_back_was_read_whether_there_was_anything_or_not(shop) -> None:
    note("finances", history_from="2024-03-01T23:00:00Z")
    # The instant is midnight in Germany and an afternoon in the US: whole days begin a day later.
    assert begun("money") == (date(2024, 3, 2), False)
    assert begun("money", US) == (date(2024, 3, 2), False)
    note("orders", history_from="2024-03-01")
    assert begun("sales") == (date(2024, 3, 1), False)


def test_a_day_that_was_read_in_part_is_not_whole(shop) -> None:
    note("finances", history_from="2026-03-01T12:00:00Z")
    # Less than two years: the sync goes on reading.
    assert begun("money") == (date(2026, 3, 2), True)


def test_files_may_have_brought_earlier_days_than_amazon_was_asked_for(shop) -> None:
    note("finances", history_from="2026-03-04T12:00:00Z")
    assert begun("money") == (date(2026, 3, 1), True)


def test_a_report_that_is_older_than_every_row_is_still_to_come(shop) -> None:
    note("ads_sp_campaigns", **{f"P-{DE}": {"since": "2025-12-01", "through": "2026-03-08"}})
    assert begun("ads") == (date(2025, 12, 1), False)
    # What Amazon corrects is asked for again: these days are known already.
    ask_for("ads_sp_campaigns", "2026-03-02Z", "2026-03-08Z", profile=f"P-{DE}")
    assert begun("ads") == (date(2025, 12, 1), False)
    ask_for("ads_sp_campaigns", "2025-12-01Z", "2026-01-10Z", "failed", profile=f"P-{DE}")
    ask_for("ads_sp_campaigns", "2025-12-01Z", "2026-02-20Z", "closed", profile=f"P-{DE}")
    ask_for("ads_sp_campaigns", "2025-12-01Z", "2026-02-25Z", profile="P-another")
    assert begun("ads") == (date(2026, 1, 11), True)


def test_an_open_report_of_orders_counts_whatever_older_rows_say(shop) -> None:
    note("orders", history_from="2025-01-01")
    # Reports go by the last change: an order of 1 March stands in a report of later days.
    ask_for("orders", "2026-02-01Z", "2026-03-03T08:00Z")
    assert begun("sales") == (date(2026, 3, 4), True)


def test_orders_that_are_read_anew_for_a_new_marketplace_stay_known_in_the_others(shop) -> None:
    note("orders", history_from="2026-03-01", read_from={DE: "2026-03-01"})
    ask_for("orders", "2026-03-01Z", "2026-03-08T20:00Z")
    assert begun("sales") == (date(2026, 3, 1), False)
    assert begun("sales", US) == (date(2026, 3, 9), True)
    found = load_exact(1, query("revenue"))
    assert (list(found.frame["revenue_before"]), found.gaps) == ([40], {})


def test_earlier_orders_that_are_asked_for_take_nothing_from_what_is_known(shop) -> None:
    note("orders", history_from="2025-03-01", read_from={DE: "2026-03-01", US: "2026-03-01"})
    ask_for("orders", "2026-02-20Z", "2026-03-08T20:00Z")
    assert begun("sales") == (date(2026, 3, 1), True)
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("UPDATE sync.report_jobs SET state = 'closed'"))
    ask_for("orders", "2025-03-01Z", "2026-02-20T08:00Z")
    assert begun("sales") == (date(2026, 2, 21), True)
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("UPDATE sync.report_jobs SET state = 'closed'"))
    assert begun("sales") == (date(2025, 3, 1), False)


def test_advertising_of_a_kind_that_nobody_has_is_not_waited_for(shop) -> None:
    note("ads_sp_campaigns", **{f"P-{DE}": {"since": "2025-12-01"}})
    note("ads_sb_campaigns", **{f"P-{DE}": {"since": "2026-01-10"}})
    assert begun("ads") == (date(2025, 12, 1), False)
    shop.insert("ad_campaigns", {"profile_id": f"P-{DE}", "campaign_id": "b", "name": "B",
                                 "marketplace_id": DE, "ad_product": "SPONSORED_BRANDS"})  # fmt: skip
    assert begun("ads") == (date(2026, 1, 10), False)


def test_visits_begin_where_their_marketplace_does(shop) -> None:
    note("sales_traffic", **{DE: {"since": "2025-06-01"}, US: {"since": "2025-07-01"}})
    assert begun("traffic") == (date(2025, 6, 1), False)
    assert begun("traffic", US) == (date(2025, 7, 1), False)


def test_visits_of_products_begin_with_the_last_day_whose_report_is_still_open(shop) -> None:
    note("sales_traffic", **{DE: {"since": "2025-06-01"}})
    visits = {"marketplace_id": DE, "asin": A, "currency": "EUR", "sessions": 3, "page_views": 4}
    shop.insert("traffic_product_daily", {**visits, "local_date": "2026-03-02"})
    ask_for("sales_traffic", "2026-03-01Z", "2026-03-01T00:00Z")
    assert begun("product_visits") == (date(2026, 3, 2), True)
    early = {"start": "2026-03-01", "end": "2026-03-03"}
    found = load_exact(1, query("sessions", dimensions=["product"], time=early, compare=None))
    (said,) = found.notes
    assert said.startswith("Not complete yet: Sessions. Visits by product before 2 Mar 2026 are ")
    compared = load_exact(1, query("sessions", dimensions=["brand"], time=early))
    assert compared.gaps["sessions"].since == date(2026, 3, 2)
    # A report of a year has told the shop's days.
    shop_s = {"marketplace_id": DE, "currency": "EUR", "sessions": 3, "page_views": 4}
    shop.insert("traffic_daily", {**shop_s, "local_date": "2025-06-01"})
    assert begun("traffic") == (date(2025, 6, 1), False)


def came_back(shop: Shop, on: str, channel: str = "AFN") -> None:
    shop.insert("returns", {"channel": channel, "return_key": f"{channel} {on}", "sku": f"S-{A}",
                            "amazon_order_id": "o", "marketplace_id": DE, "asin": A, "quantity": 1,
                            "returned_at": f"{on}T09:00Z", "local_date": on})  # fmt: skip


def test_returns_are_known_since_the_later_of_both_ways_back(shop) -> None:
    came_back(shop, "2026-02-01")
    assert begun("returns") == (date(2026, 2, 1), False)
    note("returns_fba", history_from="2025-12-01T23:00:00Z", marketplaces=[DE, US])
    assert begun("returns") == (date(2025, 12, 2), False)
    note("returns_merchant", history_from="2026-01-09T23:00:00Z", marketplaces=[DE, US])
    assert begun("returns") == (date(2026, 1, 10), False)
    # A report that only reads again what is here already takes nothing away.
    ask_for("returns_fba", "2026-02-06Z", "2026-03-08Z")
    assert begun("returns") == (date(2026, 1, 10), False)
    # Rows of one way back say nothing of the other.
    ask_for("returns_merchant", "2026-01-09Z", "2026-03-03Z", place=DE)
    assert begun("returns") == (date(2026, 3, 4), True)
    came_back(shop, "2026-01-10", "MFN")
    assert begun("returns") == (date(2026, 1, 10), False)


def test_payouts_begin_with_the_first_that_amazon_still_had(shop) -> None:
    note("settlements", history_from="2024-03-01T00:00:00Z")
    assert begun("payouts") is None
    shop.insert("settlements", {"settlement_id": "1", "marketplace_id": DE, "currency": "EUR",
                                "connection_id": 1, "starts_at": "2026-02-10T12:00Z",
                                "ends_at": "2026-02-24T12:00Z", "total_amount": "5",
                                "deposited_at": "2026-02-26T12:00Z"})  # fmt: skip
    assert begun("payouts") == (date(2026, 2, 26), False)
    # The day on which a settlement begins is shared with the one before.
    assert begun("proceeds") == (date(2026, 2, 11), False)
    ask_for("settlements", "2026-01-27Z", "2026-02-10T12:00Z")
    assert begun("payouts") == (date(2026, 2, 26), True)
    found = load_exact(1, query("payout", "net_proceeds"))
    assert set(found.gaps) == set()
    early = query("payout", "net_proceeds", time={"start": "2026-02-23", "end": "2026-03-08"})
    assert {name: gap.words for name, gap in load_exact(1, early).gaps.items()} == {
        "payout": "No comparison: payouts before 26 Feb 2026 are not read yet.",
        "net_proceeds": "No comparison: settlements before 11 Feb 2026 are not read yet.",
    }


def test_storage_begins_with_the_first_month_that_was_read(shop) -> None:
    shop.insert("storage_fees", {"marketplace_id": DE, "month": "2026-02-01", "fnsku": "X",
                                 "fulfillment_center": "LEJ1", "asin": A, "fee_amount": "3",
                                 "currency": "EUR"})  # fmt: skip
    assert begun("storage") == (date(2026, 2, 1), False)
    ask_for("storage_fees", "2026-01-01Z", "2026-01-31T23:59Z", place=DE)
    asked = query("storage_by_product", time={"start": "2026-02-01", "end": "2026-02-28"})
    found = load_exact(1, asked)
    assert list(found.frame["storage_by_product_before"]) == [None]
    assert found.gaps["storage_by_product"].words == (
        "No comparison: storage by product before 1 Feb 2026 is not read yet."
    )


def keep_a_month(shop: Shop, month: str, amount: str) -> None:
    shop.insert("storage_fees", {"marketplace_id": DE, "month": month, "fnsku": "X",
                                 "fulfillment_center": "LEJ1", "asin": A, "fee_amount": amount,
                                 "currency": "EUR"})  # fmt: skip


def test_storage_of_a_month_that_is_not_told_yet_is_unknown_not_nothing(shop, set_now) -> None:
    set_now("2026-03-10T12:00:00Z")
    keep_a_month(shop, "2026-01-01", "3")
    forget_coverage()
    asked = query("storage_by_product", time={"start": "2026-02-01", "end": "2026-02-28"})
    found = load_exact(1, asked)
    row = found.frame.to_dict("records")[0]
    assert (row["storage_by_product"], row["storage_by_product_before"]) == (None, None)
    told = "storage by product after 31 Jan 2026 is not told by Amazon yet"
    assert found.gaps["storage_by_product"].words == f"No comparison: {told}."
    assert found.incomplete == {"storage_by_product": told}
    (note_told,) = found.notes
    assert note_told == (
        f"Not complete yet: Storage by product. S{told[1:]}; until then nothing counts for those "
        "days."
    )
    by_month = {"time": {"start": "2026-01-01", "end": "2026-02-28"}, "grain": "month"}
    keep_a_month(shop, "2025-12-01", "2")
    frame = load_exact(1, query("storage_by_product", **by_month,
                                compare={"kind": "custom", "start": "2025-12-01",
                                         "end": "2026-01-31"})).frame  # fmt: skip
    assert list(frame["storage_by_product"]) == [3, None]
    assert list(frame["storage_by_product_before"]) == [2, None]
    keep_a_month(shop, "2026-02-01", "4")
    found = load_exact(1, asked)
    row = found.frame.to_dict("records")[0]
    assert (row["storage_by_product"], row["storage_by_product_before"]) == (4, 3)
    assert (found.gaps, found.incomplete, found.notes) == ({}, {}, ())


def test_a_shop_that_left_the_warehouses_waits_for_no_storage(shop, set_now) -> None:
    keep_a_month(shop, "2025-11-01", "3")
    keep_a_month(shop, "2025-12-01", "3")
    set_now("2026-03-17T12:00:00Z")
    asked = query("storage_by_product", time={"start": "2026-02-01", "end": "2026-02-28"})
    assert load_exact(1, asked).gaps == {}
    set_now("2026-03-16T12:00:00Z")
    assert set(load_exact(1, asked).gaps) == {"storage_by_product"}


def test_amazon_s_count_of_orders_is_compared_only_with_days_that_were_counted(shop) -> None:
    for day in range(4, 9):
        shop.insert("sales_control", {"marketplace_id": DE, "local_date": f"2026-03-{day:02}",
                                      "currency": "EUR", "orders": 1, "order_lines": 1, "units": 1,
                                      "sales_amount": "10"})  # fmt: skip
    asked = query("amazon_orders", "amazon_sales")
    found = load_exact(1, asked)
    row = found.frame.to_dict("records")[0]
    assert (row["amazon_orders"], row["amazon_orders_before"]) == (4, None)
    assert {name: gap.words for name, gap in found.gaps.items()} == {
        "amazon_orders": "No comparison: Amazon's own count of orders before 4 Mar 2026 is not "
        "known.",
        "amazon_sales": "No comparison: Amazon's own count before 4 Mar 2026 is not known.",
    }
    # The report on visits tells of sales as well, and of no orders.
    note("sales_traffic", **{DE: {"since": "2026-03-01"}})
    assert set(load_exact(1, asked).gaps) == {"amazon_orders"}


def read_ads_until(day: str) -> None:
    for stream in ("ads_sp_campaigns", "ads_sp_products"):
        note(stream, **{f"P-{DE}": {"since": "2026-03-01", "through": day}})


def test_a_day_whose_advertising_is_not_read_is_left_out_on_both_sides(shop) -> None:
    read_ads_until("2026-03-07")
    found = load_exact(1, query("ad_spend", "profit", "revenue"))
    row = found.frame.to_dict("records")[0]
    assert (row["ad_spend"], row["ad_spend_before"]) == (6, 6)
    assert (row["revenue"], row["revenue_before"]) == (30, 30)
    assert found.gaps == {}
    (note_told,) = found.notes
    assert note_told == (
        "Advertising after 7 Mar 2026 is not read yet: those days are left out, so that whole days "
        "are compared with whole days."
    )
    by_day = load_exact(1, query("ad_spend", grain="day")).frame
    assert list(by_day["day"]) == [date(2026, 3, day) for day in (5, 6, 7)]
    assert list(by_day["ad_spend_before"]) == [2, 2, 2]
    # What knows nothing of advertising, and what is not compared, keep all of their days.
    assert list(load_exact(1, query("revenue")).frame["revenue"]) == [40]
    assert list(load_exact(1, query("ad_spend", compare=None)).frame["ad_spend"]) == [8]
    # A longer range of one's own choice stays as it is.
    own = {"kind": "custom", "start": "2026-03-01", "end": "2026-03-06"}
    assert list(load_exact(1, query("ad_spend", compare=own)).frame["ad_spend_before"]) == [12]


def test_without_advertising_for_more_than_three_days_nothing_is_compared(shop) -> None:
    read_ads_until("2026-03-04")
    found = load_exact(1, query("ad_spend", "revenue"))
    row = found.frame.to_dict("records")[0]
    assert (row["ad_spend_before"], row["revenue_before"]) == (None, 40)
    assert found.gaps["ad_spend"].words == (
        "No comparison: advertising after 4 Mar 2026 is not read yet."
    )
    one_day = {"start": "2026-03-05", "end": "2026-03-05"}
    assert set(load_exact(1, query("ad_spend", time=one_day)).gaps) == {"ad_spend"}
    # By product it comes with a report of its own.
    read_ads_until("2026-03-08")
    assert load_exact(1, query("ad_spend")).gaps == {}
    note("ads_sp_products", **{f"P-{DE}": {"since": "2026-03-01", "through": "2026-03-04"}})
    assert set(load_exact(1, query("ad_spend")).gaps) == {"ad_spend"}


def test_visits_end_with_the_last_day_that_was_told_unless_none_are_told_any_more(shop) -> None:
    for day in range(1, 8):
        shop.insert("traffic_daily", {"marketplace_id": DE, "local_date": f"2026-03-{day:02}",
                                      "sessions": 10, "currency": "EUR"})  # fmt: skip
    note("sales_traffic", **{DE: {"since": "2026-03-01", "planned": "2026-03-09"}})
    found = load_exact(1, query("sessions", "unit_session_rate"))
    row = found.frame.to_dict("records")[0]
    assert (row["sessions"], row["sessions_before"]) == (30, 30)
    assert "Visits after 7 Mar 2026 are not read yet" in found.notes[0]
    # Asked for days on end, and nothing came: the shop is not visited there.
    note("sales_traffic", **{DE: {"since": "2026-03-01", "planned": "2026-03-12"}})
    assert list(load_exact(1, query("sessions")).frame["sessions_before"]) == [40]
    ask_for("sales_traffic", "2026-03-08Z", "2026-03-08Z", place=DE)
    assert list(load_exact(1, query("sessions")).frame["sessions_before"]) == [30]


def test_money_that_is_still_read_back_is_said_beside_all_that_is_made_of_it(shop) -> None:
    note("finances", history_from="2026-03-05T23:00:00Z")
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.money_daily WHERE local_date < '2026-03-06'"))
    found = load_exact(1, query("revenue", "fees", "profit", compare=None))
    words = "fees and refunds before 6 Mar 2026 are not read yet"
    assert found.incomplete == {"fees": words, "profit": words}
    assert found.notes == (
        "Not complete yet: Amazon fees, Profit. F" + words[1:] + "; until then nothing counts for "
        "those days.",
    )
    assert load_metrics(1, query("fees", compare=None)).incomplete == {"fees": words}


def test_money_whose_first_reading_is_not_done_is_known_of_no_day(shop, set_now) -> None:
    set_now("2026-03-08T12:00:00Z")
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(
            text("INSERT INTO seller.data_versions (account_id, source, connection_id, version,"
                 " changed_at) SELECT 1, 'finances', connection_id, 1, now()"
                 " FROM seller.marketplaces LIMIT 1")
        )  # fmt: skip
    assert begun("money") == (date(2026, 3, 8), True)
    words = "fees and refunds before 8 Mar 2026 are not read yet"
    assert load_exact(1, query("fees", compare=None)).incomplete == {"fees": words}


def test_what_is_not_known_is_not_compared_and_has_a_reason(shop) -> None:
    shop.insert("ad_campaigns", {"profile_id": f"P-{DE}", "campaign_id": "c", "name": "C",
                                 "marketplace_id": DE, "ad_product": "SPONSORED_PRODUCTS"})  # fmt: skip
    asked = query("revenue", "fees", "ad_spend", "profit")
    row = load_exact(1, asked).frame.to_dict("records")[0]
    assert (row["fees"], row["fees_before"]) == (4, 4)
    assert row["profit_before"] == row["profit"]

    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.money_daily WHERE local_date < '2026-03-03'"))
    note("finances", history_from="2026-03-01T23:00:01Z")
    found = load_exact(1, asked)
    row = found.frame.to_dict("records")[0]
    assert (row["fees"], row["fees_before"], row["profit_before"]) == (4, None, None)
    assert (row["revenue_before"], row["ad_spend_before"]) == (40, 8)
    words = "No comparison: fees and refunds before 3 Mar 2026 are not read yet."
    assert {name: gap.words for name, gap in found.gaps.items()} == {"fees": words, "profit": words}
    assert found.notes == ()


def test_what_is_sorted_or_kept_by_a_change_does_not_go_by_one_that_is_unknown(shop) -> None:
    note("ads_sp_campaigns", **{f"P-{DE}": {"since": "2026-03-01"}})
    asked = query("ad_spend", time={"start": "2026-03-02", "end": "2026-03-05"},
                  having=[{"field": "ad_spend_change", "op": ">", "value": 0}])  # fmt: skip
    assert load_exact(1, asked).frame.empty


def test_a_series_keeps_the_earlier_days_that_are_known(shop) -> None:
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.money_daily WHERE local_date < '2026-03-03'"))
    frame = load_exact(1, query("fees", "revenue", grain="day")).frame
    assert list(frame["fees_before"]) == [None, None, 1, 1]
    assert list(frame["revenue_before"]) == [10, 10, 10, 10]
    assert list(frame["fees"]) == [1, 1, 1, 1]


def test_a_late_marketplace_takes_the_earlier_figure_of_its_own_rows_alone(shop) -> None:
    shop.order(US, "2026-03-02T20:00", (A, 1, "10"))
    shop.close_books()
    note("orders", history_from="2026-03-01", read_from={DE: "2026-03-01"})
    ask_for("orders", "2026-03-01Z", "2026-03-06T20:00Z")
    split = query("units", filters=[], dimensions=["marketplace"])
    found = load_exact(1, split)
    rows = {row["marketplace"]: row for row in found.frame.to_dict("records")}
    assert {place: row["units_before"] for place, row in rows.items()} == {DE: 4, US: None}
    assert {name: gap.words for name, gap in found.gaps.items()} == {
        "units": "No comparison: orders in the United States before 7 Mar 2026 are not read yet."
    }
    # All of it together holds the part that is unknown.
    assert list(load_exact(1, query("units", filters=[])).frame["units_before"]) == [None]
    assert load_exact(1, query("units")).gaps == {}
    by_day = load_exact(1, query("units", filters=[], dimensions=["marketplace"], grain="day"))
    known = {
        place: list(rows["units_before"]) for place, rows in by_day.frame.groupby("marketplace")
    }
    assert known == {DE: [1, 1, 1, 1], US: [None] * 4}


def test_a_late_marketplace_takes_the_earlier_amount_of_its_own_currency_alone(shop) -> None:
    shop.order(US, "2026-03-02T20:00", (A, 1, "10"))
    shop.close_books()
    note("orders", history_from="2026-03-01", read_from={DE: "2026-03-01"})
    ask_for("orders", "2026-03-01Z", "2026-03-06T20:00Z")
    frame = load_exact(1, query("revenue", filters=[])).frame
    assert dict(zip(frame["currency"], frame["revenue_before"], strict=True)) == {
        "EUR": 40,
        "USD": None,
    }
    by_day = load_exact(1, query("revenue", filters=[], grain="day")).frame
    known = {money: list(rows["revenue_before"]) for money, rows in by_day.groupby("currency")}
    assert known == {"EUR": [10, 10, 10, 10], "USD": [None] * 4}
    shop.rate("2026-03-02", "USD", "1.1")
    converted = load_exact(1, query("revenue", filters=[], currency="EUR"))
    assert list(converted.frame["revenue_before"]) == [None]


def test_stock_of_a_new_country_leaves_the_comparison_to_the_others(shop) -> None:
    for day in range(1, 9):
        shop.stock(DE, A, f"2026-03-{day:02}", fulfillable_units=5)
    shop.stock(US, A, "2026-03-08", fulfillable_units=5)
    split = query("in_stock_rate", filters=[], dimensions=["marketplace"])
    frame = load_exact(1, split).frame
    assert dict(zip(frame["marketplace"], frame["in_stock_rate_before"], strict=True)) == {
        DE: 1,
        US: None,
    }


def test_a_kept_answer_follows_a_history_that_has_grown_without_a_new_row(shop) -> None:
    note("orders", history_from="2026-03-03")
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.sales_daily WHERE local_date < '2026-03-03'"))
    first = load_metrics(1, query("units"))
    assert first.frame["units_before"].isna().all()
    assert set(first.gaps) == {"units"}
    note("orders", history_from="2026-03-01")
    second = load_metrics(1, query("units"))
    assert list(second.frame["units_before"]) == [2]
    assert second.gaps == {}


def test_the_command_says_why_something_is_not_compared(shop, monkeypatch, capsys) -> None:
    monkeypatch.setattr(cli, "configure_logging", lambda *_: None)
    note("orders", history_from="2026-03-08")
    with account_transaction(Role.SYNC, 1) as connection:
        connection.execute(text("DELETE FROM seller.sales_daily WHERE local_date < '2026-03-08'"))
    assert cli.main(["query", query("units", "clicks").model_dump_json(exclude_none=True)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["not_compared"] == {
        "units": "No comparison: orders before 8 Mar 2026 are not known."
    }
    ((*_, units_before, clicks_before),) = told["rows"]
    assert (units_before, clicks_before) == (None, 4)
