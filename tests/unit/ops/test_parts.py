"""Which processes an installation has."""

from __future__ import annotations

import pytest

from core.settings import get_settings
from ops.up import sync_part


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        ({"enable_auto_sync": True, "disable_schedules": False}, "loop"),
        ({"enable_auto_sync": False, "disable_schedules": False}, "requests"),
        ({"enable_auto_sync": True, "disable_schedules": True}, "requests"),
    ],
)
def test_the_sync_waits_for_people_also_where_no_schedule_runs(
    settings: dict[str, bool], command: str
) -> None:
    part = sync_part(get_settings().model_copy(update=settings))
    assert part.arguments == ("-m", "sync", command)
