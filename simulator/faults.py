"""Faults on demand: what goes wrong, where, and how many times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


class Kind(NamedTuple):
    """What a kind of fault reads besides `operation` and `count`, and where it strikes."""

    fields: tuple[str, ...] = ()
    operation: str = "*"


KINDS: dict[str, Kind] = {
    "throttle": Kind(("rate", "retry_after")),
    "http_error": Kind(("status",)),
    # An answer word for word, with any status: a page of HTML, half a JSON, nothing at all.
    "answer": Kind(("status", "body", "content_type")),
    "drop_connection": Kind(),
    "slow": Kind(("seconds",)),
    "truncate_document": Kind(operation="document"),
    "fatal_report": Kind(operation="createReport"),
    "expire_tokens": Kind(),
}

#: Not operations of SP-API: they are struck by name, not by `*`.
NAMED_ONLY = ("token", "document", "image", "exchange")


@dataclass
class Fault:
    """One kind of trouble, waiting for the next `count` calls of an operation."""

    kind: str
    operation: str
    count: int = 1
    status: int = 500
    seconds: float = 1.0
    body: str = ""
    content_type: str = "application/json"
    # What a 429 says in its headers; None says nothing, as Amazon mostly does.
    rate: float | None = None
    retry_after: int | None = None

    def strikes(self, operation: str) -> bool:
        """Tell whether a call of an operation meets this fault."""
        is_any = self.operation == "*" and operation not in NAMED_ONLY
        return is_any or self.operation == operation


class FaultDesk:
    """The faults that are waiting."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._edits: dict[str, Callable[[Any], Any]] = {}
        self._scripts: dict[str, Callable[[Any], Any]] = {}

    def add(self, wish: dict[str, Any]) -> Fault:
        """Put a fault in the queue. Raises ValueError when it makes no sense."""
        kind = wish.get("kind")
        if kind not in KINDS:
            raise ValueError(f"A fault is one of {', '.join(KINDS)}; not {kind!r}.")
        allowed = {"kind", "operation", "count", *KINDS[kind].fields}
        unknown = set(wish) - allowed
        if unknown:
            raise ValueError(f"A {kind} fault does not take {', '.join(sorted(unknown))}.")
        fault = Fault(**{"operation": KINDS[kind].operation, **wish})
        if fault.count < 1:
            raise ValueError("A fault happens at least once.")
        self._waiting.append(fault)
        return fault

    def take(self, operation: str, *kinds: str) -> Fault | None:
        """Return the first waiting fault of these kinds for an operation, and use it once."""
        for fault in self._waiting:
            if fault.kind in kinds and fault.strikes(operation):
                fault.count -= 1
                if fault.count == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def edit(self, operation: str, change: Callable[[Any], Any]) -> None:
        """Let every true answer of an operation pass through `change` (for tests).

        A document's change takes and returns a reports File, any other the answer's JSON.
        """
        self._edits[operation] = change

    def script(self, operation: str, handler: Callable[[Any], Any]) -> None:
        """Let `handler` answer an operation of the SP-API in place of the shop (for tests)."""
        self._scripts[operation] = handler

    def scripted(self, operation: str, handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """Return who answers an operation: its script, or its own handler."""
        return self._scripts.get(operation, handler)

    def edited(self, operation: str, answer: Any) -> Any:
        """Return an answer as it is to be sent."""
        change = self._edits.get(operation)
        return answer if change is None else change(answer)

    def waiting(self) -> list[dict[str, Any]]:
        """List what is still to come."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        """Forget every waiting fault, every edit and every script."""
        self._waiting.clear()
        self._edits.clear()
        self._scripts.clear()
