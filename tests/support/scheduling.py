"""Which process of a run gets which tests: a file, or a folder that shares a shop, as a whole.

It is pytest-xdist's own `--dist loadfile` but for two things. A folder of tests that look at one
running shop is one piece, so that the shop is started once. And a process that dies is replaced:
in pytest-xdist 3.8 the others may wait for ever then, or the test that killed it is run again and
again (its issues 1323, 1327 and 1378).
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

# The tests below share a shop: see its conftest.py.
ONE_SHOP = "tests/browser/demo/"


class WholePieces(LoadFileScheduling):
    """Hands out files and folders; what a process that died had not begun goes to the others."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_SHOP if nodeid.startswith(ONE_SHOP) else super()._split_scope(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """Forget a process; return the test that it died of, which is not run again."""
        pieces = self.assigned_work[node]
        died_of = None
        for scope, tests in list(pieces.items()):
            begun = next((test for test, is_done in tests.items() if not is_done), None)
            if died_of is None and begun is not None:
                died_of = begun
                tests[begun] = True
            if all(tests.values()):
                del pieces[scope]
        super().remove_node(node)
        return died_of

    def _reschedule(self, node: WorkerController) -> None:
        """Give a process its next piece. It begins a test when it knows of one more, or of none."""
        if node not in self.registered_collections:
            return
        super()._reschedule(node)
        while self.workqueue and self._pending_of(self.assigned_work[node]) < 2:
            super()._reschedule(node)
        if not self.workqueue:
            super()._reschedule(node)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholePieces | None:
    """Take the place of `--dist loadfile`; whoever wishes another one gets it."""
    return WholePieces(config, log) if config.getvalue("dist") == "loadfile" else None
