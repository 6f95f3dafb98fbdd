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

# The tests in here share a shop: see its conftest.py.
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


def put_in_turn(items: list[pytest.Item]) -> None:
    """Let the shop's tests be first, then files without a database, then the rest.

    Whoever has the shop's tests makes its database, for which all must wait that need any. In the
    meantime the others have something to do, and at the end there are many small files to share.
    """
    with_database = {item.path for item in items if "installation" in _fixtures_of(item)}

    def turn(item: pytest.Item) -> int:
        if item.nodeid.startswith(ONE_SHOP):
            return 0
        return 2 if item.path in with_database else 1

    items.sort(key=turn)


def _fixtures_of(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholePieces | None:
    """Take the place of `--dist loadfile`; whoever wishes another one gets it."""
    return WholePieces(config, log) if config.getvalue("dist") == "loadfile" else None
