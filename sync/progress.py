"""What a person sees while a run goes on: a bar on a terminal, JSON log lines otherwise."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Reporter(Protocol):
    """Whoever wants to know how far each stream is."""

    def note(self, name: str, share: float, rows_read: int) -> None: ...


class Silence:
    """Shows nothing (the log tells)."""

    def note(self, name: str, share: float, rows_read: int) -> None:
        """Do nothing."""


class Bars:
    """One bar for each stream of each connection, on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[rows]:>9,} rows"),
            TimeElapsedColumn(),
            console=Console(file=sys.stderr),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def note(self, name: str, share: float, rows_read: int) -> None:
        """Move the bar of a stream."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=1.0, rows=0)
        self._progress.update(self._tasks[name], completed=share, rows=rows_read)
