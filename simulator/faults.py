"""Faults on demand: what goes wrong, where, and how many times."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# kind -> fields it reads besides `operation` and `count`.
KINDS: dict[str, tuple[str, ...]] = {
    "throttle": (),
    "http_error": ("status",),
    "drop_connection": (),
    "slow": ("seconds",),
    "truncate_document": (),
    "fatal_report": (),
    "expire_tokens": (),
}


@dataclass
class Fault:
    """One kind of trouble, waiting for the next `count` calls of an operation."""

    kind: str
    operation: str = "*"
    count: int = 1
    status: int = 500
    seconds: float = 1.0


class FaultDesk:
    """The faults that are waiting."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, wish: dict[str, Any]) -> Fault:
        """Put a fault in the queue. Raises ValueError when it makes no sense."""
        kind = wish.get("kind")
        if kind not in KINDS:
            raise ValueError(f"A fault is one of {', '.join(KINDS)}; not {kind!r}.")
        allowed = {"kind", "operation", "count", *KINDS[kind]}
        unknown = set(wish) - allowed
        if unknown:
            raise ValueError(f"A {kind} fault does not take {', '.join(sorted(unknown))}.")
        fault = Fault(**wish)
        if fault.count < 1:
            raise ValueError("A fault happens at least once.")
        self._waiting.append(fault)
        return fault

    def take(self, operation: str, *kinds: str) -> Fault | None:
        """Return the first waiting fault of these kinds for an operation, and use it once."""
        for fault in self._waiting:
            if fault.kind in kinds and fault.operation in ("*", operation):
                fault.count -= 1
                if fault.count == 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def waiting(self) -> list[dict[str, Any]]:
        """List what is still to come."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        """Forget every waiting fault."""
        self._waiting.clear()
