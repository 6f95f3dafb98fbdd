"""Whether `make up` fetches a shop that has no data yet."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from core.database import Role, account_transaction
from core.settings import get_settings
from core.setup_accounts import ensure_first_account
from ops.first_sync import PART, first_sync_of
from ops.processes import Part

NOTHING = (
    "Nothing is fetched by itself (DISABLE_SCHEDULES). To fetch: python -m sync run --all --force"
)


@pytest.mark.parametrize(
    ("disable_schedules", "part", "sentence"),
    [
        (False, PART, "Fetching two years of the demo shop from the simulator …"),
        (
            True,
            None,
            NOTHING,
        ),
    ],
    ids=["by itself", "nothing by itself"],
)
@pytest.mark.usefixtures("database")
def test_an_empty_demo_is_fetched_unless_nothing_may_start_by_itself(
    capsys: pytest.CaptureFixture[str], disable_schedules: bool, part: Part | None, sentence: str
) -> None:
    settings = get_settings().model_copy(update={"disable_schedules": disable_schedules})
    assert first_sync_of(settings, ensure_first_account()) == part
    assert capsys.readouterr().out.strip() == sentence


@pytest.mark.parametrize(
    ("states", "has_schedule", "goes_on"),
    [
        (["done"], False, False),
        (["done", "interrupted"], False, True),
        (["running"], False, True),
        (["interrupted", "done"], False, False),
        (["failed"], False, False),
        (["interrupted"], True, False),
    ],
)
@pytest.mark.usefixtures("database")
def test_without_a_schedule_up_goes_on_with_what_was_cut_off(
    states: list[str], has_schedule: bool, goes_on: bool
) -> None:
    """Orders were read to their end; `states` are those of another stream's runs, oldest first."""
    account_id = ensure_first_account()
    with account_transaction(Role.SYNC, account_id) as connection:
        key = {"a": account_id, "c": connection.scalar(
            text("SELECT min(connection_id) FROM app.connections WHERE account_id = :a"),
            {"a": account_id},
        )}  # fmt: skip
        connection.execute(
            text(
                "INSERT INTO seller.data_versions (account_id, source, connection_id, version,"
                " synced_at) VALUES (:a, 'orders', :c, 1, now())"
            ),
            key,
        )
        for hour, state in enumerate(states):
            connection.execute(
                text(
                    "INSERT INTO sync.runs (account_id, connection_id, stream, kind, state,"
                    " started_at) VALUES (:a, :c, 'finances', 'run', :state,"
                    " timestamptz '2026-11-20' + make_interval(hours => :hour))"
                ),
                {**key, "state": state, "hour": hour},
            )
    settings = get_settings().model_copy(update={"enable_auto_sync": has_schedule})
    assert first_sync_of(settings, account_id) == (PART if goes_on else None)
