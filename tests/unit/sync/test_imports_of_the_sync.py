"""Every module of the sync can be the first one that is imported."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: taking modules out of this one would leave two of each class behind.
_EACH_FIRST = """
import importlib, pkgutil, sys
import sync
names = [one.name for one in pkgutil.walk_packages(sync.__path__, "sync.")]
for name in names:
    if name.endswith("__main__"):
        continue
    for known in [known for known in sys.modules if known.startswith("sync.")]:
        del sys.modules[known]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
print(len(names), "modules")
"""


def test_every_module_can_be_imported_first() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _EACH_FIRST], capture_output=True, text=True, check=True, timeout=120
    )
    *circles, count = done.stdout.splitlines()
    assert circles == []
    assert int(count.split()[0]) > 100
