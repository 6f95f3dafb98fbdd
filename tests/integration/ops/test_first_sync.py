"""Whether `make up` fetches a shop that has no data yet."""

from __future__ import annotations

import pytest

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
