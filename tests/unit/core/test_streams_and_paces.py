"""When a stream is due, and which paces a person can choose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import ConfigurationError
from core.schedules import PACES, save_schedule
from core.settings import get_settings
from core.streams import STREAMS, next_due, planned_every

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_stream_that_was_never_read_is_due_now() -> None:
    assert next_due(None, HOUR, None, NOW) == NOW


def test_a_stream_is_due_one_pace_after_its_last_run_even_when_that_is_past() -> None:
    last = NOW - 3 * HOUR
    assert next_due(last, HOUR, None, NOW) == NOW - 2 * HOUR


def test_a_stream_left_alone_is_not_due_before() -> None:
    assert next_due(NOW - HOUR, HOUR, NOW + HOUR, NOW) == NOW + HOUR
    assert next_due(NOW, 2 * HOUR, NOW + HOUR, NOW) == NOW + 2 * HOUR


def test_orders_go_by_the_setting_and_the_others_by_the_table() -> None:
    settings = get_settings().model_copy(update={"sync_every_minutes": 5})
    assert planned_every("orders", settings) == timedelta(minutes=5)
    assert planned_every("inventory", settings) == STREAMS["inventory"].every


@pytest.mark.parametrize(("stream", "minutes"), [("nothing", 60), ("orders", 7), ("orders", 0)])
def test_a_schedule_outside_the_lists_is_refused(stream: str, minutes: int) -> None:
    assert minutes not in PACES or stream not in STREAMS
    with pytest.raises(ConfigurationError):
        save_schedule(1, stream, minutes, is_paused=False)
