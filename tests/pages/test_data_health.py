"""Data health: how each stream stands, who may act, and files brought in by hand."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

import ui.health.context
import ui.health.files
from core import sync_requests
from core.accounts import AccountRole, add_member, create_account, create_person
from core.clock import FakeClock, parse_instant
from core.database import Role, name_account, transaction
from core.settings import get_settings
from core.sync_requests import File, Upload, ask_for_import, recent_requests
from sync.requests import RequestDesk
from sync.runner import RunRequest
from sync.stopping import Stop
from sync.stream_run import StreamResult
from tests.conftest import FROZEN_NOW
from tests.integration.sync.test_imported_files import FLAT, report
from tests.pages.conftest import words_of
from tests.pages.test_page_states import GONE, gone
from ui.health.uploads import FILES

ACCOUNT = 1
PASSWORD = "a long enough password"
STRANGE = b"colour,weight\nred,1\n"


class NoAmazon:
    """A runner that says that all went well."""

    def run(self, request: RunRequest) -> list[StreamResult]:
        return [StreamResult(name, "EU", "done", 30, 4, 2) for name in request.streams]


def answer_requests() -> int:
    """Do what was asked for, as the sync does."""
    clock = FakeClock(parse_instant(FROZEN_NOW))
    return RequestDesk(NoAmazon(), get_settings(), clock, Stop(clock)).drain()


def owner_says(*statements: str) -> None:
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        for statement in statements:
            connection.execute(text(statement))


def member(name: str, role: AccountRole, account_id: int = ACCOUNT) -> str:
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        add_member(connection, account_id, create_person(connection, name, PASSWORD), role)
    return name


def run_row(stream: str, state: str, more: str = "NULL", ago: str = "1 minute") -> str:
    return (
        "INSERT INTO sync.runs (account_id, connection_id, stream, kind, state, started_at,"
        f" finished_at, rows_read, error_sentence) VALUES (1, 1, '{stream}', 'loop', '{state}',"
        f" now() - interval '{ago}', now() - interval '{ago}', 7, {more})"
    )


def state_of(app: AppTest, title: str, column: str = "state") -> object:
    frame = next(one.value for one in app.dataframe if "state" in one.value)
    return frame.set_index("stream")[column][title]


def warnings_of(app: AppTest) -> list[str]:
    return [f"{one.proto.title}: {one.value}".replace("\\", "") for one in app.warning]


@pytest.fixture
def stranger(database) -> tuple[int, str]:
    """An account without a connection, and its owner."""
    with transaction(Role.OWNER) as connection:
        account_id = create_account(connection, "By hand")
    return account_id, member("olga", AccountRole.OWNER, account_id)


def test_an_account_without_a_connection_is_told_so_and_can_bring_in_files(stranger, open_page):
    app = open_page("data_health", username=stranger[1])
    assert not app.exception
    assert "No Amazon account is connected" in words_of(app)
    assert app.file_uploader
    assert not [one for one in app.dataframe if "state" in one.value]


def test_an_account_that_was_never_read_says_so_for_each_stream(database, open_page):
    app = open_page("data_health")
    assert not app.exception
    assert app.info[0].value.startswith("Nothing has been read yet.")
    assert state_of(app, "Orders") == ["Not read yet"]
    assert state_of(app, "Orders", "next") == "now"
    assert not app.warning


def test_a_quiet_account_needs_no_attention(database, open_page):
    owner_says(run_row("orders", "done"))
    app = open_page("data_health")
    assert "Nothing needs your attention. Orders were read" in app.success[0].value
    assert state_of(app, "Orders") == ["Up to date"]
    assert state_of(app, "Orders", "next") == "in 14 minutes"
    assert state_of(app, "Orders", "read") == 7


def test_each_trouble_is_told_with_what_to_do(database, open_page):
    owner_says(
        run_row("orders", "done", ago="5 hours"),
        run_row("finances", "forbidden", "'No role.'"),
        run_row("inventory", "failed", "'Amazon did not answer in time.'"),
        run_row("ads_profiles", "skipped"),
        "INSERT INTO sync.stream_health (account_id, connection_id, stream, failures,"
        " left_alone_until) VALUES (1, 1, 'inventory', 3, now() + interval '30 minutes')",
    )
    told = "\n".join(warnings_of(open_page("data_health")))
    assert "Orders · North America: It was due 5 hours ago." in told
    assert "Add the role to your app in Seller Central" in told
    assert "Amazon did not answer in time. It is tried again in 30 minutes" in told
    assert "Advertising" not in told


def test_rows_set_aside_are_counted_by_reason_and_quote_nothing(database, open_page):
    owner_says(
        run_row("orders", "partial"),
        "INSERT INTO sync.quarantine (account_id, connection_id, stream, what, reason, sealed,"
        " fetched_at) SELECT 1, 1, 'orders', 'order', 'The order 306-' || n ||"
        " ' cannot be read: ''Jo Bloggs'' is no number', 'x', now() FROM generate_series(1, 7) n",
    )
    app = open_page("data_health")
    reasons = next(one.value for one in app.dataframe if "reason" in one.value)
    assert reasons[["reason", "rows"]].to_dict("records") == [
        {"reason": "The order … cannot be read: … is no number", "rows": 7}
    ]
    assert state_of(app, "Orders", "aside") == 7
    assert "Bloggs" not in "".join(one.value.to_string() for one in app.dataframe)


def test_sync_now_asks_once_and_says_what_became_of_it(database, open_page):
    app = open_page("data_health")
    app.button(key="sync_one").click().run()
    assert [(one.kind, one.stream, one.asked_by) for one in recent_requests(ACCOUNT)] == [
        ("sync", "orders", "demo")
    ]
    assert "waiting for the sync" in words_of(app.run())
    app.button(key="sync_one").click().run()
    told = [one.value for one in app.info if "asked for already" in one.value]
    assert "Said just now" in told[0]
    # It stays to be read, and goes with the next thing that is done.
    assert "asked for already" in words_of(app.run())
    assert len(recent_requests(ACCOUNT)) == 1
    assert answer_requests() == 1
    app.run()
    assert "Done: 30 rows read, 4 changed" in words_of(app).replace("\\", "")


def test_everything_can_be_synced_with_one_button(database, open_page):
    app = open_page("data_health")
    app.button(key="sync_all").click().run()
    assert [one.stream for one in recent_requests(ACCOUNT)] == [None]


def test_whoever_may_only_look_gets_nothing_to_press(database, open_page):
    for role in (AccountRole.VIEWER, AccountRole.ANALYST):
        app = open_page("data_health", username=member(role.value, role))
        assert not app.exception
        assert state_of(app, "Orders") == ["Not read yet"]
        assert [one.key for one in app.button] == ["log_out"]
        app = open_page("data_health", username=role.value, tab=FILES)
        assert "Managers and owners of the account can upload files." in words_of(app)
        assert not app.file_uploader
    app = open_page("data_health", username=member("mia", AccountRole.MANAGER))
    assert app.button(key="sync_all")


def test_whoever_lost_the_right_meanwhile_does_nothing_more(database, open_page):
    app = open_page("data_health", username=member("mia", AccountRole.MANAGER))
    owner_says("UPDATE app.memberships SET role = 'viewer' WHERE role = 'manager'")
    app.button(key="sync_all").click().run()
    assert not app.exception
    assert recent_requests(ACCOUNT) == []


def test_a_schedule_can_be_changed_and_given_up_again(database, open_page):
    owner_says(run_row("orders", "done"))
    app = open_page("data_health")
    save = "FormSubmitter:schedule_orders-Save the schedule"
    app.selectbox(key="pace_orders").set_value(60)
    app.button(key=save).click().run()
    assert state_of(app.run(), "Orders", "next") == "in 59 minutes"
    app.toggle(key="paused_orders").set_value(True)
    app.button(key=save).click().run()
    assert state_of(app.run(), "Orders", "next") == "paused"
    app.selectbox(key="pace_orders").set_value(0)
    app.toggle(key="paused_orders").set_value(False)
    app.button(key=save).click().run()
    with transaction(Role.OWNER) as connection:
        assert connection.scalar(text("SELECT count(*) FROM app.stream_schedules")) == 0


def test_the_last_runs_of_a_stream_are_listed(database, open_page):
    owner_says(*(run_row("orders", "done", ago=f"{hours} hours") for hours in range(1, 25)))
    app = open_page("data_health")
    runs = next(one.value for one in app.dataframe if "started" in one.value)
    assert len(runs) == 20
    assert set(runs["state"]) == {"Done"}
    app.selectbox(key="stream").set_value("products").run()
    assert "There was none yet." in words_of(app)


def test_each_table_can_be_saved_with_the_words_of_the_screen(database, open_page, monkeypatch):
    saved: dict[str, tuple] = {}
    monkeypatch.setattr(
        ui.health.files,
        "download_buttons",
        lambda heading, name, load, notes: saved.update({name: (heading, load(), notes())}),
    )
    owner_says(run_row("orders", "done"))
    app = open_page("data_health")
    assert not app.exception
    heading, streams, notes = saved["streams_1"]
    shown = next(one.value for one in app.dataframe if "state" in one.value)
    assert heading == "Streams"
    assert list(streams)[:4] == ["Stream", "State", "Last run", "Next run"]
    assert list(streams["State"]) == [", ".join(one) for one in shown["state"]]
    assert list(streams["Behind"]) == list(shown["behind"])
    assert notes[0].startswith("Connection: ")
    assert notes[1].startswith("Made on ")
    assert list(saved["runs_orders"][1]["Rows read"]) == [7]


def test_a_database_that_is_gone_is_one_sentence(database, open_page, monkeypatch):
    monkeypatch.setattr(ui.health.context, "load_health", gone)
    app = open_page("data_health")
    assert not app.exception
    assert [one.value for one in app.error] == [GONE]
    monkeypatch.undo()
    app.button(key="try_again").click().run()
    assert not app.error


def test_files_are_looked_at_and_then_brought_in(database, open_page):
    app = open_page("data_health", tab=FILES)
    body = report(FLAT, days=2)
    app.file_uploader[0].set_value(
        [("orders.txt", body, "text/plain"), ("odd.csv", STRANGE, "text/csv")]
    ).run()
    app.button(key="check").click().run()
    assert "The files are being read" in "".join(one.value for one in app.info)
    answer_requests()
    app.run()
    assert "What would change" in words_of(app)
    assert "odd.csv are those of no report we know" in "".join(warnings_of(app))
    preview = next(one.value for one in app.dataframe if "equal" in one.value)
    assert list(preview["file"]) == ["orders.txt"]
    with transaction(Role.OWNER) as connection:
        name_account(connection, ACCOUNT)
        assert connection.scalar(text("SELECT count(*) FROM seller.orders")) == 0
    app.button(key="apply").click().run()
    answer_requests()
    app.run()
    assert f"{preview['new'][0]} rows brought in" in "".join(one.value for one in app.success)
    earlier = next(one.value for one in app.dataframe if "written" in one.value)
    assert earlier[["file", "by", "written"]].to_dict("records") == [
        {"file": "orders.txt", "by": "demo", "written": preview["new"][0]}
    ]
    assert not [one for one in app.button if one.key == "apply"]


def test_a_hostile_file_name_is_shown_as_it_is(database, open_page):
    app = open_page("data_health", tab=FILES)
    name = "[x](javascript:alert(1))<b>=1+1$$.csv"
    app.file_uploader[0].set_value([(name, STRANGE, "text/csv")]).run()
    app.button(key="check").click().run()
    answer_requests()
    app.run()
    [told] = [one.value for one in app.warning]
    assert "\\[x\\]\\(javascript" in told
    assert "\\<b\\>" in told
    assert name in told.replace("\\", "")


def test_a_shop_that_lives_on_files_is_not_told_that_its_streams_wait(stranger, open_page):
    account_id, owner = stranger
    ask_for_import(
        account_id, Upload([File("orders.txt", report(FLAT, days=1))]), owner, is_preview=False
    )
    owner_says("UPDATE app.accounts SET is_demo = true")
    with transaction(Role.OWNER) as connection:
        name_account(connection, account_id)
        connection.execute(text("UPDATE app.accounts SET is_demo = true"))
    answer_requests()
    app = open_page("data_health", username=owner)
    assert "No Amazon account is connected" in words_of(app)
    [earlier] = [one.value for one in app.dataframe]
    assert list(earlier["kind"]) == ["All Orders"]


def test_a_file_that_is_too_large_is_one_sentence(database, open_page, monkeypatch):
    monkeypatch.setattr(sync_requests, "LARGEST_FILE_BYTES", 10)
    app = open_page("data_health", tab=FILES)
    app.file_uploader[0].set_value([("big.csv", STRANGE, "text/csv")]).run()
    app.button(key="check").click().run()
    assert "The file big.csv is larger than" in words_of(app).replace("\\", "")
    assert recent_requests(ACCOUNT) == []


def test_another_account_s_request_shows_nothing(stranger, open_page):
    other, owner = stranger
    request_id = ask_for_import(
        ACCOUNT, Upload([File("orders.txt", report(FLAT, days=1))]), "demo", is_preview=True
    )
    answer_requests()
    app = open_page("data_health", username=owner)
    app.session_state["upload_request"] = request_id
    app.run()
    assert not app.exception
    assert "What would change" not in words_of(app)
    mine = open_page("data_health", tab=FILES)
    mine.session_state["upload_request"] = request_id
    assert "What would change" in words_of(mine.run())
    assert other != ACCOUNT
