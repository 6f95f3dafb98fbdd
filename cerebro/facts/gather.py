"""The facts of many blobs: ruff and a second process at work beside this one.

The contents go to a folder in memory where there is one: ruff reads files, and the second process
reads its part there. It is a process of its own, not a fork, as this one holds connections; it
costs its start, so that it is worth it only for much.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cerebro.errors import RepositoryError
from cerebro.facts.blob import read_blob, with_lint
from cerebro.facts.lint import read_answer, start_ruff
from cerebro.facts.records import BlobFacts
from core.settings import ROOT

# What this process reads while another one starts, in bytes.
_HEAD_START = 400_000
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


def gather(
    contents: Mapping[str, bytes], python: set[str], *, with_ruff: bool = True
) -> list[BlobFacts]:
    """Return the facts of blobs; `python` names those that are Python, the rest is text."""
    place = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="cerebro-", dir=place) as name, no_collector():
        folder = Path(name)
        source = folder / "source"
        source.mkdir()
        for blob in python:
            (source / f"{blob}.py").write_bytes(contents[blob])
        ruff = start_ruff(source, folder / "ruff") if python and with_ruff else None
        facts = _read_all(contents, python, folder)
        if ruff is None:
            return facts
        _, words = ruff.communicate()
        if ruff.returncode != 0:
            raise RepositoryError(f"ruff failed: {words.decode(errors='replace')[-300:]}")
        lints = read_answer(folder / "ruff")
        return [with_lint(one, contents[one.blob], lints.get(one.blob, [])) for one in facts]


def _read_all(contents: Mapping[str, bytes], python: set[str], folder: Path) -> list[BlobFacts]:
    """Read text and Python here, and about half of much Python in a second process."""
    theirs = _share(contents, python)
    other = None
    if theirs:
        other = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "cerebro.facts.worker", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
        )
        assert other.stdin
        other.stdin.write("\n".join(theirs).encode())
        other.stdin.close()
    mine = [one for one in contents if one not in theirs]
    facts = [read_blob(one, contents[one], is_python=one in python) for one in mine]
    if other is not None:
        if other.wait() != 0:
            raise RepositoryError("The second process that reads files has failed.")
        facts += pickle.loads((folder / "facts").read_bytes())  # noqa: S301 - written by us just now
    return facts


def _share(contents: Mapping[str, bytes], python: set[str]) -> set[str]:
    """Return what a second process should read: half of what goes beyond its start."""
    total = sum(len(contents[one]) for one in python)
    if (os.cpu_count() or 1) < 2 or total <= 2 * _HEAD_START:
        return set()
    left, chosen = (total - _HEAD_START) / 2, set()
    for one in sorted(python):
        if left <= 0:
            break
        chosen.add(one)
        left -= len(contents[one])
    return chosen


@contextmanager
def no_collector() -> Iterator[None]:
    """Let the collector of garbage rest: trees are large, and it would look at all of them again.

    It made reading 100,000 lines four times as long, and the rest of a run a fifth longer.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
