"""The loop: the same runs as cron would start, on the same schedule, in one process."""

from __future__ import annotations

from core.errors import EXIT_OK, SellerMonitorError
from core.log import get_logger
from core.settings import Settings
from sync.runner import Runner, RunRequest
from sync.stopping import Stop, StoppedError

# In the demo new orders are to be seen while one looks.
DEMO_SECONDS = 30.0
_log = get_logger(__name__)


def run_loop(runner: Runner, settings: Settings, stop: Stop) -> int:
    """Run what is due until told to stop. A failed round is logged; the next one tries again."""
    seconds = DEMO_SECONDS if settings.is_demo else settings.sync_every_minutes * 60.0
    while not stop.is_wished:
        try:
            runner.run(RunRequest(also=("orders",) if settings.is_demo else (), kind="loop"))
        except SellerMonitorError as error:
            _log.warning("a round failed", cause=error.sentence)
        except Exception as error:  # noqa: BLE001 - the next round tries again
            _log.error("a round crashed", exc_info=error)
        try:
            stop.wait(seconds)
        except StoppedError:
            break
    return EXIT_OK
